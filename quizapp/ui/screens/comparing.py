"""The key that compares a wrong choice with the answer, on a question that was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from quizapp.practice.mix_ups import MIXED_UP, displaced
from quizapp.ui.screens.annotating import AnnotatesSitting
from quizapp.ui.screens.base import hints_follow, more_below
from quizapp.ui.screens.side_by_side import SideBySideScreen
from quizapp.ui.widgets.hints import key_of

if TYPE_CHECKING:
    from textual.containers import VerticalScroll

    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.ui.screens.base import QuizScreen


def compare_key(prefix: str) -> Binding:
    """Return the key binding that compares the two ideas; its id starts with `prefix`."""
    return Binding(
        "x",
        "mix_up",
        "Compare",
        id=f"{prefix}.mix_up",
        show=False,
        tooltip="Compare your wrong choice with the answer, side by side",
    )


def open_comparison(
    screen: QuizScreen, practice: Practice, sitting: Sitting, position: int, *, drills: bool = True
) -> None:
    """Show the wrong choice at a position, from 0, and the answer side by side, if there is one."""
    with screen.refusals():
        side = practice.compared(sitting, position)
        if side is not None:
            screen.app.push_screen(SideBySideScreen(practice, side, drills=drills))


class ComparesMixUps(AnnotatesSitting):
    """A screen that compares a wrong choice with the answer, and says so after "mixed up"."""

    practice: Practice
    drills_mix_ups = True
    """Whether the two ideas can be drilled from their comparison."""
    comparison = ""
    """How the two are compared; empty if they cannot be, or if the cause is another one."""

    def on_mount(self) -> None:
        hints_follow(self, self.scrolled)

    @property
    def compares(self) -> bool:
        """Whether the question on the screen has a wrong choice to compare."""
        return displaced(self.sitting.attempt.items[self.place]) is not None

    @property
    def scrolled(self) -> VerticalScroll:
        """The part of the page that scrolls."""
        raise NotImplementedError

    @property
    def shown_hints(self) -> tuple[str, ...]:
        """The key of the comparison, in the footer while there is a wrong choice to compare, and
        the key that scrolls, while not everything is in sight."""
        scrolls = more_below(self.scrolled)
        return (*(("page(1)",) if scrolls else ()), *(("mix_up",) if self.compares else ()))

    def tell_comparison(self, cause: str) -> None:
        """Set what is said after a cause (its stored name, or "") was given."""
        told = cause == MIXED_UP and self.compares
        self.comparison = f"{key_of(self, 'mix_up')} compares the two." if told else ""

    def action_mix_up(self) -> None:
        """Show the wrong choice and the answer side by side."""
        open_comparison(self, self.practice, self.sitting, self.place, drills=self.drills_mix_ups)
