"""Search in plain mode: the questions found, the best match first; a number opens one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizapp.exam.attempt import Item
from quizapp.exam.wording import count
from quizapp.plain import annotating, drill_builder, paragraphs, reasons, sittings
from quizapp.plain.commands import Command, Entry
from quizapp.plain.console import Console
from quizapp.plain.spoken import joined
from quizapp.practice.browse import (
    NOT_ANSWERED,
    begins_at,
    covered_text,
    drill_title,
    elsewhere_lines,
    left_out_text,
    number_text,
)
from quizapp.study.drill import DrillFilter
from quizapp.words import cut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quizapp.store.browser.hits import Hit
    from quizapp.store.browser.places import Place
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry as Question

PAGE = 8
"""Questions on a page."""
LINE = 120
"""Characters of a question in the list."""
COMMANDS = (
    Command("search", "find questions by words", ("s", "find"), "WORDS"),
    Command("only", "filter by services, tasks, topics: only sqs, sns; only any", ("o",), "NAMES"),
    Command("more", "list further questions", ("n", "next")),
    Command("drill", "practice what was found, at most N questions", ("d",), "N"),
    Command("repeat", "start again from the best match", ("r",)),
    Command("menu", "go back to the menu; so does enter alone", ("back", "leave")),
)
READING = (
    Command("uncover", "hear the answer; the question then counts as seen", ("u",)),
    *annotating.COMMANDS,
    Command("list", "go back to the questions found; so does enter alone", ("back",)),
)


class Browsing:
    """A search, the part of its results that was listed last, and the names for its filters."""

    def __init__(self, console: Console, names: Mapping[str, Mapping[str, str]]) -> None:
        from quizapp.store.browser.query import Query
        from quizapp.store.browser.search import NONE_HELD

        self.left_out = NONE_HELD
        self.console = console
        self.names = names
        self.query: Query = Query()
        self.hits: tuple[Hit, ...] = ()
        self.shown = 0
        self.total = 0
        self.more = False
        self._last: Place | None = None

    def find(self, query: Query) -> None:
        """Start another search."""
        self.query, self.hits, self.shown, self._last = query, (), 0, None
        self.further()

    def further(self) -> None:
        """Move on to the next questions; read them if none are left."""
        self.shown = min(self.shown + PAGE, len(self.hits)) if self.hits else 0
        if self.shown == len(self.hits) and (self._last is not None or not self.hits):
            with self.console.refusals():
                page = self.console.practice.page(self.query, self._last)
                if self._last is None:
                    self.total, self.left_out = page.total, page.left_out
                self.hits += page.hits
                self._last, self.more = page.last, page.more

    @property
    def listed(self) -> tuple[Hit, ...]:
        return self.hits[self.shown : self.shown + PAGE]

    def tell(self) -> None:
        """List the questions where the learner is."""
        number = number_text(self.total) if self.total else "no"
        found = f"{number} question{'s' if self.total != 1 else ''} found{self._about()}."
        lines = [f"{n}. {self._line(hit)}" for n, hit in enumerate(self.listed, self.shown + 1)]
        self.console.say("", found[0].upper() + found[1:], *lines)
        if self.more or self.shown + PAGE < len(self.hits):
            self.console.say("Type more for further questions.")
        if not self.hits:
            filtered = any(getattr(self.query, field) for field in drill_builder.NAMED)
            self.console.say(
                *elsewhere_lines(self.left_out, self.query.text.strip(), filtered=filtered),
                "Type search and other words, or only any to remove the filters.",
            )

    def _about(self) -> str:
        parts = [f"for {self.query.text}"] if self.query.text else []
        for field in drill_builder.NAMED:
            chosen = sorted(getattr(self.query, field))
            names = [self.names[field].get(value, value) for value in chosen]
            parts += [f"only {joined(names, 'or')}"] if names else []
        return f" {', '.join(parts)}" if parts else ""

    def _line(self, hit: Hit) -> str:
        words = self.query.words
        shown = paragraphs.inline(hit.passage or hit.stem)
        at = begins_at(shown, words, LINE)
        topic = self.names["topics"].get(hit.topic, hit.topic)
        signs = [name for name, yes in (("bookmarked", hit.bookmarked), ("note", hit.noted)) if yes]
        status = ", ".join([_status(hit), *signs])
        source = f"{hit.source}: " if hit.source else ""
        return f"{topic}; {status}. {source}{'…' if at else ''}{cut(shown[at:], LINE)}"


def _status(hit: Hit) -> str:
    if not hit.met:
        return "new"
    if not hit.answered:
        return NOT_ANSWERED
    return next(
        (name for name in ("missed", "lucky", "due", "right") if name in hit.statuses), "seen"
    )


def show(console: Console, words: str = "") -> None:
    """Search until the learner goes back to the menu, or starts a drill."""
    with console.refusals() as reading:
        practice, blueprint = console.practice, console.blueprint
        names = {
            "topics": practice.topics(),
            "services": practice.services(),
            "tasks": {task.id: task.name for task in blueprint.tasks()},
        }
    if not reading.done:
        return
    browsing = Browsing(console, names)
    words = words or console.lines.ask("Type words to search for; enter lists all questions:")
    browsing.find(replace(browsing.query, text=words))
    while True:
        browsing.tell()
        given, place = console.choice(
            "A number opens a question; ? for help; enter for the menu:",
            COMMANDS,
            len(browsing.hits),
        )
        if place is not None:
            _read(console, browsing.hits[place])
        elif given.name in ("", "menu"):
            return
        elif given.name == "drill":
            if _drill(console, browsing.query, given):
                return
        else:
            _change(browsing, given)


def _change(browsing: Browsing, given: Entry) -> None:
    """Carry out a command that changes the list."""
    console = browsing.console
    if given.name == "search":
        words = given.after or console.lines.ask("Words:")
        browsing.find(replace(browsing.query, text=words))
    elif given.name == "only":
        line = (given.after or console.lines.ask("Services, tasks, or topics:")).casefold()
        values: dict[str, Any] | None = dict.fromkeys(drill_builder.NAMED, frozenset())
        if line not in ("any", ""):
            values = drill_builder.named_values(console, line, browsing.names)
        if values is not None:
            browsing.find(replace(browsing.query, **values))
    elif given.name == "more":
        browsing.further()
        if not browsing.listed:
            console.say("There are no further questions.")
            browsing.shown = 0
    else:
        browsing.shown = 0


def _drill(console: Console, query: Query, given: Entry) -> bool:
    """Say how many questions were found, and start a drill on them; return whether it began."""
    with console.refusals() as reading:
        found, held = console.practice.drillable(query), console.practice.held_back()
    if not reading.done:
        return False
    number = len(found.rows)
    if not number:
        console.say("No question that was found can be drilled now.")
        return False
    most = min(number, given.numbers[0]) if given.numbers and given.numbers[0] else number
    console.say(
        f"{'The best ' if found.more else ''}{count(number, 'question')} found, "
        f"{found.new} of them new. {left_out_text(found, held)}".rstrip()
    )
    if not given.numbers and not console.agreed(f"Drill {'all of them' if number > 1 else 'it'}?"):
        return False
    wish = DrillFilter(rows=frozenset(found.rows), count=most)
    sittings.begin_drill(console, wish, title=drill_title(query))
    return True


def _read(console: Console, hit: Hit) -> None:
    """Read a question, covered until the learner asks for the answer, and annotate it."""
    entry = _entry(console, hit)
    if entry is None:
        return
    own = console.practice.annotations(entry)
    _tell(console, entry)
    while True:
        given = console.command("Enter for the list; ? for help:", READING)
        if given.before:
            console.say("Type a command, or enter for the list.")
        elif given.name in ("", "list"):
            return
        elif given.name != "uncover":
            annotating.annotate(console, own, given)
        elif not entry.covered:
            _tell(console, entry)
        else:
            with console.refusals():
                console.practice.uncover(entry)
            uncovered = _entry(console, hit)
            if uncovered is None:
                return
            entry = uncovered
            _tell(console, entry)


def _entry(console: Console, hit: Hit) -> Question | None:
    entry: Question | None = None
    with console.refusals():
        entry = console.practice.entry(hit.row_id)
    return entry


def _tell(console: Console, entry: Question) -> None:
    if not entry.covered:
        with console.refusals():
            reasons.tell_answer(console, entry, f"{entry.topic}.")
        return
    question = entry.question
    item = Item(question.id, None, tuple(range(len(question.options))), question.keys)
    console.say("", f"{entry.topic}.", *paragraphs.prose(question.stem))
    console.say(*paragraphs.options(question, item, item.order))
    counts = "" if entry.hit.met else " The question then counts as seen."
    console.say(f"{covered_text(entry)} Type uncover to hear it.{counts}")
