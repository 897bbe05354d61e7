"""Home: where you stand, and what to do next. Painted before any data layer is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.clock import shown
from quizapp.ui import text
from quizapp.ui.widgets.bars import bar
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.store.opening import Opened
    from quizapp.ui.app import QuizApp

ENOUGH = 10
NAME_WIDTH = 34


class HomeScreen(Screen[None]):
    """Everything starts here. Enter does the next best thing; each key below does its own."""

    BINDINGS = [
        Binding("m", "mock", "Mock exam", id="home.mock", tooltip="Choose a mock exam and sit it"),
        Binding(
            "s",
            "short",
            "Short mock",
            id="home.short",
            tooltip="20 questions in blueprint proportion, 40 minutes",
        ),
        Binding(
            "r",
            "replay",
            "Replay the missed",
            id="home.replay",
            tooltip="What you missed in your last mock, each until it is right",
        ),
        Binding("h", "history", "History", id="home.history", tooltip="Every sitting so far"),
    ]

    def __init__(self, summary: dict[str, Any]) -> None:
        super().__init__()
        self.summary = summary
        self.opened: Opened | None = None
        self._pending: Callable[[], None] | None = None

    @property
    def quiz(self) -> QuizApp:
        from quizapp.ui.app import QuizApp

        assert isinstance(self.app, QuizApp)
        return self.app

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        with VerticalScroll(id="home", can_focus=False):
            yield Static(Content(""), id="home-top")
            yield Static(Content(""), id="home-domains")
            yield Static(Content(""), id="home-note")
            yield OptionList(id="home-actions")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    # -- news from the data layer -----------------------------------------------------------

    def progress(self, what: str, done: int, total: int) -> None:
        width = 30
        filled = round(width * done / total) if total else 0
        line = Content.assemble(
            f"{what}  ", ("━" * filled, "$accent"), ("━" * (width - filled), "$quiz-faint")
        )
        self.query_one("#home-note", Static).update(line)

    def ready(self, opened: Opened) -> None:
        self.opened = opened
        self.renew()
        pending, self._pending = self._pending, None
        if pending is not None:
            pending()

    def failed(self, message: str) -> None:
        self.query_one("#home-note", Static).update(text.plain(message, "$error"))

    def renew(self) -> None:
        """Read the summary again and draw what has changed."""
        opened = self.opened
        if opened is None:
            return
        from quizapp.store import summary
        from quizapp.store.errors import StoreError

        try:
            with opened.database.read() as session:
                self.summary = summary.read(session, opened.learner)
        except StoreError as error:
            self.failed(str(error))
            return
        self.query_one("#home-note", Static).update(Content(""))
        self._draw()

    # -- drawing ------------------------------------------------------------------------------

    def _draw(self) -> None:
        found = self.summary
        heading = self.query_one(Heading)
        name = found.get("title", "practice for your exam")
        heading.title(Content.assemble(("quizapp", "bold $accent"), "   ", text.clean(name)))
        heading.standing(Content(found.get("exam", "")))
        self.query_one("#home-top", Static).update(self._top())
        domains = self._domains()
        self.set_class(domains is not None, "-figures")
        if domains is not None:
            self.query_one("#home-domains", Static).update(domains)
        actions = self.query_one(OptionList)
        at = actions.highlighted or 0
        actions.clear_options()
        actions.add_options(self._actions())
        actions.highlighted = min(at, actions.option_count - 1) if actions.option_count else None
        self.query_one(Hints).renew()

    def _top(self) -> Content:
        last = self.summary.get("last")
        if not last:
            return Content("\n").join(
                [
                    Content.styled("Welcome.", "bold"),
                    Content(
                        "Sit a mock exam under the clock and see where you stand, domain by domain."
                    ),
                    Content(
                        "Every option of every question has its reason. All is saved as you go."
                    ),
                ]
            )
        answers = sum(total for _, total in self.summary.get("answers", {}).values())
        return Content.assemble(
            ("Last  ", text.MUTED),
            text.plain(last["title"]),
            (f"   {last['score']}", "bold $accent"),
            f"   {last['correct']} of {last['questions']} right",
            (f"\n      practice score; {answers} first-sight answers so far", text.MUTED),
        )

    def _domains(self) -> Content | None:
        answers = self.summary.get("answers") or {}
        if not answers:
            return None
        lines = []
        for domain in self.summary.get("domains", []):
            correct, total = answers.get(domain["id"], (0, 0))
            name = text.clean(domain["name"])[: NAME_WIDTH - 2].ljust(NAME_WIDTH)
            if total < ENOUGH:
                middle = Content.styled("not enough evidence yet".ljust(26), text.MUTED)
            else:
                middle = bar(correct / total, 24, 0.72) + Content("  ")
            lines.append(Content(name) + middle + Content(f"{correct:>4}/{total}"))
        return Content("\n").join(lines)

    def _actions(self) -> list[Option]:
        """The rows of the list; the first one is the next best step."""
        found = self.summary
        rows: list[tuple[str, str, str, str]] = []
        standing = found.get("open")
        if standing:
            left = standing.get("left")
            time_left = f", {shown(left)} left" if left is not None else ""
            what = (
                f"{standing['title']}: {standing['answered']} of "
                f"{standing['questions']} answered{time_left}"
            )
            rows.append(("resume", "Resume", what, "enter"))
        fresh = [number for number, sat in found.get("forms", []) if not sat]
        if fresh:
            words = "to see where you stand" if not found.get("last") else "unseen"
            rows.append(("mock", "Mock", f"Mock exam {fresh[0]}, {words}", "m"))
        elif found.get("forms"):
            rows.append(("mock", "Mock", "All forms are sat: sit one again", "m"))
        rows.append(("short", "Short", "20 questions in 40 minutes, from outside the forms", "s"))
        missed = found.get("missed", 0)
        if missed and found.get("last"):
            rows.append(("replay", "Replay", f"{text.count(missed, 'question')} to recover", "r"))
        rows.append(("history", "History", "Every sitting so far", "h"))
        width = min(76, max(30, self.size.width - 8))
        return [
            Option(
                text.both_ends(
                    Content.assemble(
                        (f" {label:<9}", "bold" if index == 0 else ""), text.clean(what)
                    ),
                    Content.styled(key, "$accent"),
                    width,
                ),
                id=action,
            )
            for index, (action, label, what, key) in enumerate(rows)
        ]

    # -- actions ------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == "resume":
            self.action_resume()
        elif event.option_id == "mock":
            self.action_mock()
        elif event.option_id == "short":
            self.action_short()
        elif event.option_id == "replay":
            self.action_replay()
        elif event.option_id == "history":
            self.action_history()

    def _when_ready(self, action: Callable[[], None]) -> None:
        """Do it now, or as soon as the questions are open."""
        if self.opened is None:
            self._pending = action
            self.quiz.say("One moment: the questions are being opened.", timeout=2)
        else:
            action()

    def action_resume(self) -> None:
        standing = self.summary.get("open")
        if standing:
            self._when_ready(lambda: self.quiz.resume(standing["id"]))

    def action_mock(self) -> None:
        self._when_ready(lambda: self._brief(short=False))

    def action_short(self) -> None:
        self._when_ready(lambda: self._brief(short=True))

    def _brief(self, *, short: bool) -> None:
        from quizapp.ui.screens.briefing import BriefingScreen

        self.app.push_screen(BriefingScreen(short=short))

    def action_replay(self) -> None:
        last = self.summary.get("last")
        if last:
            self._when_ready(lambda: self.quiz.begin_replay(last["id"]))
        else:
            self.quiz.say("Nothing to replay yet: sit a mock first.")

    def action_history(self) -> None:
        self._when_ready(self._show_history)

    def _show_history(self) -> None:
        from quizapp.ui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen())
