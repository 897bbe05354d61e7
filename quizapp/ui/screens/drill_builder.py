"""The drill builder: what to practise, with a live count of what matches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.question import LEVELS
from quizapp.study.drill import BLOCKED, FILTERS, MIXED, Practisable, Wish, matching
from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

WIDEST_CHOICE = 55
COUNTS = (5, 10, 20, 30, 50)
COUNTED_THROUGH = 5_000
"""A bank of more questions is not read whole, to count them for every choice."""
FIELDS = ("domains", "tasks", "topics", "skills", "services", "levels", "only")
LABELS = {
    "domains": "Domain",
    "tasks": "Task",
    "topics": "Topic",
    "skills": "Skill",
    "services": "Service",
    "levels": "Level",
    "only": "Only",
    "count": "Questions",
    "order": "Order",
}


class DrillBuilderScreen(QuizScreen):
    """Choose what to practise; the line above says how much of it there is. Enter changes a row."""

    BINDINGS = [
        Binding("b", "begin", "Begin", id="drill.begin", tooltip="Begin the drill as it is set"),
        Binding("enter", "change", "Change", id="drill.change", tooltip="Change this row"),
        Binding("q", "quick", "10 quick ones", id="drill.quick", tooltip="10 of everything"),
        Binding(
            "w",
            "weakest",
            "20 on my weakest",
            id="drill.weakest",
            tooltip="20 questions on the three topics that cost most",
        ),
        Binding(
            "c",
            "calculations",
            "Calculations",
            id="drill.calculations",
            tooltip="Number questions; new numbers each time",
        ),
        Binding("r", "reset", "Reset", id="drill.reset", tooltip="Any question again"),
        Binding("escape", "back", "Home", id="drill.back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.wish = Wish()
        self.stock: list[Practisable] = []
        self.large = False
        self.names: dict[str, dict[str, str]] = {}
        self.weak: list[str] = []

    def compose(self) -> ComposeResult:
        yield Heading(Content("Drill"))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="drill-count")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self.quiz.guard(self._load)
        self._draw()
        self.query_one(OptionList).focus()

    def _load(self) -> None:
        from quizapp.store.progress import queries as progress
        from quizapp.store.progress.standing import weak_areas
        from quizapp.store.selection.drill_stock import practisable

        workspace = self.quiz.workspace
        if workspace is None:
            return
        blueprint, scope = workspace.blueprint, workspace.scope
        with workspace.database.read() as connection:
            syllabus = progress.syllabus(connection, scope)
            self.large = sum(syllabus.questions.values()) > COUNTED_THROUGH
            if not self.large:
                self.stock = practisable(connection, scope)
            weak = weak_areas(connection, scope, blueprint, 0)
        self.weak = [row.name for row in weak.topics[:3] if row.priority > 0]
        self.query_one(Heading).standing(Content(blueprint.code))
        skills = {s.id: s.text for s in blueprint.skills()}
        self.names = {
            "domains": {d.id: d.name for d in blueprint.domains},
            "tasks": {t.id: t.name for t in blueprint.tasks()},
            "topics": dict(syllabus.names),
            "skills": skills,
        }

    # -- drawing ------------------------------------------------------------------------------

    def _draw(self) -> None:
        found, unseen, more = self._counted()
        asked = min(self.wish.count, found)
        line = Content.assemble(
            (f"{asked}", "bold $accent"),
            f" of {found}{more} {'question' if found == 1 else 'questions'} that match",
            (f"  ·  {unseen}{more if unseen == found else ''} of them first sight", text.MUTED),
        )
        if self.wish.templates:
            line = line + Content.styled("  ·  calculations only", text.MUTED)
        self.query_one("#drill-count", Static).update(line + Content("\n"))
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        rows.clear_options()
        rows.add_options(
            [Option(self._row(name), id=name) for name in (*FIELDS, "count", "order")]
            + [Option(Content.styled(" Begin", "bold"), id="begin")]
        )
        rows.highlighted = min(at, rows.option_count - 1)
        self.query_one(Hints).renew()

    def _counted(self) -> tuple[int, int, str]:
        """How many match, how many of those are first sight, and a + if there may be more."""
        if not self.large:
            found = matching(self.stock, self.wish)
            return len(found), sum(question.unseen for question in found), ""
        from quizapp.store.selection import drill_query

        workspace, counted = self.quiz.workspace, (0, 0)
        assert workspace is not None
        with workspace.database.read() as connection:
            counted = drill_query.count(connection, workspace.scope, self.wish)
        return *counted, "+" if counted[0] == drill_query.COUNTED else ""

    def _row(self, name: str) -> Content:
        if name == "count":
            shown = str(self.wish.count)
        elif name == "order":
            shown = "mixed" if self.wish.order == MIXED else "one topic after the other"
        else:
            chosen = sorted(getattr(self.wish, name))
            shown = ", ".join(self._called(name, value) for value in chosen) or "any"
        style = "" if shown == "any" else "bold"
        return Content.assemble((f" {LABELS[name]:<12}", text.MUTED), (text.clean(shown), style))

    def _called(self, field: str, value: str) -> str:
        name = self.names.get(field, {}).get(value)
        if name is None:
            return value
        return name if field in ("domains", "topics") else f"{value} {name}"

    # -- actions ------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == "begin":
            self.action_begin()
        elif event.option_id is not None:
            self._ask(event.option_id)

    def action_change(self) -> None:
        self.query_one(OptionList).action_select()

    def _ask(self, field: str) -> None:
        if field == "order":
            other = BLOCKED if self.wish.order == MIXED else MIXED
            self.wish = replace(self.wish, order=other)
            self._draw()
            return
        choices = [("", Content(" any"))] if field != "count" else []
        if field == "count":
            choices = [(str(n), Content(f" {n}")) for n in COUNTS]
        else:
            choices += self._choices(field)
        self.app.push_screen(
            ChoiceScreen(Content(LABELS[field]), Content(""), choices),
            lambda value: self._set(field, value),
        )

    def _choices(self, field: str) -> list[tuple[str, Content]]:
        """The values of a field, each with how many questions match then; of a large bank that is
        not counted."""

        width = min(WIDEST_CHOICE, self.size.width - 13)

        def shown(value: str, number: str = "") -> tuple[str, Content]:
            name = Content(f" {text.clean(self._called(field, value))}")
            return value, text.both_ends(name, Content(number), width)

        if self.large:
            return [shown(value) for value in self._known(field)]
        without = _with(self.wish, field, frozenset())
        found = []
        for value in self._values(field, matching(self.stock, without)):
            number = len(matching(self.stock, _with(without, field, frozenset({value}))))
            if number:
                found.append(shown(value, str(number)))
        return found

    def _known(self, field: str) -> list[str]:
        """The values that a field of a large bank may have."""
        if field == "only":
            return list(FILTERS)
        if field == "levels":
            return list(LEVELS)
        if field == "services":
            from quizapp.store.catalog import names

            workspace = self.quiz.workspace
            assert workspace is not None
            with workspace.database.read() as connection:
                return names.services(connection, workspace.scope.pack)
        return sorted(self.names[field], key=_natural)

    def _values(self, field: str, stock: list[Practisable]) -> list[str]:
        if field == "only":
            return list(FILTERS)
        if field == "topics":
            return sorted({q.topic for q in self.stock}, key=lambda t: self._called("topics", t))
        attribute = {"domains": "domain", "levels": "level"}.get(field)
        if attribute:
            return sorted({v for q in stock if (v := getattr(q, attribute)) is not None})
        if field == "tasks":
            return sorted({s.rsplit(".", 1)[0] for q in stock for s in q.skills})
        return sorted({value for q in stock for value in getattr(q, field)}, key=_natural)

    def _set(self, field: str, value: str | None) -> None:
        if value is None:
            return
        if field == "count":
            self.wish = replace(self.wish, count=int(value))
        else:
            self.wish = _with(self.wish, field, frozenset({value} if value else ()))
        self._draw()

    def action_begin(self) -> None:
        self.quiz.begin_drill(self.wish)

    def action_quick(self) -> None:
        self.quiz.begin_drill(Wish(count=10))

    def action_weakest(self) -> None:
        if not self.weak:
            self.quiz.say("No topic stands out as weak yet; here are 20 of everything.")
        self.quiz.begin_drill(Wish(topics=frozenset(self.weak), count=20))

    def action_calculations(self) -> None:
        self.quiz.begin_drill(replace(self.wish, templates=True))

    def action_reset(self) -> None:
        self.wish = Wish()
        self._draw()

    def action_back(self) -> None:
        self.quiz.go_home()


def _with(wish: Wish, field: str, values: frozenset[str]) -> Wish:
    """The same wish with other values in one of its sets."""
    sets: dict[str, Any] = {field: values}
    return replace(wish, **sets)


def _natural(value: str) -> tuple[tuple[int, str], ...]:
    """Sorts 1.1.10 after 1.1.9."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in value.split("."))
