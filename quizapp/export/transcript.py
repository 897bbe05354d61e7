"""A sitting written down: what every form of a report says, before it has a form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from quizapp.exam.attempt import OPEN, Item
from quizapp.exam.blueprint import Blueprint
from quizapp.exam.clock import shown
from quizapp.exam.question import Question
from quizapp.exam.wording import clean, count, verdict
from quizapp.practice.report import ReportFacts, facts_of, is_shown

if TYPE_CHECKING:
    from quizapp.store.sittings.attempts import StoredAttempt

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
        """The outcome in words; see `verdict`."""
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
    """A sitting with everything that an exported report says about it.

    `facts` are the same as on the report screen, `details` the same in words: (name, words).
    `left_out` counts questions that are not shown: never on the screen, or not answered yet.
    `written` is in the learner's time zone.
    """

    facts: ReportFacts
    exam_name: str
    name: str | None
    written: datetime
    entries: tuple[Entry, ...]
    left_out: int
    details: tuple[tuple[str, str], ...] = ()

    @property
    def score_line(self) -> str:
        """What passes, and the likely range of the score; empty where there is no score."""
        if self.facts.score is None:
            return ""
        low, high = self.facts.range_text
        return f"passing {self.facts.passing_text}, likely range {low}–{high}"

    @property
    def missed(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.item.missed]

    @property
    def headline(self) -> str:
        """What the sitting was, in one line."""
        return f"{self.facts.title} · {self.facts.exam} · {self.facts.day}"

    @property
    def absent(self) -> str:
        """Why some questions are not shown; empty where all are."""
        if not self.left_out:
            return ""
        what = count(self.left_out, "question is", "questions are")
        if self.facts.given_up:
            return f"{what} left out: never on the screen, so still new to you."
        return f"{what} left out: not answered yet."

    @property
    def file_name(self) -> str:
        """A name for its file, without an ending; always the same for an attempt."""
        facts = self.facts
        words = re.sub(r"[^a-z0-9]+", "-", facts.title.casefold()).strip("-")[:40]
        return f"{facts.started:%Y-%m-%d}-{words or 'sitting'}-attempt-{facts.attempt_id}"


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
    facts = facts_of(stored, attempt, blueprint, zone, earlier)
    return Transcript(
        facts=facts,
        exam_name=blueprint.name,
        name=name.strip() or None if name else None,
        written=(now or datetime.now(UTC)).astimezone(zone),
        entries=entries,
        left_out=len(attempt.items) - len(entries),
        details=tuple(_details(facts)),
    )


def _entries(
    stored: StoredAttempt, topics: Mapping[str, str], notes: Mapping[str, str]
) -> tuple[Entry, ...]:
    """The questions that the report speaks of."""
    attempt = stored.attempt
    shown_before: set[str] = set()
    found = []
    for position, item in enumerate(attempt.items):
        if not is_shown(attempt, item):
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


def _details(facts: ReportFacts) -> list[tuple[str, str]]:
    """How it went apart from the score: (name, words)."""
    said = [("Time", _time(facts))]
    if facts.pace:
        budget = ""
        if facts.budget is not None:
            budget = f"; the time allowed gives {shown(facts.budget)}"
        spent = ", ".join(shown(seconds) for seconds in facts.pace)
        said.append(("Pace", f"{spent} a question, by quarter{budget}"))
    if facts.right_by_quarter:
        shares = ", ".join(f"{right}/{total}" for right, total in facts.right_by_quarter)
        said.append(("Right by quarter", shares))
    on_right, on_wrong = facts.time_on_right, facts.time_on_wrong
    if on_right and on_wrong:
        said.append(
            ("Time on answers", f"{shown(on_right)} on right ones, {shown(on_wrong)} on wrong ones")
        )
    if facts.changes_text:
        said.append(("Changed answers", f"{facts.changes.total}: {facts.changes_text}"))
    if facts.score is not None:
        first = "all" if facts.first_sight == facts.asked else str(facts.first_sight)
        said.append(("First sight", f"{first} of {facts.asked} questions"))
        if facts.prediction is not None:
            said.append(("Before it", f"quizapp gave {facts.prediction:.0%} to pass"))
        if facts.earlier:
            before = ", ".join(facts.earlier_text)
            said.append(("Earlier mocks", f"{before} (first sight, oldest first)"))
    manner = []
    if facts.exam_day:
        manner.append("exam day: the clock never stopped")
    if facts.repeat:
        manner.append("a form sat before")
    if manner:
        said.append(("Manner", "; ".join(manner)))
    return said


def _time(facts: ReportFacts) -> str:
    used = f"{shown(facts.used)} used"
    return used if facts.allowed is None else f"{used} of {shown(facts.allowed)}"
