"""What screens tell the app: what the learner asks for, and what became of a sitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from quizapp.exam.mock import MockWish
    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.study.drill import Wish


# -- the data layer ----------------------------------------------------------------------------


@dataclass
class StoreReady(Message):
    """The database is open and the pack is up to date."""

    practice: Practice


@dataclass
class StoreFailed(Message):
    """The database cannot be used; `text` is the one line that says why and what to do."""

    text: str


@dataclass
class StoreProgress(Message):
    """Loading goes on: what, how much is done, of how much."""

    what: str
    done: int
    total: int


@dataclass
class TerminalGone(Message):
    """The terminal was closed: no one can see or type anything any more."""


# -- where to go -------------------------------------------------------------------------------


class GoHome(Message):
    """Close every screen above home."""


class OpenBriefing(Message):
    """Choose a mock exam."""


class OpenDrillBuilder(Message):
    """Choose what to drill."""


class OpenWeakAreas(Message):
    """Show what costs most on the exam."""


class OpenBrowser(Message):
    """Search and read the questions."""


class OpenHistory(Message):
    """List every sitting so far."""


class OpenSettings(Message):
    """Show the settings."""


class OpenKeys(Message):
    """Show the keys and let the learner change them."""


class ChooseTheme(Message):
    """Choose a theme by looking at it."""


@dataclass
class OpenReport(Message):
    """Show the report of a past sitting."""

    attempt_id: int


# -- sittings ----------------------------------------------------------------------------------


@dataclass
class StartMock(Message):
    """Begin a mock of an exam. The rules of an exam-day mock are agreed to first."""

    wish: MockWish
    exam: str | None = None


@dataclass
class StartDrill(Message):
    """Begin a drill under a title, for an exam of the pack (None: the one to practice for)."""

    wish: Wish
    title: str = "Drill"
    exam: str | None = None


class StartReview(Message):
    """Begin today's review."""


@dataclass
class StartReplay(Message):
    """Ask again what was missed in a sitting, until each question is right."""

    sitting: Sitting


@dataclass
class ResumeSitting(Message):
    """Go on with an open sitting. One that is open in another quizapp is taken over only with
    `take_over`."""

    attempt_id: int
    take_over: bool = False


class PauseSitting(Message):
    """Leave the sitting so that it can be resumed, and go home."""


@dataclass
class SittingEnded(Message):
    """A sitting was submitted, given up, or ended because its `time_up`; `notice` is shown on what
    follows."""

    sitting: Sitting
    time_up: bool = False
    notice: str = ""


@dataclass
class SittingLost(Message):
    """The sitting cannot go on here; `reason` says why in one line."""

    reason: str


@dataclass
class OptionPicked(Message):
    """An option of the question shown was picked; counted from 0 in the order shown."""

    shown: int


# -- settings ----------------------------------------------------------------------------------


@dataclass
class ChangeSetting(Message):
    """Store a setting, None for its default, and act on it."""

    name: str
    value: str | None
