"""The transcript of a sitting: the content of a report, for all output formats."""

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
from quizapp.exam.scoring import changed
from quizapp.exam.wording import clean, count, runs_of_numbers, verdict
from quizapp.practice.report import ReportFacts, facts_of, is_listed

if TYPE_CHECKING:
    from quizapp.store.sittings.attempts import StoredAttempt

NOT_OFFICIAL = (
    "A practice report made by quizapp on the learner's own machine. It is not a document of the "
    "exam's vendor, and the score is not an exam score."
)


class StillOpen(Exception):
    """The mock is not finished, so it has no report. The message is one line for the learner."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question as it was asked. `again` is set if the sitting had already asked it before."""

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
        """The line under a question's number: topic, level, time, flag, confidence, and so on."""
        item = self.item
        parts = [self.topic, self.question.level, f"{shown(item.seconds)} spent"]
        if item.flagged:
            parts.append("flagged")
        if item.confidence is not None:
            parts.append(f"answered as {item.confidence.value}")
        if changed(item):
            parts.append("answer changed")
        if self.again:
            parts.append("asked again")
        elif not item.first_exposure:
            parts.append("seen before")
        return parts

    def words(self, option: int) -> list[str]:
        """The state of an option in words: right answer, your choice, struck out."""
        parts = []
        if option in self.item.keys:
            parts.append("Right answer")
        if option in self.item.chosen:
            parts.append("Your choice")
        elif option in self.item.struck:
            parts.append("Struck out")
        return parts


@dataclass(frozen=True, slots=True)
class Transcript:
    """The content of an exported report.

    `facts` are the facts of the report screen; `details` are some of them in words: (name, words).
    `left_out` are the positions of the questions that are not included, because they were never on
    the screen or are not answered yet. `written` is in the learner's time zone.
    """

    facts: ReportFacts
    exam_name: str
    name: str | None
    written: datetime
    entries: tuple[Entry, ...]
    left_out: tuple[int, ...]
    details: tuple[tuple[str, str], ...] = ()

    @property
    def score_line(self) -> str:
        """The passing score and the likely range of the score; empty without a score."""
        if self.facts.score is None:
            return ""
        low, high = self.facts.range_text
        return f"passing {self.facts.passing_text}, likely range {low}–{high}"

    @property
    def missed(self) -> list[Entry]:
        """The entries of missed questions."""
        return [entry for entry in self.entries if entry.item.missed]

    @property
    def headline(self) -> str:
        """The title, exam, and day of the sitting in one line."""
        return f"{self.facts.title} · {self.facts.exam} · {self.facts.day}"

    @property
    def absent(self) -> str:
        """A sentence on why questions are left out; empty if none is."""
        if not self.left_out:
            return ""
        if self.facts.state in OPEN:
            questions = count(len(self.left_out), "question is", "questions are")
            return f"{questions} left out: not answered yet."
        they = "It" if len(self.left_out) == 1 else "They"
        new = f" {they} stayed new." if self.facts.left_new else ""
        return f"Not shown, so left out: {', '.join(runs_of_numbers(self.left_out))}.{new}"

    @property
    def file_name(self) -> str:
        """A file name without a suffix; always the same for the same attempt.

        It ends with the number that `quizapp report` takes, so two attempts never share a name.
        """
        facts = self.facts
        words = re.sub(r"[^a-z0-9]+", "-", facts.title.casefold()).strip("-")[:40]
        return f"{facts.started:%Y-%m-%d}-{words or 'sitting'}-report-{facts.attempt_id}"


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
    """Make the transcript of an attempt.

    `topics` maps topic ids to names, and `notes` maps question ids to the learner's notes.
    `earlier` are the scores of earlier first-sight mocks, oldest first. Raises StillOpen for an
    unfinished mock.
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
        left_out=tuple(p for p, i in enumerate(attempt.items) if not is_listed(attempt, i)),
        details=tuple(_details(facts)),
    )


def _entries(
    stored: StoredAttempt, topics: Mapping[str, str], notes: Mapping[str, str]
) -> tuple[Entry, ...]:
    """The entries of the questions that the report lists."""
    attempt = stored.attempt
    shown_before: set[str] = set()
    entries = []
    for position, item in enumerate(attempt.items):
        if not is_listed(attempt, item):
            continue
        question = stored.questions[item.question_id]
        entries.append(
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
    return tuple(entries)


def _details(facts: ReportFacts) -> list[tuple[str, str]]:
    """The facts other than the score: (name, words)."""
    details = [("Time", _time(facts))]
    if facts.pace:
        budget = ""
        if facts.budget is not None:
            budget = f"; the exam allows {shown(facts.budget)}"
        spent = ", ".join("–" if each is None else shown(each) for each in facts.pace)
        details.append(("Pace", f"{spent} per question, by quarter{budget}"))
    if facts.right_by_quarter:
        shares = ", ".join(facts.by_quarter()) + ("" if facts.all_shown else " of those shown")
        tired = f"; {facts.last_quarter_remark}" if facts.last_quarter_remark else ""
        details.append(("Right by quarter", shares + tired))
    on_right, on_wrong = facts.time_on_right, facts.time_on_wrong
    if on_right and on_wrong:
        details.append(
            (
                "Time on answers",
                f"{shown(on_right)} on a right one, {shown(on_wrong)} on a wrong one, on average",
            )
        )
    if facts.unanswered_text:
        details.append(("Unanswered", facts.unanswered_text))
    if facts.incomplete_text:
        details.append(("Incomplete", facts.incomplete_text))
    if facts.changes_text:
        details.append(("Changed answers", f"{facts.changes.total}: {facts.changes_text}"))
    if facts.score is not None:
        first = "all" if facts.first_sight == facts.asked else str(facts.first_sight)
        details.append(("Not seen before", f"{first} of {facts.asked} questions"))
        if facts.prediction is not None:
            details.append(("Prediction", f"{facts.prediction:.0%} chance of passing"))
        if facts.earlier:
            before = ", ".join(facts.earlier_text)
            details.append(("Earlier mocks", f"{before} (new, oldest first)"))
    mode = []
    if facts.exam_day:
        mode.append("exam-day mode: the clock never stopped")
    if facts.repeat:
        mode.append("a form taken before")
    if mode:
        details.append(("Mode", "; ".join(mode)))
    return details


def _time(facts: ReportFacts) -> str:
    used = f"{shown(facts.used)} used"
    return used if facts.allowed is None else f"{used} of {shown(facts.allowed)}"
