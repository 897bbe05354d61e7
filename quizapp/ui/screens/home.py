"""The home screen: progress and the next steps. It must not import the data layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.practice.offers import (
    MOMENT,
    OPEN_SHOWN,
    WELCOME,
    Action,
    Offer,
    clock_text,
    exam_in,
    offers,
    running_clock,
)
from quizapp.practice.plan import still
from quizapp.ui import messages, text
from quizapp.ui.bindings import HOME_KEYS, HOME_LETTERS, HOME_NUMBERS
from quizapp.ui.screens.base import LINE, NARROW, WIDE, QuizScreen
from quizapp.ui.widgets.bars import mastery_row
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of
from quizapp.ui.widgets.plan_block import chance_lines, coming_days, today_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.message import Message
    from textual.timer import Timer

    from quizapp.settings import Settings
    from quizapp.store.bootstrap.home_row import HomeRow, OpenSitting
    from quizapp.ui.widgets.date_line import DateLine

COLUMN = 78
"""The widest that the column of the domains and the actions is, in cells."""
SIDES, BETWEEN = 4, 2
"""Cells at both sides of home together, and between its columns."""
LEAST_BESIDE, MOST_BESIDE = 26, 110
"""The cells of the coming days next to the domains."""
NAMES, FIGURES, MOST_BAR = (33, 23, 16), 27, 32
"""Cells of a domain: its name, where there is room; all figures but the bar; the widest bar."""
PLACES: dict[Action, type[Message]] = {
    Action.OPEN: messages.ChooseOpenSitting,
    Action.MOCK: messages.OpenBriefing,
    Action.DRILL: messages.OpenDrillBuilder,
    Action.REVIEW: messages.StartReview,
    Action.WEAK_AREAS: messages.OpenWeakAreas,
    Action.BROWSE: messages.OpenBrowser,
    Action.HISTORY: messages.OpenHistory,
    Action.PLAN: messages.OpenPlan,
    Action.RESULT: messages.OpenResults,
}


class HomeScreen(QuizScreen):
    """Everything starts here. Enter does what the highlighted row says: at first, the next step.
    The key at the end of a row does the same for that row. The figures of a domain count questions
    that were new when they were asked."""

    CSS_PATH = None  # Its rules are the app's: other pages' rules are not read before it.
    # The rows name their own keys, so the footer leaves those out.
    BINDINGS = [
        *HOME_LETTERS,
        Binding(
            "s",
            "settings",
            "Settings",
            id="home.settings",
            tooltip="Exam, exam date, theme, keys, and more",
        ),
        *HOME_NUMBERS,
        Binding(
            "enter",
            "save_date",
            "Save",
            id="home.save_date",
            tooltip="Save the exam date; skip the question if there is none",
        ),
        Binding(
            "escape",
            "leave_date",
            "Menu",
            id="home.leave_date",
            tooltip="Go to the menu; the question stays",
        ),
    ]

    def __init__(self, row: HomeRow, settings: Settings) -> None:
        super().__init__()
        self.row = row
        self.settings = settings
        self._offers: tuple[Offer, ...] = ()
        self._column = self._whole = 0
        self._night = ""
        self._drawn_size = Size()
        self._ticking: Timer | None = None
        self._asking: DateLine | None = None

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        with VerticalScroll(id="home", can_focus=False):
            yield Static(Content(""), id="home-top")
            with Horizontal(id="home-columns"):
                with Vertical(id="home-column"):
                    yield Static(Content(""), id="home-domains")
                    yield Static(Content(""), id="home-note")
                    yield OptionList(id="home-actions")
                yield Static(Content(""), id="home-coming")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        if self.is_mounted and self.app.size != self._drawn_size:
            self._draw()

    # -- updates from the app ------------------------------------------------------------------

    def suggest(self) -> None:
        """Highlight the suggested next step, as whenever home is shown again."""
        self.query_one(OptionList).highlighted = 0

    def show_progress(self, step: str, done: int, total: int) -> None:
        """Show the progress of a loading step: `done` of `total` units."""
        width = 30
        filled = round(width * done / total) if total else 0
        line = Content.assemble(
            f"{step}  ", ("━" * filled, "$accent"), ("━" * (width - filled), "$quiz-faint")
        )
        self._note(line)

    def show_failure(self, message: str) -> None:
        """Show why the database cannot be used."""
        self._note(text.plain(message, "$error"))

    def _note(self, note: Content) -> None:
        """Show a note above the actions; an empty one takes no line."""
        shown = self.query_one("#home-note", Static)
        shown.update(note)
        shown.display = bool(note.plain)

    def show(
        self, row: HomeRow, settings: Settings, refusal: str | None, remarks: Sequence[str] = ()
    ) -> None:
        """Show these figures; `refusal` is the reason why nothing can be stored, if any.

        `remarks` are settings that do not apply, a line for each.
        """
        self.row, self.settings = row, settings
        self._night = still(row.standing.day, settings.time_zone)
        if settings.exam_date is not None:
            self.stop_asking()
        told = text.plain("\n".join(remarks), "$warning")
        self._note(text.plain(refusal, "$error") if refusal else told)
        self._draw()
        self.show_running_clock()

    def ask_date(self, check: Callable[[str], str | None]) -> None:
        """Ask for the exam date in one line; `check` returns why a date is not valid, or None."""
        from quizapp.ui.widgets.date_line import DateLine

        self._asking = DateLine(check)
        self.query_one("#home-column", Vertical).mount(self._asking, before="#home-actions")

    def on_date_line_given(self, event: DateLine.Given) -> None:
        """Pass a date on; the question goes when a date is stored, or when it is skipped."""
        if event.day is None:
            self.stop_asking()
        else:
            self.post_message(messages.ExamDateGiven(event.day))

    def on_date_line_left(self, _event: DateLine.Left) -> None:
        self.query_one(OptionList).focus()

    def stop_asking(self) -> None:
        """Remove the question for the exam date, if it is there."""
        if self._asking is not None:
            self._asking.remove()
            self._asking = None
            self.query_one(OptionList).focus()
            self._draw()

    # -- drawing ------------------------------------------------------------------------------

    def _draw(self) -> None:
        row, standing = self.row, self.row.standing
        self._drawn_size = self.app.size
        heading = self.query_one(Heading)
        name = text.clean(row.title or "practice for your exam")
        heading.title(Content.assemble(("quizapp", "bold $accent"), "   ", name))
        exam = text.clean(row.exam or "")
        crowded = self._narrow and running_clock(row)
        if standing.days_left is not None and standing.days_left >= 0 and not crowded:
            exam += f" · exam {exam_in(standing.days_left)}"
        heading.standing(Content(exam))
        self.set_class(bool(standing.answers), "-figures")
        beside = self._arrange()
        self.query_one("#home-top", Static).update(self._top())
        self.set_class(beside > 0, "-planned")
        if standing.plan is not None and beside:
            coming = coming_days(standing.plan, min(beside, LINE))
            self.query_one("#home-coming", Static).update(coming)
        if standing.answers:
            self.query_one("#home-domains", Static).update(self._domains())
        actions = self.query_one(OptionList)
        at = actions.highlighted or 0
        before = self._offers[at].id if at else None
        self._offers = offers(row, self.settings)
        actions.clear_options()
        lines = [self._line(index, offer) for index, offer in enumerate(self._offers)]
        actions.add_options(map(Option, lines))
        found = (index for index, offer in enumerate(self._offers) if offer.id == before)
        actions.highlighted = next(found, 0)
        self.query_one(Hints).renew()
        if self._ticking is None and any(sitting.exam_day for sitting in row.sittings):
            self._ticking = self.set_interval(1.0, self._tick)

    @property
    def _narrow(self) -> bool:
        return self._drawn_size.width < NARROW

    def _arrange(self) -> int:
        """Set the widths of the columns; return the cells of the coming days, 0 without room."""
        standing, beside = self.row.standing, 0
        room = self._drawn_size.width - SIDES
        if standing.plan is not None and standing.answers and self._drawn_size.width >= WIDE:
            beside = min(MOST_BESIDE, max(LEAST_BESIDE, room - BETWEEN - COLUMN))
            self._column = min(COLUMN, room - BETWEEN - beside)
            self.query_one("#home-coming").styles.width = beside + BETWEEN
        else:
            self._column = min(COLUMN, room)
        self.query_one("#home-column").styles.width = self._column
        self._whole = self._column + (beside + BETWEEN if beside else 0)
        self.query_one("#home").styles.max_width = self._whole + SIDES
        self.center()
        return beside

    def _top(self) -> Content:
        if not self.row.standing.answers:
            first, *others = (MOMENT,) if self.row.withheld else WELCOME
            lines = [Content.styled(first, "bold"), *map(Content, others)]
            if self.row.standing.plan is not None:
                lines += [Content(""), self._today()]
            return Content("\n").join(lines)
        chance = chance_lines(self.row, self._whole - BETWEEN, narrow=self._narrow)
        return Content("\n").join([chance, self._today()])

    def _today(self) -> Content:
        lines = today_lines(self.row, self._whole - BETWEEN, narrow=self._narrow)
        return Content.styled(f"{self._night}\n", text.MUTED) + lines if self._night else lines

    def _domains(self) -> Content:
        room = self._column - 2 - FIGURES
        name = next((name for name in NAMES if room - name >= name // 3), NAMES[-1])
        bar = min(MOST_BAR, room - name)
        return Content("\n").join(
            [
                mastery_row(row.name, row, name, bar, target=self.row.target)
                for row in self.row.standing.domains
            ]
        )

    def _line(self, index: int, offer: Offer) -> Content:
        """Return the row of an offer, with the time left of an open sitting and the offer's key."""
        width, sitting = self._column - 1, offer.sitting
        runs = HOME_KEYS.get(offer.action)
        if sitting is not None:
            runs = f"resume({self._open.index(sitting)})"
        key = "" if runs is None or self._typing else key_of(self, runs)
        label = Content.styled(f" {offer.label:<12}", "bold" if index == 0 else "")
        if sitting is None:
            right = Content.styled(key, "$accent")
            return text.both_ends(label + Content(text.clean(offer.text)), right, width)
        clock = clock_text(sitting, running="left") if self._narrow else clock_text(sitting)
        right = Content.assemble(clock, (f"{key:>7}", "$accent"))
        done = f": {sitting.answered} of {sitting.questions}{'' if self._narrow else ' answered'}"
        room = max(1, width - label.cell_length - right.cell_length - 1 - len(done))
        title = text.cut(text.clean(sitting.title), room)
        return text.both_ends(label + Content(title + done), right, width)

    def _tick(self) -> None:
        """Update the time left on running clocks."""
        if self.app.screen is not self:
            return
        actions = self.query_one(OptionList)
        for index, offer in enumerate(self._offers):
            if offer.sitting is not None and offer.sitting.exam_day is not None:
                actions.replace_option_prompt_at_index(index, self._line(index, offer))

    # -- actions -------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        offer = self._offers[event.option_index]
        if offer.sitting is not None:
            self.post_message(messages.ResumeSitting(offer.sitting.id))
        elif offer.wish is not None:
            self.post_message(messages.StartDrill(offer.wish, offer.title))
        else:
            self._take(offer.action)

    def _take(self, action: Action) -> None:
        """Post the message for a chosen action."""
        self.post_message(PLACES[action]())

    def on_descendant_focus(self) -> None:
        if self._asking is not None:
            self._draw()  # The rows name their keys again, or no longer.
        self.query_one(Hints).renew()

    def on_input_changed(self) -> None:
        self.query_one(Hints).renew()

    @property
    def _typing(self) -> bool:
        """Whether the field for the date takes every letter, so that the rows have no keys."""
        return self._asking is not None and self._asking.has_focus_within

    @property
    def hint_labels(self) -> dict[str, str]:
        """What enter does in the field for the date while it is empty."""
        return {"home.save_date": "Skip"} if self._asking and self._asking.empty else {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self._typing or action.endswith("_date"):
            return self._typing and action.endswith("_date")
        if action == "next":
            return self._next is not None
        if action == "result":
            return self.row.standing.ask_result is not None
        if action != "resume":
            return True
        return isinstance(at := parameters[0], int) and at < len(self._open)

    @property
    def _open(self) -> tuple[OpenSitting, ...]:
        """The open sittings with a row of their own."""
        return self.row.sittings[:OPEN_SHOWN]

    @property
    def _next(self) -> Offer | None:
        """The offer of a drill that the row Next names; None without one."""
        return next((offer for offer in self._offers if offer.wish is not None), None)

    def action_next(self) -> None:
        """Start the drill of the row Next."""
        offer = self._next
        if offer is not None and offer.wish is not None:
            self.post_message(messages.StartDrill(offer.wish, offer.title))

    def action_resume(self, at: int) -> None:
        """Resume the open sitting in a row, counted from 0."""
        if at < len(self._open):
            self.post_message(messages.ResumeSitting(self._open[at].id))

    def action_save_date(self) -> None:
        if self._asking is not None:
            self._asking.save()

    def action_leave_date(self) -> None:
        self.query_one(OptionList).focus()

    def action_mock(self) -> None:
        self._take(Action.MOCK)

    def action_drill(self) -> None:
        self._take(Action.DRILL)

    def action_review(self) -> None:
        self._take(Action.REVIEW)

    def action_plan(self) -> None:
        self._take(Action.PLAN)

    def action_weak(self) -> None:
        self._take(Action.WEAK_AREAS)

    def action_browse(self) -> None:
        self._take(Action.BROWSE)

    def action_history(self) -> None:
        self._take(Action.HISTORY)

    def action_result(self) -> None:
        self._take(Action.RESULT)

    def action_settings(self) -> None:
        self.post_message(messages.OpenSettings())
