"""What a learner can set: declared once, and read from environment, file and database."""

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
from quizapp.settings.outside import NOTHING, Held, Outside, held, outside, values

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
    "Held",
    "Outside",
    "Setting",
    "Settings",
    "Source",
    "held",
    "outside",
    "values",
]
