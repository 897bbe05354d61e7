"""The explanation of an answered question: the verdict, the reasons, and the takeaway."""

from __future__ import annotations

from textual.content import Content

from quizapp.exam import wording
from quizapp.exam.attempt import Item
from quizapp.exam.question import Question
from quizapp.ui import text


def verdict(item: Item) -> Content:
    """Return one line that says whether the answer is right, wrong, or missing."""
    mark, style = ("✓", "$success") if item.right else ("✗", "$error")
    return Content.styled(f"{mark} {wording.verdict(item)}", f"bold {style}")


def explain(question: Question, item: Item, width: int) -> Content:
    """Return the options with their reasons, the takeaway, and the references.

    The text is wrapped to `width` cells.
    """
    blocks = [_option(question, item, option, width) for option in wording.ordered(item)]
    blocks.append(
        text.hanging(
            text.prose(question.takeaway), Content.styled("Remember   ", "bold $accent"), width
        )
    )
    for number, reference in enumerate(question.references):
        lead = "Reference  " if number == 0 else " " * 11
        lines = text.address_lines(reference, max(8, width - len(lead)))
        shown = [text.plain(line, text.MUTED) for line in lines]
        blocks.append(
            Content("\n").join(text.hanging_lines(shown, Content.styled(lead, text.MUTED)))
        )
    head, tail = blocks[: -len(question.references)], blocks[-len(question.references) :]
    return Content("\n\n").join([*head, Content("\n").join(tail)])


def _option(question: Question, item: Item, option: int, width: int) -> Content:
    shown = item.order.index(option) + 1
    is_key, is_chosen = option in item.keys, option in item.chosen
    mark, style = ("✓", "$success") if is_key else ("✗", "$error") if is_chosen else (" ", "")
    lead = Content.assemble((f"{mark} ", f"bold {style}".strip()), f"{shown}  ")
    body = text.prose(question.options[option].text, "bold" if is_key or is_chosen else text.MUTED)
    if is_chosen:
        break_ = "\n" if body.plain.startswith(" ") else ""
        body = Content.assemble(("Your choice: ", f"bold {style}"), break_, body)
    why = text.prose(question.options[option].why)
    return Content("\n").join(
        [text.hanging(body, lead, width), text.hanging(why, Content("     "), width)]
    )


def note(written: str, width: int) -> Content:
    """Return the learner's note, wrapped to `width` cells."""
    return text.hanging(text.note(written), Content.styled("Your note  ", "bold $accent"), width)
