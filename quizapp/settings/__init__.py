"""The learner's settings: declared once, and read from environment, file, and database."""

from __future__ import annotations

from quizapp.settings.declared import (
    BY_NAME,
    CODE,
    DEFAULT_THEME,
    FILE,
    KEY_MAP,
    SETTINGS,
    SWITCH,
    THEME,
    Setting,
    Settings,
    Source,
)
from quizapp.settings.outside import NOTHING, Effective, Outside, effective, outside, values

__all__ = [
    "BY_NAME",
    "CODE",
    "DEFAULT_THEME",
    "FILE",
    "KEY_MAP",
    "NOTHING",
    "SETTINGS",
    "SWITCH",
    "THEME",
    "Effective",
    "Outside",
    "Setting",
    "Settings",
    "Source",
    "effective",
    "outside",
    "values",
]
