"""What every place needs at hand: the lines, the opened database and the sitting in progress."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.attempt import IllegalMove
from quizapp.exam.wording import Block, sentence
from quizapp.plain.commands import HELP, QUIT, Command, NotUnderstood, Said, understand
from quizapp.plain.lines import Leave, Lines
from quizapp.store.errors import Lost, Replaced, StoreError

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting

logger = logging.getLogger(__name__)


@dataclass
class Outcome:
    """What became of something that may be refused."""

    done: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a sitting that was left, as a sentence; whether it was saved."""

    said: str
    done: bool = True


@dataclass
class Desk:
    """`sitting` is what has to be saved if the process ends now."""

    lines: Lines
    practice: Practice
    sitting: Sitting | None = None

    @property
    def blueprint(self) -> Blueprint:
        """The exam to practice for."""
        return self.practice.workspace.blueprint

    def say(self, *parts: str | Block) -> None:
        self.lines.say(*parts)

    @contextmanager
    def refusals(self) -> Iterator[Outcome]:
        """Say a refusal of what is done within in one line. `done` tells afterwards if it was done.

        TimeUp is left to the sitting. A sitting that is lost is no longer open. Raises Replaced,
        because nothing can be done with another database.
        """
        outcome = Outcome()
        try:
            yield outcome
        except IllegalMove as refusal:
            self.say(str(refusal))
        except StoreError as error:
            logger.error("%s", error)
            if isinstance(error, Lost):
                self.sitting = None
            if isinstance(error, Replaced):
                raise
            self.say(sentence(str(error)))
        else:
            outcome.done = True

    def command(self, prompt: str, commands: Sequence[Command], about: str = "") -> Said:
        """The next command that is understood here; help is given and quitting done at once."""
        known = (*commands, HELP, QUIT)
        while True:
            try:
                said = understand(self.lines.ask(prompt), known)
            except NotUnderstood as fault:
                self.say(str(fault))
                continue
            if said.name == QUIT.name:
                raise Leave
            if said.name != HELP.name:
                return said
            self.help(commands, about)

    def help(self, commands: Sequence[Command], about: str = "") -> None:
        """What may be typed here, a line each."""
        self.say(*([about] if about else []), *(c.help for c in (*commands, HELP, QUIT)))

    def one_of(self, shown: Sequence[int], most: int) -> int | None:
        """The place, from 0, of the one number that was typed; None, and a word why, if there is
        no such place."""
        if len(shown) == 1 and 1 <= shown[0] <= most:
            return shown[0] - 1
        self.say(f"Type one number, from 1 to {most}." if most > 1 else "There is only 1.")
        return None

    def choice(
        self, prompt: str, commands: Sequence[Command], most: int
    ) -> tuple[Said, int | None]:
        """The next command, or the place, from 0, of one of `most` that was named by number."""
        while True:
            said = self.command(prompt, commands)
            place = self.one_of(said.before, most) if said.before else None
            if not said.before or place is not None:
                return said, place

    def agreed(self, question: str) -> bool:
        """Whether the learner types yes."""
        return self.lines.ask(f"{question} Type yes, or enter for no:").casefold() == "yes"

    def save(self) -> Saved | None:
        """Pause whatever is open, so that it can be resumed; what came of it, if anything was."""
        sitting, self.sitting = self.sitting, None
        if sitting is None:
            return None
        try:
            sitting.pause()
        except (StoreError, IllegalMove) as error:
            logger.exception("the sitting could not be paused")
            return Saved(f"Not saved: {sentence(str(error))}", done=False)
        attempt = sitting.attempt
        return Saved(
            f"Saved: {sitting.stored.plan.title}, "
            f"{attempt.answered} of {len(attempt.items)} answered."
        )
