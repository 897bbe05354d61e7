"""The text blocks of the question browser: result rows, questions, and empty lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.exam.attempt import Item
from quizapp.exam.question import LEVEL_NAMES
from quizapp.practice.browse import (
    NOT_ANSWERED,
    begins_at,
    covered_text,
    elsewhere_lines,
    found_text,
    kept_text,
)
from quizapp.store.catalog import word_index
from quizapp.ui import text
from quizapp.ui.widgets.explanation import explain, note, verdict

if TYPE_CHECKING:
    from quizapp.practice.reread import Given
    from quizapp.store.browser.hits import Hit
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry, HeldBack

NONE_YET = {
    "unseen": "You have seen all of these questions.",
    "missed": "No missed questions. Answer some questions in a drill or a mock exam first.",
    "flagged": "No flagged questions. In a mock, press {key} to flag a question.",
    "lucky": "No lucky answers. In a drill, press {key} to mark an answer as a guess.",
    "due": "Nothing is due. Answered questions become due when you are likely to forget them.",
    "bookmarked": "No bookmarks yet. Press {key} on a question to bookmark it.",
    "noted": "No notes yet. Press {key} on a question to write one.",
}
ENTERED_BY = {"flagged": "flag", "lucky": "guess", "bookmarked": "bookmark", "noted": "note"}
"""The actions whose keys these texts name."""
BESIDE = 120
"""Columns from which the list and the question are shown next to each other."""
NARROWEST, WIDEST = 48, 94
"""Cells of the list next to a question, which gets half of the screen, at least and at most."""
LEAD = 10
"""Cells of the status column."""
ONE_LINE = 300
"""Characters of a stem that are enough for one line of any width."""
LONGEST = 4_000
"""Characters of a text in which the words searched for are looked up."""
NOT_SEARCHED = "not searched: "
FOUND = "bold $accent"
"""The style of words searched for."""
WORDS = {
    "missed": "missed",
    "lucky": "right by luck",
    "due": "due",
    "flagged": "flagged",
    "right": "right",
}
STYLES = {"missed": "bold $error", "lucky": "$accent", "due": "$accent", "right": "$success"}


def list_width(columns: int) -> int:
    """Return the cells of the list on a screen with so many columns."""
    if columns < BESIDE:
        return columns
    return max(NARROWEST, min(WIDEST, columns // 2))


def page_width(columns: int) -> int:
    """Return the cells of a question's text on a screen with so many columns."""
    left = list_width(columns) if columns >= BESIDE else 0
    return max(24, min(100, columns - left - 8))


def esc_to(query: Query, *, reading: bool) -> str:
    """Return what esc does: close the question, clear the search or the filters, or go home."""
    if reading:
        return "List"
    if query.text:
        return "Clear search"
    return "Home" if query == type(query)() else "Clear filters"


def unanswered(hit: Hit) -> bool:
    """Whether a question was shown, is not held back, and was never answered."""
    return hit.met and not hit.answered and not hit.held


def standing(hit: Hit) -> tuple[str, str]:
    """Return the status of a question in one word, and its style."""
    if hit.form is not None:
        return f"mock {hit.form}", text.MUTED
    if hit.open:
        return "open", text.MUTED
    if not hit.met:
        return "new", text.MUTED
    word = next(
        (name for name in ("missed", "lucky", "due", "right") if name in hit.statuses), "seen"
    )
    return word, STYLES.get(word, text.MUTED)


def heading(total: int, held: HeldBack | None, filters: Sequence[str], changed: int) -> Content:
    """Return how many questions were found, and the filters.

    `changed` more are still listed, but no longer have the status, which is the last filter.
    """
    bank = 0 if held is None else held.bank
    about = "".join(f" · {text.clean(value)}" for value in filters)
    since = f", {changed} no longer" if changed else ""
    return Content.assemble((found_text(total, bank), "bold $accent"), about, (since, text.MUTED))


def heading_line(heading: Content, held: str, width: int) -> Content:
    """Return the heading with what `held_back` says at its right, if there is room for it."""
    room = width - heading.cell_length - 2
    shorter = held.removeprefix(NOT_SEARCHED)
    fits = next((each for each in (held, shorter) if text.cells(each) <= room), "")
    return text.both_ends(heading, text.plain(fits, text.MUTED), width)


def held_back(held: HeldBack | None, *, listed: bool = False, searching: bool = False) -> str:
    """Say how many questions are held back, why, and whether they are `listed`; or "".

    They are counted in the whole bank; with `searching`, by words or filters, it says so.
    """
    kept = "" if held is None else kept_text(held)
    if kept and searching:
        return "kept ones listed covered" if listed else f"{NOT_SEARCHED}{kept}"
    return f"{kept}, listed covered" if kept and listed else kept


def nothing(
    query: Query, *, filtered: bool, left_out: HeldBack | None, key: Callable[[str], str]
) -> Content:
    """Return the text of an empty list: the reason, and what to do.

    `left_out` are the matches that are held back. `key` returns the name of the key that runs an
    action.
    """
    words = query.text.strip()
    told = [] if left_out is None else elsewhere_lines(left_out, words, filtered=filtered)
    if told:
        lines = [text.plain(line) for line in told]
        way = f"Press {key('filter')} and choose Kept to list them, covered"
        clear = f", or {key('back')} to clear the {'search' if words else 'filters'}"
        lines.append(Content(f"{way}{clear if words or filtered else ''}."))
        return Content("\n\n").join(lines)
    lines = []
    if words:
        among = " with these filters" if filtered else ""
        lines.append(text.plain(f"No question has “{words}”{among}."))
        lines.append(Content(f"Try fewer words, or press {key('back')} to clear the search."))
    elif query.status is not None:
        entered_by = ENTERED_BY.get(query.status)
        none = NONE_YET[query.status]
        lines.append(Content(none.format(key=key(entered_by)) if entered_by else none))
    elif filtered:
        lines.append(Content("No question has all of these filters."))
    else:
        lines.append(Content("This pack has no questions."))
    if filtered:
        clear = "" if words else f", or {key('back')} to clear them"
        lines.append(Content(f"Press {key('filter')} to change the filters{clear}."))
    return Content("\n\n").join(lines)


