"""Sheets: the list of topics and tasks to choose from, and the takeaways of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.practice.sheets import MARKS, later, state
from quizapp.study.drill import DrillFilter
from quizapp.ui import messages, text
from quizapp.ui.screens.answer import open_answer
from quizapp.ui.screens.base import WIDE, QuizScreen
from quizapp.ui.screens.choice import save_and_offer
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of

if TYPE_CHECKING:
    from quizapp.practice.room import Practice
    from quizapp.practice.sheets import Sheet
    from quizapp.store.sheets import Takeaway, TopicSheet

LINE, STATE = 98, 32
"""The most cells of a line, and those of the column next to the takeaways, if there is one."""
COUNT = 10
"""Cells of a column of numbers."""
LOW = 26
"""Rows below which a sheet leaves out what its dates mean."""


def _room(columns: int) -> int:
    """Return the cells of a line in a terminal with so many columns."""
    return min(LINE, columns - (14 if columns >= WIDE else 8))


class SheetsScreen(QuizScreen):
    """What to remember, by topic or by task. Press enter for a sheet. A takeaway is listed once you
    have answered its question, so that no answer is given away."""

    BINDINGS = [
        Binding("enter", "open", "Open", id="sheets.open", tooltip="Show the sheet"),
        Binding("escape", "back", "Back", id="sheets.back", tooltip="Back to the previous page"),
    ]

    def __init__(self, practice: Practice, everything: Sheet) -> None:
        """`everything` is the sheet of all topics."""
        super().__init__()
        self.practice = practice
        self.everything = everything
        self.rows: dict[str, DrillFilter] = {}

    def compose(self) -> ComposeResult:
        yield Heading(Content("Sheets"), Content(self.everything.exam))
        with Vertical(classes="page"):
            yield Static(Content(""), id="sheet-head")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        sheet = self.everything
        room = _room(self.size.width)
        hidden = f" {later(0, sheet.held)}" if sheet.held else ""
        head = Content.styled(f"{sheet.summary}.{hidden}\n", text.MUTED)
        self.query_one("#sheet-head", Static).update(head)
        listed = self.query_one(OptionList)
        at = listed.highlighted
        listed.clear_options()
        self.rows = {}
        if not sheet.topics:
            return
        heads = Option(_numbers("", "missed", "takeaways", "to come", room), disabled=True)
        options: list[Option | None] = [heads]
        everything = sheet.topics
        options.append(
            self._row(
                DrillFilter(),
                _numbers(
                    " Every topic",
                    str(sum(topic.missed for topic in everything)),
                    str(sheet.takeaways),
                    str(sheet.later),
                    room,
                ),
            )
        )
        for topic in everything:
            numbers = (str(topic.missed), str(len(topic.takeaways)), str(topic.later))
            about = DrillFilter(topics=frozenset({topic.topic}))
            options.append(self._row(about, _numbers(f" {topic.name}", *numbers, room)))
        options.append(None)
        for task in self.practice.workspace.blueprint.tasks():
            name = text.cut(text.clean(f" {task.id} {task.name}"), room)
            about = DrillFilter(tasks=frozenset({task.id}))
            options.append(self._row(about, Content(name)))
        listed.add_options(options)
        listed.highlighted = at if at is not None and at < listed.option_count else 1

    def _row(self, about: DrillFilter, shown: Content) -> Option:
        name = str(len(self.rows))
        self.rows[name] = about
        return Option(shown, id=name)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        about = self.rows.get(event.option_id or "")
        if about is not None:
            self.post_message(messages.OpenSheet(about))

    def action_open(self) -> None:
        self.query_one(OptionList).action_select()

    def action_back(self) -> None:
        self.step_back()


def _numbers(name: str, missed: str, answered: str, later: str, width: int) -> Content:
    """Return one row of a table: a name, then numbers in columns."""
    room = max(12, width - 3 * COUNT)
    columns = "".join(value.rjust(COUNT) for value in (missed, answered, later))
    return Content.assemble(
        text.pad(text.cut(text.clean(name), room), room),
        (columns, "" if name else text.MUTED),
    )


class SheetScreen(QuizScreen):
    """The takeaways of the questions that you have answered, those that you missed first. Press
    enter for a question's reasons. Each one shows the day on which it was last checked against its
    documentation."""

    BINDINGS = [
        Binding(
            "enter",
            "open",
            "Reasons",
            id="sheet.open",
            tooltip="Show the question with the reason for every option",
        ),
        Binding(
            "d",
            "drill",
            "Drill",
            id="sheet.drill",
            tooltip="Drill the topic of the highlighted row",
        ),
        Binding(
            "h",
            "save",
            "Save as HTML",
            id="sheet.save",
            tooltip="Save the sheet as one page to keep or print",
        ),
        Binding("escape", "back", "Back", id="sheet.back", tooltip="Back to the previous page"),
    ]

    def __init__(self, practice: Practice, sheet: Sheet) -> None:
        super().__init__()
        self.practice = practice
        self.sheet = sheet
        self.topics: dict[str, TopicSheet] = {}

    def compose(self) -> ComposeResult:
        title = Content.assemble("Sheet · ", text.plain(self.sheet.title))
        yield Heading(title, Content(self.sheet.exam))
        with Vertical(classes="page"):
            yield Static(Content(""), id="sheet-head")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.sheet.topics) if action in ("open", "drill", "save") else True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        sheet = self.sheet
        low = self.size.height < LOW
        head = [f"{sheet.summary}."]
        rest = later(sheet.later, sheet.held)
        head += [rest] if rest else []
        if sheet.later and len(sheet.topics) == 1:
            head += [f"Press {key_of(self, 'drill')} to drill this topic."]
        head += (
            [MARKS] if sheet.takeaways > 1 and any(topic.missed for topic in sheet.topics) else []
        )
        head += [sheet.dates] if sheet.topics and not (low and sheet.dated) else []
        end = "\n" if sheet.topics and not low else ""
        shown = Content.styled(" ".join(head) + end, text.MUTED)
        self.query_one("#sheet-head", Static).update(shown)
        room = max(24, _room(self.size.width))
        listed = self.query_one(OptionList)
        at = listed.highlighted
        listed.clear_options()
        self.topics = {}
        options: list[Option] = []
        first = len(sheet.topics) == 1
        for topic in sheet.topics:
            if len(sheet.topics) > 1:
                options.append(Option(_title(topic, room, first=not options), disabled=True))
            for takeaway in topic.takeaways:
                self.topics[str(takeaway.row_id)] = topic
                options.append(
                    Option(_takeaway(takeaway, room, dated=sheet.dated), id=str(takeaway.row_id))
                )
        listed.add_options(options)
        if options:
            listed.highlighted = at if at is not None and at < len(options) else int(not first)

    @property
    def _topic(self) -> TopicSheet | None:
        """The topic of the highlighted row."""
        listed = self.query_one(OptionList)
        if listed.highlighted is None:
            return None
        return self.topics.get(listed.get_option_at_index(listed.highlighted).id or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            open_answer(self, self.practice, int(event.option_id))

    def action_open(self) -> None:
        self.query_one(OptionList).action_select()

    def action_drill(self) -> None:
        topic = self._topic
        if topic is not None:
            wish = DrillFilter(topics=frozenset({topic.topic}))
            self.post_message(messages.StartDrill(wish, f"Drill: {topic.name}"))

    def action_save(self) -> None:
        """Save the sheet as an HTML page in the home folder, and offer to open it."""
        from quizapp.export.sheet_page import save_sheet

        save_and_offer(
            self,
            Content("The sheet is saved"),
            lambda: save_sheet(self.practice.home.reports, self.sheet),
        )

    def action_back(self) -> None:
        self.step_back()


def _title(topic: TopicSheet, width: int, *, first: bool) -> Content:
    """Return the line above a topic's takeaways, with how many there are and how many follow."""
    parts = [f"{topic.missed} missed"] if topic.missed else []
    parts += [text.count(len(topic.takeaways), "takeaway")]
    parts += [f"{topic.later} to come"] if topic.later else []
    numbers = Content.styled(" · ".join(parts), text.MUTED)
    name = Content.styled(text.clean(topic.name), "bold")
    return Content("" if first else "\n") + text.both_ends(name, numbers, width)


def _takeaway(takeaway: Takeaway, width: int, *, dated: bool) -> Content:
    """Return a takeaway with a mark if its question was missed and, if `dated`, when it was
    checked."""
    mark = ("↺ ", "bold") if takeaway.recovered else ("✗ ", "bold $error")
    lead = Content.assemble(" ", mark if takeaway.missed else "  ")
    about = text.plain(state(takeaway, dated=dated), text.MUTED)
    column = STATE if width == LINE and dated else 0
    lines = text.prose(takeaway.text).wrap(max(8, width - column - lead.cell_length))
    room = width - lead.cell_length
    if column:
        lines[0] = text.both_ends(lines[0], about, room)
    elif about.plain and lines[-1].cell_length + 3 + about.cell_length <= room:
        lines[-1] = lines[-1] + Content("   ") + about
    elif about.plain:
        lines.append(about)
    return Content("\n").join(text.hanging_lines(lines, lead))
