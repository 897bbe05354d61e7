"""A question, and what is said about its answer, as paragraphs."""

from __future__ import annotations

from collections.abc import Iterable

from quizapp.exam.attempt import Item
from quizapp.exam.prose import parts
from quizapp.exam.question import Question
from quizapp.exam.wording import Block, blocks, ordered, verdict

Parts = list[str | Block]


def prose(text: str) -> Parts:
    """Paragraphs and code. Backticks are not read out: inside a sentence code is plain text."""
    return [block if block.code else inline(block.text) for block in blocks(text)]


def inline(text: str) -> str:
    """One paragraph."""
    return "".join(run.text for run in parts(text))


def question(question: Question, item: Item) -> Parts:
    """The stem and the options, each with its number and what the learner did with it."""
    return [*prose(question.stem), *options(question, item, item.order)]


def options(question: Question, item: Item, which: Iterable[int]) -> list[str]:
    """Some of the options, each with its number and what the learner did with it."""
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
    """Which options are chosen, and how many are missing."""
    from quizapp.plain.words import numbers

    shown = [item.order.index(option) + 1 for option in item.chosen]
    if not shown:
        return "Nothing is chosen."
    lack = item.selects - len(shown)
    return f"Chosen: {numbers(shown)}." + (f" {lack} more to choose." if lack else "")


def explanation(question: Question, item: Item, note: str = "") -> Parts:
    """Every option with its reason, the learner's first; then the rule, the learner's own note,
    and last, since an address is long to hear, where it is written."""
    parts: Parts = [reason(question, item, option) for option in ordered(item)]
    parts.append(f"Remember: {inline(question.takeaway)}")
    if note:
        parts.append(f"Your note: {note}")
    parts += [f"Reference: {reference}" for reference in question.references]
    return parts


def answered(item: Item) -> str:
    """Right, Wrong or Not answered, as a sentence."""
    return f"{verdict(item)}."


def reason(question: Question, item: Item, option: int) -> str:
    """One option, whether it is right, and why."""
    number = item.order.index(option) + 1
    right = "right" if option in item.keys else "wrong"
    lead = f"Your choice, {number}, is {right}" if option in item.chosen else f"{number} is {right}"
    text = inline(question.options[option].text).rstrip(".")
    return f"{lead}: {text}. Why: {inline(question.options[option].why)}"
