"""The state that every part of plain mode shares, and how it reads commands."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.exam.errors import Attempted, IllegalMove
from quizapp.exam.wording import Block, sentence
from quizapp.plain.commands import HELP, QUIT, Command, Entry, NotUnderstood, understand
from quizapp.plain.lines import Leave, Lines
from quizapp.practice import sessions
from quizapp.practice.plan import is_date
from quizapp.store.errors import Declined, Lost, Replaced, StoreError

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a sitting that was left: a sentence, whether it was saved, and whether it can
    be resumed."""

    message: str
    done: bool = True
    kept: bool = True


@dataclass
class Console:
    """Input and output, the opened practice, and the sitting in progress.

    `sitting` is saved when the process ends.
    """

    lines: Lines
    practice: Practice
    sitting: Sitting | None = None

    @property
    def blueprint(self) -> Blueprint:
        """The exam to practice for."""
        return self.practice.workspace.blueprint

    def say(self, *parts: str | Block) -> None:
        """Print paragraphs and code blocks; see `Lines.say`."""
        self.lines.say(*parts)

    @contextmanager
    def refusals(self) -> Iterator[Attempted]:
        """Report a refused action or a store error in one line.

        `done` of the result tells afterward whether the block completed. TimeUp is not caught; the
        sitting handles it. After an error that ends the sitting here, `sitting` is None. Raises
        Replaced, because nothing can be done with another database.
        """
        attempted = Attempted()
        try:
            yield attempted
        except IllegalMove as refusal:
            self.say(str(refusal))
        except StoreError as error:
            if not isinstance(error, Declined):
                logger.error("%s", error)
            if isinstance(error, Lost):
                self.sitting = None
            if isinstance(error, Replaced):
                raise
            self.say(sentence(str(error)))
        else:
            attempted.done = True

    def command(
        self, prompt: str, commands: Sequence[Command], about: str = "", letters: str = ""
    ) -> Entry:
        """The next valid entry. Help is printed here, and quitting raises Leave.

        Where there is a command `date`, a date alone is enough. `letters` choose options; see
        `commands.understand`.
        """
        known = (*commands, HELP, QUIT)
        while True:
            line = self.lines.ask(prompt)
            if is_date(line) and any(command.name == "date" for command in commands):
                line = f"date {line}"
            try:
                entry = understand(line, known, letters)
            except NotUnderstood as fault:
                self.say(str(fault))
                continue
            if entry.name == QUIT.name:
                raise Leave
            if entry.name != HELP.name:
                return entry
            self.help(commands, about)

    def help(self, commands: Sequence[Command], about: str = "") -> None:
        """Print the available commands, one per line."""
        self.say(*([about] if about else []), *(c.help for c in (*commands, HELP, QUIT)))

    def one_of(self, shown: Sequence[int], most: int) -> int | None:
        """The index, from 0, of the one number that was typed; None, with a message, if it is not
        from 1 to `most`."""
        if len(shown) == 1 and 1 <= shown[0] <= most:
            return shown[0] - 1
        self.say(
            f"Type one number, from 1 to {most}." if most > 1 else "Type 1: there is only one."
        )
        return None

    def choice(
        self, prompt: str, commands: Sequence[Command], most: int
    ) -> tuple[Entry, int | None]:
        """The next entry, and the index, from 0, if it is the number of one of `most` choices."""
        while True:
            entry = self.command(prompt, commands)
            place = self.one_of(entry.before, most) if entry.before else None
            if not entry.before or place is not None:
                return entry, place

    def agreed(self, question: str) -> bool:
        """Ask a yes-or-no question; True if the learner types yes."""
        return self.lines.ask(f"{question} Type yes, or enter for no:").casefold() == "yes"

    def save(self) -> Saved | None:
        """Pause the sitting in progress. Return what became of it, or None without one."""
        sitting, self.sitting = self.sitting, None
        if sitting is None:
            return None
        problem = sessions.leave(sitting)
        if problem is not None:
            return Saved(problem, done=False)
        return Saved(sessions.left(sitting), kept=sitting.kept)
