"""Home: where you stand, and what to do next. Painted before any data layer is loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.clock import shown
from quizapp.exam.forms import in_reserve
from quizapp.store.bootstrap.home_row import HomeRow
from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.widgets.bars import mastery_row
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.store.bootstrap.home_row import Standing
    from quizapp.store.workspace import Workspace

logger = logging.getLogger(__name__)

REVIEW_FROM = 5
WIDEST = 76
NARROW, WIDE = 80, 110
WIDTHS = ((16, 7), (23, 24), (36, 32))


class HomeScreen(QuizScreen):
    """Everything starts here. Enter does the next best thing; each key below does its own."""

    BINDINGS = [
        Binding("m", "mock", "Mock exam", id="home.mock", tooltip="Choose a mock exam and sit it"),
        Binding("d", "drill", "Drill", id="home.drill", tooltip="Practise what you choose"),
        Binding(
            "r",
            "review",
            "Review",
            id="home.review",
            tooltip="What is due today, and what you missed and have not recovered",
        ),
        Binding(
            "w", "weak", "Weak areas", id="home.weak", tooltip="What costs you most on the exam"
        ),
        Binding(
            "b",
            "browse",
            "Browse",
            id="home.browse",
            show=False,
            tooltip="Search every question; your bookmarks and notes",
        ),
        Binding("h", "history", "History", id="home.history", tooltip="Every sitting so far"),
        Binding(
            "s",
            "settings",
            "Settings",
            id="home.settings",
            tooltip="Exam, exam date, theme, keys and more",
        ),
    ]

    def __init__(self, row: HomeRow) -> None:
        super().__init__()
        self.row = row
        self.workspace: Workspace | None = None
        self._pending: Callable[[], None] | None = None
        self._failure: str | None = None
        self._drawn_width = 0

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
        if self.is_mounted and self.app.size.width != self._drawn_width:
            self._draw()

    # -- news from the data layer -----------------------------------------------------------

    def progress(self, what: str, done: int, total: int) -> None:
        """Show how far the loading of questions is."""
        width = 30
        filled = round(width * done / total) if total else 0
        line = Content.assemble(
            f"{what}  ", ("━" * filled, "$accent"), ("━" * (width - filled), "$quiz-faint")
        )
        self.query_one("#home-note", Static).update(line)

    def ready(self, workspace: Workspace) -> None:
        """The questions are open: draw the learner's figures, do what was asked for meanwhile."""
        self.workspace = workspace
        self.renew()
        pending, self._pending = self._pending, None
        if pending is not None:
            pending()

    def failed(self, message: str) -> None:
        """Say what is wrong with the database, now and whenever a key needs it."""
        self._failure = message
        self.query_one("#home-note", Static).update(text.plain(message, "$error"))

    def renew(self) -> None:
        """Read the home row again and draw what has changed."""
        workspace = self.workspace
        if workspace is None:
            return
        from quizapp.store.errors import StoreError
        from quizapp.store.progress import home_row

        try:
            with workspace.database.read() as connection:
                self.row = home_row.read(connection, workspace.scope)
        except StoreError as error:
            self.failed(str(error))
            return
        refusal = workspace.database.refusal
        note = text.plain(refusal, "$error") if refusal else Content("")
        self.query_one("#home-note", Static).update(note)
        self._draw()

    # -- drawing ------------------------------------------------------------------------------

    @property
    def standing(self) -> Standing:
        return self.row.standing

    def _draw(self) -> None:
        """Draw what the home row says; one that is damaged says nothing until it is renewed."""
        try:
            self._draw_row()
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            if self.row == HomeRow():
                raise
            logger.exception("the home row is damaged")
            self.row = HomeRow()
            self._draw_row()

    def _draw_row(self) -> None:
        self._drawn_width = self.app.size.width
        heading = self.query_one(Heading)
        name = self.row.title or "practice for your exam"
        heading.title(Content.assemble(("quizapp", "bold $accent"), "   ", text.clean(name)))
        days = self.standing.days_left
        exam = self.row.exam or ""
        if days is not None and days >= 0:
            exam += f" · exam in {text.count(days, 'day')}"
        heading.standing(Content(exam))
        self.query_one("#home-top", Static).update(self._top())
        answered = bool(self.standing.answers)
        self.set_class(answered, "-figures")
        if answered:
            self.query_one("#home-domains", Static).update(self._domains())
        actions = self.query_one(OptionList)
        at = actions.highlighted or 0
        actions.clear_options()
        actions.add_options(self._actions())
        actions.highlighted = min(at, actions.option_count - 1) if actions.option_count else None
        self.query_one(Hints).renew()

    def _top(self) -> Content:
        standing = self.standing
        if not standing.answers:
            return Content("\n").join(
                [
                    Content.styled("Welcome.", "bold"),
                    Content(
                        "Sit a mock exam under the clock and see where you stand, domain by domain."
                    ),
                    Content("Every option of every question has its reason; all is saved."),
                ]
            )
        return Content("\n").join([self._readiness(), self._today()])

    def _readiness(self) -> Content:
        standing = self.standing
        probability, exam = standing.probability, standing.exam_probability
        if probability is None or exam is None or standing.score is None:
            if standing.missing:
                lack = f"{standing.missing} more first-sight answers needed"
            else:
                domains = ", ".join(sorted(standing.missing_by_domain))
                lack = f"more answers needed in domain {domains}"
            return Content.assemble(
                "Chance of passing a fresh mock   ",
                ("not enough evidence yet", "bold"),
                (f"\n{lack}", text.MUTED),
            )
        low, high = standing.score
        return Content.assemble(
            "Chance of passing a fresh mock   ",
            (str(standing.words), "bold $accent"),
            (f"   {probability:.0%}\n", text.MUTED),
            (
                f"score {low}–{high}{self.row.unit} · {standing.first_sight} of "
                f"{standing.answers} answers first sight · real exam, less sure: {exam:.0%}",
                text.MUTED,
            ),
        )

    def _today(self) -> Content:
        standing = self.standing
        parts = [f"{standing.due} due", f"{standing.recover} missed to recover"]
        if standing.streak:
            parts.append(f"{text.count(standing.streak, 'day')} in a row")
        last = self.row.last
        if last is not None and last.score is not None:
            parts.append(f"last mock {last.score}{self.row.unit}")
        return Content.assemble(("Today   ", text.MUTED), " · ".join(parts))

    def _domains(self) -> Content:
        name, bar = WIDTHS[(self._drawn_width >= NARROW) + (self._drawn_width >= WIDE)]
        return Content("\n").join(
            [mastery_row(row, name, bar, target=self.row.target) for row in self.standing.domains]
        )

    def _rows(self) -> list[tuple[str, str, str, str]]:
        """(action, label, what, key); the first one is the next best step."""
        row, standing = self.row, self.standing
        rows: list[tuple[str, str, str, str]] = []
        sitting = row.open
        if sitting is not None:
            time_left = f", {shown(sitting.left)} left" if sitting.left is not None else ""
            what = f"{sitting.title}: {sitting.answered} of {sitting.questions} answered{time_left}"
            rows.append(("resume", "Resume", what, "enter"))
        fresh = [number for number, taken in row.forms if not taken]
        kept = in_reserve(fresh, self.quiz.settings.reserve)
        fresh = [number for number in fresh if number not in kept]
        again = "The rest is in reserve" if kept else "All forms are sat"
        mock = ("mock", "Mock", f"{again}: sit one again", "m")
        if fresh:
            words = "unseen" if standing.answers else "to see where you stand"
            mock = ("mock", "Mock", f"Mock exam {fresh[0]}, {words}", "m")
        to_review = standing.due + standing.recover
        due = f"{standing.due} due, {standing.recover} to recover"
        review = ("review", "Review", due if to_review else "nothing is due today", "r")
        weak = standing.weak
        drill = ("drill", "Drill", "choose what to practise, or 10 quick ones", "d")
        if standing.due >= REVIEW_FROM:
            rows.append(review)
        if weak:
            rows.append(("weakest", "Next", f"20 questions on {weak.name}", ""))
        if row.forms:
            rows.append(mock)
        rows.append(drill)
        if review not in rows:
            rows.append(review)
        rows.append(("weak", "Weak areas", "what costs you most on the exam", "w"))
        rows.append(("browse", "Browse", "search every question; bookmarks and notes", "b"))
        rows.append(("history", "History", "every sitting so far", "h"))
        return rows

    def _actions(self) -> list[Option]:
        width = min(WIDEST, max(30, self._drawn_width - 8))
        return [
            Option(
                text.both_ends(
                    Content.assemble(
                        (f" {label:<12}", "bold" if index == 0 else ""), text.clean(what)
                    ),
                    Content.styled(key or ("enter" if index == 0 else ""), "$accent"),
                    width,
                ),
                id=action,
            )
            for index, (action, label, what, key) in enumerate(self._rows())
        ]

    # -- actions ------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        act = {
            "resume": self.action_resume,
            "mock": self.action_mock,
            "drill": self.action_drill,
            "review": self.action_review,
            "weakest": self.action_weakest,
            "weak": self.action_weak,
            "browse": self.action_browse,
            "history": self.action_history,
        }.get(event.option_id or "")
        if act is not None:
            act()

    def _when_ready(self, action: Callable[[], None]) -> None:
        """Do it now, or as soon as the questions are open."""
        if self.workspace is None and self._failure is not None:
            self.quiz.say(self._failure, severity="error", timeout=8)
        elif self.workspace is None:
            self._pending = action
            self.quiz.say("One moment: the questions are being opened.", timeout=2)
        else:
            action()

    def action_resume(self) -> None:
        sitting = self.row.open
        if sitting is not None:
            self._when_ready(lambda: self.quiz.resume(sitting.id))

    def action_mock(self) -> None:
        self._when_ready(self._brief)

    def _brief(self) -> None:
        from quizapp.ui.screens.briefing import BriefingScreen

        self.app.push_screen(BriefingScreen())

    def action_drill(self) -> None:
        self._when_ready(self._show_drill)

    def _show_drill(self) -> None:
        from quizapp.ui.screens.drill_builder import DrillBuilderScreen

        self.app.push_screen(DrillBuilderScreen())

    def action_review(self) -> None:
        self._when_ready(self.quiz.begin_review)

    def action_weakest(self) -> None:
        from quizapp.study.drill import Wish

        weak = self.standing.weak
        if weak is not None:
            wish = Wish(topics=frozenset({weak.topic}))
            self._when_ready(lambda: self.quiz.begin_drill(wish, title=f"Drill: {weak.name}"))

    def action_weak(self) -> None:
        self._when_ready(self._show_weak)

    def _show_weak(self) -> None:
        from quizapp.ui.screens.weak import WeakScreen

        self.app.push_screen(WeakScreen())

    def action_browse(self) -> None:
        self._when_ready(self._show_browse)

    def _show_browse(self) -> None:
        from quizapp.ui.screens.browse import BrowseScreen

        self.app.push_screen(BrowseScreen())

    def action_history(self) -> None:
        self._when_ready(self._show_history)

    def action_settings(self) -> None:
        self._when_ready(self.quiz.action_settings)

    def _show_history(self) -> None:
        from quizapp.ui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen())
