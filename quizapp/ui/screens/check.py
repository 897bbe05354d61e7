"""The dialog before submitting a mock: unanswered and flagged questions."""

from __future__ import annotations

from textual.content import Content

from quizapp.exam.attempt import Attempt
from quizapp.ui import text
from quizapp.ui.screens.choice import ChoiceScreen

LISTED = 12
"""Question numbers that are listed before "and N more"."""


class CheckScreen(ChoiceScreen):
    """The last check before the mock is scored. Submitting cannot be undone."""

    def __init__(self, attempt: Attempt) -> None:
        blank, flagged = attempt.unanswered, attempt.flagged
        total = len(attempt.items)
        lines = [Content(f"{attempt.answered} of {total} answered.")]
        if blank:
            lines.append(
                Content.assemble(
                    ("Unanswered  ", "bold"), _numbers(blank), (" (count as wrong)", text.MUTED)
                )
            )
        if flagged:
            lines.append(Content.assemble(("Flagged ⚑   ", "bold"), _numbers(flagged)))
        choices: list[tuple[str, Content]] = []
        if blank:
            choices.append((str(blank[0]), Content(f" Go to question {blank[0] + 1} (unanswered)")))
        if flagged:
            choices.append(
                (str(flagged[0]), Content(f" Go to question {flagged[0] + 1} (flagged)"))
            )
        submit = ("submit", Content(" Submit and see the score"))
        choices.append(("navigator", Content(" All questions (navigator)")))
        choices = [*choices, submit] if blank else [submit, *choices]
        title = "Submit?" if not blank else f"{text.count(len(blank), 'question')} unanswered"
        super().__init__(Content(title), Content("\n").join(lines), _without_duplicates(choices))


def _numbers(positions: tuple[int, ...]) -> str:
    shown = ", ".join(str(position + 1) for position in positions[:LISTED])
    more = len(positions) - LISTED
    return f"{shown} and {more} more" if more > 0 else shown


def _without_duplicates(choices: list[tuple[str, Content]]) -> list[tuple[str, Content]]:
    """Return the choices without the second of two that go to the same question."""
    return list({name: (name, shown) for name, shown in reversed(choices)}.values())[::-1]
