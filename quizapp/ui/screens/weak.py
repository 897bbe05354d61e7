"""The weak areas: topics by their cost on the exam, mix-ups, and lucky or overconfident answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.practice.annotations import CAUSES
from quizapp.practice.mix_ups import ANSWER, CHOSE, named
from quizapp.practice.sheets import waiting
from quizapp.practice.weak_areas import MISSED, WeakRow, rows
from quizapp.study.interval import TOO_FEW
from quizapp.study.mastery import Verdict
from quizapp.ui import messages, text
from quizapp.ui.bindings import HOME_LETTERS
from quizapp.ui.debounced import Debounced
from quizapp.ui.screens.answer import open_answer
from quizapp.ui.screens.base import NARROW, QuizScreen, dialog_width
from quizapp.ui.screens.choice import AROUND as AROUND_DIALOG
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.side_by_side import open_side_by_side
from quizapp.ui.widgets.bars import RANGE, mastery_row
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of

if TYPE_CHECKING:
    from quizapp.exam.question import Question
    from quizapp.practice.mix_ups import MixUp
    from quizapp.practice.room import Practice
    from quizapp.practice.sheets import Sheet
    from quizapp.practice.weak_areas import Weakness

PAGE, AROUND, FIGURES = 140, 9, 18
"""The most cells for the rows; those around one; those of its figures without the likely range."""
SENTENCE = 96
"""The most cells of a mix-up as a sentence."""
BESIDE_ROW = 3
"""The cells beside a line of a dialog's list."""
LEAST_BAR, MOST_BAR = 10, 28
"""Cells of a bar. It gets what the names leave; there is none if that is too little."""
BESIDE, SIDE = 130, 52
"""Columns from which what was missed is shown next to the rows, and its cells."""
MOVING = 0.06
"""Seconds without a key until what was missed in the highlighted row is read."""
TOPICS_LEAD = "Weak topics, then domains; in each, those that gain the most points first."
CAUSE = "cause:"
"""The beginning of the name of a row for a cause of misses."""
LEAST_IDEA, TIMES = 20, 9
"""The least cells of an idea in a table of mix-ups, and those of how often it happened."""
EVERYTHING = "All {topics} topics, weak ones and those that gain the most points first."


