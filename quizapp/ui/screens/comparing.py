"""The key that shows the two ideas of a mix-up side by side, on a question that was missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from quizapp.practice.mix_ups import MIXED_UP, NO_COMPARISON, compared
from quizapp.ui.screens.annotating import AnnotatesSitting
from quizapp.ui.screens.side_by_side import open_side_by_side
from quizapp.ui.widgets.hints import key_of

if TYPE_CHECKING:
    from quizapp.practice.room import Practice


def compare_key(prefix: str) -> Binding:
    """Return the key binding that compares the two ideas; its id starts with `prefix`."""
    return Binding(
        "x",
        "mix_up",
        "side by side",
        id=f"{prefix}.mix_up",
        show=False,
        tooltip="Show the two ideas that you mixed up side by side",
    )


class ComparesMixUps(AnnotatesSitting):
    """A screen that says after "mixed up two" how the two ideas are compared, if they can be."""

    practice: Practice
    drills_mix_ups = True
    """Whether the two ideas can be drilled from their comparison."""
    comparison = ""
    """How the two ideas are compared; empty if they cannot be, or if the cause is another one."""

    @property
    def shown_hints(self) -> tuple[str, ...]:
        """The key of the comparison, in the footer only while there is one."""
        return ("mix_up",) if self.comparison else ()

    def tell_comparison(self, cause: str) -> None:
        """Set what is said after a cause (its stored name, or "") was given. Raises StoreError."""
        self.comparison = ""
        if cause == MIXED_UP and compared(self.sitting, self.place) is not None:
            self.comparison = f"{key_of(self, 'mix_up')} shows the two ideas side by side."

    def action_mix_up(self) -> None:
        """Show the two ideas side by side, or say that no comparison is known."""
        with self.refusals():
            found = compared(self.sitting, self.place)
            if found is None:
                self.say(NO_COMPARISON)
            else:
                open_side_by_side(self, self.practice, found.pair, drills=self.drills_mix_ups)
