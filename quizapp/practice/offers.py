"""The offers on home: what the learner can do next, the best next step first.

They depend only on the home row and the settings, so the first frame does not need the data layer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from quizapp.exam.clock import exam_day_clock, machine_run, seconds_since_boot, shown
from quizapp.exam.forms import in_reserve
from quizapp.exam.mock import MockOptions
from quizapp.exam.wording import count, tenths
from quizapp.practice.plan import reviews_to_come
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.settings import Settings
    from quizapp.store.bootstrap.home_row import HomeRow, OpenSitting, Standing
    from quizapp.study.drill import DrillFilter

MOMENT = "One moment, please: your figures are being worked out again."
"""What home says in place of figures that were stored for other settings."""
REVIEW_FROM = 5
"""The number of due questions from which a review is the best next step."""
OPEN_SHOWN = 3
"""The most open sittings that home lists; the others are behind one row."""
WELCOME = (
    "Welcome.",
    "Take a mock exam under the clock and see where you stand, domain by domain.",
    "Every option of every question is explained, and everything is saved.",
)


class Action(StrEnum):
    """The action that an offer starts."""

    RESUME = "resume"
    OPEN = "open"
    MOCK = "mock"
    DRILL = "drill"
    DRILL_WEAKEST = "weakest"
    NEW = "new"
    PLAN = "plan"
    RESULT = "result"
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
    wish: DrillFilter | None = None
    title: str = ""

    @property
    def id(self) -> tuple[Action, int | None]:
        """What tells the offer from the others on home, wherever it is in the list."""
        return self.action, None if self.sitting is None else self.sitting.id


def default_mock(
    forms: tuple[tuple[int, int], ...], reserve: int, being_taken: Collection[int] = ()
) -> MockOptions:
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
        return MockOptions(form=free[0])
    return MockOptions(short=True) if reserved or not forms else MockOptions(mix=True)


def offers(row: HomeRow, settings: Settings) -> tuple[Offer, ...]:
    """Return everything that home offers now; the first is the best next step.

    The question how an exam went that is over is first, then open sittings, at most `OPEN_SHOWN` of
    them. Before an exam, what is left of today's part of the plan comes next. Otherwise, it is a
    review if many questions are due, then the topic known to be weakest, then the next mock.
    """
    standing, plan = row.standing, row.standing.plan
    result = []
    if standing.ask_result is not None:
        day = written_day(date.fromisoformat(standing.ask_result))
        text = f"how did it go? Your exam was on {day}"
        result.append(Offer(Action.RESULT, "Result", text))
    result += [
        Offer(Action.RESUME, "Resume", describe_open(sitting), sitting=sitting, title=sitting.title)
        for sitting in row.sittings[:OPEN_SHOWN]
    ]
    more = len(row.sittings) - OPEN_SHOWN
    if more > 0:
        result.append(Offer(Action.OPEN, "Open", count(more, "more open sitting")))
    review = Offer(Action.REVIEW, "Review", _to_review(row))
    mock = [Offer(Action.MOCK, "Mock", _mock(row, settings))] if row.forms else []
    if plan is not None and not plan.done:
        if plan.mock_left and mock:
            result += mock
        if plan.new_left:
            result.append(new_questions(plan.new_left, plan.today.topics, plan.topics))
        if plan.reviews_left:
            result.append(review)
    elif plan is None and standing.due >= REVIEW_FROM:
        result.append(review)
    if standing.weak is not None and (plan is None or plan.done):
        from quizapp.study.drill import DrillFilter

        name, number = standing.weak.name, standing.weak.questions
        what = "questions" if number is None else count(number, "question")
        result.append(
            Offer(
                Action.DRILL_WEAKEST,
                "Next",
                f"{what} on {name}",
                wish=DrillFilter(
                    topics=frozenset({standing.weak.topic}), count=number or DrillFilter().count
                ),
                title=f"Drill: {name}",
            )
        )
    result += [offer for offer in mock if offer not in result]
    result.append(Offer(Action.DRILL, "Drill", "choose what to practice, or a quick 10"))
    if review not in result:
        result.append(review)
    return (
        *result,
        Offer(Action.PLAN, "Plan", _plan(row)),
        Offer(Action.WEAK_AREAS, "Weak areas", "what costs you most on the exam"),
        Offer(Action.BROWSE, "Browse", "search every question; bookmarks and notes"),
        Offer(Action.HISTORY, "History", "every sitting so far"),
    )


def exam_in(days: int) -> str:
    """Return when the exam is: "today", or "in 3 days"."""
    return f"in {count(days, 'day')}" if days else "today"


def describe_open(sitting: OpenSitting, more: str = "") -> str:
    """Describe an open sitting, without the time left, which each user interface formats itself.

    `more` follows the title.
    """
    return f"{sitting.title}{more}: {sitting.answered} of {sitting.questions} answered"


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


def clock_text(
    sitting: OpenSitting,
    say: Callable[[float], str] = shown,
    *,
    running: str = "left, running",
) -> str:
    """Return the time left of an open sitting in words, as of now; "" when untimed.

    `say` formats seconds. `running` follows the time of an exam-day clock, which does not stop.
    """
    left = time_left(sitting)
    if left is None:
        return ""
    if not left:
        return "time is up"
    return f"{say(left)} {running if sitting.exam_day is not None else 'left'}"


def running_clock(row: HomeRow) -> str:
    """Return the time left on the exam-day clock that ends first, as of now; "" if none runs."""
    running = [sitting for sitting in row.sittings if sitting.exam_day is not None]
    if not running:
        return ""
    left = min(time_left(sitting) or 0.0 for sitting in running)
    return f"exam day {shown(left)}" if left else "exam day: time is up"


def open_mock(sittings: Iterable[OpenSitting], exam: str) -> OpenSitting | None:
    """Return the mock of an exam to resume first; None if none is open."""
    return next((s for s in sittings if s.kind in ("mock", "short") and s.exam == exam), None)


def also_open(sittings: Iterable[OpenSitting], exam: str) -> str:
    """Return what to say before another mock of an exam while mocks are open; "" if none is open.

    It promises no start, which may be refused. A mock of another exam is named with its exam. At
    most `OPEN_SHOWN` mocks are named.
    """
    mocks = [
        describe_open(sitting, "" if sitting.exam == exam else f", {sitting.exam}")
        for sitting in sittings
        if sitting.kind in ("mock", "short")
    ]
    more = len(mocks) - OPEN_SHOWN
    named = [*mocks[:OPEN_SHOWN], *([f"{more} more"] if more > 0 else [])]
    return f"Open: {'; '.join(named)}. This is another mock." if mocks else ""


def _mock(row: HomeRow, settings: Settings) -> str:
    being_taken = {
        sitting.form
        for sitting in row.sittings
        if sitting.form is not None and sitting.exam == row.exam
    }
    wish = default_mock(row.forms, settings.reserve, being_taken)
    if wish.form is not None:
        words = "not taken" if row.standing.answers else "to see where you stand"
        return f"{wish.title}, {words}"
    if wish.short:
        return "the other forms are in reserve: a short mock, or repeat a form"
    if being_taken:
        return "every other form is taken: a fresh mix, or repeat a form"
    return "all forms are taken: a fresh mix, or repeat a form"


def new_questions(number: int, names: Sequence[str], topics: Iterable[str]) -> Offer:
    """Return the offer of so many new questions of the plan, all in one drill.

    They are on the topics with these names and IDs.
    """
    from quizapp.study.drill import DrillFilter

    name = names[0] if names else "topics never met"
    more = f" and {count(len(names) - 1, 'more topic')}" if names[1:] else ""
    return Offer(
        Action.NEW,
        "Next",
        f"{count(number, 'new question')} on {name}{more}",
        wish=DrillFilter(
            topics=frozenset(topics),
            only=frozenset({"unseen"}),
            count=number,
        ),
        title=f"Drill: {name}{more}",
    )


def _plan(row: HomeRow) -> str:
    days, plan = row.standing.days_left, row.standing.plan
    if row.withheld:
        return "day by day to your exam"
    if days is not None and days < 0:
        return "your exam is over: set your next date"
    if plan is None or days is None:
        return "set your exam date for a plan day by day"
    return f"day by day to your exam, {exam_in(days)}" if days else "your exam is today"


def _to_review(row: HomeRow) -> str:
    standing = row.standing
    if row.withheld:
        return "what is due, and what you missed"
    if standing.due + standing.recover:
        return f"{_reviews(standing)}, {standing.recover} missed to get right"
    if standing.plan is not None and standing.answers:
        return reviews_to_come(standing.plan)
    return "nothing to review today"


def _reviews(standing: Standing) -> str:
    """Return how many questions are in today's review.

    They are called due only without a plan. Before an exam, the review has the questions that the
    plan has room for, due or not.
    """
    if standing.plan is None:
        return f"{standing.due} due"
    if not standing.due:
        return "no reviews left" if standing.plan.reviews_done else "no reviews today"
    return f"{count(standing.due, 'review')} left"


def real_exam(standing: Standing) -> str:
    """Return the chance of passing the real exam in words."""
    chance = tenths(standing.exam_probability or 0.0)
    if standing.words is not None and standing.words.endswith(chance):
        return f"real exam: also {chance}, but less certain"
    return f"real exam: {chance}, less certain"


def lacking(standing: Standing) -> str:
    """Say which questions are missing before the chance of passing can be estimated."""
    if standing.missing:
        return f"needs {count(standing.missing, 'more new question')}"
    domains = ", ".join(sorted(standing.missing_by_domain))
    return f"needs more new questions in domain {domains}"


def today(row: HomeRow) -> tuple[str, ...]:
    """Return short phrases about today's reviews, the streak, and the last mock."""
    standing = row.standing
    parts = [_reviews(standing), f"{standing.recover} missed to get right"]
    if standing.streak:
        parts.append(f"{standing.streak}-day streak")
    if row.last is not None and row.last.score is not None:
        parts.append(f"last mock {row.last.score}{row.unit}")
    return tuple(parts)
