"""Practice: one question at a time, reasons at once; a miss comes back until it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quizapp.exam.attempt import Confidence
from quizapp.ui import text
from quizapp.ui.messages import OptionPicked
from quizapp.ui.widgets.explanation import explain, verdict
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.stem import QuestionView

if TYPE_CHECKING:
    from quizapp.store.sitting import Sitting
    from quizapp.ui.app import QuizApp


class PracticeScreen(Screen[None]):
    """Choose, confirm, read why. What you miss comes back at the end, in a new order."""

    BINDINGS = [
        *(
            Binding(
                str(n),
                f"choose({n})",
                "choose",
                id=f"practice.choose_{n}",
                show=n == 1,
                key_display="1–4",
                tooltip="Choose an option; the same key again clears it",
            )
            for n in range(1, 7)
        ),
        Binding(
            "enter",
            "go_on",
            "confirm, go on",
            id="practice.go_on",
            tooltip="Confirm your answer; then the next question",
        ),
        Binding("s", "sure", "sure", id="practice.sure", tooltip="Confirm: I am sure (over 80 %)"),
        Binding(
            "u",
            "unsure",
            "unsure",
            id="practice.unsure",
            tooltip="Confirm: I am not sure (67–80 %)",
        ),
        Binding(
            "g", "guess", "guess", id="practice.guess", tooltip="Confirm: a guess (below 67 %)"
        ),
        Binding(
            "x",
            "strike",
            "strike",
            id="practice.strike",
            tooltip="Then a number: strike an option out",
        ),
        Binding(
            "space",
            "unfold",
            "stem",
            id="practice.unfold",
            tooltip="After answering: show the whole question",
        ),
        Binding("up", "up", "Up", id="practice.up", show=False, tooltip="Highlight, or scroll up"),
        Binding(
            "down", "down", "Down", id="practice.down", show=False, tooltip="Highlight, or scroll"
        ),
        Binding(
            "pagedown",
            "scroll_page(1)",
            "Scroll",
            id="practice.page_down",
            show=False,
            tooltip="Scroll down",
        ),
        Binding(
            "pageup",
            "scroll_page(-1)",
            "Scroll up",
            id="practice.page_up",
            show=False,
            tooltip="Scroll up",
        ),
        Binding(
            "escape",
            "leave",
            "Leave",
            id="practice.leave",
            show=False,
            tooltip="Leave; go on later from home",
        ),
    ]

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self._striking = False
        self._unfolded = False

    @property
    def quiz(self) -> QuizApp:
        from quizapp.ui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        return self.app

    @property
    def view(self) -> QuestionView:
        return self.query_one(QuestionView)

    @property
    def marked(self) -> bool:
        return self.sitting.attempt.item.marked

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        yield QuestionView()
        with VerticalScroll(id="practice-feedback", can_focus=False):
            yield Static(Content(""), id="practice-text")
        yield Static(Content(""), id="practice-foot")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(Heading).title(Content(self.sitting.stored.plan.title))
        self.show_question()

    def on_resize(self) -> None:
        if self.is_mounted and self.marked:
            self.call_after_refresh(self._explain)

    def show_question(self) -> None:
        self._striking = self._unfolded = False
        self.set_class(self.marked, "-marked")
        if self.marked:
            self._explain()
        else:
            self.view.show(self.sitting.question, self.sitting.attempt.item)
        self._standing()

    def _standing(self) -> None:
        attempt = self.sitting.attempt
        done = sum(item.marked for item in attempt.items)
        right = sum(bool(item.correct) for item in attempt.items)
        to_go = len(attempt.items) - done
        self.query_one(Heading).standing(
            Content(f"{attempt.position + 1} of {len(attempt.items)}  ·  {right} right")
        )
        parts: list[Content | str | tuple[str, str]] = []
        if self.marked:
            parts.append(verdict(attempt.item))
            if not attempt.item.correct:
                parts.append(("   It comes back at the end.", text.MUTED))
            parts.append((f"   {to_go} to go" if to_go else "   That was the last.", text.MUTED))
        elif self._striking:
            parts.append(("Strike out: press its number", "bold $accent"))
        elif attempt.item.selects > 1:
            parts.append(
                (f"{len(attempt.item.chosen)} of {attempt.item.selects} chosen", text.MUTED)
            )
        self.query_one("#practice-foot", Static).update(Content.assemble(*parts), layout=False)
        self.query_one(Hints).renew()

    def _explain(self) -> None:
        feedback = self.query_one("#practice-feedback", VerticalScroll)
        width = max(20, min(96, self.size.width - 8))
        question, item = self.sitting.question, self.sitting.attempt.item
        stem = text.prose(question.stem)
        if not self._unfolded:
            stem = text.inline(f"… {text.last_sentence(question.stem)}", text.MUTED)
        body = Content("\n\n").join([stem, explain(question, item, width)])
        self.query_one("#practice-text", Static).update(body)
        feedback.scroll_home(animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted:
            return True
        if action in ("sure", "unsure", "guess", "choose", "strike"):
            return not self.marked
        if action == "unfold":
            return True
        return True

    # -- actions ------------------------------------------------------------------------------

    @on(OptionPicked)
    def _picked(self, message: OptionPicked) -> None:
        self._pick(message.shown)

    def _pick(self, shown_at: int) -> None:
        item = self.sitting.attempt.item
        if item.marked or shown_at >= len(item.order):
            return
        option = item.order[shown_at]
        if self._striking:
            self._striking = False
            done = self.quiz.guard(lambda: self.sitting.strike(option))
        else:
            done = self.quiz.guard(lambda: self.sitting.choose(option))
        if done:
            self.view.options.mark(self.sitting.attempt.item)
            self.view.options.highlighted = shown_at
        self._standing()

    def action_choose(self, number: int) -> None:
        self._pick(number - 1)

    def action_strike(self) -> None:
        self._striking = not self._striking
        self._standing()

    def action_unfold(self) -> None:
        if self.marked:
            self._unfolded = not self._unfolded
            self._explain()
        else:
            self._pick(self.view.options.highlighted)

    def action_sure(self) -> None:
        self._confirm(Confidence.SURE)

    def action_unsure(self) -> None:
        self._confirm(Confidence.UNSURE)

    def action_guess(self) -> None:
        self._confirm(Confidence.GUESS)

    def _confirm(self, confidence: Confidence | None) -> None:
        if not self.marked and self.quiz.guard(lambda: self.sitting.confirm(confidence)):
            self.show_question()

    def action_go_on(self) -> None:
        if not self.marked:
            self._confirm(None)
            return
        position = self.sitting.attempt.position
        if position + 1 < len(self.sitting.attempt.items):
            if self.quiz.guard(lambda: self.sitting.go(position + 1)):
                self.show_question()
            return
        if self.quiz.guard(self.sitting.submit):
            items = self.sitting.attempt.items
            first = {item.question_id: item for item in reversed(items)}
            self.quiz.say(
                f"All {text.count(len(first), 'question')} recovered for today."
                if len(first) > 1
                else "Recovered for today."
            )
            self.quiz.show_report()

    def action_up(self) -> None:
        if self.marked:
            self.query_one("#practice-feedback", VerticalScroll).scroll_up(animate=False)
        else:
            self.view.options.move(-1)

    def action_down(self) -> None:
        if self.marked:
            self.query_one("#practice-feedback", VerticalScroll).scroll_down(animate=False)
        else:
            self.view.options.move(1)

    def action_scroll_page(self, direction: int) -> None:
        if self.marked:
            target = self.query_one("#practice-feedback", VerticalScroll)
        else:
            target = self.view.stem if self.view.stem.max_scroll_y else self.view.options
        if direction > 0:
            target.scroll_page_down(animate=False)
        else:
            target.scroll_page_up(animate=False)

    def action_leave(self) -> None:
        self.quiz.leave_sitting()
        self.quiz.go_home()
