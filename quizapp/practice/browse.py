"""Searching and reading all questions of a pack."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from quizapp.exam.question import KEPT
from quizapp.exam.wording import clean, count, is_or_are
from quizapp.practice.annotations import Annotations
from quizapp.store.browser import search
from quizapp.store.catalog import names, word_index
from quizapp.words import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.store.browser.places import Place
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry, Found, HeldBack, Page
    from quizapp.store.workspace import Workspace


BEFORE = 16
"""Characters of a text that are shown before the first of the words searched for."""
NAMED = 40
"""Maximum length of the words of a search in a drill's title, in cells."""


NOT_ANSWERED = "not answered yet"
"""What is said of a question that was shown, and never answered."""


def covered_text(entry: Entry) -> str:
    """Say in a sentence why the answer to a question is covered."""
    if entry.waiting and entry.hit.answered:
        return "The answer is covered because an open sitting asks this question again."
    yet = "answered" if entry.hit.met else "seen"
    return f"The answer is covered because you have not {yet} this question yet."


def waits_text(entry: Entry) -> str:
    """Say why the reasons of a covered question cannot be read outside Browse."""
    where = " in an open sitting" if entry.hit.open or entry.waiting else ""
    return f"This question waits for your answer{where}; its reasons come after it."


def number_text(total: int) -> str:
    """Return a number of questions; those of a large bank are counted only up to a limit."""
    return f"{search.COUNTED:,}+" if total > search.COUNTED else f"{total:,}"


def found_text(total: int, bank: int) -> str:
    """Say how many questions of how many searched were found, such as "12 of 395 questions".

    The size of a large bank is left out.
    """
    if total < bank <= search.COUNTED:
        return f"{number_text(total) if total else 'None'} of {bank:,} questions"
    return f"{number_text(total)} {'question' if total == 1 else 'questions'}"


def begins_at(text: str, words: Sequence[str], width: int) -> int:
    """Return where to begin a line of `width` characters so that it shows the words searched for.

    That is 0 if they are near the beginning of the text, and otherwise the start of a word. If not
    all of them fit, the line shows most of them, and rather those that the text has less often.
    """
    first, end = _densest(text, word_index.marked(text, words) if words else [], width - BEFORE)
    if end <= width:
        return 0
    at = text.rfind(" ", 0, max(1, first - BEFORE)) + 1
    return at + len(text[at:]) - len(text[at:].lstrip("….,;: ")) if at else 0


def _densest(text: str, found: Sequence[tuple[int, int]], room: int) -> tuple[int, int]:
    """Return where the part of a text begins and ends that has most of the words `found` in it."""
    names = [text[start:end].casefold() for start, end in found]
    times = Counter(names)
    best, part = 0.0, (0, 0)
    for first, (start, _) in enumerate(found):
        within = [n for n in range(first, len(found)) if found[n][1] - start < room] or [first]
        worth = sum(1 / times[name] for name in {names[n] for n in within})
        if worth > best:
            best, part = worth, (start, max(found[n][1] for n in within))
    return part


def drill_title(query: Query) -> str:
    """Return the title of a drill on what a search finds."""
    words = " ".join(clean(query.text).split())
    return f"Drill on “{cut(words, NAMED)}”" if words else "Drill"


def kept_text(held: HeldBack) -> str:
    """Say how many questions the list leaves out, and why; "" if it leaves out none."""
    parts = [f"{held.untaken} {KEPT}"] if held.untaken else []
    if held.open:
        parts.append(f"{held.open} unanswered in open sittings")
    return ", ".join(parts)


def elsewhere_lines(left_out: HeldBack, words: str, *, filtered: bool) -> list[str]:
    """Say where the matches of a search are that lists none of them; [] if it has no matches.

    `words` are those searched for, and `filtered` says whether there are filters.
    """
    having = [f"“{words}”"] if words else []
    having += ["these filters"] if filtered else []
    what = f" with {' and '.join(having)}" if having else ""
    lines = []
    one = left_out.open == 1
    places = ((left_out.open, f"in {'an open sitting' if one else 'open sittings'}"),)
    for number, where in (*places, (left_out.untaken, KEPT)):
        if number:
            lines.append(f"{count(number, 'question')}{what} {is_or_are(number)} {where}.")
    if left_out.open:
        which = "that sitting to read it" if one else "those sittings to read them"
        lines[0] += f" Finish or give up {which} here."
    return lines


def covered_among(found: Found, listed: int) -> int:
    """Return how many of `listed` questions, held back ones included, only the list has."""
    return 0 if found.more else max(0, listed - len(found.rows) - found.in_open)


def left_out_text(found: Found, held: HeldBack | None, listed: int = 0) -> str:
    """Say which questions a drill on what was found leaves out; "" if it leaves out none.

    `listed` is the number of questions in the list if it has those held back; else 0. The list
    holds back only unanswered ones of open sittings, and a drill leaves out all of them.
    """
    covered = covered_among(found, listed)
    lines = []
    if covered:
        them = f"{count(covered, 'covered question')} of the list {is_or_are(covered)}"
        lines.append(f"{them} left out.")
    elif held is not None and not listed:
        parts = [KEPT] if held.untaken else []
        parts += ["unanswered in open sittings"] if held.open else []
        lines += [f"Those {' or '.join(parts)} are left out."] if parts else []
    if found.in_open:
        matches, are = ("matches", "is") if found.in_open == 1 else ("match", "are")
        lines.append(f"{found.in_open} more {matches}, but {are} in an open sitting.")
    return " ".join(lines)


def page(workspace: Workspace, query: Query, after: Place | None = None) -> Page:
    """Return the next page of matching questions after a place. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.page(connection, workspace.scope, query, after=after)


def drillable(workspace: Workspace, query: Query) -> Found:
    """Return the questions found that a drill can ask, the best first. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.drillable(connection, workspace.scope, query)


def held_back(workspace: Workspace, *, listed: bool = False) -> HeldBack:
    """Return how many questions are held back, and why; `listed` says if the list has them.

    Raises StoreError.
    """
    with workspace.database.read() as connection:
        return search.held_back(connection, workspace.scope, listed=listed)


def entry(workspace: Workspace, row_id: int) -> Entry | None:
    """Return one question with the learner's annotations, or None. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.read(connection, workspace.scope, row_id)


def topics(workspace: Workspace) -> dict[str, str]:
    """Return topic id → name for the topics with questions, ordered by name. Raises StoreError."""
    with workspace.database.read() as connection:
        found = names.topics(connection, workspace.scope.pack)
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def services(workspace: Workspace) -> dict[str, str]:
    """Return service → name for the services of questions, ordered by name. Raises StoreError."""
    with workspace.database.read() as connection:
        return names.services(connection, workspace.scope.pack)


def annotations_of(workspace: Workspace, entry: Entry) -> Annotations:
    """Return the learner's annotations on a question that was read."""
    return Annotations(
        workspace.database, workspace.scope.learner, entry.hit.row_id, entry.revision_id
    )
