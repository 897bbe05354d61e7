"""Weak areas: topics by what they cost on the exam, mix-ups, lucky and overconfident answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.store.bootstrap.home_row import DomainFigures
from quizapp.study.drill import OVERCONFIDENT, Wish
from quizapp.study.mastery import Mastery
from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.widgets.bars import TARGET, mastery_row
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.store.progress.standing import WeakAreas

PAIRS = 12
NARROW = 80
WIDTHS = ((16, 7), (23, 24), (50, 28))
LISTED = 12


class WeakScreen(QuizScreen):
    """What costs most on the exam stands first. Enter drills the highlighted row."""

    BINDINGS = [
        Binding("enter", "drill", "Drill this", id="weak.drill", tooltip="20 questions on it"),
        Binding("a", "all", "All topics", id="weak.all", tooltip="Every topic, or the weak ones"),
        Binding("escape", "back", "Home", id="weak.back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.everything = False
        self.found: WeakAreas | None = None
        self.wishes: dict[str, tuple[str, Wish]] = {}

    def compose(self) -> ComposeResult:
        yield Heading(Content("Weak areas"))
        with Vertical(classes="page"):
            yield Static(Content(""), id="weak-head")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self.quiz.guard(self._load)
        self.query_one(Hints).renew()
        self._draw()
        self.query_one(OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("drill", "all"):
            return self.found is not None and self.found.answered
        return True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _load(self) -> None:
        from quizapp.store.progress.standing import weak_areas

        workspace = self.quiz.workspace
        if workspace is None:
            return
        with workspace.database.read() as connection:
            self.found = weak_areas(connection, workspace.scope, workspace.blueprint, PAIRS)
        self.query_one(Heading).standing(Content(workspace.blueprint.code))

    def _draw(self) -> None:
        found, rows = self.found, self.query_one(OptionList)
        rows.clear_options()
        self.wishes = {}
        if found is None or not found.answered:
            self.query_one("#weak-head", Static).update(
                Content("No answers yet. Sit a mock exam or a drill (esc, then m or d) first.\n")
            )
            return
        head = (
            "Topics by what they cost on the exam: weight × distance from the pass line.\n"
            if not self.everything
            else "Every topic, the costliest first.\n"
        )
        self.query_one("#weak-head", Static).update(Content.styled(head, text.MUTED))
        ranked = found.topics if self.everything else found.weak[:LISTED]
        options: list[Option | None] = [self._topic(row, found.names) for row in ranked]
        if found.confusions:
            options += [None, _title("You chose … where … was right")]
            options += [self._pair(c.chosen, c.key, c.count) for c in found.confusions]
        for title, number, only in (
            ("Right by luck", found.lucky, "lucky"),
            ("Sure, and wrong", found.overconfident, OVERCONFIDENT),
        ):
            if number:
                name = f"{title}: {text.count(number, 'question')}"
                self.wishes[only] = (title, Wish(only=frozenset({only})))
                options += [None, Option(Content(f" {name}"), id=only)]
        rows.add_options([option for option in options if option is not None])
        rows.highlighted = 0 if rows.option_count else None

    def _topic(self, row: Mastery, names: Mapping[str, str]) -> Option:
        name = names.get(row.name, row.name)
        wide = self.size.width >= 110
        self.wishes[row.name] = (f"Drill: {name}", Wish(topics=frozenset({row.name})))
        shown = DomainFigures(
            id=row.name,
            name=f" {name}",
            correct=row.correct,
            total=row.total,
            mean=row.mean,
            low=row.low,
            high=row.high,
            verdict=row.verdict.value,
        )
        workspace = self.quiz.workspace
        target = workspace.blueprint.pass_fraction if workspace else TARGET
        return Option(
            mastery_row(shown, *WIDTHS[wide + (self.size.width >= NARROW)], least=1, target=target),
            id=row.name,
        )

    def _pair(self, chosen: str, key: str, count: int) -> Option:
        name = f"{_said(chosen)} → {_said(key)}"
        ident = f"pair:{chosen}:{key}"
        self.wishes[ident] = (f"Drill: {name}", Wish(pair=(chosen, key)))
        return Option(
            Content.assemble(f" {text.clean(name)}", (f"   {count} times", text.MUTED)), id=ident
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        wish = self.wishes.get(event.option_id or "")
        if wish is not None:
            self.quiz.begin_drill(wish[1], title=wish[0])

    def action_drill(self) -> None:
        self.query_one(OptionList).action_select()

    def action_all(self) -> None:
        self.everything = not self.everything
        self._draw()

    def action_back(self) -> None:
        self.quiz.go_home()


def _title(name: str) -> Option:
    return Option(Content.styled(f" {name}", "bold"), disabled=True)


def _said(concept: str) -> str:
    return concept.replace("-", " ")
