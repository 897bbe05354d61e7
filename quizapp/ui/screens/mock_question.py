"""The question screen of a mock: it has a clock and does not show whether answers are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from quizapp.exam.clock import shown
from quizapp.exam.countdown import LAST_MINUTES, Countdown
from quizapp.exam.wording import progress
from quizapp.store.sittings.lease import SAVE_SECONDS
from quizapp.ui import messages, text
from quizapp.ui.screens.base import ShowsSettings
from quizapp.ui.screens.question_base import QuestionBase, choice_keys
from quizapp.ui.widgets.grid import STATES, Grid, cells
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of
from quizapp.ui.widgets.question_view import QuestionView

if TYPE_CHECKING:
    from quizapp.practice.settings import Preferences
    from quizapp.store.sittings.sitting import Sitting


SIDE_LEGEND = (f"{STATES[0]:<14}{STATES[1]}", f"{STATES[2]:<14}{STATES[3]}")
"""The marks of the grid next to the question."""


BAR = 26
"""Cells of the bar of answered questions, which is left out if there is no room for it."""


class MockQuestionScreen(QuestionBase, ShowsSettings):
    """Answer the questions in any order. Flag questions to review, and submit when you are done."""

    OWN_CLOCK = True
    spare_hints = ("question.choose", "question.go_on")
    BINDINGS = [
        Binding(
            "space",
            "choose_highlighted",
            "choose",
            id="question.choose",
            tooltip="Choose the highlighted option",
        ),
        Binding(
            "enter",
            "next",
            "next",
            id="question.go_on",
            tooltip="Next question; after the last one, check and submit",
        ),
        *choice_keys("question"),
        Binding(
            "g",
            "navigator",
            "navigator",
            id="question.navigator",
            tooltip="All questions with their state; type a number there to jump",
        ),
        Binding(
            "ctrl+s",
            "finish",
            "submit",
            id="question.submit",
            key_display="^s",
            tooltip="Check for unanswered questions, then submit",
        ),
        Binding(
            "f,m",
            "flag",
            "flag",
            id="question.flag",
            tooltip="Add or remove a review flag (m where f chooses the sixth option)",
        ),
        Binding(
            "left,p",
            "previous",
            "Previous",
            id="question.previous",
            show=False,
            tooltip="Previous question",
        ),
        Binding(
            "right,n",
            "next",
            "move",
            id="question.next",
            key_display="← →",
            tooltip="Previous or next question; p and n do the same",
        ),
        Binding(
            "x",
            "strike",
            "strike",
            id="question.strike",
            tooltip="Strike out an option: press this, then its number",
        ),
        Binding(
            "t",
            "hide_time",
            "Hide time",
            id="question.time",
            show=False,
            tooltip="Hide or show the time for now; the last 5 minutes are always shown",
        ),
        Binding(
            "h",
            "hide_count",
            "Hide number",
            id="question.count",
            show=False,
            tooltip="Hide or show the number of the question for now",
        ),
        Binding("up", "up", "Up", id="question.up", show=False, tooltip="Previous option"),
        Binding("down", "down", "Down", id="question.down", show=False, tooltip="Next option"),
        Binding(
            "pagedown",
            "page(1)",
            "Scroll",
            id="question.scroll_down",
            show=False,
            tooltip="Scroll a long question down",
        ),
        Binding(
            "pageup",
            "page(-1)",
            "Scroll up",
            id="question.scroll_up",
            show=False,
            tooltip="Scroll a long question up",
        ),
        Binding(
            "escape",
            "leave",
            "leave",
            id="question.leave",
            tooltip="Leave the mock: resume it later, or give it up",
        ),
    ]

    def __init__(self, sitting: Sitting, *, time: bool = True, count: bool = True) -> None:
        """`time` and `count` are whether the time left and the question's number are shown."""
        super().__init__(sitting)
        self.shows_time, self.shows_count = self._as_set = time, count
        self._left_anyway: set[tuple[int, str]] = set()
        """What was said about which question before it was left, so that it is said once."""
        self._ticks = 0
        self._foot = Content("")
        self._countdown = Countdown.from_now(sitting.left)

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        with Horizontal(id="question-row"):
            yield QuestionView()
            yield Grid(SIDE_LEGEND, id="question-side")
        yield Static(Content(""), id="question-foot")
        yield Hints()

    def on_mount(self) -> None:
        plan = self.sitting.stored.plan
        self.query_one(Heading).title(Content(f"{plan.title} · {plan.scope.exam}"))
        self.show_question()
        self.set_interval(1.0, self._tick)

    def settings_changed(self, preferences: Preferences, exam: str) -> None:
        as_set = preferences.now.show_time, preferences.now.show_count
        if as_set != self._as_set:  # Another setting shows nothing that a key has hidden.
            self.shows_time, self.shows_count = self._as_set = as_set
            self.draw_status()
            self._clock()

    # -- drawing ------------------------------------------------------------------------------

    def show_question(self) -> None:
        """Draw the current question."""
        self.striking = False
        self.show_item()
        self.draw_status()
        self.query_one(Hints).renew()
        self._clock()

    def draw_status(self) -> None:
        """Draw the position, the progress, and the flags."""
        attempt = self.sitting.attempt
        at, total = attempt.position + 1, len(attempt.items)
        self.query_one(Heading).standing(Content(f"{at} of {total}" if self.shows_count else ""))
        room, feet = self.size.width - 2, self._feet()
        foot = self.foot(next((foot for foot in feet if foot.cell_length <= room), feet[-1]))
        if foot != self._foot:
            self._foot = foot
            self.query_one("#question-foot", Static).update(foot, layout=len(self.remark) > room)
        side = self.query_one(Grid)
        if side.display:
            side.show(cells(attempt), attempt.position)

    def _feet(self) -> list[Content]:
        """Return the line about the progress and this question's marks, the longest form first."""
        attempt, item = self.sitting.attempt, self.sitting.attempt.item
        filled = round(BAR * attempt.answered / len(attempt.items))
        bar = Content.assemble(("▰" * filled, "$accent"), ("▱" * (BAR - filled), "$quiz-faint"))
        counts = Content(f"{attempt.answered} answered")
        if attempt.flagged:
            counts += f" · {len(attempt.flagged)} flagged"
        flag, gap = Content.styled("⚑", "bold $accent"), Content("   ")
        marks: list[Content] = []
        if item.incomplete:
            marks.append(Content.styled(f"◐ {progress(item)}", "bold $accent"))
        if self.striking:
            marks.append(Content.styled("strike out: press the option's number", "bold $accent"))
        flagged = [flag + Content.styled(" flagged", "bold $accent")] if item.flagged else []
        short = [flag] if item.flagged else []
        return [
            bar + "  " + gap.join([counts, *flagged, *marks]),
            gap.join([counts, *flagged, *marks]),
            Content("  ").join([counts, *short, *marks]),
            Content("  ").join([*short, *marks]),
            marks[-1] if marks else counts,
        ]

    def _clock(self) -> None:
        left = self.sitting.left
        heading = self.query_one(Heading)
        if left is None:
            heading.clock("untimed" if self.shows_time else "")
        else:
            heading.clock(shown(left) if self.shows_time or left <= LAST_MINUTES else "")

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw_status)

    # -- time ----------------------------------------------------------------------------------

    def _tick(self) -> None:
        if self.over:
            return
        self._ticks += 1
        with self.moves() as moved:
            if self._ticks % SAVE_SECONDS == 0:
                self.sitting.save_time()
            else:
                self.sitting.check_time()
        if not moved.done:
            return
        stated = self._countdown.due(self.sitting.left)
        if stated is not None:
            minutes = text.count(max(1, round(stated / 60)), "minute")
            self.say(f"{minutes} left.", severity="warning", timeout=8)
        self._clock()

    # -- actions -------------------------------------------------------------------------------

    @on(Grid.Jump)
    def _grid_jump(self, message: Grid.Jump) -> None:
        if message.at < len(self.sitting.attempt.items) and not self._stays():
            self.go(message.at)

    def action_choose_highlighted(self) -> None:
        self.pick(self.view.highlighted)

    def action_flag(self) -> None:
        with self.moves() as moved:
            self.sitting.flag()
        if moved.done:
            self.draw_status()

    def action_up(self) -> None:
        self.view.move(-1)

    def action_down(self) -> None:
        self.view.move(1)

    def action_page(self, direction: int) -> None:
        self.view.page(direction)

    def _stays(self) -> bool:
        """Say once what is missing here, and return whether the learner stays for it.

        Every way to another question asks this, so that all of them say the same.
        """
        attempt, key, at = self.sitting.attempt, "", self.sitting.attempt.position
        if attempt.item.incomplete:
            key, missing = "incomplete", f"{progress(attempt.item).capitalize()}."
        elif not attempt.item.chosen and self.view.highlighted > 0:
            # Said once in a sitting: who passes over a question on purpose knows it by then.
            key, at = "unchosen", -1
            missing = f"Nothing is chosen; {key_of(self, 'choose_highlighted')} or a digit chooses."
        elif not self.view.last_seen:
            key = "unseen"
            missing = f"There are more options below ({key_of(self, 'down')})."
        if not key or (at, key) in self._left_anyway:
            return False
        self._left_anyway.add((at, key))
        self.say(f"{missing} Press again to go on.")
        return True

    def action_next(self) -> None:
        position = self.sitting.attempt.position
        if self._stays():
            return
        if position + 1 >= len(self.sitting.attempt.items):
            self.action_finish()
        else:
            self.go(position + 1)

    def action_previous(self) -> None:
        position = self.sitting.attempt.position
        if position and not self._stays():
            self.go(position - 1)

    def go(self, position: int) -> None:
        """Show another question of this mock."""
        with self.moves() as moved:
            self.sitting.go(position)
        if moved.done:
            self.show_question()

    def action_navigator(self) -> None:
        from quizapp.ui.screens.navigator import NavigatorScreen

        self.app.push_screen(NavigatorScreen(self.sitting), self._jump)

    def _jump(self, position: int | None) -> None:
        if position is not None and not self.over:
            self.go(position)

    def action_finish(self) -> None:
        from quizapp.ui.screens.check import CheckScreen

        self.app.push_screen(CheckScreen(self.sitting.attempt), self._checked)

    def _checked(self, choice: str | None) -> None:
        if self.over or choice is None:
            return
        if choice == "submit":
            with self.moves() as moved:
                self.sitting.submit()
            if moved.done:
                self.end()
        elif choice == "navigator":
            self.action_navigator()
        else:
            self.go(int(choice))

    def action_hide_time(self) -> None:
        self.shows_time = not self.shows_time
        self._clock()
        if not self.shows_time:
            self._say_hidden("The time", "hide_time")

    def action_hide_count(self) -> None:
        self.shows_count = not self.shows_count
        self.draw_status()
        if not self.shows_count:
            self._say_hidden("The number", "hide_count")

    def _say_hidden(self, what: str, action: str) -> None:
        """Say which key shows it again; the settings hide it for good."""
        self.say(f"{what} is hidden for now; {key_of(self, action)} shows it again.")

    def action_leave(self) -> None:
        if self.striking:
            self.striking = False
            self.draw_status()
            return
        from quizapp.ui.screens.leave import LeaveScreen

        self.app.push_screen(LeaveScreen(self.sitting), self._left)

    def _left(self, choice: str | None) -> None:
        if self.over:
            return
        if choice == "pause":
            self.over = True
            self.post_message(messages.PauseSitting())
        elif choice == "abandon":
            from quizapp.ui.screens.leave import GiveUpScreen

            self.app.push_screen(GiveUpScreen(self.sitting), self._given_up)

    def _given_up(self, choice: str | None) -> None:
        if self.over or choice != "abandon":
            return
        with self.moves() as moved:
            self.sitting.abandon()
        if moved.done:
            self.end()
