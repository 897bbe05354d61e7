"""The dialog before submitting a mock: unanswered and flagged questions."""

from __future__ import annotations

from textual.content import Content

from quizapp.exam.attempt import Attempt
from quizapp.exam.wording import runs_of_numbers, stays_new, unfinished
from quizapp.ui import text
from quizapp.ui.screens.choice import ChoiceScreen

LISTED = 12
"""Numbers and ranges of questions that are listed; the rest is "and more"."""


class CheckScreen(ChoiceScreen):
    """The last check before the mock is scored. Submitting cannot be undone."""

    def __init__(self, attempt: Attempt) -> None:
        blank, incomplete, flagged = attempt.blank, attempt.incomplete, attempt.flagged
        total = len(attempt.items)
        lines = [Content(f"{attempt.answered} of {total} answered.")]
        for name, numbers in (
            ("Unanswered", runs_of_numbers(blank)),
            ("Incomplete", unfinished(attempt)),
        ):
            if numbers:
                lines.append(_line(name, _listed(numbers), " · counted as wrong"))
            if name == "Unanswered" and stays_new(attempt):
                lines.append(Content.styled(" " * 12 + stays_new(attempt), text.MUTED))
        if flagged:
            # A number alone would read as how many there are.
            noun = "question" if len(flagged) == 1 else "questions"
            lines.append(_line("Flagged ⚑", f"{noun} {_listed(runs_of_numbers(flagged))}"))
        choices: list[tuple[str, Content]] = []
        for name, positions in (
            ("unanswered", blank),
            ("incomplete", incomplete),
            ("flagged", flagged),
        ):
            if positions:
                label = f" Go to question {positions[0] + 1} ({name})"
                choices.append((str(positions[0]), Content(label)))
        submit = ("submit", Content(" Submit and see the score"))
        choices.append(("navigator", Content(" All questions (navigator)")))
        # What was left to look at comes first, so that enter does not end the mock.
        choices = [*choices, submit] if blank or incomplete or flagged else [submit, *choices]
        title = "Submit?"
        if blank or incomplete:
            first = f"{text.count(len(blank), 'question')} unanswered" if blank else ""
            more = f"{len(incomplete)} incomplete" if incomplete else ""
            title = ", ".join(filter(None, (first, more)))
            if not blank:
                title = f"{text.count(len(incomplete), 'question')} incomplete"
        super().__init__(Content(title), Content("\n").join(lines), _without_duplicates(choices))


def _line(name: str, listed: str, meaning: str = "") -> Content:
    return Content.assemble((text.pad(name, 12), "bold"), listed, (meaning, text.MUTED))


def _listed(numbers: list[str]) -> str:
    return ", ".join(numbers[:LISTED]) + (", and more" if len(numbers) > LISTED else "")


def _without_duplicates(choices: list[tuple[str, Content]]) -> list[tuple[str, Content]]:
    """Return the choices without the second of two that go to the same question."""
    return list({name: (name, shown) for name, shown in reversed(choices)}.values())[::-1]
