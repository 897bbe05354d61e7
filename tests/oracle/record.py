"""What happened so far, as one who watches would write it down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from tests.oracle.bank import Bank, Known
from tests.oracle.figures import REVIEWED_A_DAY, Answer, Memory, due, memories, study_day

MARKED_AT_ONCE = ("drill", "review", "replay")
FINISHED = ("submitted", "expired")
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Item:
    """One question as it was shown in a sitting. Options count from 1, in the order shown.

    `keys` is empty until the app names the right options of a number question.
    """

    known: Known
    options: list[str]
    selects: int
    keys: frozenset[int]
    first: bool
    chosen: set[int] = field(default_factory=set)
    first_choice: frozenset[int] | None = None
    flagged: bool = False
    confidence: str | None = None
    correct: bool | None = None

    @property
    def answered(self) -> bool:
        return len(self.chosen) == self.selects

    @property
    def right(self) -> bool:
        return bool(self.keys) and self.chosen == self.keys

    def choose(self, chosen: Iterable[int]) -> None:
        """Replace the choice, and note the first complete one."""
        self.chosen = set(chosen)
        if self.first_choice is None and self.answered:
            self.first_choice = frozenset(self.chosen)

    @property
    def mixed_up(self) -> tuple[tuple[str, str], ...]:
        """(concept chosen, concept that was right) where one took the place of the other."""
        if self.known.numbers:
            return ()
        texts = list(self.known.options.items())
        concepts = {place: self._concept(place, texts) for place in range(1, len(self.options) + 1)}
        chosen = {concepts[place] for place in self.chosen}
        keys = {concepts[place] for place in self.keys}
        wrong, missed = sorted(chosen - keys), sorted(keys - chosen)
        return ((wrong[0], missed[0]),) if (len(wrong), len(missed)) == (1, 1) else ()

    def _concept(self, place: int, texts: list[tuple[str, tuple[bool, str]]]) -> str:
        return dict(texts)[self.options[place - 1]][1]


ENDINGS = count(1)


@dataclass(eq=False)
class Sitting:
    """One sitting; `items` are the questions shown, by number. `size` counts all of them.

    `ended_as` counts endings in the order in which they happened, whatever the clock said.
    """

    kind: str
    title: str
    size: int
    form: int | None = None
    exam_day: bool = False
    repeat: bool = False
    state: str = "open"
    wanted: frozenset[str] | None = None
    items: dict[int, Item] = field(default_factory=dict)
    marks: list[tuple[int, datetime]] = field(default_factory=list)
    started: datetime = NEVER
    ended: datetime = NEVER
    ended_as: int = 0

    @property
    def at_once(self) -> bool:
        return self.kind in MARKED_AT_ONCE

    @property
    def answered(self) -> int:
        """The answers; in a sitting that is marked at once, those that were confirmed."""
        return sum(
            item.answered and (item.correct is not None or not self.at_once)
            for item in self.items.values()
        )

    @property
    def right(self) -> int:
        return sum(item.right for item in self.items.values())

    @property
    def touched(self) -> bool:
        """Whether anything is chosen."""
        return any(item.chosen for item in self.items.values())

    @property
    def missed(self) -> list[int]:
        """The numbers of the questions that were shown and are not right."""
        return sorted(number for number, item in self.items.items() if not item.right)

    def mark(self, number: int, now: datetime) -> None:
        item = self.items[number]
        item.correct = item.right
        self.marks.append((number, now))

    def finish(self, state: str, now: datetime) -> None:
        """End it; a mock is marked now, where it was shown. What was not confirmed is no answer."""
        self.state, self.ended, self.ended_as = state, now, next(ENDINGS)
        if self.at_once:
            for item in self.items.values():
                item.chosen = item.chosen if item.correct is not None else set()
        if not self.at_once and state in FINISHED:
            for number in sorted(self.items):
                self.mark(number, now)


@dataclass
class Record:
    """Everything that was acknowledged."""

    zone: ZoneInfo
    sittings: list[Sitting] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=dict)
    bookmarks: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    complaints: list[tuple[datetime, str, str]] = field(default_factory=list)
    """(when, question, text) of every report."""

    def reports(self) -> list[tuple[str, str]]:
        """(question, text) of every report, by the date on which it was made, oldest first."""
        ordered = sorted(self.complaints, key=lambda complaint: complaint[0])
        return [(question, text) for _, question, text in ordered]

    # -- what is open -------------------------------------------------------------------------

    def listed(self, now: datetime) -> list[Sitting]:
        """All sittings by when they ended, open ones last; first those that ended after `now`."""

        def place(sitting: Sitting) -> tuple[bool, bool, datetime]:
            if sitting.ended == NEVER:
                return True, True, sitting.started
            return False, sitting.ended <= now, sitting.ended

        return sorted(self.sittings, key=place)

    def open(self) -> list[Sitting]:
        return [sitting for sitting in self.sittings if sitting.state == "open"]

    def forget_empty(self, kind: str, now: datetime) -> None:
        """What starting a drill, review or replay does to an untouched one of its kind."""
        for sitting in self.open():
            if sitting.kind != kind or sitting.touched:
                continue
            self.forget(sitting, now)

    def forget(self, sitting: Sitting, now: datetime) -> None:
        """What leaving a sitting without an answer does: it is removed, or ends now as abandoned if
        it showed numbers, so that these are not asked again.
        """
        if any(item.known.numbers for item in sitting.items.values()):
            sitting.finish("abandoned", now)
        else:
            self.sittings.remove(sitting)

    def taken(self, bank: Bank) -> set[int]:
        """The forms that are taken."""
        found = {s.form for s in self.sittings if s.form is not None and s.state in FINISHED}
        given_up: dict[int, set[str]] = {}
        for sitting in self.sittings:
            if sitting.form is not None and sitting.state == "abandoned":
                shown = (item.known.id for item in sitting.items.values())
                given_up.setdefault(sitting.form, set()).update(shown)
        found |= {form for form, seen in given_up.items() if 2 * len(seen) > bank.form_size}
        return {form for form in found if form is not None}

    def protected(self, bank: Bank) -> set[str]:
        """The questions of forms that are not taken."""
        taken = self.taken(bank)
        return {question for question, form in bank.form_of.items() if form not in taken}

    def held(self, bank: Bank, besides: Sitting | None = None) -> set[str]:
        """The questions that are known to be in an open sitting."""
        found: set[str] = set()
        for sitting in self.open():
            if sitting is besides:
                continue
            found |= {i.known.id for i in sitting.items.values() if not i.known.numbers}
            if sitting.form is not None:
                found |= set(bank.forms[sitting.form])
        return found

    def being_asked(self, bank: Bank, question: str) -> bool:
        """Whether an open sitting is known to ask a question that it has not marked yet."""
        for sitting in self.open():
            items = [item for item in sitting.items.values() if item.known.id == question]
            if any(item.correct is None for item in items):
                return True
            if sitting.form is not None and question in bank.forms[sitting.form]:
                return True
        return False

    # -- answers ------------------------------------------------------------------------------

    def answers(self) -> list[Answer]:
        """All marked answers, in the order of marking."""
        return [answer for _, answer in sorted(self._dated(), key=lambda pair: pair[0])]

    def _dated(self) -> Iterator[tuple[datetime, Answer]]:
        for sitting in self.sittings:
            for number, at in sitting.marks:
                item = sitting.items[number]
                yield (
                    at,
                    Answer(
                        item.known.id,
                        item.known.topic,
                        study_day(at, self.zone),
                        bool(item.correct),
                        item.first,
                        item.confidence,
                        () if item.correct or not item.chosen else item.mixed_up,
                    ),
                )

    def mostly_before(self, now: datetime) -> bool:
        """Whether at most half of the answers are dated later than `now`."""
        dates = [at for sitting in self.sittings for _, at in sitting.marks]
        return 2 * sum(at > now for at in dates) <= len(dates)

    def correct_future(self, now: datetime) -> None:
        """Date answers that were given while the clock was ahead to just before `now`, in their
        order, unless the clock must be wrong now.

        Opening the app does this. A command that only shows figures changes no date.
        """
        if not self.mostly_before(now):
            return
        later = [(s, n) for s in self.sittings for n, (_, at) in enumerate(s.marks) if at > now]
        later.sort(key=lambda pair: pair[0].marks[pair[1]][1])
        for place, (sitting, index) in enumerate(later):
            number, _ = sitting.marks[index]
            at = now - timedelta(microseconds=len(later) - place)
            sitting.marks[index] = (number, at)

    def memories(self) -> dict[str, Memory]:
        return memories(self.answers())

    def to_recover(self) -> dict[str, Memory]:
        """The questions missed and not yet right on three separate days."""
        return {question: m for question, m in self.memories().items() if m.to_recover}

    def due(self, today: date) -> tuple[set[str], set[str]]:
        """The questions due today, and those of them not yet answered today."""
        return due(self.answers(), today)

    def due_count(self, today: date) -> tuple[int, int]:
        """The least and the most that may be called due today. They differ only if more questions
        are due than a day's reviews hold, because the record does not know which are left out."""
        waiting, left = self.due(today)
        if len(waiting) <= REVIEWED_A_DAY:
            return len(left), len(left)
        return REVIEWED_A_DAY - len(waiting - left), REVIEWED_A_DAY

    def to_review(self, today: date) -> set[str]:
        """What a review may ask: what is due, or missed and not recovered, unless asked today."""
        missed = {question for question, m in self.to_recover().items() if m.last < today}
        return self.due(today)[1] | missed
