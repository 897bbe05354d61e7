"""The review of a finished sitting: each question with its explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.exam.clock import shown
from quizapp.practice.report import included
from quizapp.ui import text
from quizapp.ui.screens.base import WIDE, QuizScreen
from quizapp.ui.widgets.explanation import explain, verdict
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

WIDEST = 96


def none_of(which: str) -> str:
    """Say that a report includes no missed or flagged questions, or none at all."""
    return f"There are no {'' if which == 'all' else f'{which} '}questions."


class ReviewScreen(QuizScreen):
    """Review the questions with their explanations. Press → and ← to move; a, m, and f filter."""

    BINDINGS = [
        Binding("left,p", "step(-1)", "back", id="review.previous", tooltip="Previous question"),
        Binding("right,n,enter", "step(1)", "next", id="review.next", tooltip="Next question"),
        Binding(
            "m", "which('missed')", "missed", id="review.missed", tooltip="Only missed questions"
        ),
        Binding("a", "which('all')", "all", id="review.all", tooltip="All questions"),
        Binding(
            "f",
            "which('flagged')",
            "flagged",
            id="review.flagged",
            tooltip="Only flagged questions",
        ),
        Binding(
            "o",
            "open",
            "open reference",
            id="review.open",
            tooltip="Open the first reference in your browser",
        ),
        Binding("down", "scroll(1)", "Scroll", id="review.down", show=False, tooltip="Scroll down"),
        Binding("up", "scroll(-1)", "Scroll up", id="review.up", show=False, tooltip="Scroll up"),
        Binding(
            "pagedown,space",
            "page(1)",
            "Page",
            id="review.page_down",
            show=False,
            tooltip="A page down",
        ),
        Binding(
            "pageup", "page(-1)", "Page up", id="review.page_up", show=False, tooltip="A page up"
        ),
        Binding("escape", "back", "Report", id="review.back", tooltip="Back to the report"),
    ]

    def __init__(self, sitting: Sitting, which: str = "missed") -> None:
        super().__init__()
        self.sitting = sitting
        self.which = which
        self.listed = included(sitting.attempt, which)
        self.at = 0

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        with VerticalScroll(id="review-body", can_focus=False):
            yield Static(Content(""), id="review-stem", classes="review-part")
            yield Static(Content(""), id="review-why", classes="review-part")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        position = self.listed[self.at]
        item = self.sitting.attempt.items[position]
        question = self.sitting.stored.questions[item.question_id]
        heading = self.query_one(Heading)
        heading.title(Content(f"Review · {self.sitting.stored.plan.title} · {self.which}"))
        heading.standing(Content(f"{self.at + 1} of {len(self.listed)}"))
        width = self.size.width
        wide = width >= WIDE
        room = min(WIDEST, (width // 2 if wide else width) - 8)
        skills = question.skills.get(self.sitting.stored.plan.scope.exam, ())
        standing = [f"Question {position + 1}", *(f"skill {skill}" for skill in skills[:2])]
        standing.append(f"{shown(item.seconds)} spent")
        if item.flagged:
            standing.append("⚑ flagged")
        head = Content.assemble(verdict(item), ("   " + " · ".join(standing), text.MUTED))
        self.query_one("#review-stem", Static).update(
            Content("\n\n").join([head, text.prose(question.stem), Content("")])
        )
        self.query_one("#review-why", Static).update(explain(question, item, max(24, room)))
        self.query_one("#review-body", VerticalScroll).scroll_home(animate=False)

    def action_step(self, step: int) -> None:
        self.drop_notices()
        self.at = max(0, min(len(self.listed) - 1, self.at + step))
        self._draw()

    def action_which(self, which: str) -> None:
        listed = included(self.sitting.attempt, which)
        if not listed:
            self.say(none_of(which))
            return
        self.drop_notices()
        here = self.listed[self.at]
        self.which, self.listed = which, listed
        self.at = listed.index(here) if here in listed else 0
        self._draw()

    def action_open(self) -> None:
        """Open the first reference in the browser."""
        item = self.sitting.attempt.items[self.listed[self.at]]
        self.open_reference(self.sitting.stored.questions[item.question_id])

    def action_scroll(self, direction: int) -> None:
        body = self.query_one("#review-body", VerticalScroll)
        body.scroll_relative(y=direction, animate=False)

    def action_page(self, direction: int) -> None:
        body = self.query_one("#review-body", VerticalScroll)
        body.scroll_relative(y=direction * max(1, body.size.height - 2), animate=False)

    def action_back(self) -> None:
        self.step_back()
