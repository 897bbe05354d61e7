"""A question, its options and its explanation as paragraphs for plain mode."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.exam.attempt import Item
from quizapp.exam.prose import parts
from quizapp.exam.question import Question
from quizapp.exam.wording import Block, blocks, ordered, verdict

Parts = list[str | Block]


def prose(text: str) -> Parts:
    """Paragraphs and code blocks. Inside a sentence, code loses its backticks."""
    return [block if block.code else inline(block.text) for block in blocks(text)]


def inline(text: str) -> str:
    """One paragraph as plain text, without markup."""
    return "".join(run.text for run in parts(text))


def question(question: Question, item: Item) -> Parts:
    """The stem and all options in the order shown, each with its number and state."""
    return [*prose(question.stem), *options(question, item, item.order)]


def options(question: Question, item: Item, which: Iterable[int]) -> list[str]:
    """Some of the options, each with its number and state (chosen or struck out)."""
    return [
        f"{item.order.index(option) + 1}. {_state(item, option)}"
        f"{inline(question.options[option].text)}"
        for option in which
    ]


def _state(item: Item, option: int) -> str:
    if option in item.chosen:
        return "Chosen: "
    return "Struck out: " if option in item.struck else ""


def chosen(item: Item) -> str:
    """A sentence that says which options are chosen, and how many are still to be chosen."""
    from quizapp.plain.spoken import numbers

    shown = [item.order.index(option) + 1 for option in item.chosen]
    if not shown:
        return "Nothing is chosen."
    lack = item.selects - len(shown)
    return f"Chosen: {numbers(shown)}." + (f" {lack} more to choose." if lack else "")


def explanation(question: Question, item: Item, note: str = "") -> Parts:
    """Every option with its reason, the learner's choices first; then the takeaway and the
    learner's note. References come last, because a URL takes long to read aloud."""
    parts: Parts = [reason(question, item, option) for option in ordered(item)]
    parts.append(f"Remember: {inline(question.takeaway)}")
    if note:
        parts.append(f"Your note: {note}")
    parts += [f"Reference: {reference}" for reference in question.references]
    return parts


def answered(item: Item) -> str:
    """The verdict as a sentence: "Right.", "Wrong." or "Not answered."."""
    return f"{verdict(item)}."


def reason(question: Question, item: Item, option: int) -> str:
    """One option: whether it is right, and why."""
    number = item.order.index(option) + 1
    right = "right" if option in item.keys else "wrong"
    lead = f"Your choice, {number}, is {right}" if option in item.chosen else f"{number} is {right}"
    text = inline(question.options[option].text).rstrip(".")
    return f"{lead}: {text}. Why: {inline(question.options[option].why)}"
