"""What a finished sitting means: the topics, what was missed, and when it comes back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.attempt import Confidence, Kind
from quizapp.exam.wording import count, is_or_are, lacking, sentence
from quizapp.practice.plan import NO_MORE, plan, reviews_to_come
from quizapp.practice.report import included
from quizapp.store.catalog import names
from quizapp.store.learner.annotations import CAUSES, causes
from quizapp.store.progress.queries import day_and_exam, day_of, memories_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from quizapp.exam.attempt import Attempt, Item
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
    """A missed question: its position in the sitting (from 0), and its takeaway.

    `lacking` says in words what its answer lacks: "no answer", or "incomplete"; empty for a wrong
    one.
    """

    position: int
    takeaway: str
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished sitting means.

    `topics` begins with the topic that has the most misses. `misses` are in the order asked, each
    question once. `recovered` counts the questions of the sitting that have now been right on three
    study days since they were missed. `returning` are (days from today, questions): when the
    questions of the sitting are due again, right and missed ones, 0 for today. Both are empty from
    the next study day on: later answers have changed them, too. `incomplete` and `blank` say how
    many of the returning ones have too few options chosen, or none. `planned` is true if the plan
    has reviews from tomorrow on; it is None without a plan, or if `returning` is empty. `lucky` and
    `sure_and_wrong` count the answers that were right by a guess, and those that were sure and
    wrong. `causes` are (why questions were missed, how many), as marked in a drill or a review, the
    most frequent first.
    """

    topics: tuple[TopicResult, ...]
    misses: tuple[Miss, ...]
    recovered: int
    returning: tuple[tuple[int, int], ...]
    planned: bool | None = None
    lucky: int = 0
    sure_and_wrong: int = 0
    causes: tuple[tuple[str, int], ...] = ()
    incomplete: int = 0
    blank: int = 0

    @property
    def worst_topics(self) -> tuple[TopicResult, ...]:
        """The topics with at least two misses, at most `WORST_TOPICS`, the worst first.

        The takeaways name a single miss as well as its topic would.
        """
        return tuple(row for row in self.topics if row.asked - row.right > 1)[:WORST_TOPICS]

    @property
    def sureness(self) -> tuple[str, ...]:
        """How many answers were right by luck, and sure but wrong, each in a few words."""
        named = (("Right by luck", self.lucky), ("Sure but wrong", self.sure_and_wrong))
        return tuple(f"{name}: {number}" for name, number in named if number)

    @property
    def why(self) -> str:
        """Why questions were missed, in a few words; empty if no cause was marked."""
        listed = ", ".join(f"{CAUSES[cause]} ({number})" for cause, number in self.causes)
        return f"Why you missed: {listed}" if listed else ""

    @property
    def change(self) -> str:
        """What the sitting changed, in one or two sentences; empty if it changed nothing yet.

        Before an exam, a day has the reviews that its plan has room for, due or not, so no day is
        named on which a question is due, and no number of reviews: they are of all sittings.
        """
        said = [f"{count(self.recovered, 'question')} recovered."] if self.recovered else []
        number = sum(questions for _, questions in self.returning)
        if number and self.planned is False:
            said.append(sentence(NO_MORE))
        elif number and self.planned:
            missed = sum(row.asked - row.right for row in self.topics)
            all_answered = not self.incomplete and not self.blank
            too = " (the right ones, too)" if all_answered and 0 < missed < number else ""
            comes, when = ("comes", "the day") if number == 1 else ("come", "the days")
            said.append(f"{self._coming}{too} {comes} back in reviews; your plan picks {when}.")
        elif number:
            due = [
                f"{questions} {is_or_are(questions)} due again {_in_days(days)}"
                for days, questions in self.returning
            ]
            of = f"Of {self._coming}, " if self.incomplete or self.blank else ""
            said.append(f"{of}{', '.join(due)}.")
        return " ".join(said)

    @property
    def _coming(self) -> str:
        """How many questions come back, and how many of them were answered if not all were."""
        number = sum(questions for _, questions in self.returning)
        answered = number - self.incomplete - self.blank
        parts = {"answered": answered, "incomplete": self.incomplete, "left blank": self.blank}
        split = ", ".join(f"{part} {name}" for name, part in parts.items() if part)
        return count(number, "question") + (f" ({split})" if answered < number else "")


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
        of_today = _marked(attempt) if ended == today else {}
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
            Miss(
                position,
                stored.questions[attempt.items[position].question_id].takeaway,
                lacking(attempt.items[position]),
            )
            for position in misses
        ),
        recovered=sum(card.recovered and card.right_day == today for card in cards),
        returning=returning,
        planned=_planned(own) if own is not None and returning else None,
        lucky=_answered_as(attempt, Confidence.GUESS, right=True),
        sure_and_wrong=_answered_as(attempt, Confidence.SURE, right=False),
        causes=tuple(Counter(marked[place] for place in sorted(marked)).most_common()),
        incomplete=sum(of_today[card.question].incomplete for card in cards),
        blank=sum(not of_today[card.question].started for card in cards),
    )


def _planned(workspace: Workspace) -> bool | None:
    row = plan(workspace)
    return None if row is None else reviews_to_come(row) != NO_MORE


def comes_back(sitting: Sitting, workspace: Workspace) -> str:
    """Return when the question just answered is due again, such as "due again in 3 days".

    The plan of the exam that `workspace` practices decides the day later, so with a plan, no day is
    named, and nothing is said of a right answer that was no guess. Empty if the question is not
    scheduled, or the plan has no more reviews. Raises StoreError.
    """
    attempt, scope = sitting.attempt, sitting.stored.plan.scope
    if not attempt.item.marked:
        return ""
    if attempt.kind is Kind.REPLAY and not attempt.item.correct:
        return "asked again at the end"
    with sitting.database.read() as connection:
        today, exam = day_and_exam(connection, scope)
        if exam is not None and exam >= today and workspace.scope == scope:
            shaky = not attempt.item.correct or attempt.item.confidence is Confidence.GUESS
            return IN_A_REVIEW if shaky and (exam - today).days > 1 else ""
        cards = memories_of(connection, scope, {attempt.item.question_id})
    return "".join(f"due again {_in(max(0, (card.due - today).days))}" for card in cards)


def _marked(attempt: Attempt) -> dict[str, Item]:
    """Return the questions that were shown and marked, each as it was asked last."""
    return {item.question_id: item for item in attempt.items if item.seen and item.marked}


def _answered_as(attempt: Attempt, confidence: Confidence, *, right: bool) -> int:
    """Count the answers that were given with a confidence, and that were right or wrong."""
    return sum(
        item.marked and item.confidence is confidence and item.correct is right
        for item in attempt.items
    )


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
