"""Side by side: two ideas that were mixed up, and the questions in which that happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.practice.mix_ups import ANSWER, CHOSE, named
from quizapp.ui import messages, text
from quizapp.ui.screens.base import QuizScreen, hints_follow, more_below, scroll_page
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.reasons import open_reasons
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.exam.concept import Idea
    from quizapp.practice.mix_ups import SideBySide
    from quizapp.practice.room import Practice
    from quizapp.store.progress.mix_ups import MixedUp, Pair

LINE = 96
LEAD = 12
"""Cells of the day of a mix-up, and how often it was; a year takes more."""
DRILL = "drill"
AROUND = 4
"""Lines of the heading, the hints, and the space between them."""
BESIDE = 100
"""Columns from which the two stand next to each other."""
MOST_ROWS = 8
"""The most rows of the list that are kept in sight while the explanations are long."""


def open_side_by_side(screen: QuizScreen, practice: Practice, pair: Pair) -> None:
    """Show two ideas side by side above a screen, or say why that is not possible."""
    with screen.refusals():
        screen.app.push_screen(SideBySideScreen(practice, practice.side_by_side(pair)))


class SideBySideScreen(QuizScreen):
    """Two ideas that you mixed up, each with its meaning."""

    BINDINGS = [
        Binding(
            "enter", "open", "Open", id="side.open", tooltip="Start the drill, or read the question"
        ),
        Binding(
            "d", "drill", "Drill", id="side.drill", tooltip="Drill the questions that have both"
        ),
        Binding(
            "o",
            "reference",
            "Reference",
            id="side.open_reference",
            tooltip="Open the reference of one of the two in your browser",
        ),
        Binding(
            "pagedown",
            "scroll(1)",
            "More",
            id="side.page_down",
            show=False,
            priority=True,
            tooltip="Scroll the explanations down",
        ),
        Binding(
            "pageup",
            "scroll(-1)",
            "Back up",
            id="side.page_up",
            show=False,
            priority=True,
            tooltip="Scroll the explanations up",
        ),
        Binding("escape", "back", "Back", id="side.back", tooltip="Back to the previous page"),
    ]

    def __init__(self, practice: Practice, side: SideBySide, *, drills: bool = True) -> None:
        super().__init__()
        self.drills = drills and bool(side.drillable)
        self.practice = practice
        self.side = side

    @property
    def purpose(self) -> str:
        """What help says: what is compared, and the rows that there are."""
        said = ["Two ideas that you mixed up, each with its meaning."]
        if self.side.of_miss:
            said = ["What you chose and the answer, each with its reason from the question."]
        if self.drills:
            said.append("The drill asks the questions that have both.")
        if self.side.questions:
            where = "Other questions in which" if self.side.of_miss else "The questions in which"
            said.append(f"{where} you mixed them up are below: press enter to read one.")
        return " ".join(said)

    def compose(self) -> ComposeResult:
        yield Heading(Content("Side by side"))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="side-chosen", classes="side-idea")
            yield Static(Content(""), id="side-key", classes="side-idea")
        yield OptionList(id="side-rows")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        hints_follow(self, self.query_one(VerticalScroll))
        if self.side.standing:
            self.query_one(Heading).standing(text.plain(self.side.standing))
        self.query_one(OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "reference":
            return bool(self._explained)
        if action == "open":
            return self.drills or bool(self.side.questions)
        return self.drills if action == "drill" else True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    @property
    def _explained(self) -> list[Idea]:
        """The ideas that have a reference."""
        both = (self.side.mix_up.chosen, self.side.mix_up.key)
        return [idea for idea in both if idea.concept is not None]

    def _draw(self) -> None:
        mix_up = self.side.mix_up
        beside = self.size.width >= BESIDE
        self.set_class(beside, "-beside")
        for name, lead, idea in (
            ("#side-chosen", CHOSE, mix_up.chosen),
            ("#side-key", ANSWER, mix_up.key),
        ):
            shown = self.query_one(name, Static)
            room = min(LINE, shown.content_region.width or self.size.width - 12)
            shown.update(_explained(lead, idea, max(20, room), apart=beside))
        rows = self.query_one(OptionList)
        at = rows.highlighted
        rows.clear_options()
        rows.add_options(self._options())
        if at is None or at >= rows.option_count:
            at = next((n for n, row in enumerate(rows.options) if not row.disabled), None)
        rows.highlighted = at
        self._share_height(sum(str(row.prompt).count("\n") + 1 for row in rows.options))
        self.call_after_refresh(self._renew_hints)

    def _share_height(self, rows: int) -> None:
        """Give the explanations all lines that a list of that many rows does not need."""
        self.query_one(OptionList).display = bool(rows)
        page = self.query_one(VerticalScroll)
        page.styles.height = "auto" if rows else "1fr"
        page.styles.max_height = max(5, self.size.height - AROUND - min(rows, MOST_ROWS))

    @property
    def shown_hints(self) -> tuple[str, ...]:
        """The key that scrolls the explanations, in the footer only if they do not fit."""
        page = next(iter(self.query(VerticalScroll)), None)
        return ("scroll(1)",) if page is not None and more_below(page) else ()

    def _renew_hints(self) -> None:
        for hints in self.query(Hints):
            hints.renew()

    def _options(self) -> list[Option]:
        side = self.side
        rows = [Option(Content(f" {side.drill_text}"), id=DRILL)] if self.drills else []
        if side.questions:
            above = "\n" if rows else ""
            title = Content.styled(f"{above} {side.list_title}", text.MUTED)
            rows.append(Option(title, disabled=True))
        rows += [Option(self._row(one), id=str(one.row_id)) for one, _ in side.questions]
        return rows

    def _row(self, one: MixedUp) -> Content:
        often = f" ×{len(one.days)}" if len(one.days) > 1 else ""
        lead = Content.styled(f" {written_day(one.days[0]) + often:<{LEAD}} ", text.MUTED)
        room = min(LINE, self.size.width - 8) - lead.cell_length
        return lead + text.opening(one.question.stem, 400).truncate(max(8, room), ellipsis=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == DRILL:
            self.action_drill()
        elif event.option_id is not None:
            open_reasons(self, self.practice, int(event.option_id))

    def action_open(self) -> None:
        self.query_one(OptionList).action_select()

    def action_drill(self) -> None:
        if self.drills:
            mix_up = self.side.mix_up
            back = partial(messages.OpenSideBySide, mix_up.pair)
            self.post_message(messages.StartDrill(self.side.wish, mix_up.title, back=back))

    def action_reference(self) -> None:
        """Open the reference of one of the two ideas; ask which one if both have one."""
        explained = {idea.id: idea.concept.reference for idea in self._explained if idea.concept}
        if len(explained) < 2:
            for address in explained.values():
                self.open_address(address)
            return

        def chosen(concept: str | None) -> None:
            if concept in explained:
                self.open_address(explained[concept])

        self.app.push_screen(
            ChoiceScreen(
                Content("Which reference?"),
                Content(""),
                [(idea.id, text.plain(f" {named(idea)}")) for idea in self._explained],
            ),
            chosen,
        )

    def action_scroll(self, direction: int) -> None:
        scroll_page(self.query_one(VerticalScroll), direction, kept=1)

    def action_back(self) -> None:
        self.step_back()


def _explained(lead: str, idea: Idea, width: int, *, apart: bool) -> Content:
    """Return an idea: its name or its words after `lead`, its reason, and what the pack explains.

    With `apart`, `lead` has a line of its own.
    """
    start = Content.styled(f"{lead}{'' if apart else '  '}", text.MUTED)
    name = text.prose(idea.name, "bold")
    parts = [start, *name.wrap(width)] if apart else [text.hanging(name, start, width)]
    concept = idea.concept
    parts += text.prose(idea.reason).wrap(width) if idea.reason else []
    if concept is not None:
        checked = f"checked {written_day(concept.checked)}"
        where = [*text.address_lines(concept.reference, width), checked]
        if not apart:
            # The whole address would push the second idea out of sight; a key opens it.
            where = [f"{urlsplit(concept.reference).hostname or concept.reference} · {checked}"]
        about = text.prose(concept.text)
        if idea.in_own_words:
            about = text.prose(concept.name, "bold") + Content(": ") + about
        parts += [
            *about.wrap(width),
            *(text.plain(line, text.MUTED) for line in where),
        ]
    return Content("\n").join(parts)
