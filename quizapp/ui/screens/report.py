"""The report of a sitting.

For a mock: the score with its range, the domains, the pace, and changed answers. For a drill, a
review or a replay: the topics, what was missed, and when it comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from quizapp.exam.attempt import OPEN
from quizapp.exam.clock import shown
from quizapp.practice.outcome import headline
from quizapp.practice.report import included
from quizapp.ui import messages, text
from quizapp.ui.screens.base import LINE, WIDE, hints_follow, more_below, scroll_page
from quizapp.ui.screens.choice import save_and_offer
from quizapp.ui.screens.contents import ContentsScreen
from quizapp.ui.screens.further import FurtherPages, further_keys
from quizapp.ui.screens.review import ReviewScreen, none_of
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of
from quizapp.ui.widgets.report_parts import (
    QUARTERS,
    TOPICS,
    after_mock,
    details,
    domains,
    misses,
    not_answered,
    quarters,
    score,
    topics,
)
from quizapp.words import written_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message import Message

    from quizapp.practice.outcome import Outcome
    from quizapp.practice.report import ReportFacts
    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting

WIDEST, SIDES, BETWEEN = 140, 7, 3
"""The most cells of a report, those at its sides with the scroll bar, and those between columns."""
BROADEST, LEAST_LEFT = 206, 60
"""The widest report with what was missed in a mock next to the rest, and the least of the rest."""
APART = "   "
"""What is between two actions."""
BAR = 1
"""Cells of a scroll bar."""
COLUMNS = ("left", "side")
LEAST_SPLIT = 24
"""Rows of a screen from which columns are scrolled each to its own end."""
LEAST_MISSES = 58
"""Cells from which what was missed is next to the topics."""


class ReportScreen(FurtherPages):
    """Your results. The practice score is an estimate; the range shows how certain it is."""

    PRACTICED = "How it went: the topics, what you missed, and when it comes back."

    # The line of actions names its own keys, so the footer leaves those out.
    BINDINGS = [
        Binding(
            "enter",
            "first",
            "Continue",
            id="report.first",
            show=False,
            tooltip="After a drill or a review: continue; else review what you missed",
        ),
        Binding(
            "m",
            "review('missed')",
            "Missed",
            id="report.missed",
            show=False,
            tooltip="Review the questions you missed",
        ),
        Binding(
            "a",
            "review('all')",
            "All",
            id="report.all",
            show=False,
            tooltip="Review all questions",
        ),
        Binding(
            "f",
            "review('flagged')",
            "Flagged",
            id="report.flagged",
            show=False,
            tooltip="Review the questions you flagged",
        ),
        Binding(
            "g",
            "contents",
            "Questions",
            id="report.contents",
            tooltip="All questions with their results and your notes; jump to any",
        ),
        Binding(
            "pagedown",
            "scroll(1)",
            "More",
            id="report.page_down",
            priority=True,
            tooltip="Scroll the report down",
        ),
        Binding(
            "r",
            "replay",
            "Replay",
            id="report.replay",
            show=False,
            tooltip="Answer the missed questions again, each until it is right",
        ),
        *further_keys(),
        Binding(
            "h",
            "save",
            "Save as HTML",
            id="report.save",
            tooltip="Save the report and all answers as one page to keep, print, or send",
        ),
        Binding(
            "pageup",
            "scroll(-1)",
            "Back up",
            id="report.page_up",
            show=False,
            priority=True,
            tooltip="Scroll the report up",
        ),
        Binding("down", "line(1)", "Down", id="report.down", show=False, tooltip="A line down"),
        Binding("up", "line(-1)", "Up", id="report.up", show=False, tooltip="A line up"),
        Binding("escape", "home", "Back", id="report.home", tooltip="Back to the previous screen"),
    ]

    def __init__(
        self,
        practice: Practice,
        sitting: Sitting,
        facts: ReportFacts,
        outcome: Outcome,
        learner: str = "",
    ) -> None:
        """`learner` is the name on the report; empty for none."""
        super().__init__()
        self.practice = practice
        self.sitting = sitting
        self.facts = facts
        self.outcome = outcome
        self._learner = text.clean(learner)
        self.back: Callable[[], Message] | None = None
        """Opens the page from which the sitting was started; None for the screen below."""

    @property
    def purpose(self) -> str | None:
        """What help says of this report, if it has no score; None for the usual."""
        return self.PRACTICED if self._practiced else None

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="report-top")
            with Container(id="report-middle"):
                for column in COLUMNS:
                    with VerticalScroll(id=f"report-{column}-part", can_focus=False):
                        yield Static(Content(""), id=f"report-{column}")
            yield Static(Content(""), id="report-rest")
        yield Static(Content(""), id="report-actions")
        yield Hints()

    def on_mount(self) -> None:
        facts = self.facts
        heading = self.query_one(Heading)
        name = f" · {self._learner}" if self._learner else ""
        heading.title(
            Content(
                f"{text.clean(facts.title)} · {facts.exam} · {written_day(facts.started)}{name}"
            )
        )
        heading.standing(Content(f"{shown(facts.used)} used"))
        self._draw()
        for body in self.query(VerticalScroll):
            hints_follow(self, body)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "scroll" and parameters == (1,):
            return any(more_below(body) for body in self._bodies)
        if action in ("scroll", "line"):
            return any(body.max_scroll_y > 0 for body in self._bodies)
        if action == "replay":
            return bool(self.facts.missed) and not self.facts.given_up
        if action == "review":
            return bool(included(self.sitting.attempt, str(parameters[0])))
        return super().check_action(action, parameters)

    @property
    def _bodies(self) -> list[VerticalScroll]:
        """What is scrolled: the columns, or the whole page."""
        if not self.has_class("-split"):
            return [self.query_one(".page", VerticalScroll)]
        return [self.query_one(f"#report-{column}-part", VerticalScroll) for column in COLUMNS]

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        width = self.app.size.width
        top, rest = Content(""), Content("")
        scored = not self._practiced or self.facts.given_up
        broad = scored and not self.facts.given_up and width >= WIDE and bool(self.outcome.misses)
        room = min(width, BROADEST if broad else WIDEST) - SIDES
        beside_it = min(LINE, max(LEAST_LEFT, (room - BETWEEN) // 2))
        if broad:
            beside, top = True, score(self.facts, LINE)
            parts_left = [domains(self.facts, beside_it), not_answered(self.facts, beside_it)]
            parts_left += [quarters(self.facts)] if self.facts.pace else []
            parts_left.append(details(self.facts, beside_it, without_quarters=True))
            parts_left += after_mock(self.outcome, beside_it, without_misses=True)
            left = Content("\n\n").join(part for part in parts_left if part.plain)
            side = misses(self.outcome, min(LINE, room - beside_it - BETWEEN))
        elif scored:
            beside = width >= WIDE and bool(self.facts.pace)
            side = quarters(self.facts) if beside else Content("")
            left = domains(self.facts, room - (QUARTERS + BETWEEN if beside else 0))
            top = score(self.facts, room)
            parts_rest = [not_answered(self.facts, min(LINE, room))]
            if not self.facts.given_up:
                parts_rest += after_mock(self.outcome, min(LINE, room), without_misses=False)
            # What was missed is worth more than the figures, so those come last.
            parts_rest.append(details(self.facts, min(LINE, room), without_quarters=beside))
            rest = Content("\n\n").join(part for part in parts_rest if part.plain)
        else:
            beside = room >= TOPICS + BETWEEN + LEAST_MISSES
            top = self._went()
            left = topics(self.outcome, min(TOPICS, room))
            wide = room - TOPICS - BETWEEN if beside else room
            side = misses(self.outcome, min(LINE, wide))
        top = Content("\n\n").join([top, *self.mixed_up()])
        # Two long columns are scrolled each to its own end, so that neither is empty.
        split = beside and not rest.plain and self.app.size.height >= LEAST_SPLIT
        self.set_class(beside, "-beside")
        self.set_class(broad, "-broad")
        self.set_class(split, "-split")
        cells = beside_it if broad else TOPICS
        whole = "auto" if beside else "100%"
        self.query_one("#report-left-part").styles.width = cells + BAR if split else whole
        self.query_one("#report-left").styles.width = beside_it if broad and not split else "auto"
        self.query_one("#report-actions", Static).update(self._actions(min(LINE, room)))
        parts = {"top": top, "left": left, "side": side, "rest": rest}
        for name, content in parts.items():
            part = self.query_one(f"#report-{name}", Static)
            part.update(content)
            part.display = bool(content.plain)
        # Whether there is more below is known once the parts are laid out.
        self.call_after_refresh(self.query_one(Hints).renew)

    @property
    def _practiced(self) -> bool:
        """Whether each answer was explained at once, so that there is no score."""
        return self.sitting.attempt.immediate

    def _went(self) -> Content:
        attempt, outcome = self.sitting.attempt, self.outcome
        how = self.facts.outcome if attempt.state in OPEN else headline(attempt)
        lines = [Content.styled(how, "bold")]
        said = (" · ".join(outcome.sureness), outcome.why, outcome.change)
        lines += [Content(line) for line in said if line]
        return Content("\n").join(lines)

    def _actions(self, room: int) -> Content:
        """Return what can be done with this report, each with its key, in lines of `room` cells."""
        facts, items = self.facts, len(included(self.sitting.attempt))
        every = f"all {items}" if items == facts.asked else f"all {items} shown"
        reviews = [
            (f"review('{which}')", words)
            for which, words, number in (
                ("missed", f"the {facts.missed} missed", facts.missed),
                ("all", every, items if items > 1 or not facts.missed else 0),
                ("flagged", f"the {facts.flagged} flagged", facts.flagged),
            )
            if number
        ]
        for again in ("Review ", ""):
            actions = [("first", "Back" if self.back else "Home")] if self._practiced else []
            for number, (run, words) in enumerate(reviews):
                actions.append((run, f"{again if number else 'Review '}{words}"))
            if facts.missed and not facts.given_up:
                actions.append(("replay", "Replay the missed"))
            parts = [self._action(run, words) for run, words in actions]
            if sum(part.cell_length + len(APART) for part in parts) <= room + len(APART):
                break
        lines = [Content("")]
        for part in parts:
            if not lines[-1]:
                lines[-1] = part
            elif lines[-1].cell_length + len(APART) + part.cell_length > room:
                lines.append(part)
            else:
                lines[-1] += Content(APART) + part
        return Content("\n").join(lines)

    def _action(self, run: str, words: str) -> Content:
        """Return an action after its key; a click on its words runs it, too."""
        # Words that can be clicked have one color, so the key is not among them.
        click = Style.from_meta({"@click": f"screen.{run}"})
        key = Content.styled(key_of(self, run), "bold $accent")
        return key + Content(f" {words}").stylize(click)

    def action_first(self) -> None:
        """Continue after a drill, a review, or a replay; else review what was missed, or all."""
        if self._practiced:
            self.action_home()
        else:
            self.action_review("missed" if self.facts.missed else "all")

    def action_line(self, direction: int) -> None:
        for body in self._bodies:
            body.scroll_relative(y=direction, animate=False)

    def action_scroll(self, direction: int) -> None:
        for body in self._bodies:
            scroll_page(body, direction, kept=1)

    def action_review(self, which: str, position: int | None = None) -> None:
        if not included(self.sitting.attempt, which):
            self.say(none_of(which))
            return
        self.drop_notices()
        with self.refusals():
            self.app.push_screen(ReviewScreen(self.practice, self.sitting, which, position))

    def action_contents(self) -> None:
        """Show all questions with their results, and open the one that is chosen."""
        listed = included(self.sitting.attempt)
        if not listed:
            self.say(none_of("all"))
            return
        with self.refusals():
            self.app.push_screen(
                ContentsScreen(self.sitting, self.practice.reread(self.sitting), listed[0]),
                lambda at: None if at is None else self.action_review("all", at),
            )

    def action_replay(self) -> None:
        if not self.facts.given_up:
            self.post_message(messages.StartReplay(self.sitting))

    def action_save(self) -> None:
        """Save the report as an HTML page in the home folder, and offer to open it."""
        from quizapp.export.page import save_page

        save_and_offer(
            self,
            Content("The report is saved"),
            lambda: save_page(self.practice, self.sitting.stored.id),
        )

    def action_home(self) -> None:
        back, self.back = self.back, None
        if back is not None and self.is_active:
            self.post_message(messages.GoHome())
            self.post_message(back())
        else:
            self.step_back()
