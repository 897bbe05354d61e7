"""The offer to drill the questions that a search found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.practice.browse import covered_among, drill_title, left_out_text
from quizapp.study.drill import DrillFilter
from quizapp.ui import messages, text
from quizapp.ui.screens.choice import ChoiceScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message

    from quizapp.practice.room import Practice
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import HeldBack
    from quizapp.ui.screens.base import QuizScreen

COUNTS = (10, 20, 50)


def offer_drill(
    screen: QuizScreen,
    practice: Practice,
    query: Query,
    held: HeldBack | None,
    back: Callable[[], Message],
    listed: int = 0,
) -> None:
    """Ask how many of the questions found to drill, unless there are few, and start the drill.

    `listed` is the number of questions in the list if it has those held back; else 0. `back` opens
    the search again when the drill is left.
    """
    with screen.refusals() as reading:
        found = practice.drillable(query)
    if not reading.done:
        return
    number = len(found.rows)
    if not number:
        screen.say("No question that was found can be drilled now.")
        return

    def chosen(size: str | None) -> None:
        if size is not None:
            wish = DrillFilter(rows=frozenset(found.rows), count=int(size))
            screen.post_message(messages.StartDrill(wish, drill_title(query), back=back))

    if number <= COUNTS[0] and not found.in_open and not covered_among(found, listed):
        chosen(str(number))
        return
    first = "Only the best matches are asked. " if found.more else ""
    left_out = left_out_text(found, held, listed)
    body = Content.assemble(
        f"{text.count(number, 'question', more=found.more)} found",
        (f"  ·  {found.new} new", text.MUTED),
        (f"\n{first}{left_out}".rstrip(), text.MUTED),
    )
    sizes = [number, *(count for count in COUNTS if count < number)]
    if number > COUNTS[-1]:
        sizes.sort()
    choices = [
        (str(size), Content(f" All {number} questions" if size == number else f" {size} questions"))
        for size in sizes
    ]

    screen.app.push_screen(ChoiceScreen(Content("Drill what was found"), body, choices), chosen)
