"""What every place needs at hand: the lines, the opened database and the sitting in progress."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from quizapp.exam.attempt import IllegalMove
from quizapp.exam.wording import Block
from quizapp.plain.commands import HELP, QUIT, Command, NotUnderstood, Said, understand
from quizapp.plain.lines import Leave, Lines

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import Workspace

T = TypeVar("T")

logger = logging.getLogger(__name__)


@dataclass
class Desk:
    """`sitting` is what has to be saved if the process ends now."""

    lines: Lines
    workspace: Workspace
    sitting: Sitting | None = None

    def say(self, *parts: str | Block) -> None:
        self.lines.say(*parts)

    def guard(self, move: Callable[[], object]) -> bool:
        """Make a move; what it may not do is said in one line. True if it was made.

        TimeUp is left to the sitting.
        """
        from quizapp.store.errors import StoreError

        try:
            move()
        except IllegalMove as refusal:
            self.say(str(refusal))
            return False
        except StoreError as error:
            logger.error("%s", error)
            self.say(_sentence(str(error)))
            return False
        return True

    def look(self, read: Callable[[Connection], T]) -> T | None:
        """What `read` finds in the database; None, and one line, if it cannot be read."""
        found: list[T] = []

        def look() -> None:
            with self.workspace.database.read() as connection:
                found.append(read(connection))

        self.guard(look)
        return found[0] if found else None

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

    def save(self) -> str | None:
        """Pause whatever is open, so that it can be resumed; what was saved, in words."""
        from quizapp.store.errors import StoreError

        sitting, self.sitting = self.sitting, None
        if sitting is None:
            return None
        try:
            sitting.pause()
        except (StoreError, IllegalMove):
            logger.exception("the sitting could not be paused; it resumes from its last answer")
        attempt = sitting.attempt
        return (
            f"Saved: {sitting.stored.plan.title}, "
            f"{attempt.answered} of {len(attempt.items)} answered."
        )


def _sentence(message: str) -> str:
    """An error's one line as a sentence; a path that it begins with stays as it is."""
    first = message.split(maxsplit=1)[0] if message.strip() else ""
    head = message[:1].upper() if first.isalpha() else message[:1]
    return f"{head}{message[1:].rstrip('.')}."
