"""A sitting written down: what every form of a report says, before it has a form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from quizapp.exam.attempt import OPEN, Attempt, Item, Kind, State
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.clock import shown
from quizapp.exam.question import Question
from quizapp.exam.scoring import (
    DomainResult,
    Report,
    by_domain,
    changes,
    pace,
    quarters,
    report,
    time_by_outcome,
)
from quizapp.exam.wording import clean, count, verdict

if TYPE_CHECKING:
    from quizapp.store.sittings.attempts import StoredAttempt

SCORED = frozenset({Kind.MOCK, Kind.SHORT})
EARLIER = 6
NOT_OFFICIAL = (
    "A practice report made by quizapp on the learner's own machine. It is no document of the "
    "exam's vendor, and the score is not an exam score."
)


class StillOpen(Exception):
    """A mock that is not finished shows no answers; the text is one line for the learner."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as it was asked; `again` is set when the same sitting had asked it before."""

    number: int
    item: Item
    question: Question
    topic: str
    note: str = ""
    again: bool = False

    @property
    def outcome(self) -> str:
        """Right, Wrong, Wrong: 1 of 2 found, or Not answered."""
        return verdict(self.item)

    @property
    def options(self) -> list[tuple[int, int]]:
        """(number shown, option) in the order shown."""
        return list(enumerate(self.item.order, 1))

    @property
    def about(self) -> list[str]:
        """What stands under a question's number: topic, level, time, flag, confidence."""
        item = self.item
        said = [self.topic, self.question.level, f"{shown(item.seconds)} spent"]
        if item.flagged:
            said.append("flagged")
        if item.confidence is not None:
            said.append(f"answered as {item.confidence.value}")
        if item.first_choice is not None and item.first_choice != item.chosen:
            said.append("answer changed")
        if self.again:
            said.append("asked again")
        elif not item.first_exposure:
            said.append("seen before")
        return said

    def words(self, option: int) -> list[str]:
        """What became of an option, in words."""
        said = []
        if option in self.item.keys:
            said.append("Right answer")
        if option in self.item.chosen:
            said.append("Your choice")
        elif option in self.item.struck:
            said.append("Struck out")
        return said


@dataclass(frozen=True, slots=True)
class Transcript:
    """A sitting with all that a report says of it.

    `report` is None where there is no score: drills, reviews, replays, and sittings that were given
    up or are still open. `left_out` counts questions that are not shown: never on the screen, or
    not answered yet. `started` and `written` are in the learner's own time zone.
    """

    attempt_id: int
    title: str
    exam: str
    exam_name: str
    name: str | None
    started: datetime
    written: datetime
    attempt: Attempt
    blueprint: Blueprint
    report: Report | None
    entries: tuple[Entry, ...]
    left_out: int
    prediction: float | None = None
    earlier: tuple[int, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=())

    @property
    def score_line(self) -> str:
        """What passes, and the likely range of the score; empty where there is no score."""
        if self.report is None:
            return ""
        shown_as = self.blueprint.shown
        return (
            f"passing {shown_as(self.blueprint.score_pass)}, "
            f"likely range {self.report.low}–{shown_as(self.report.high)}"
        )

    @property
    def missed(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.item.right]

    @property
    def right(self) -> int:
        return sum(entry.item.right for entry in self.entries)

    @property
    def domains(self) -> list[DomainResult]:
        """Results by domain of the questions that are shown; without a score, only those asked."""
        if self.report is not None:
            return list(self.report.domains)
        rows = by_domain((entry.item for entry in self.entries), self.blueprint)
        return [row for row in rows if row.total]

    @property
    def day(self) -> str:
        return f"{self.started.day} {self.started:%B %Y}"

    @property
    def headline(self) -> str:
        """What the sitting was, in one line."""
        return f"{self.title} · {self.exam} · {self.day}"

    @property
    def absent(self) -> str:
        """Why some questions are not shown; empty where all are."""
        if not self.left_out:
            return ""
        what = count(self.left_out, "question is", "questions are")
        if self.attempt.state is State.ABANDONED:
            return f"{what} left out: never on the screen, so still new to you."
        return f"{what} left out: not answered yet."

    @property
    def file_name(self) -> str:
        """A name for its file, without an ending; always the same for an attempt."""
        words = re.sub(r"[^a-z0-9]+", "-", self.title.casefold()).strip("-")[:40]
        return f"{self.started:%Y-%m-%d}-{words or 'sitting'}-attempt-{self.attempt_id}"

    @property
    def standing(self) -> str:
        """How it ended, in one sentence without the score."""
        total = len(self.attempt.items)
        if self.attempt.state is State.ABANDONED:
            return f"Abandoned: {self.attempt.answered} of {total} answered; no score."
        if self.attempt.state in OPEN:
            return f"Still open: {len(self.entries)} of {total} answered so far."
        said = f"{self.right} of {len(self.entries)} right."
        if self.attempt.state is State.EXPIRED:
            said += " Time ran out."
        return said


