"""The declaration of the learner's settings.

Each field of `Settings` is a setting. Its value comes from the environment, else from
`settings.toml` in the home folder, else from the settings screen (stored in the database), else
from its default. The settings screen, the validation, `quizapp settings`, and docs/settings.md are
all generated from these fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, get_type_hints

from quizapp.words import written_day

FILE = "settings.toml"
NAME_LENGTH = 80
MAX_RESERVE = 20
LEAST_A_DAY, MOST_A_DAY = 5, 300
DEFAULT_THEME = "quizapp-night"
RENAMED_THEMES = {"quizapp-colour-safe": "quizapp-color-safe"}
"""Earlier names of themes, which stay valid."""

YES = ("on", "yes", "true", "1")
NO = ("off", "no", "false", "0")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Source(StrEnum):
    """Where a value comes from, in order of precedence."""

    ENVIRONMENT = "environment"
    FILE = FILE
    SCREEN = "screen"
    DEFAULT = "default"


class Kind(NamedTuple):
    """The type of a setting.

    `read` parses text, or raises ValueError with the reason; `write` is the reverse. `toml` are
    the types accepted in the file, and `written` describes them in an error message.
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
    return RENAMED_THEMES.get(given, given)


def _name(given: str) -> str:
    if len(given) > NAME_LENGTH or not given.isprintable():
        raise ValueError(f"a name is one line of at most {NAME_LENGTH} characters")
    return given


def _from_to(low: int, high: int) -> Kind:
    """The kind of a whole number from `low` to `high`."""
    written = f"a number from {low} to {high}"

    def read(given: str) -> int:
        if not re.fullmatch(r"[0-9]{1,3}", given) or not low <= int(given) <= high:
            raise ValueError(f"{given!r} is not {written}")
        return int(given)

    return Kind(written, read, str, (int,))


def _keys(given: str) -> dict[str, str]:
    key_map = {}
    for part in given.split():
        name, _, key = part.partition("=")
        if not (WORD.fullmatch(name) and key):
            raise ValueError(f"{part!r} is not a key; write it as question.flag=v")
        key_map[name] = key
    return key_map


def _or_empty(value: object) -> str:
    return "" if value is None else str(value)


SWITCH = Kind("true or false", _switch, _on_off, (bool,))
DATE = Kind("a date such as 2026-12-19", _date, _or_empty, (str, date))
ZONE = Kind('a name such as "Europe/Berlin"', _zone, _or_empty)
CODE = Kind('an exam code such as "DVA-C03"', _code, _or_empty)
THEME = Kind(f'a theme such as "{DEFAULT_THEME}"', _theme)
LINE = Kind("one line of text", _name)
RESERVE = _from_to(0, MAX_RESERVE)
A_DAY = _from_to(LEAST_A_DAY, MOST_A_DAY)
KEY_MAP = Kind(
    'a table, such as "question.flag" = "v"',
    _keys,
    lambda keys: " ".join(f"{name}={key}" for name, key in keys.items()),
    (dict,),
)


class Description(NamedTuple):
    """The description of a setting: its type, its label on the screen, what it does, and the text
    shown for an empty value. If `of_pack`, each pack has its own stored value."""

    kind: Kind
    label: str
    what: str
    unset: str = ""
    of_pack: bool = False


