"""The pages that follow from a sitting: its mix-ups side by side, and the sheet of its topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content

from quizapp.practice.report import included
from quizapp.study.drill import DrillFilter
from quizapp.ui import messages, text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.side_by_side import open_side_by_side
from quizapp.ui.widgets.hints import key_of

if TYPE_CHECKING:
    from quizapp.practice.mix_ups import MixUp
    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting


def further_keys() -> list[Binding]:
    """Return the key bindings for the pages that follow from a report."""
    return [
        Binding(
            "x",
            "mix_up",
            "Mix-up",
            id="report.mix_up",
            tooltip="Show two ideas that you mixed up side by side",
        ),
        Binding(
            "s",
            "sheet",
            "Sheet",
            id="report.sheet",
            tooltip="What to remember of the topics that you missed, or of all topics asked",
        ),
    ]


class FurtherPages(QuizScreen):
    """A report from which mix-ups and sheets are opened, with `further_keys`."""

    practice: Practice
    sitting: Sitting
    _mix_ups: tuple[MixUp, ...] | None = None

    @property
    def mix_ups(self) -> tuple[MixUp, ...]:
        """The mix-ups in the missed questions, the most frequent first."""
        if self._mix_ups is None:
            self._mix_ups = ()
            with self.refusals():
                self._mix_ups = self.practice.mix_ups(self.sitting)
        return self._mix_ups

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.mix_ups) if action == "mix_up" else True

    def mixed_up(self) -> list[Content]:
        """Return a sentence on the mix-ups and the key that opens them; none without any."""
        if not self.mix_ups:
            return []
        first, *others = self.mix_ups
        more = f", and {text.count(len(others), 'other mix-up')}" if others else ""
        key = (f"{more}; {key_of(self, 'mix_up')}: side by side", text.MUTED)
        return [Content.assemble(text.clean(first.sentence), key)]

    def action_mix_up(self) -> None:
        """Show a mix-up; if there are several, ask which one."""
        if len(self.mix_ups) < 2:
            for mix_up in self.mix_ups:
                open_side_by_side(self, self.practice, mix_up.pair)
            return

        def chosen(place: str | None) -> None:
            if place is not None:
                open_side_by_side(self, self.practice, self.mix_ups[int(place)].pair)

        self.app.push_screen(
            ChoiceScreen(
                Content("Mixed up"),
                Content(""),
                [
                    (str(place), text.plain(f" {mix_up.sentence}"))
                    for place, mix_up in enumerate(self.mix_ups)
                ],
            ),
            chosen,
        )

    def action_sheet(self) -> None:
        """Show the sheet of the topics of the missed questions, or of all without a miss."""
        attempt, questions = self.sitting.attempt, self.sitting.stored.questions
        listed = included(attempt, "missed") or included(attempt)
        topics = {questions[attempt.items[place].question_id].topic for place in listed}
        self.post_message(messages.OpenSheet(DrillFilter(topics=frozenset(topics))))