def transcript(
    stored: StoredAttempt,
    blueprint: Blueprint,
    *,
    zone: tzinfo,
    name: str | None = None,
    topics: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    earlier: Sequence[int] = (),
    now: datetime | None = None,
) -> Transcript:
    """Write a sitting down.

    `topics` names topics by id, `notes` holds the learner's own notes by question id, `earlier` the
    scores of first-sight mocks before this one, oldest first. Raises StillOpen for an open mock.
    """
    attempt = stored.attempt
    if attempt.state in OPEN and not attempt.immediate:
        raise StillOpen(
            f"{clean(stored.plan.title)} (attempt {stored.id}) is still open; finish it first"
        )
    entries = _entries(stored, topics or {}, notes or {})
    scored = attempt.kind in SCORED and attempt.state in {State.SUBMITTED, State.EXPIRED}
    result = report(attempt, blueprint) if scored else None
    return Transcript(
        attempt_id=stored.id,
        title=stored.plan.title,
        exam=stored.plan.exam,
        exam_name=blueprint.name,
        name=name.strip() or None if name else None,
        started=stored.started_at.astimezone(zone),
        written=(now or datetime.now(UTC)).astimezone(zone),
        attempt=attempt,
        blueprint=blueprint,
        report=result,
        entries=entries,
        left_out=len(attempt.items) - len(entries),
        prediction=stored.plan.prediction,
        earlier=tuple(earlier)[-EARLIER:],
        facts=tuple(_facts(stored, blueprint, entries, result, tuple(earlier)[-EARLIER:])),
    )


def _entries(
    stored: StoredAttempt, topics: Mapping[str, str], notes: Mapping[str, str]
) -> tuple[Entry, ...]:
    """The questions to show.

    Of a finished sitting all of them; of one given up those that were on the screen, so that the
    rest keeps its first sight; of an open drill those that are answered.
    """
    attempt = stored.attempt
    shown_before: set[str] = set()
    found = []
    for position, item in enumerate(attempt.items):
        if attempt.state is State.ABANDONED and not item.seen:
            continue
        if attempt.state in OPEN and not item.marked:
            continue
        question = stored.questions[item.question_id]
        found.append(
            Entry(
                position + 1,
                item,
                question,
                topics.get(question.topic, question.topic),
                notes.get(question.id, ""),
                item.question_id in shown_before,
            )
        )
        shown_before.add(item.question_id)
    return tuple(found)


def _facts(
    stored: StoredAttempt,
    blueprint: Blueprint,
    entries: Sequence[Entry],
    result: Report | None,
    earlier: Sequence[int],
) -> list[tuple[str, str]]:
    """How it went besides the score: (name, words)."""
    attempt, plan = stored.attempt, stored.plan
    items = [entry.item for entry in entries]
    said = [("Time", _time(attempt))]
    if items:
        budget = ""
        if attempt.allowed is not None:
            budget = f"; the time allowed gives {shown(attempt.allowed / len(attempt.items))}"
        by_quarter = pace(items)
        if len(by_quarter) == 4:
            spent = ", ".join(shown(seconds) for seconds in by_quarter)
            said.append(("Pace", f"{spent} a question, by quarter{budget}"))
        by_part = quarters(items)
        if len(by_part) == 4:
            shares = ", ".join(f"{right}/{total}" for right, total in by_part)
            said.append(("Right by quarter", shares))
    on_right, on_wrong = time_by_outcome(items)
    if on_right and on_wrong:
        said.append(
            ("Time on answers", f"{shown(on_right)} on right ones, {shown(on_wrong)} on wrong ones")
        )
    found = changes(items)
    if found.total:
        said.append(
            (
                "Changed answers",
                f"{found.total}: {found.wrong_to_right} from wrong to right, "
                f"{found.right_to_wrong} from right to wrong, "
                f"{found.wrong_to_wrong} from wrong to wrong",
            )
        )
    if result is not None:
        first = "all" if result.first_sight == result.total else str(result.first_sight)
        said.append(("First sight", f"{first} of {result.total} questions"))
        if plan.prediction is not None:
            said.append(("Before it", f"quizapp gave {plan.prediction:.0%} to pass"))
        if earlier:
            before = ", ".join(blueprint.shown(score) for score in earlier)
            said.append(("Earlier mocks", f"{before} (first sight, oldest first)"))
    manner = []
    if plan.exam_day:
        manner.append("exam day: the clock never stopped")
    if plan.repeat:
        manner.append("a form sat before")
    if manner:
        said.append(("Manner", "; ".join(manner)))
    return said


def _time(attempt: Attempt) -> str:
    used = f"{shown(attempt.used)} used"
    return used if attempt.allowed is None else f"{used} of {shown(attempt.allowed)}"