class Settings(NamedTuple):
    """The effective values of all settings."""

    exam: Annotated[
        str | None,
        Description(
            CODE,
            "Exam",
            "The exam that you are preparing for. By default, the version that is given on "
            "your exam date; without a date, the newest one. After the exam day, the version "
            "that you practiced last.",
            "by my exam date",
            of_pack=True,
        ),
    ] = None
    exam_date: Annotated[
        date | None,
        Description(
            DATE,
            "Exam date",
            "The day of your exam. Your plan leads up to it, and reviews are timed so that you "
            "remember the most on that day.",
            "not set",
            of_pack=True,
        ),
    ] = None
    questions_a_day: Annotated[
        int,
        Description(
            A_DAY,
            "Questions a day",
            "How many questions your plan has for each day without a mock exam.",
            of_pack=True,
        ),
    ] = 40
    name: Annotated[
        str,
        Description(
            LINE,
            "Name on reports",
            "Your name on the report of a mock.",
            "none",
        ),
    ] = ""
    extra_time: Annotated[
        bool,
        Description(
            SWITCH,
            "Extra time",
            "Whether mocks include the extra time that you can request for the exam, such as 30 "
            "minutes for non-native English speakers (DVA-C03).",
        ),
    ] = False
    exam_day: Annotated[
        bool,
        Description(
            SWITCH,
            "Exam-day mode",
            "Whether mocks run as on exam day: you accept the rules first, and the clock keeps "
            "running if you leave.",
        ),
    ] = False
    reserve: Annotated[
        int,
        Description(
            RESERVE,
            "Mocks in reserve",
            "How many new mocks to keep in reserve for the last weeks before your exam. Home does "
            "not suggest them, and you are asked before you start one.",
        ),
    ] = 0
    confidence: Annotated[
        bool,
        Description(
            SWITCH,
            "Confidence",
            "Whether drills and reviews ask how sure you are when you confirm an answer.",
        ),
    ] = True
    show_time: Annotated[
        bool,
        Description(
            SWITCH,
            "Time in mocks",
            "Whether mocks show the time left. The last 5 minutes are always shown.",
        ),
    ] = True
    show_count: Annotated[
        bool,
        Description(
            SWITCH,
            "Question number",
            "Whether mocks show the number of the question, such as 12 of 65.",
        ),
    ] = True
    theme: Annotated[
        str,
        Description(
            THEME,
            "Theme",
            "The colors: quizapp-night, quizapp-day, quizapp-contrast, quizapp-color-safe, or "
            "another theme from the list of themes.",
        ),
    ] = DEFAULT_THEME
    time_zone: Annotated[
        str | None,
        Description(
            ZONE,
            "Time zone",
            "The time zone of your study day, which starts at 4 a.m. there.",
            "this machine's",
        ),
    ] = None
    keys: Annotated[
        dict[str, str],
        Description(
            KEY_MAP,
            "Keys",
            "Your own keys. Enter shows every key, and changes it.",
            "default keys",
        ),
    ] = {}


class Setting(NamedTuple):
    """The declaration of one setting."""

    name: str
    description: Description
    default: Any

    @property
    def kind(self) -> Kind:
        return self.description.kind

    @property
    def label(self) -> str:
        return self.description.label

    @property
    def what(self) -> str:
        """One or two sentences that say what the setting does."""
        return self.description.what

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"QUIZAPP_{self.name.upper()}"

    @property
    def of_pack(self) -> bool:
        """Whether each pack has its own stored value."""
        return self.description.of_pack

    def fault(self, given: str) -> str | None:
        """Why `given` is not a valid value; None if it is valid."""
        try:
            self.kind.read(given)
        except ValueError as error:
            return str(error)
        return None

    def shown(self, value: Any) -> str:
        """A value as text for the learner."""
        if isinstance(value, date):
            return written_day(value)
        return self.kind.write(value) or self.description.unset


def _declared() -> tuple[Setting, ...]:
    hints = get_type_hints(Settings, include_extras=True)
    return tuple(
        Setting(name, hints[name].__metadata__[0], default)
        for name, default in Settings._field_defaults.items()
    )


def is_over(exam_date: date | None, today: date) -> bool:
    """Whether the day of an exam is over on the study day `today`; False without a date.

    Home, the plan, the result, the settings, and the exam to practice for follow from this.
    """
    return exam_date is not None and exam_date < today


SETTINGS = _declared()
BY_NAME = {setting.name: setting for setting in SETTINGS}
