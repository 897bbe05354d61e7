"""What a learner can set: one declaration, from which all that is known of settings is made.

A field of `Settings` is a setting. Its value comes from the environment, else from `settings.toml`
in the home folder, else from the settings screen (stored in the database), else from its default.
The screen's rows, the checks, `quizapp settings` and docs/settings.md are made from the fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, get_type_hints

FILE = "settings.toml"
NAME_LENGTH = 80
MOST_RESERVE = 20
DEFAULT_THEME = "quizapp-night"

YES = ("on", "yes", "true", "1")
NO = ("off", "no", "false", "0")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Source(StrEnum):
    """Where a value comes from; the first of these that has one wins."""

    ENVIRONMENT = "environment"
    FILE = FILE
    SCREEN = "screen"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Kind:
    """How values are written. `read` turns text into a value, or raises ValueError saying why not.

    `toml` are the types taken from the file, `written` what a person is told to write there.
    """

    written: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    toml: tuple[type, ...] = (str,)


def _switch(given: str) -> bool:
    if given.casefold() in YES:
        return True
    if given.casefold() in NO:
        return False
    raise ValueError(f"{given!r} is neither true nor false")


def _on_off(value: bool) -> str:
    return "on" if value else "off"


def _date(given: str) -> date | None:
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ValueError(f"{given!r} is not a date; write it as 2026-12-19") from None


def _zone(given: str) -> str | None:
    if not given:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{given!r} is not a time zone; write it as Europe/Berlin") from None
    return given


def _code(given: str) -> str | None:
    if given and not WORD.fullmatch(given):
        raise ValueError(f"{given!r} is not an exam code; write it as DVA-C03")
    return given.upper() or None


def _theme(given: str) -> str:
    if not WORD.fullmatch(given):
        raise ValueError(f"{given!r} is not a theme's name; write it as {DEFAULT_THEME}")
    return given


def _name(given: str) -> str:
    if len(given) > NAME_LENGTH or not given.isprintable():
        raise ValueError(f"a name is one line of at most {NAME_LENGTH} characters")
    return given


def _number(given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", given) or int(given) > MOST_RESERVE:
        raise ValueError(f"{given!r} is not a number from 0 to {MOST_RESERVE}")
    return int(given)


def _keys(given: str) -> dict[str, str]:
    found = {}
    for part in given.split():
        name, _, key = part.partition("=")
        if not (WORD.fullmatch(name) and key):
            raise ValueError(f"{part!r} is not a key; write it as question.flag=v")
        found[name] = key
    return found


def _or_nothing(value: object) -> str:
    return "" if value is None else str(value)


SWITCH = Kind("true or false", _switch, _on_off, (bool,))
DATE = Kind("a date such as 2026-12-19", _date, _or_nothing, (str, date))
ZONE = Kind('a name such as "Europe/Berlin"', _zone, _or_nothing)
CODE = Kind('an exam code such as "DVA-C03"', _code, _or_nothing)
THEME = Kind(f'a theme such as "{DEFAULT_THEME}"', _theme)
LINE = Kind("one line of text", _name)
NUMBER = Kind(f"a number from 0 to {MOST_RESERVE}", _number, str, (int,))
KEY_MAP = Kind(
    'a table, such as "question.flag" = "v"',
    _keys,
    lambda keys: " ".join(f"{name}={key}" for name, key in keys.items()),
    (dict,),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a setting: its kind, its row, what it does, and how its emptiness reads."""

    kind: Kind
    label: str
    what: str
    unset: str = ""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, as it holds now."""

    exam: Annotated[
        str | None,
        Told(
            CODE,
            "Exam",
            "The exam that you practise for; without it the one given on your exam date, else the "
            "newest.",
            "by my exam date",
        ),
    ] = None
    exam_date: Annotated[
        date | None,
        Told(
            DATE,
            "Exam date",
            "The day of your exam: home counts the days, and reviews are chosen for what you will "
            "know on it.",
            "not known",
        ),
    ] = None
    name: Annotated[
        str,
        Told(
            LINE,
            "Name on reports",
            "Your name as it stands on the report of a mock.",
            "none",
        ),
    ] = ""
    extra_time: Annotated[
        bool,
        Told(
            SWITCH,
            "Extra time",
            "Whether mocks start with 30 more minutes, as candidates may have whose language is "
            "not English.",
        ),
    ] = False
    exam_day: Annotated[
        bool,
        Told(
            SWITCH,
            "Exam-day mode",
            "Whether mocks start in the exam's own manner: rules to agree to first, and a clock "
            "that leaving does not stop.",
        ),
    ] = False
    reserve: Annotated[
        int,
        Told(
            NUMBER,
            "Mocks in reserve",
            "How many unseen mocks are kept for later: home does not suggest the last ones, and "
            "the briefing asks before one is begun.",
        ),
    ] = 0
    confidence: Annotated[
        bool,
        Told(
            SWITCH,
            "Confidence",
            "Whether drills and reviews let you say how sure you are when you confirm an answer.",
        ),
    ] = True
    theme: Annotated[
        str,
        Told(
            THEME,
            "Theme",
            "The colours: quizapp-night, quizapp-day, quizapp-contrast, quizapp-colour-safe, or "
            "one of Textual's.",
        ),
    ] = DEFAULT_THEME
    time_zone: Annotated[
        str | None,
        Told(
            ZONE,
            "Time zone",
            "The time zone of your study day, which begins at 04:00.",
            "this machine's",
        ),
    ] = None
    keys: Annotated[
        dict[str, str],
        Told(
            KEY_MAP,
            "Keys",
            "Other keys for what can be done, by the name of the binding.",
            "as they come",
        ),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as it is declared."""

    name: str
    told: Told
    default: Any

    @property
    def kind(self) -> Kind:
        return self.told.kind

    @property
    def label(self) -> str:
        return self.told.label

    @property
    def what(self) -> str:
        return self.told.what

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"QUIZAPP_{self.name.upper()}"

    def fault(self, given: str) -> str | None:
        """What is wrong with a value as text; None if nothing is."""
        try:
            self.kind.read(given)
        except ValueError as error:
            return str(error)
        return None

    def shown(self, value: Any) -> str:
        """A value as people read it."""
        return self.kind.write(value) or self.told.unset


def _declared() -> tuple[Setting, ...]:
    plain = Settings()
    told = get_type_hints(Settings, include_extras=True)
    return tuple(
        Setting(f.name, told[f.name].__metadata__[0], getattr(plain, f.name))
        for f in fields(Settings)
    )


SETTINGS = _declared()
BY_NAME = {setting.name: setting for setting in SETTINGS}
