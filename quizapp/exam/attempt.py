"""A sitting as a state machine: the moves, when they are allowed, and what they change.

An `Attempt` is an immutable value, and every move returns another one, so that a move can be stored
before it is shown. `at` is the sitting time in seconds. A move that the state does not allow raises
IllegalMove, except for `again`. With `at`, it raises TimeUp if the time is used up, except for
`pause` and `abandon`.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from quizapp.exam.errors import IllegalMove, TimeUp, TooManyChosen
from quizapp.exam.question import Question, shuffled


class State(StrEnum):
    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    SUBMITTED = "submitted"
    EXPIRED = "expired"
    ABANDONED = "abandoned"


class Move(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    SUBMIT = "submit"
    EXPIRE = "expire"
    ABANDON = "abandon"


# A running attempt can be resumed, because a process that was killed could not pause it.
TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.READY, Move.START): State.RUNNING,
    (State.RUNNING, Move.PAUSE): State.PAUSED,
    (State.RUNNING, Move.RESUME): State.RUNNING,
    (State.PAUSED, Move.RESUME): State.RUNNING,
    (State.RUNNING, Move.SUBMIT): State.SUBMITTED,
    (State.RUNNING, Move.EXPIRE): State.EXPIRED,
    (State.PAUSED, Move.EXPIRE): State.EXPIRED,
    (State.RUNNING, Move.ABANDON): State.ABANDONED,
    (State.PAUSED, Move.ABANDON): State.ABANDONED,
}

OPEN = frozenset({State.READY, State.RUNNING, State.PAUSED})
FINISHED = frozenset({State.SUBMITTED, State.EXPIRED})


class Kind(StrEnum):
    """The kinds of attempts. Mocks are marked at the end, the others after each question."""

    MOCK = "mock"
    SHORT = "short"
    DRILL = "drill"
    REVIEW = "review"
    REPLAY = "replay"


SCORED = frozenset({Kind.MOCK, Kind.SHORT})
"""The kinds that have a practice score: the mocks."""
IMMEDIATE = frozenset(Kind) - SCORED
"""The kinds whose questions are marked one at a time."""


class Confidence(StrEnum):
    SURE = "sure"
    UNSURE = "unsure"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Item:
    """One question in one attempt.

    Options are indexes from 0, in file order. `order` lists them in the order shown. `first_choice`
    is the first complete selection, and `changes` counts the complete selections after it. `struck`
    are the options struck out. `seconds` is the time that the question was on the screen.
    `first_exposure` is true at first sight. `correct` is None until the item is marked: when it is
    confirmed in a drill, or when a mock is submitted.
    """

    question_id: str
    domain: str | None
    order: tuple[int, ...]
    keys: frozenset[int]
    chosen: frozenset[int] = frozenset()
    first_choice: frozenset[int] | None = None
    changes: int = 0
    flagged: bool = False
    struck: frozenset[int] = frozenset()
    seconds: float = 0.0
    seen: bool = False
    first_exposure: bool = True
    confidence: Confidence | None = None
    correct: bool | None = None

    @property
    def selects(self) -> int:
        """The number of options to choose."""
        return len(self.keys)

    @property
    def answered(self) -> bool:
        """Whether as many options are chosen as the question asks for."""
        return len(self.chosen) == self.selects

    @property
    def started(self) -> bool:
        return bool(self.chosen)

    @property
    def right(self) -> bool:
        """Whether exactly the keys are chosen now, marked or not; there is no partial credit."""
        return self.chosen == self.keys

    @property
    def incomplete(self) -> bool:
        """Whether some options are chosen, but fewer than the question asks for."""
        return self.started and not self.answered

    @property
    def missed(self) -> bool:
        """Whether it was shown, and is wrong, blank, or incomplete; see docs/first-sight.md."""
        return self.seen and not self.right

    @property
    def marked(self) -> bool:
        return self.correct is not None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sitting. `position` counts from 0; times are in seconds; `allowed` is None if untimed."""

    kind: Kind
    items: tuple[Item, ...]
    allowed: float | None
    state: State = State.READY
    position: int = 0
    used: float = 0.0

    @property
    def item(self) -> Item:
        return self.items[self.position]

    @property
    def immediate(self) -> bool:
        """Whether questions are marked one at a time."""
        return self.kind in IMMEDIATE

    @property
    def given_up(self) -> bool:
        """Whether it was abandoned, so it has neither a score nor a replay."""
        return self.state is State.ABANDONED

    @property
    def left(self) -> float | None:
        """Seconds left, never below 0; None when untimed."""
        return None if self.allowed is None else max(0.0, self.allowed - self.used)

    @property
    def answered(self) -> int:
        """The number of answers. Where questions are marked one at a time, only those are."""
        unmarked = not self.immediate
        # Every answer counts them, so those that cannot count are left out first.
        return sum(item.answered for item in self.items if unmarked or item.correct is not None)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Positions without a complete answer."""
        return tuple(i for i, item in enumerate(self.items) if not item.answered)

    @property
    def blank(self) -> tuple[int, ...]:
        """Positions where nothing is chosen."""
        return tuple(i for i, item in enumerate(self.items) if not item.started)

    @property
    def incomplete(self) -> tuple[int, ...]:
        """Positions of incomplete answers; see `Item.incomplete`."""
        return tuple(i for i, item in enumerate(self.items) if item.incomplete)

    @property
    def flagged(self) -> tuple[int, ...]:
        """Positions of the questions flagged for review."""
        return tuple(i for i, item in enumerate(self.items) if item.flagged)

    def part(self, which: str) -> tuple[int, ...]:
        """Return the positions of "all", "unanswered", "flagged", or "missed" questions."""
        match which:
            case "unanswered":
                return self.unanswered
            case "flagged":
                return self.flagged
            case "missed":
                return tuple(p for p, item in enumerate(self.items) if item.missed)
            case "all":
                return tuple(range(len(self.items)))
        raise ValueError(f"unknown part {which!r}")

    # -- moves of the whole attempt ---------------------------------------------------------

    def start(self) -> Attempt:
        """Show the first question. Raises IllegalMove if it was started before."""
        return self._move(Move.START)._see()

    def pause(self, at: float) -> Attempt:
        return self._spend(at)._move(Move.PAUSE)

    def resume(self) -> Attempt:
        """Run again, paused or not. Raises IllegalMove if it has not started or has ended."""
        return self._move(Move.RESUME)._see()

    def abandon(self, at: float) -> Attempt:
        """End the attempt unmarked. A choice that was to be confirmed is no answer: clear it."""
        after = self._spend(at)._move(Move.ABANDON)
        if not self.immediate:
            return after
        items = (
            i if i.marked or not i.chosen else replace(i, chosen=frozenset()) for i in after.items
        )
        return replace(after, items=tuple(items))

    def submit(self, at: float) -> Attempt:
        """End the attempt and mark all items; blanks count as wrong. Raises TimeUp."""
        self._running(at)
        return self._spend(at)._move(Move.SUBMIT)._mark()

    def expire(self) -> Attempt:
        """End the attempt because time ran out, and mark all items. It has used all of its time."""
        used = self.used if self.allowed is None else self.allowed
        return self._spend(used)._move(Move.EXPIRE)._mark()

    def tick(self, at: float) -> Attempt:
        """Charge the time up to `at` to the question on the screen. Raises TimeUp."""
        self._running(at)
        return self._spend(at)

    # -- moves on the question on the screen ------------------------------------------------

    def choose(self, option: int, at: float) -> Attempt:
        """Choose an option, or clear it if it was chosen.

        If the question asks for one option, a new choice replaces the old one; if it asks for
        several, one too many raises TooManyChosen. Choosing an option removes its strike.
        """
        self._running(at)
        item = self.item
        self._unmarked(item)
        if option not in item.order:
            raise IllegalMove(f"There is no option {option + 1} here.")
        if option in item.chosen:
            chosen = item.chosen - {option}
        elif item.selects == 1:
            chosen = frozenset({option})
        elif len(item.chosen) >= item.selects:
            raise TooManyChosen(
                f"This question asks for {item.selects} answers, and you have chosen "
                f"{item.selects}. Clear one first."
            )
        else:
            chosen = item.chosen | {option}
        first, changes = item.first_choice, item.changes
        if len(chosen) == item.selects:
            if first is None:
                first = chosen
            elif chosen != item.chosen:
                changes += 1
        return self._spend(at)._put(
            chosen=chosen, first_choice=first, changes=changes, struck=item.struck - {option}
        )

    def clear(self, at: float) -> Attempt:
        """Clear every choice on this question."""
        self._running(at)
        self._unmarked(self.item)
        return self._spend(at)._put(chosen=frozenset())

    def strike(self, option: int, at: float) -> Attempt:
        """Strike an option out, or remove the strike. Striking a chosen option clears it."""
        self._running(at)
        item = self.item
        self._unmarked(item)
        if option not in item.order:
            raise IllegalMove(f"There is no option {option + 1} here.")
        return self._spend(at)._put(struck=item.struck ^ {option}, chosen=item.chosen - {option})

    def flag(self, at: float) -> Attempt:
        """Flag the question for review, or remove the flag."""
        self._running(at)
        return self._spend(at)._put(flagged=not self.item.flagged)

    def go(self, position: int, at: float) -> Attempt:
        """Go to another question, by its position from 0."""
        self._running(at)
        if not 0 <= position < len(self.items):
            raise IllegalMove(f"There is no question {position + 1} here.")
        return replace(self._spend(at), position=position)._see()

    def confirm(self, at: float, confidence: Confidence | None = None) -> Attempt:
        """Mark the current question. Raises IllegalMove in a mock, or without a complete answer."""
        self._running(at)
        item = self.item
        if not self.immediate:
            raise IllegalMove("A mock is marked when it is submitted.")
        self._unmarked(item)
        if not item.answered:
            more = item.selects - len(item.chosen)
            raise IllegalMove(
                f"Choose {more} more." if item.chosen or more > 1 else "Choose an answer first."
            )
        return self._spend(at)._put(correct=item.right, confidence=confidence)

    def again(self, order: Sequence[int]) -> Attempt:
        """Append the current question again, unanswered, with its options in `order`.

        Raises IllegalMove in a mock. The state is not checked, because this is part of `confirm`'s
        move.
        """
        if not self.immediate:
            raise IllegalMove("A mock asks each question once.")
        item = self.item
        fresh = Item(item.question_id, item.domain, tuple(order), item.keys, first_exposure=False)
        return replace(self, items=(*self.items, fresh))

    # -- inside -----------------------------------------------------------------------------

    def _move(self, move: Move) -> Attempt:
        target = TRANSITIONS.get((self.state, move))
        if target is None:
            raise IllegalMove(f"You cannot {move} a sitting that is {self.state}.")
        return replace(self, state=target)

    def _running(self, at: float) -> None:
        if self.state is not State.RUNNING:
            raise IllegalMove(f"You cannot change a sitting that is {self.state}.")
        self._in_time(at)

    def _in_time(self, at: float) -> None:
        if self.allowed is not None and at >= self.allowed:
            raise TimeUp

    @staticmethod
    def _unmarked(item: Item) -> None:
        if item.marked:
            raise IllegalMove("This question is answered; go on to the next.")

    def _spend(self, at: float) -> Attempt:
        """Charge the time since the last move to the question shown; time never runs backward."""
        spent = max(0.0, at - self.used)
        if not spent:
            return self
        return replace(self, used=self.used + spent)._put(seconds=self.item.seconds + spent)

    def _put(self, **changes: object) -> Attempt:
        items = list(self.items)
        items[self.position] = replace(self.item, **changes)  # type: ignore[arg-type]
        return replace(self, items=tuple(items))

    def _see(self) -> Attempt:
        return self if self.item.seen else self._put(seen=True)

    def _mark(self) -> Attempt:
        items = tuple(replace(item, correct=item.right) for item in self.items)
        return replace(self, items=items)


def new_attempt(
    kind: Kind,
    questions: Sequence[Question],
    *,
    exam: str,
    allowed: float | None,
    rng: random.Random,
    met: frozenset[str] = frozenset(),
) -> Attempt:
    """Return a new attempt with shuffled options; it has not started.

    `met` are the ids of questions that the learner has been shown before. `allowed` is in seconds,
    or None if untimed. Raises ValueError if there are no questions.
    """
    if not questions:
        raise ValueError("an attempt needs at least one question")
    items = tuple(
        Item(
            question.id,
            question.domain(exam),
            shuffled(question, rng),
            question.keys,
            first_exposure=question.id not in met,
        )
        for question in questions
    )
    return Attempt(kind, items, allowed)
