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
        "Mix-up",
        id=f"{prefix}.mix_up",
        show=False,
        tooltip="Show the two ideas that you mixed up side by side",
    )


class ComparesMixUps(AnnotatesSitting):
    """A screen that says after "mixed up two" whether the two ideas can be compared, and how."""

    practice: Practice
    drills_mix_ups = True
    """Whether the two ideas can be drilled from their comparison."""
    comparison = ""
    """What is said about the comparison; empty before "mixed up two" is given as the cause."""

    def tell_comparison(self, cause: str) -> None:
        """Set what is said after a cause (its stored name, or "") was given. Raises StoreError."""
        self.comparison = ""
        if cause == MIXED_UP:
            found = compared(self.sitting, self.place)
            key = key_of(self, "mix_up")
            self.comparison = f"{key} shows the two ideas side by side." if found else NO_COMPARISON

    def action_mix_up(self) -> None:
        """Show the two ideas side by side, or say that no comparison is known."""
        with self.refusals():
            found = compared(self.sitting, self.place)
            if found is None:
                self.say(NO_COMPARISON)
            else:
                open_side_by_side(self, self.practice, found.pair, drills=self.drills_mix_ups)