class WeakScreen(QuizScreen):
    """What costs you the most on the exam comes first. Press enter to drill a row. On a pair of
    ideas, enter compares them; on a reason, it lists the questions you missed for it. Press s for
    what to remember of a domain or topic. Where answers are few, the estimate leans on your other
    topics."""

    BINDINGS = [
        Binding(
            "enter",
            "open",
            "Drill",
            id="weak.drill",
            tooltip="Drill up to 20 questions; compare a pair of ideas; list a reason's questions",
        ),
        Binding("s", "sheet", "Sheet", id="weak.sheet", tooltip="What to remember of the topic"),
        Binding("a", "all", "All topics", id="weak.all", tooltip="All topics, or only weak ones"),
        Binding("escape", "back", "Home", id="weak.back", tooltip="Back to home"),
    ]

    def __init__(self, practice: Practice, weak: Weakness, at: str = "") -> None:
        """Highlight the row whose drill has the title `at`, if it is listed."""
        super().__init__()
        self.at = at
        self.practice = practice
        self.weak = weak
        self.everything = False
        self.found = rows(weak)
        self.rows: dict[str, WeakRow] = {}
        self._debounced = Debounced(self)

    def compose(self) -> ComposeResult:
        yield Heading(Content("Weak areas"))
        with Vertical(classes="page"):
            yield Static(Content(""), id="weak-head")
            with Horizontal(id="weak-row"):
                yield OptionList()
                with VerticalScroll(id="weak-side", can_focus=False):
                    yield Static(Content(""), id="weak-missed")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(Heading).standing(Content(self.practice.workspace.blueprint.code))
        self.query_one(Hints).renew()
        self._draw()
        self.query_one(OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.weak.areas.answered if action in ("open", "sheet", "all") else True

    @property
    def hint_labels(self) -> dict[str, str]:
        """What enter does with the highlighted row, and whether a shows more or fewer topics."""
        row = self._row
        labels = {"weak.all": "Fewer topics"} if self.everything else {}
        if self._highlighted.startswith(CAUSE):
            return labels | {"weak.drill": "Questions"}
        return labels | {"weak.drill": "Side by side"} if row and row.mix_up else labels

    @property
    def _row(self) -> WeakRow | None:
        """The highlighted row; None on a cause."""
        return self.rows.get(self._highlighted)

    @property
    def _highlighted(self) -> str:
        """The name of the highlighted row; empty if none is."""
        listed = next(iter(self.query(OptionList)), None)
        if listed is None or listed.highlighted is None:
            return ""
        return listed.get_option_at_index(listed.highlighted).id or ""

    def on_option_list_option_highlighted(self, _event: OptionList.OptionHighlighted) -> None:
        self.query_one(Hints).renew()
        self._tell()
        if self._beside:
            self._debounced.call(MOVING, self._show_missed)

    @property
    def _beside(self) -> bool:
        """Whether what was missed in the highlighted row is shown next to the rows."""
        return self.size.width >= BESIDE and self.weak.areas.answered

    @property
    def _columns(self) -> int:
        """The cells for the rows and what is around them."""
        return min(PAGE, self.size.width - SIDE * self._beside)

    def _show_missed(self) -> None:
        """Show what to remember of the questions missed in the highlighted row."""
        row, shown = self._row, Content("")
        if row is not None and (row.topic is not None or row.name == MISSED):
            here = row.wish if row.topic is not None else None
            with self.refusals():
                shown = _missed(self.practice.sheet(here), SIDE - 5, here=here is not None)
        elif row is not None and row.mix_up is not None:
            shown = Content.styled("Press enter to see the two side by side.", text.MUTED)
        self.query_one("#weak-missed", Static).update(shown)
        self.query_one("#weak-side").scroll_home(animate=False)

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        weak = self.found = rows(self.weak, everything=self.everything)
        listed = self.query_one(OptionList)
        at = listed.highlighted
        listed.clear_options()
        self.rows = {str(place): row for place, row in enumerate(weak.all)}
        if not weak.answered:
            self._tell()
            return
        self.query_one("#weak-side").display = self._beside
        areas = weak.areas
        options: list[Option | None] = []
        first = len(weak.topics if weak.topics_lead else weak.domains or weak.topics)
        titles = (" Topic", " Domain") if weak.topics_lead else (" Domain", " Topic")
        if areas:
            title = titles[0] if weak.domains or weak.topics_lead else titles[1]
            options.append(self._topic_heads(title))
        for place, row in enumerate(weak.all):
            if place and place in {first, len(areas), len(areas) + len(weak.mix_ups)}:
                options.append(None)
            if row.mix_up is not None and place == len(areas):
                options.append(self._mix_up_title())
            if place == first and row.topic is not None:
                options.append(Option(Content.styled(titles[1], "bold"), disabled=True))
            options.append(Option(self._line(row), id=str(place)))
        if self.weak.causes:
            options += [None, Option(Content.styled(" Why you missed", "bold"), disabled=True)]
            options += [
                Option(text.plain(_cause(cause, number)), id=CAUSE + cause)
                for cause, number in self.weak.causes.items()
            ]
        listed.add_options(options)
        wanted = next((str(n) for n, row in enumerate(weak.all) if row.title == self.at), None)
        if wanted is None and weak.first is not None:
            wanted = str(weak.all.index(weak.first))
        if at is None and wanted is not None:
            at = listed.get_option_index(wanted)
        if at is None or at >= listed.option_count or listed.options[at].disabled:
            at = next((n for n, row in enumerate(listed.options) if not row.disabled), None)
        listed.highlighted = at
        self._tell()

    def _tell(self) -> None:
        """Say what to drill first, and how the rows are ordered."""
        weak, head = self.found, self.query_one("#weak-head", Static)
        if not weak.answered:
            back = key_of(self, "back")
            mock, drill = (key_of(self, action, HOME_LETTERS) for action in ("mock", "drill"))
            keys = f"{back}, then {mock} or {drill}"
            head.update(Content(f"No answers yet. Take a mock exam or a drill ({keys}) first.\n"))
            return
        title = weak.order
        if self.everything:
            title = EVERYTHING.format(topics=len(weak.topics))
        elif weak.domains and weak.topics_lead:
            title = TOPICS_LEAD
        elif not weak.areas:
            title = f"No topic stands out as weak. Press {key_of(self, 'all')} for all topics."
        more = f"{weak.few} Press {key_of(self, 'all')} to list them, too.\n" if weak.few else ""
        # Enter is the highlighted row's, which may be another one.
        here = weak.first is not None and self._row == weak.first
        key = f" ({key_of(self, 'open')})" if here else ""
        start = f"{weak.start_text}{key}\n"
        head.update(
            Content.assemble(
                (text.clean(start) if weak.start_text else "", "bold"),
                (f"{title}\n{more}", text.MUTED),
            )
        )

    def _topic_heads(self, first: str) -> Option:
        """Return the line above the domains or topics, which heads their columns."""
        name, bar, likely = self._widths
        over = "estimate, │ pass line" if bar > len("estimate, │ pass line") else "estimate"
        cells = f"{text.pad(first, name)}{over if bar else '':<{bar}}  {'likely':<{likely}}"
        return Option(Content.styled(f"{cells}{'right':>7}", "bold"), disabled=True)

    def _line(self, row: WeakRow) -> Content:
        if row.topic is not None:
            target = self.practice.workspace.blueprint.pass_fraction
            name, bar, likely = self._widths
            return mastery_row(
                f" {row.name}",
                row.topic,
                name,
                bar,
                least=1,
                target=target,
                likely=likely,
                near=Verdict.NEAR if self._judged else "",
            )
        if row.mix_up is not None:
            return self._mix_up(row.mix_up)
        return Content(f" {row.name}: {text.count(row.questions or 0, 'question')}")

    @property
    def _figures(self) -> int:
        """The cells of a row's figures without the likely range."""
        near = self._judged and any(
            row.topic is not None and row.topic.verdict is Verdict.NEAR for row in self.found.all
        )
        return FIGURES + (len(Verdict.NEAR) - len(Verdict.STRONG) if near else 0)

    @property
    def _judged(self) -> bool:
        """Whether there is room for a verdict between weak and strong."""
        return self.size.width >= NARROW

    @property
    def _widths(self) -> tuple[int, int, int]:
        """The cells of the names, of the bars, and of the likely ranges."""
        room = self._columns - AROUND - self._figures
        longest = max(text.cells(row.name) for row in self.rows.values() if row.topic is not None)
        name = longest + 2
        likely = len(TOO_FEW) if room - len(TOO_FEW) >= name else RANGE
        bar = min(MOST_BAR, room - likely - name)
        if bar >= LEAST_BAR:
            return name, bar, likely
        return min(name, room - likely), 0, likely

    def _mix_up_title(self) -> Option:
        """Return the line above the mix-ups, which heads their columns where there are any."""
        cells = " Mixed up (enter compares the two)"
        if self._idea:
            cells = _cells(f" {CHOSE}", ANSWER, "times", self._idea)
        return Option(Content.styled(cells, "bold"), disabled=True)

    @property
    def _idea(self) -> int:
        """The cells of a column of ideas; 0 if two columns would be too narrow for the names."""
        ideas = [idea for found in self.weak.mix_ups for idea in (found.chosen, found.key)]
        idea = max([LEAST_IDEA, *(text.cells(named(each)) for each in ideas)]) + 3
        return idea if 2 * idea + TIMES <= self._columns - AROUND else 0

    def _mix_up(self, mix_up: MixUp) -> Content:
        """Return a mix-up as columns, or as a sentence in a narrower terminal."""
        chosen, key = named(mix_up.chosen), named(mix_up.key)
        if self._idea:
            cells = _cells(f" {chosen}", key, str(mix_up.times), self._idea)
            return Content(text.clean(cells))
        room = max(24, min(SENTENCE, self._columns - 8))
        return text.hanging(Content(text.clean(mix_up.sentence)), Content(" "), room)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if (event.option_id or "").startswith(CAUSE):
            self._list_missed((event.option_id or "").removeprefix(CAUSE))
        row = self.rows.get(event.option_id or "")
        if row is None:
            return
        if row.mix_up is not None:
            open_side_by_side(self, self.practice, row.mix_up.pair)
        else:
            back = partial(messages.OpenWeakAreas, row.title)
            self.post_message(messages.StartDrill(row.wish, row.title, back=back))

    def _list_missed(self, cause: str) -> None:
        """List the questions that were missed for a cause, and show the chosen one's reasons."""
        missed: dict[int, Question] = {}
        with self.refusals():
            missed = self.practice.missed_because(cause)
        if not missed:
            return
        room = min(SENTENCE, dialog_width(self.size.width, PAGE) - AROUND_DIALOG - BESIDE_ROW)

        def chosen(row_id: str | None) -> None:
            if row_id is not None:
                open_answer(self, self.practice, int(row_id), cause)

        asked = [
            (str(row_id), Content(" ") + text.opening(each.stem, 400).truncate(room, ellipsis=True))
            for row_id, each in missed.items()
        ]
        title = text.plain(f"Missed: {CAUSES.get(cause, cause)}")
        width = room + BESIDE_ROW
        self.app.push_screen(ChoiceScreen(title, Content(""), asked, width=width), chosen)

    def action_open(self) -> None:
        self.query_one(OptionList).action_select()

    def action_sheet(self) -> None:
        """Show the sheet of the highlighted topic, or the list of all sheets."""
        row = self._row
        if row is not None and row.topic is not None:
            self.post_message(messages.OpenSheet(row.wish))
        else:
            self.post_message(messages.OpenSheet())

    def action_all(self) -> None:
        self.everything = not self.everything
        row = self._row
        # A topic stays highlighted, wherever it is in the other list; else that begins at its top.
        self.at = row.title if row is not None and row.topic is not None else ""
        listed = self.query_one(OptionList)
        listed.highlighted = None
        self._draw()
        self.query_one(Hints).renew()

    def action_back(self) -> None:
        self.post_message(messages.GoHome())


def _missed(sheet: Sheet, width: int, *, here: bool) -> Content:
    """Return the takeaways of missed questions, wrapped to `width` cells.

    If they are not of one area (`here`), they are those that are not recovered.
    """
    missed = [
        each
        for topic in sheet.topics
        for each in topic.takeaways
        if each.missed and (here or not each.recovered)
    ]
    # What an open sitting asks again may be what was missed here.
    held = text.plain(waiting(sheet.held), text.MUTED)
    if not missed:
        return held if sheet.held else Content.styled("Nothing missed here yet", text.MUTED)
    lead = Content.styled("✗ ", "bold $error")
    return Content("\n\n").join(
        [
            Content.styled(f"What you missed{' here' if here else ''}", "bold"),
            *(text.hanging(text.prose(each.text), lead, width) for each in missed),
            *([held] if sheet.held else []),
        ]
    )


def _cause(cause: str, number: int) -> str:
    return f" {CAUSES.get(cause, cause)}: {text.count(number, 'question')}"


def _cells(chosen: str, key: str, times: str, idea: int) -> str:
    return f"{text.pad(chosen, idea)}{text.pad(key, idea)}{times:>{TIMES}}"
