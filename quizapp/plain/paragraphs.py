"""A question, its options and its explanation as paragraphs for plain mode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quizapp.exam.attempt import Item
from quizapp.exam.prose import note_line, parts
from quizapp.exam.question import Question
from quizapp.exam.wording import Block, blocks, note_blocks, ordered, verdict

if TYPE_CHECKING:
    from quizapp.practice.outcome import Outcome

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


def options(question: Question, item: Item, which: Iterable[int]) -> Parts:
    """Some of the options, each with its number and state (chosen or struck out)."""
    found: Parts = []
    for option in which:
        lead = f"{item.order.index(option) + 1}. {_state(item, option)}"
        found += led(lead, question.options[option].text)
    return found


def led(lead: str, text: str, after: str = "") -> Parts:
    """Paragraphs and code blocks, with `lead` before the first and `after` after the last."""
    found = prose(text)
    if found and isinstance(found[0], str):
        found[0] = f"{lead}{found[0]}"
    else:
        found.insert(0, lead.rstrip())
    if after and isinstance(found[-1], str):
        found[-1] = f"{found[-1].rstrip('.')}. {after}"
    elif after:
        found.append(after)
    return found


def note(text: str) -> Parts:
    """A learner's note, line by line."""
    lines: Parts = [
        block if block.code else "".join(run.text for run in note_line(block.text))
        for block in note_blocks(text)
        if block.text.strip()
    ]
    if lines and isinstance(lines[0], str):
        return [f"Your note: {lines[0]}", *lines[1:]]
    return ["Your note:", *lines]


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


def explanation(question: Question, item: Item, written: str = "") -> Parts:
    """Every option with its reason, the learner's choices first; then the takeaway and the
    learner's note. References come last, because a URL takes long to read aloud."""
    parts: Parts = []
    for option in ordered(item):
        parts += reason(question, item, option)
    parts += led("Remember: ", question.takeaway)
    if written:
        parts += note(written)
    parts += [f"Reference: {reference}" for reference in question.references]
    return parts


def outcome(means: Outcome) -> Parts:
    """What a finished sitting means: the change, the topics, and the takeaway of each miss."""
    lines: Parts = [f"{said}." for said in (*means.sureness, means.why) if said]
    lines += [means.change] if means.change else []
    if len(means.topics) > 1:
        lines += [f"{row.name}: {row.right} of {row.asked} right." for row in means.topics]
    for miss in means.misses:
        lacking = f", {miss.lacking}" if miss.lacking else ""
        lines += led(f"Missed, question {miss.position + 1}{lacking}: ", miss.takeaway)
    return lines


def after_mock(means: Outcome) -> Parts:
    """What a mock exam leads to: when its questions come back, and the topics with most misses."""
    lines: Parts = [means.change] if means.change else []
    if means.worst_topics:
        listed = "; ".join(f"{row.name}, {row.right} of {row.asked}" for row in means.worst_topics)
        lines.append(f"Right in the topics with the most misses: {listed}.")
    return lines


def answered(item: Item) -> str:
    """The verdict as a sentence: "Right.", "Wrong." or "Not answered."."""
    return f"{verdict(item)}."


def reason(question: Question, item: Item, option: int) -> Parts:
    """One option: whether it is right, and why."""
    number = item.order.index(option) + 1
    right = "right" if option in item.keys else "wrong"
    lead = f"Your choice, {number}, is {right}" if option in item.chosen else f"{number} is {right}"
    given = question.options[option]
    why = led("Why: ", given.why)
    if isinstance(why[0], str):
        return [*led(f"{lead}: ", given.text, why[0]), *why[1:]]
    return [*led(f"{lead}: ", given.text), *why]