def row(hit: Hit, topic: str, width: int, words: Sequence[str] = ()) -> Content:
    """Return two lines of at most `width` cells: status and topic, and a line of the question.

    The line is the start of the stem, or what surrounds the first of the words searched for.
    """
    word, style = standing(hit)
    signs = [
        sign
        for sign, applies in (
            ("★", hit.bookmarked),
            ("✎", hit.noted),
            ("⚑", "flagged" in hit.statuses),
        )
        if applies
    ]
    yet = f" · {NOT_ANSWERED}" if unanswered(hit) else ""
    first = text.both_ends(
        Content.assemble((f" {word:<{LEAD - 1}}", style), text.clean(topic), (yet, text.MUTED)),
        Content.styled(" ".join(signs), "$accent"),
        width,
    )
    if hit.held:
        opening = Content.styled(_reserved_for(hit), text.MUTED)
    elif words:
        opening = _passage(hit, words, width - LEAD)
    else:
        opening = text.opening(hit.stem, ONE_LINE, text.MUTED)
    second = Content(" " * LEAD) + opening
    return Content("\n").join([first, second.truncate(width, ellipsis=True)])


def _passage(hit: Hit, words: Sequence[str], width: int) -> Content:
    """Return the part of a question that has the words searched for, on one line."""
    source = Content.styled(f"{hit.source}: ", "italic") if hit.source else Content("")
    whole = highlighted(text.opening(hit.passage or hit.stem, LONGEST, text.MUTED), words)
    at = begins_at(whole.plain, words, width - source.cell_length)
    return Content.assemble(source, ("…" if at else "", text.MUTED), whole[at:])


def highlighted(content: Content, words: Sequence[str]) -> Content:
    """Highlight the words of a search in a text."""
    for start, end in word_index.marked(content.plain, words) if words else ():
        content = content.stylize(FOUND, start, end)
    return content


def _reserved_for(hit: Hit) -> str:
    if hit.form is not None:
        return f"in Mock exam {hit.form}, not taken yet"
    return "in a sitting that is still open"


def read(
    entry: Entry,
    *,
    uncover: str | None,
    width: int,
    words: Sequence[str] = (),
    given: Given | None = None,
) -> Content:
    """Return the text of a question, wrapped to `width` cells, with `words` highlighted.

    With an answer that was `given`, the question and its options are as they were shown then. With
    `uncover`, the names of the keys that show it, the answer is left out, and so is the stem of
    a question that belongs to a mock not taken yet or to an open sitting.
    """
    parts = [_head(entry)]
    covered = uncover is not None
    if covered and entry.hit.held:
        parts += [
            Content.styled(f"This question is {_reserved_for(entry.hit)}.", "bold"),
            Content(
                f"It is kept so that you meet it there for the first time. Press {uncover} to show "
                "it anyway. It then counts as seen and is no longer new."
            ),
        ]
        return Content("\n\n").join([*parts, *_note(entry, width, words)])
    question = entry.question if given is None else given.question
    if given is not None:
        parts.append(_given(given))
    parts.append(highlighted(text.prose(question.stem), words))
    item = Item(question.id, None, tuple(range(len(question.options))), question.keys)
    item = item if given is None else given.item
    if covered:
        counts = "" if entry.hit.met else " The question then counts as seen."
        parts += [
            text.hanging(
                highlighted(text.prose(option.text), words), Content(f"  {number}  "), width
            )
            for number, option in enumerate(question.options, 1)
        ]
        parts.append(
            Content.assemble(
                (covered_text(entry), "bold"),
                (f"\nPress {uncover} to show it.{counts}", text.MUTED),
            )
        )
    else:
        if entry.hit.template and given is None:
            parts.append(
                Content.styled("An example: the numbers change in every drill.", text.MUTED)
            )
        parts.append(highlighted(explain(question, item, width), words))
    return Content("\n\n").join([*parts, *_note(entry, width, words)])


def _head(entry: Entry) -> Content:
    """Return the history, topic, and level of a question."""
    hit, mark = entry.hit, entry.mark
    status = [name for key, name in WORDS.items() if key in hit.statuses and key != "right"]
    if "right" in hit.statuses and "missed" not in hit.statuses and "lucky" not in hit.statuses:
        status.insert(0, WORDS["right"])
    seen = f"seen {mark.times} times" if mark.times > 1 else "seen"
    if not hit.met:
        status.append("new")
    elif not hit.answered:
        status = [f"{seen}, {NOT_ANSWERED}", *status]
    elif mark.times > 1 or not status:
        status.append(seen)
    if mark.bookmarked:
        status.append("★ bookmarked")
    about = f"{text.clean(entry.topic)} · {LEVEL_NAMES.get(hit.level, hit.level)}"
    return Content.assemble((" · ".join(status), "bold $accent"), (f"\n{about}", text.MUTED))


def _given(given: Given) -> Content:
    """Return the verdict on an answer, what was chosen and when, and why it was missed."""
    said = Content.assemble(verdict(given.item), "   ", text.plain(given.said))
    why = [Content.styled(given.why, "$accent")] if given.why else []
    return Content("\n").join([said, *why])


def _note(entry: Entry, width: int, words: Sequence[str]) -> list[Content]:
    return [highlighted(note(entry.mark.note, width), words)] if entry.mark.note else []
