"""Rereading a sitting: what each question is about, and what the learner noted on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.question import task_of
from quizapp.exam.wording import numbers_shown, verdict
from quizapp.practice.annotations import CAUSES, cause_of
from quizapp.practice.sessions import past
from quizapp.store.catalog import names
from quizapp.store.learner import annotations as stored
from quizapp.store.learner import settings
from quizapp.store.progress.answers import last_answer
from quizapp.words import written_day

if TYPE_CHECKING:
    from datetime import date

    from quizapp.exam.attempt import Item
    from quizapp.exam.blueprint import Blueprint
    from quizapp.exam.question import Question
    from quizapp.store.browser.search import Entry
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Noted:
    """What the learner noted on one question of a sitting. `cause` is its stored name."""

    bookmarked: bool = False
    note: str = ""
    cause: str = ""
    reported: bool = False

    @property
    def signs(self) -> str:
        """A sign for each kind of annotation: ★ bookmarked, ✎ a note or a report."""
        others = self.note or self.reported
        return f"{'★' if self.bookmarked else ''}{'✎' if others else ''}"

    @property
    def counts(self) -> bool:
        """Whether the question counts as noted: bookmarked, with a note, or reported."""
        return bool(self.bookmarked or self.note or self.reported)

    @property
    def words(self) -> list[str]:
        """Every annotation in words; the note itself is not among them."""
        return [*(["bookmarked"] if self.bookmarked else []), *self._others]

    @property
    def _others(self) -> list[str]:
        parts = ["note"] if self.note else []
        parts += [f"missed: {CAUSES[self.cause]}"] if self.cause else []
        return parts + (["reported"] if self.reported else [])


NOTHING = Noted()
KINDS = {"Drill": "a drill", "Review": "a review", "Extra review": "an extra review"}
"""What sittings are called in a sentence whose titles only say of which kind they are."""


@dataclass(frozen=True, slots=True)
class Reread:
    """The questions of a sitting, by position from 0: what they are about, and what was noted.

    `about` are the topic and the tasks of a question by their names. `noted` has only the positions
    with an annotation.
    """

    about: Mapping[int, tuple[str, ...]]
    noted: Mapping[int, Noted]

    def on(self, position: int) -> Noted:
        """Return what was noted on the question at a position."""
        return self.noted.get(position, NOTHING)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that the learner gave: in which sitting, and its position there, from 0.

    `day` is the day on which the sitting began, as in its report. `cause` is the stored name of why
    it was missed; "" without one.
    """

    sitting: Sitting
    position: int
    day: date
    cause: str = ""

    @property
    def item(self) -> Item:
        """The answer, with the options in the order in which they were shown."""
        return self.sitting.attempt.items[self.position]

    @property
    def question(self) -> Question:
        """The question as it was asked, with its numbers."""
        return self.sitting.stored.questions[self.item.question_id]

    @property
    def said(self) -> str:
        """What was chosen and when, such as "You chose 3 on Dec 1, in Mock exam 1. Right: 2."."""
        item = self.item
        chosen = numbers_shown(item, item.chosen)
        did = f"You chose {chosen}" if chosen else "You gave no answer"
        right = "" if item.right else f" Right: {numbers_shown(item, item.keys)}."
        title = self.sitting.stored.plan.title
        where = KINDS.get(title, title)
        return f"{did} on {written_day(self.day)}, in {where}.{right}"

    @property
    def why(self) -> str:
        """Why it was missed, in words; empty without a cause."""
        return f"Why you missed it: {CAUSES[self.cause]}" if self.cause in CAUSES else ""


def given(workspace: Workspace, entry: Entry, cause: str = "") -> Given | None:
    """Return the learner's last answer to a question of the bank; None if there is none.

    With a `cause` (its stored name), it is the last miss for that. Otherwise, it is the last miss
    as long as the question counts as missed. Raises StoreError.
    """
    scope, missed = workspace.scope, "missed" in entry.hit.statuses
    with workspace.database.read() as connection:
        place = last_answer(connection, scope, entry.hit.row_id, cause, missed=missed)
        zone = settings.zone(connection, scope.learner)
    if place is None:
        return None
    sitting = past(workspace, place[0])
    day = sitting.stored.started_at.astimezone(zone).date()
    return Given(sitting, place[1], day, cause_of(sitting, place[1]))


def reread(sitting: Sitting, exam: Blueprint | None) -> Reread:
    """Return what a sitting's questions are about, and the learner's annotations on them now.

    `exam` has the names of the tasks; None if the pack does not have the exam anymore. Raises
    StoreError.
    """
    plan, items = sitting.stored.plan, sitting.attempt.items
    rows = {code: row[0] for code, row in sitting.stored.rows.items()}
    with sitting.database.read() as connection:
        topics = names.all_topics(connection, plan.scope.pack)
        marks = stored.marks(connection, plan.scope.learner, rows.values())
        reported = stored.reported(connection, plan.scope.learner, rows.values())
        causes = stored.causes(connection, sitting.stored.id)
    tasks = {task.id: task.name for task in exam.tasks()} if exam is not None else {}
    about: dict[int, tuple[str, ...]] = {}
    noted: dict[int, Noted] = {}
    for position, item in enumerate(items):
        question, row = sitting.stored.questions[item.question_id], rows[item.question_id]
        of_exam = [tasks.get(task_of(s), "") for s in question.skills.get(plan.scope.exam, ())]
        named = [topics.get(question.topic, question.topic), *filter(None, of_exam)]
        about[position] = tuple(dict.fromkeys(named))
        mark = marks.get(row, stored.Mark())
        cause = causes.get(position, "")
        known = cause if cause in CAUSES else ""
        own = Noted(mark.bookmarked, mark.note, known, row in reported)
        if own != NOTHING:
            noted[position] = own
    return Reread(about, noted)


def result(sitting: Sitting, position: int, noted: Noted) -> str:
    """Return a question's result, its flag, and its annotations in words, separated by commas."""
    item = sitting.attempt.items[position]
    return ", ".join([verdict(item), *(["flagged"] if item.flagged else []), *noted.words])
