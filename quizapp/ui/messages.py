"""The messages that screens, workers, and the terminal driver post to the app.

Every start waits for these definitions. `dataclass` compiles a constructor for each class, which
takes three times as long as all the rest, so they share one, and `dataclass_transform` tells type
checkers what it takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, dataclass_transform

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


@dataclass_transform(eq_default=False)
class Posted(Message):
    """A message with the fields that its class annotates, given in this order or by name.

    Raises AttributeError for a field without a value and without a default.
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        kind = type(self)
        fields = tuple(kind.__annotations__)
        given = {**dict(zip(fields, values, strict=False)), **named}
        for field in fields:
            setattr(self, field, given[field] if field in given else getattr(kind, field))
        super().__init__()


# -- the data layer ----------------------------------------------------------------------------


class StoreReady(Posted):
    """The database is open and the pack is up to date."""

    practice: Practice


class StoreFailed(Posted):
    """The database cannot be opened; `text` is one line that says why and what to do."""

    text: str


class StoreProgress(Posted):
    """The progress of loading: the step, and how many units of the total are done."""

    step: str
    done: int
    total: int


class KeysBefore(Posted):
    """The keys that were typed before `event` are handled, so that one is next."""

    event: Key
    handled: bool = False


class TerminalClosed(Posted):
    """The terminal was closed."""


# -- navigation --------------------------------------------------------------------------------


class ChooseOpenSitting(Message):
    """Choose one of the open sittings that home does not list, and resume it."""


class GoHome(Message):
    """Close every screen above home."""


class OpenBriefing(Posted):
    """Open the list of mock exams, at the form with a number or else at the next mock."""

    form: int | None = None


class OpenDrillBuilder(Message):
    """Open the drill builder."""


class OpenWeakAreas(Posted):
    """Open the weak areas; the row whose drill has the title `at` is highlighted."""

    at: str = ""


class OpenSideBySide(Posted):
    """Show the two ideas of a mix-up (concept chosen, concept of the key) side by side."""

    pair: Pair


class OpenSheet(Posted):
    """Open the sheet of what `about` selects; the list of sheets with None."""

    about: DrillFilter | None = None


class OpenBrowser(Posted):
    """Open the question browser, with a search and the question to highlight, if given."""

    query: Query | None = None
    row_id: int | None = None


class OpenHistory(Message):
    """Open the list of past sittings."""


class OpenPlan(Message):
    """Open the plan to the exam day."""


class AskExamDate(Posted):
    """Ask for the exam date. On the `first` start, the question is skipped if it is in the way."""

    title: str = "Exam date"
    first: bool = False


class ExamDateGiven(Posted):
    """The exam date was typed on home; the text is a valid date."""

    text: str


class OpenResults(Message):
    """Open the result of an exam that is over, or choose one."""


class OpenResult(Posted):
    """Open the result of the exam on a day."""

    day: date


class ResultChanged(Posted):
    """The result of the exam on a day was saved; None if a result was removed."""

    day: date | None


class OpenSettings(Message):
    """Open the settings."""


class OpenKeys(Message):
    """Open the key bindings."""


class ChooseTheme(Message):
    """Open the list of themes."""


class OpenReport(Posted):
    """Open the report of a past sitting."""

    attempt_id: int


# -- sittings ----------------------------------------------------------------------------------


class StartMock(Posted):
    """Start a mock of an exam of the pack (None: the exam in the settings)."""

    wish: MockOptions
    exam: str | None = None


class StartDrill(Posted):
    """Start a drill for an exam of the pack (None: the exam in the settings).

    `back` opens the page that is shown when the drill, or its report, is left; home without one.
    """

    wish: DrillFilter
    title: str = "Drill"
    exam: str | None = None
    back: Callable[[], Message] | None = None


class StartReview(Posted):
    """Start today's review; or one on demand, of all questions that are not recovered."""

    on_demand: bool = False


class StartReplay(Posted):
    """Start a replay: the missed questions of a sitting, each until it is right."""

    sitting: Sitting


class ResumeSitting(Posted):
    """Resume an open sitting. With `take_over`, also if another quizapp process has it open."""

    attempt_id: int
    take_over: bool = False


class PauseSitting(Message):
    """Pause the sitting and go home."""


class SittingEnded(Posted):
    """A sitting was submitted or given up, or its time is up."""

    sitting: Sitting
    time_up: bool = False


class SittingLost(Posted):
    """The sitting cannot continue here; `reason` says why in one line."""

    reason: str


class OptionPicked(Posted):
    """An option was clicked; `shown` is its position on the screen, from 0."""

    shown: int


# -- settings ----------------------------------------------------------------------------------


class ChangeSetting(Posted):
    """Store a setting and apply it. The value None restores the default."""

    name: str
    value: str | None
