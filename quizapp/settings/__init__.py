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
    is_over,
)
from quizapp.settings.overrides import (
    NOTHING,
    Effective,
    Overrides,
    effective,
    read_overrides,
    set_elsewhere,
    values,
)

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
    "Overrides",
    "Setting",
    "Settings",
    "Source",
    "effective",
    "is_over",
    "read_overrides",
    "set_elsewhere",
    "values",
]
