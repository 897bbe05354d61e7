"""The messages that screens, workers, and the terminal driver post to the app.

No message is compared or printed, and every start waits for these definitions, so the data classes
are made without those methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from textual.events import Key

    from quizapp.exam.mock import MockOptions
    from quizapp.practice.room import Practice
    from quizapp.store.browser.query import Query
    from quizapp.store.progress.mix_ups import Pair
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.study.drill import DrillFilter


# -- the data layer ----------------------------------------------------------------------------


@dataclass(eq=False, repr=False)
class StoreReady(Message):
    """The database is open and the pack is up to date."""

    practice: Practice


@dataclass(eq=False, repr=False)
class StoreFailed(Message):
    """The database cannot be opened; `text` is one line that says why and what to do."""

    text: str


@dataclass(eq=False, repr=False)
class StoreProgress(Message):
    """The progress of loading: the step, and how many units of the total are done."""

    step: str
    done: int
    total: int


@dataclass(eq=False, repr=False)
class KeysBefore(Message):
    """The keys that were typed before `event` are handled, so that one is next."""

    event: Key
    handled: bool = False


@dataclass(eq=False, repr=False)
class TerminalClosed(Message):
    """The terminal was closed."""


# -- navigation --------------------------------------------------------------------------------


class ChooseOpenSitting(Message):
    """Choose one of the open sittings that home does not list, and resume it."""


class GoHome(Message):
    """Close every screen above home."""


@dataclass(eq=False, repr=False)
class OpenBriefing(Message):
    """Open the list of mock exams, at the form with a number or else at the next mock."""

    form: int | None = None


class OpenDrillBuilder(Message):
    """Open the drill builder."""


@dataclass(eq=False, repr=False)
class OpenWeakAreas(Message):
    """Open the weak areas; the row whose drill has the title `at` is highlighted."""

    at: str = ""


@dataclass(eq=False, repr=False)
class OpenSideBySide(Message):
    """Show the two ideas of a mix-up (concept chosen, concept of the key) side by side."""

    pair: Pair


@dataclass(eq=False, repr=False)
class OpenSheet(Message):
    """Open the sheet of what `about` selects; the list of sheets with None."""

    about: DrillFilter | None = None


@dataclass(eq=False, repr=False)
class OpenBrowser(Message):
    """Open the question browser, with a search and the question to highlight, if given."""

    query: Query | None = None
    row_id: int | None = None


class OpenHistory(Message):
    """Open the list of past sittings."""


class OpenPlan(Message):
    """Open the plan to the exam day."""


@dataclass(eq=False, repr=False)
class AskExamDate(Message):
    """Ask for the exam date. On the `first` start, the question is skipped if it is in the way."""

    title: str = "Exam date"
    first: bool = False


@dataclass(eq=False, repr=False)
class ExamDateGiven(Message):
    """The exam date was typed on home; the text is a valid date."""

    text: str


class OpenResults(Message):
    """Open the result of an exam that is over, or choose one."""


@dataclass(eq=False, repr=False)
class OpenResult(Message):
    """Open the result of the exam on a day."""

    day: date


@dataclass(eq=False, repr=False)
class ResultChanged(Message):
    """The result of the exam on a day was saved; None if a result was removed."""

    day: date | None


class OpenSettings(Message):
    """Open the settings."""


class OpenKeys(Message):
    """Open the key bindings."""


class ChooseTheme(Message):
    """Open the list of themes."""


@dataclass(eq=False, repr=False)
class OpenReport(Message):
    """Open the report of a past sitting."""

    attempt_id: int


# -- sittings ----------------------------------------------------------------------------------


@dataclass(eq=False, repr=False)
class StartMock(Message):
    """Start a mock of an exam of the pack (None: the exam in the settings)."""

    wish: MockOptions
    exam: str | None = None


@dataclass(eq=False, repr=False)
class StartDrill(Message):
    """Start a drill for an exam of the pack (None: the exam in the settings).

    `back` opens the page that is shown when the drill, or its report, is left; home without one.
    """

    wish: DrillFilter
    title: str = "Drill"
    exam: str | None = None
    back: Callable[[], Message] | None = None


@dataclass(eq=False, repr=False)
class StartReview(Message):
    """Start today's review; or one on demand, of all questions that are not recovered."""

    on_demand: bool = False


@dataclass(eq=False, repr=False)
class StartReplay(Message):
    """Start a replay: the missed questions of a sitting, each until it is right."""

    sitting: Sitting


@dataclass(eq=False, repr=False)
class ResumeSitting(Message):
    """Resume an open sitting. With `take_over`, also if another quizapp process has it open."""

    attempt_id: int
    take_over: bool = False


class PauseSitting(Message):
    """Pause the sitting and go home."""


@dataclass(eq=False, repr=False)
class SittingEnded(Message):
    """A sitting was submitted or given up, or its time is up."""

    sitting: Sitting
    time_up: bool = False


@dataclass(eq=False, repr=False)
class SittingLost(Message):
    """The sitting cannot continue here; `reason` says why in one line."""

    reason: str


@dataclass(eq=False, repr=False)
class OptionPicked(Message):
    """An option was clicked; `shown` is its position on the screen, from 0."""

    shown: int


# -- settings ----------------------------------------------------------------------------------


@dataclass(eq=False, repr=False)
class ChangeSetting(Message):
    """Store a setting and apply it. The value None restores the default."""

    name: str
    value: str | None
