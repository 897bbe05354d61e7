"""The offers on home: what the learner can do next, the best next step first.

They depend only on the home row and the settings, so the first frame does not need the data layer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from quizapp.exam.clock import exam_day_clock, machine_run, seconds_since_boot
from quizapp.exam.forms import in_reserve
from quizapp.exam.mock import MockWish
from quizapp.exam.wording import count

if TYPE_CHECKING:
    from quizapp.settings import Settings
    from quizapp.store.bootstrap.home_row import HomeRow, OpenSitting, Standing
    from quizapp.study.drill import Wish

REVIEW_FROM = 5
"""The number of due questions from which a review is the best next step."""
WELCOME = (
    "Welcome.",
    "Take a mock exam under the clock and see where you stand, domain by domain.",
    "Every option of every question is explained, and everything is saved.",
)


class Action(StrEnum):
    """The action that an offer starts."""

    RESUME = "resume"
    MOCK = "mock"
    DRILL = "drill"
    DRILL_WEAKEST = "weakest"
    REVIEW = "review"
    WEAK_AREAS = "weak"
    BROWSE = "browse"
    HISTORY = "history"


class Offer(NamedTuple):
    """One offer on home: a short `label` and a `text` that says what it leads to.

    `sitting` is the open sitting to resume; `wish` and `title` are the drill to start. Each is set
    only for the action that needs it.
    """

    action: Action
    label: str
    text: str
    sitting: OpenSitting | None = None
    wish: Wish | None = None
    title: str = ""


def default_mock(
    forms: tuple[tuple[int, int], ...], reserve: int, being_taken: Collection[int] = ()
) -> MockWish:
    """Return the mock to offer first. `forms` are (number, times taken), ordered by number;
    `being_taken` are the numbers of open forms.

    It is the first untaken form that is neither open nor in reserve. If only forms in reserve are
    left, or the exam has no forms, it is a short mock. If every form is taken or open, it is a new
    mix.
    """
    untaken = [number for number, taken in forms if not taken and number not in being_taken]
    reserved = in_reserve(untaken, reserve)
    free = [number for number in untaken if number not in reserved]
    if free:
        return MockWish(form=free[0])
    return MockWish(short=True) if reserved or not forms else MockWish(mix=True)


def offers(row: HomeRow, settings: Settings) -> tuple[Offer, ...]:
    """Return everything that home offers now; the first is the best next step.

    Open sittings are first, then a review if many questions are due, then the topic known to be
    weakest, then the next mock.
    """
    standing = row.standing
    result = [
        Offer(Action.RESUME, "Resume", resumed(sitting), sitting=sitting, title=sitting.title)
        for sitting in row.sittings
    ]
    review = Offer(Action.REVIEW, "Review", _to_review(row))
    if standing.due >= REVIEW_FROM:
        result.append(review)
    if standing.weak is not None:
        from quizapp.study.drill import Wish

        name, number = standing.weak.name, standing.weak.questions
        what = "questions" if number is None else count(number, "question")
        result.append(
            Offer(
                Action.DRILL_WEAKEST,
                "Next",
                f"{what} on {name}",
                wish=Wish(topics=frozenset({standing.weak.topic}), count=number or Wish().count),
                title=f"Drill: {name}",
            )
        )
    if row.forms:
        result.append(Offer(Action.MOCK, "Mock", _mock(row, settings)))
    result.append(Offer(Action.DRILL, "Drill", "choose what to practice, or 10 quick ones"))
    if review not in result:
        result.append(review)
    return (
        *result,
        Offer(Action.WEAK_AREAS, "Weak areas", "what costs you most on the exam"),
        Offer(Action.BROWSE, "Browse", "search every question; bookmarks and notes"),
        Offer(Action.HISTORY, "History", "every sitting so far"),
    )


def resumed(sitting: OpenSitting) -> str:
    """Describe an open sitting, without the time left, which each user interface formats itself."""
    return f"{sitting.title}: {sitting.answered} of {sitting.questions} answered"


def time_left(sitting: OpenSitting) -> float | None:
    """Return the seconds left of an open sitting now, never below 0; None when untimed."""
    day = sitting.exam_day
    if day is None:
        return sitting.left
    clock = exam_day_clock(
        day.started,
        day.used,
        day.began,
        machine_run(),
        lambda: datetime.now(UTC),
        seconds_since_boot,
    )
    return max(0.0, day.allowed - clock.elapsed())


def also_open(sittings: Iterable[OpenSitting]) -> str:
    """Return what to say before another mock starts while mocks are open; "" if none is open."""
    mocks = [resumed(sitting) for sitting in sittings if sitting.kind in ("mock", "short")]
    return f"Open: {'; '.join(mocks)}. This begins another mock." if mocks else ""


def _mock(row: HomeRow, settings: Settings) -> str:
    being_taken = {
        sitting.form
        for sitting in row.sittings
        if sitting.form is not None and sitting.exam == row.exam
    }
    wish = default_mock(row.forms, settings.reserve, being_taken)
    if wish.form is not None:
        words = "unseen" if row.standing.answers else "to see where you stand"
        return f"{wish.title}, {words}"
    if wish.short:
        return "the rest is in reserve: a short mock, or a form again"
    if being_taken:
        return "every other form is taken: a fresh mix, or a form again"
    return "all forms are taken: a fresh mix, or a form again"


def _to_review(row: HomeRow) -> str:
    due, missed = row.standing.due, row.standing.recover
    return f"{due} due, {missed} missed to recover" if due + missed else "nothing is due today"


def lacking(standing: Standing) -> str:
    """Say which answers are missing before the chance of passing can be estimated."""
    if standing.missing:
        return f"{standing.missing} more first-sight answers needed"
    return f"more answers needed in domain {', '.join(sorted(standing.missing_by_domain))}"


def today(row: HomeRow) -> tuple[str, ...]:
    """Return short phrases about today's reviews, the streak, and the last mock."""
    standing = row.standing
    parts = [f"{standing.due} due", f"{standing.recover} missed to recover"]
    if standing.streak:
        parts.append(f"{count(standing.streak, 'day')} in a row")
    if row.last is not None and row.last.score is not None:
        parts.append(f"last mock {row.last.score}{row.unit}")
    return tuple(parts)
