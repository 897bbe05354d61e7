"""A question that the learner has met, with its reasons, in plain mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.attempt import Item
from quizapp.exam.wording import sentence
from quizapp.plain import paragraphs
from quizapp.plain.console import Console
from quizapp.practice.browse import waits_text

if TYPE_CHECKING:
    from quizapp.store.browser.search import Entry


def tell(console: Console, row_id: int) -> None:
    """Say a question and the reason for every option, or why that is not possible now."""
    with console.refusals():
        entry = console.practice.entry(row_id)
        if entry is None:
            console.say("This question is no longer in the bank.")
        elif entry.covered:
            console.say(waits_text(entry))
        else:
            tell_answer(console, entry)


def tell_answer(console: Console, entry: Entry, about: str = "") -> None:
    """Say a question with the learner's answer and the reason for every option.

    `about` is said first. Raises StoreError.
    """
    question = entry.question
    item = Item(question.id, None, tuple(range(len(question.options))), question.keys)
    given, said = console.practice.given(entry), [about] if about else []
    if given is not None:
        question, item = given.question, given.item
        said += [paragraphs.answered(item), given.said]
        said += [sentence(given.why)] if given.why else []
    console.say("", " ".join(said), *paragraphs.prose(question.stem))
    console.say(*paragraphs.explanation(question, item, entry.mark.note))
