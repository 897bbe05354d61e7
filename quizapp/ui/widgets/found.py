"""A question that was found: its lines in a list, and the whole of it to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.exam.attempt import Item
from quizapp.ui import text
from quizapp.ui.widgets.explanation import explain

if TYPE_CHECKING:
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry, Hit

NONE_YET = {
    "unseen": "You have met every question there is here.",
    "missed": "Nothing is missed here. Answer some questions in a drill or a mock exam first.",
    "flagged": "No question is flagged. In a mock, f flags the one on the screen.",
    "lucky": "No answer was right by luck: in a drill, g says that an answer is a guess.",
    "due": "Nothing is due. What you have answered comes back here when memory fades.",
    "bookmarked": "No bookmarks yet. Press b on a question to find it here again.",
    "noted": "No notes yet. Press e on a question to write one.",
}
LEAD = 10
ONE_LINE = 300
WORDS = {
    "missed": "missed",
    "lucky": "right by luck",
    "due": "due",
    "flagged": "flagged",
    "right": "right",
}
STYLES = {"missed": "bold $error", "lucky": "$accent", "due": "$accent", "right": "$success"}


def standing(hit: Hit) -> tuple[str, str]:
    """One word for what became of a question, and its style."""
    if hit.form is not None:
        return f"mock {hit.form}", text.MUTED
    if hit.open:
        return "open", text.MUTED
    if not hit.met:
        return "new", text.MUTED
    word = next(
        (name for name in ("missed", "lucky", "due", "right") if name in hit.became), "seen"
    )
    return word, STYLES.get(word, text.MUTED)


def count(shown: int, more: bool, filters: Sequence[str]) -> Content:
    """How many are listed, and what the list is about."""
    number = f"{shown}+ questions" if more else text.count(shown, "question")
    about = "".join(f" · {text.clean(value)}" for value in filters)
    return Content.assemble((number, "bold $accent"), about)


def held_back(number: int, *, listed: bool) -> Content:
    """How many questions are kept for mocks that were not taken."""
    if not number:
        return Content("")
    return Content.styled(
        f"{number} of mocks not taken: {'listed' if listed else 'kept back'}", text.MUTED
    )


def nothing(query: Query, *, filtered: bool, held_back: int) -> Content:
    """An empty list's words: why, and what to do."""
    lines = []
    words = query.text.strip()
    if words:
        lines.append(text.plain(f"Nothing is found for “{words}” here."))
        lines.append(Content("Try fewer or other words; esc clears the search."))
    elif query.status is not None:
        lines.append(Content(NONE_YET[query.status]))
    else:
        lines.append(Content("No question is here."))
    if filtered:
        lines.append(Content("F2 changes what is listed."))
    if held_back and not query.held:
        lines.append(
            Content(
                f"{text.count(held_back, 'question')} of mocks you have not taken are kept back; "
                "take them first, or list them with F2."
            )
        )
    return Content("\n\n").join(lines)


def row(hit: Hit, topic: str, width: int) -> Content:
    """Two lines of a list, each cut to `width` cells: what it is, and how it begins."""
    word, style = standing(hit)
    signs = [
        sign
        for sign, there in (
            ("★", hit.bookmarked),
            ("✎", hit.noted),
            ("⚑", "flagged" in hit.became),
        )
        if there
    ]
    first = text.both_ends(
        Content.assemble((f" {word:<{LEAD - 1}}", style), text.clean(topic)),
        Content.styled(" ".join(signs), "$accent"),
        width,
    )
    if hit.held:
        opening = Content.styled(_held(hit), text.MUTED)
    else:
        opening = text.inline(hit.stem[:ONE_LINE], text.MUTED)
    second = Content(" " * LEAD) + opening
    return Content("\n").join([first, second.truncate(width, ellipsis=True)])


def _held(hit: Hit) -> str:
    if hit.form is not None:
        return f"in Mock exam {hit.form}, not taken yet"
    return "in a sitting that is still open"


def read(entry: Entry, *, covered: bool, width: int) -> Content:
    """All of a question that may be seen, set to `width` cells."""
    parts = [_head(entry, covered=covered)]
    if covered and entry.hit.held:
        parts += [
            Content.styled(f"This question is {_held(entry.hit)}.", "bold"),
            Content(
                "It is kept for there. You may uncover it all the same (u): it then counts as "
                "seen, and says nothing more of what you knew."
            ),
        ]
        return Content("\n\n").join([*parts, *_note(entry)])
    question = entry.question
    parts.append(text.prose(question.stem))
    item = Item(question.id, None, tuple(range(len(question.options))), question.keys)
    if covered:
        parts += [
            text.hanging(text.inline(option.text), Content(f"  {number}  "), width)
            for number, option in enumerate(question.options, 1)
        ]
        parts.append(
            Content.assemble(
                ("The answer is covered", "bold"),
                ": you have not met this question.\n",
                ("u uncovers it; it then counts as seen.", text.MUTED),
            )
        )
    else:
        if entry.hit.template:
            parts.append(
                Content.styled("One example; a drill brings other numbers each time.", text.MUTED)
            )
        parts.append(explain(question, item, width))
    return Content("\n\n").join([*parts, *_note(entry)])


def _head(entry: Entry, *, covered: bool) -> Content:
    """The topic of a question and what became of it, in words.

    The id is left out while the answer is covered: an id often names the answer.
    """
    hit, mark = entry.hit, entry.mark
    said = [name for key, name in WORDS.items() if key in hit.became and key != "right"]
    if "right" in hit.became and "missed" not in hit.became and "lucky" not in hit.became:
        said.insert(0, WORDS["right"])
    if not hit.met:
        said.append("new")
    elif not said:
        said.append("seen")
    if mark.times > 1:
        said.append(f"met {mark.times} times")
    if mark.bookmarked:
        said.append("★ bookmarked")
    about = f"{text.clean(entry.topic)} · {hit.level}"
    if not covered:
        about += f" · {text.clean(hit.code)}"
    return Content.assemble((" · ".join(said), "bold $accent"), (f"\n{about}", text.MUTED))


def _note(entry: Entry) -> list[Content]:
    if not entry.mark.note:
        return []
    return [Content.assemble(("Your note  ", "bold $accent"), text.plain(entry.mark.note))]
