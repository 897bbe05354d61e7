"""Home: where you stand, and what to do next. Painted before any data layer is loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.clock import shown
from quizapp.exam.forms import in_reserve
from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.widgets.bars import TARGET, mastery_row
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.store.workspace import Opened

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

    def __init__(self, summary: dict[str, Any]) -> None:
        super().__init__()
        self.summary = summary
        self.opened: Opened | None = None
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

    def ready(self, opened: Opened) -> None:
        """The questions are open: draw the learner's figures, do what was asked for meanwhile."""
        self.opened = opened
        self.renew()
        pending, self._pending = self._pending, None
        if pending is not None:
            pending()

    def failed(self, message: str) -> None:
        """Say what is wrong with the database, now and whenever a key needs it."""
        self._failure = message
        self.query_one("#home-note", Static).update(text.plain(message, "$error"))

    def renew(self) -> None:
        """Read the summary again and draw what has changed."""
        opened = self.opened
        if opened is None:
            return
        from quizapp.store.errors import StoreError
        from quizapp.store.progress import home_row

        try:
            with opened.database.read() as connection:
                self.summary = home_row.read(connection, opened.learner, opened.pack)
        except StoreError as error:
            self.failed(str(error))
            return
        refusal = opened.database.refusal
        note = text.plain(refusal, "$error") if refusal else Content("")
        self.query_one("#home-note", Static).update(note)
        self._draw()

    # -- drawing ------------------------------------------------------------------------------

    @property
    def standing(self) -> dict[str, Any]:
        found: dict[str, Any] = self.summary.get("standing") or {}
        return found

    @property
    def unit(self) -> str:
        """What stands behind a score of the exam."""
        return str(self.summary.get("unit") or "")

    def _draw(self) -> None:
        """Draw what the summary says; one that is damaged says nothing until it is renewed."""
        try:
            self._draw_summary()
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            if not self.summary:
                raise
            logger.exception("the summary is damaged")
            self.summary = {}
            self._draw_summary()

    def _draw_summary(self) -> None:
        found = self.summary
        self._drawn_width = self.app.size.width
        heading = self.query_one(Heading)
        name = found.get("title", "practice for your exam")
        heading.title(Content.assemble(("quizapp", "bold $accent"), "   ", text.clean(name)))
        days = self.standing.get("days_left")
        exam = found.get("exam", "")
        if isinstance(days, int) and days >= 0:
            exam += f" · exam in {text.count(days, 'day')}"
        heading.standing(Content(exam))
        self.query_one("#home-top", Static).update(self._top())
        answered = bool(self.standing.get("answers"))
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
        if not standing.get("answers"):
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
        probability = standing.get("probability")
        if probability is None:
            missing = standing.get("missing", 0)
            by_domain = standing.get("missing_by_domain", {})
            if missing:
                lack = f"{missing} more first-sight answers needed"
            else:
                lack = f"more answers needed in domain {', '.join(sorted(by_domain))}"
            return Content.assemble(
                "Chance of passing a fresh mock   ",
                ("not enough evidence yet", "bold"),
                (f"\n{lack}", text.MUTED),
            )
        low, high = standing["score"]
        exam = standing["exam_probability"]
        return Content.assemble(
            "Chance of passing a fresh mock   ",
            (str(standing["words"]), "bold $accent"),
            (f"   {probability:.0%}\n", text.MUTED),
            (
                f"score {low}–{high}{self.unit} · {standing['first_sight']} of "
                f"{standing['answers']} answers first sight · real exam, less sure: {exam:.0%}",
                text.MUTED,
            ),
        )

    def _today(self) -> Content:
        standing = self.standing
        parts = [f"{standing['due']} due", f"{standing['recover']} missed to recover"]
        if standing.get("streak"):
            parts.append(f"{text.count(standing['streak'], 'day')} in a row")
        last = self.summary.get("last")
        if last and last.get("score") is not None:
            parts.append(f"last mock {last['score']}{self.unit}")
        return Content.assemble(("Today   ", text.MUTED), " · ".join(parts))

    def _domains(self) -> Content:
        target = self.summary.get("target", TARGET)
        name, bar = WIDTHS[(self._drawn_width >= NARROW) + (self._drawn_width >= WIDE)]
        return Content("\n").join(
            [mastery_row(row, name, bar, target=target) for row in self.standing.get("domains", [])]
        )

    def _rows(self) -> list[tuple[str, str, str, str]]:
        """(action, label, what, key); the first one is the next best step."""
        found, standing = self.summary, self.standing
        rows: list[tuple[str, str, str, str]] = []
        opened = found.get("open")
        if opened:
            left = opened.get("left")
            time_left = f", {shown(left)} left" if left is not None else ""
            what = (
                f"{opened['title']}: {opened['answered']} of "
                f"{opened['questions']} answered{time_left}"
            )
            rows.append(("resume", "Resume", what, "enter"))
        fresh = [number for number, sat in found.get("forms", []) if not sat]
        kept = in_reserve(fresh, self.quiz.settings.reserve)
        fresh = [number for number in fresh if number not in kept]
        again = "The rest is in reserve" if kept else "All forms are sat"
        mock = ("mock", "Mock", f"{again}: sit one again", "m")
        if fresh:
            words = "unseen" if standing.get("answers") else "to see where you stand"
            mock = ("mock", "Mock", f"Mock exam {fresh[0]}, {words}", "m")
        to_review = standing.get("due", 0) + standing.get("recover", 0)
        due = f"{standing.get('due', 0)} due, {standing.get('recover', 0)} to recover"
        review = ("review", "Review", due if to_review else "nothing is due today", "r")
        weak = standing.get("weak")
        drill = ("drill", "Drill", "choose what to practise, or 10 quick ones", "d")
        if standing.get("due", 0) >= REVIEW_FROM:
            rows.append(review)
        if weak:
            rows.append(("weakest", "Next", f"20 questions on {weak['name']}", ""))
        if found.get("forms"):
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
        if self.opened is None and self._failure is not None:
            self.quiz.say(self._failure, severity="error", timeout=8)
        elif self.opened is None:
            self._pending = action
            self.quiz.say("One moment: the questions are being opened.", timeout=2)
        else:
            action()

    def action_resume(self) -> None:
        opened = self.summary.get("open")
        if opened:
            self._when_ready(lambda: self.quiz.resume(opened["id"]))

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

        weak = self.standing.get("weak")
        if weak:
            wish = Wish(topics=frozenset({weak["topic"]}))
            self._when_ready(lambda: self.quiz.begin_drill(wish, title=f"Drill: {weak['name']}"))

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
