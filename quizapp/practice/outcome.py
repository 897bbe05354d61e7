"""What a finished sitting means: the topics, what was missed, and when it comes back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.attempt import Confidence, Kind
from quizapp.exam.wording import count, is_or_are, sentence
from quizapp.practice.plan import NO_MORE, plan, reviews_to_come
from quizapp.practice.report import included
from quizapp.store.catalog import names
from quizapp.store.learner.annotations import CAUSES, causes
from quizapp.store.progress.queries import day_and_exam, day_of, memories_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from quizapp.exam.attempt import Attempt
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import Workspace
    from quizapp.study.schedule import Memory

SOON = 14
"""Days within which a return is given in days; later ones are counted together."""
IN_A_REVIEW = "comes back in a review"
"""When a question comes back that a plan puts into a review, on a day that is not decided yet."""
WORST_TOPICS = 8
"""The most topics that a report of a mock exam lists."""


@dataclass(frozen=True, slots=True)
class TopicResult:
    """The questions of a topic in a sitting: `right` of `asked`, each question once."""

    name: str
    right: int
    asked: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A missed question: its position in the sitting (from 0), and its takeaway."""

    position: int
    takeaway: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished sitting means.

    `topics` begins with the topic that has the most misses. `misses` are in the order asked, each
    question once. `recovered` counts the questions of the sitting that have now been right on three
    study days since they were missed. `returning` are (days from today, questions): when the
    questions of the sitting are due again, right and missed ones, 0 for today. Both are empty from
    the next study day on: later answers have changed them, too. `planned` says how many reviews the
    plan has from tomorrow on (see `reviews_to_come`); it is empty without a plan, or if `returning`
    is. `sure_and_wrong` counts the answers that were sure and wrong; it is None if the
    learner never said how sure an answer was. `causes` are (why questions were missed, how many),
    as marked in a drill or a review, the most frequent first.
    """

    topics: tuple[TopicResult, ...]
    misses: tuple[Miss, ...]
    recovered: int
    returning: tuple[tuple[int, int], ...]
    planned: str = ""
    sure_and_wrong: int | None = None
    causes: tuple[tuple[str, int], ...] = ()

    @property
    def worst_topics(self) -> tuple[TopicResult, ...]:
        """The topics with at least two misses, at most `WORST_TOPICS`, the worst first.

        The takeaways name a single miss as well as its topic would.
        """
        return tuple(row for row in self.topics if row.asked - row.right > 1)[:WORST_TOPICS]

    @property
    def sureness(self) -> str:
        """How many answers were sure and wrong, in a few words; empty if that is not known."""
        if self.sure_and_wrong is None:
            return ""
        return f"Sure but wrong: {self.sure_and_wrong or 'none'}"

    @property
    def why(self) -> str:
        """Why questions were missed, in a few words; empty if no cause was marked."""
        listed = ", ".join(f"{CAUSES[cause]} ({number})" for cause, number in self.causes)
        return f"Why you missed: {listed}" if listed else ""

    @property
    def change(self) -> str:
        """What the sitting changed, in one or two sentences; empty if it changed nothing yet.

        Before an exam, a day has the reviews that its plan has room for, due or not, so no day is
        named on which a question is due.
        """
        said = [f"{count(self.recovered, 'question')} recovered."] if self.recovered else []
        number = sum(questions for _, questions in self.returning)
        if number and self.planned == NO_MORE:
            said.append(sentence(NO_MORE))
        elif number and self.planned:
            comes = "comes" if number == 1 else "come"
            said.append(
                f"{count(number, 'question')} {comes} back for review when your plan has room: "
                f"{self.planned}."
            )
        elif number:
            due = [
                f"{questions} {is_or_are(questions)} due again {_in_days(days)}"
                for days, questions in self.returning
            ]
            said.append(f"{', '.join(due)}.")
        return " ".join(said)


def outcome(sitting: Sitting, workspace: Workspace | None = None) -> Outcome:
    """Return what a sitting means now. Raises StoreError.

    Without the `workspace` that practices its exam, it says nothing about the plan.
    """
    attempt, stored = sitting.attempt, sitting.stored
    scope = stored.plan.scope
    with sitting.database.read() as connection:
        topics = names.all_topics(connection, scope.pack)
        today = day_of(connection, scope.learner)
        ended = today
        if stored.ended_at is not None:
            ended = day_of(connection, scope.learner, stored.ended_at)
        of_today = {item.question_id for item in attempt.items} if ended == today else set()
        cards = memories_of(connection, scope, of_today)
        # A review of a mock marks its causes after the report.
        marked = causes(connection, stored.id) if attempt.immediate else {}
    topic_of = {code: question.topic for code, question in stored.questions.items()}
    misses = _misses(attempt)
    returning = _returning(cards, today)
    own = workspace if workspace is not None and workspace.scope == scope else None
    return Outcome(
        topics=_topics(attempt, {code: topics.get(t, t) for code, t in topic_of.items()}),
        misses=tuple(
            Miss(position, stored.questions[attempt.items[position].question_id].takeaway)
            for position in misses
        ),
        recovered=sum(card.recovered and card.right_day == today for card in cards),
        returning=returning,
        planned=_planned(own) if own is not None and returning else "",
        sure_and_wrong=_sure_and_wrong(attempt),
        causes=tuple(Counter(marked[place] for place in sorted(marked)).most_common()),
    )


def _planned(workspace: Workspace) -> str:
    row = plan(workspace)
    return "" if row is None else reviews_to_come(row)


def comes_back(sitting: Sitting, workspace: Workspace) -> str:
    """Return when the question just answered is due again, such as "due again in 3 days".

    The plan of the exam that `workspace` practices decides the day later, so with a plan, no day is
    named. Empty if the question is not scheduled, or the plan has no more reviews. Raises
    StoreError.
    """
    attempt, scope = sitting.attempt, sitting.stored.plan.scope
    if not attempt.item.marked:
        return ""
    if attempt.kind is Kind.REPLAY and not attempt.item.correct:
        return "asked again at the end"
    with sitting.database.read() as connection:
        today, exam = day_and_exam(connection, scope)
        if exam is not None and exam >= today and workspace.scope == scope:
            return IN_A_REVIEW if (exam - today).days > 1 else ""
        cards = memories_of(connection, scope, {attempt.item.question_id})
    return "".join(f"due again {_in(max(0, (card.due - today).days))}" for card in cards)


def _sure_and_wrong(attempt: Attempt) -> int | None:
    said = [item for item in attempt.items if item.marked and item.confidence is not None]
    wrong = sum(item.confidence is Confidence.SURE and not item.correct for item in said)
    return wrong if said else None


def _misses(attempt: Attempt) -> list[int]:
    """Return the positions of missed questions; in a replay, the first time each was missed."""
    found: dict[str, int] = {}
    for position in included(attempt, "missed"):
        found.setdefault(attempt.items[position].question_id, position)
    return list(found.values())


def _topics(attempt: Attempt, name_of: dict[str, str]) -> tuple[TopicResult, ...]:
    """Count each question that was shown, once: in a replay, by its first answer."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    known: set[str] = set()
    for item in (attempt.items[position] for position in included(attempt)):
        if item.question_id in known or not item.seen:
            continue
        known.add(item.question_id)
        name = name_of[item.question_id]
        asked[name] += 1
        right[name] += item.right
    found = [TopicResult(name, right[name], asked[name]) for name in asked]
    return tuple(sorted(found, key=lambda row: (row.right - row.asked, row.name)))


def _returning(cards: Iterable[Memory], today: date) -> tuple[tuple[int, int], ...]:
    days = Counter(min(SOON, max(0, (card.due - today).days)) for card in cards)
    return tuple(sorted(days.items()))


def _in_days(days: int) -> str:
    return "in two weeks or later" if days >= SOON else _in(days)


def _in(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def headline(attempt: Attempt) -> str:
    """Return how a finished drill, review or replay went, in one sentence."""
    questions = {item.question_id for item in attempt.items}
    if attempt.kind is Kind.REPLAY:
        return (
            f"{count(len(questions), 'question')} right, in {count(len(attempt.items), 'answer')}."
        )
    right = sum(bool(item.correct) for item in attempt.items)
    return f"{right} of {len(attempt.items)} right."
