"""History: every sitting, newest first; enter opens its report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.attempt import OPEN
from quizapp.exam.clock import shown
from quizapp.exam.scoring import practice_score, wilson
from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints
from quizapp.ui.widgets.plot import Point, plot

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.bootstrap.history import PastAttempt

LIMIT = 500
WIDEST = 100


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the columns of a row are; the narrower the screen, the fewer there are."""

    day: int
    title: int
    exam: int
    time: int

    @classmethod
    def fitting(cls, width: int) -> Columns:
        """The columns for a screen of this width."""
        if width >= 90:
            return cls(18, 28, 9, 9)
        return cls(12, 23, 9, 9) if width >= 80 else cls(12, max(10, width - 40), 0, 0)

    def row(self, day: str, title: str, exam: str, right: str, outcome: str, time: str) -> Content:
        said = title if len(title) < self.title else title[: self.title - 2] + "…"
        return Content.assemble(
            (day[: self.day - 2].ljust(self.day), text.MUTED),
            said.ljust(self.title),
            (exam[: self.exam].ljust(self.exam), text.MUTED),
            right.rjust(8),
            outcome.rjust(10),
            (time.rjust(self.time) if self.time else "", text.MUTED),
        )


class HistoryScreen(QuizScreen):
    """Every sitting so far, newest first. Enter opens its report, or goes on with an open one."""

    BINDINGS = [
        Binding("enter", "open", "Open", id="history.open", tooltip="Its report; or go on with it"),
        Binding(
            "delete,x",
            "remove",
            "Remove",
            id="history.remove",
            key_display="x",
            tooltip="Forget this sitting, or all; a backup is made first",
        ),
        Binding("escape", "back", "Home", id="history.back", tooltip="Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.past: list[PastAttempt] = []
        self.given: dict[str, tuple[int, int]] = {}

    def compose(self) -> ComposeResult:
        yield Heading(Content("History"))
        with Vertical(classes="page"):
            yield Static(Content(""), id="history-plot")
            yield Static(Content(""), id="history-head")
            yield OptionList()
        yield Hints()

    def on_mount(self) -> None:
        self.quiz.guard(self._load)
        self._draw()
        self.query_one(OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.past) if action in ("open", "remove") else True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _load(self) -> None:
        from quizapp.store.learner import history

        workspace = self.quiz.workspace
        if workspace is None:
            return
        with workspace.database.read() as connection:
            self.past = history.attempts(connection, workspace.scope, LIMIT)[::-1]
            self.given = history.confidence(connection, workspace.scope, LIMIT)

    def _draw(self) -> None:
        workspace = self.quiz.workspace
        if workspace is None:
            return
        self.query_one("#history-plot", Static).update(self._trend(workspace.blueprint, self.given))
        columns = Columns.fitting(self.size.width)
        head = columns.row("Date", "Sitting", "Exam", "Right", "Score", "Time").plain
        if not self.past:
            head = "Nothing yet. Sit a mock exam (esc, then m) and it stands here, for good."
        self.query_one("#history-head", Static).update(Content.styled(head + "\n", text.MUTED))
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        rows.clear_options()
        rows.add_options([Option(self._row(past, columns), id=str(past.id)) for past in self.past])
        if self.past:
            rows.highlighted = min(at, len(self.past) - 1)
        self.query_one(Hints).renew()

    def _trend(self, blueprint: Blueprint, given: dict[str, tuple[int, int]]) -> Content:
        """Scores of mocks over time, and how far predictions and confidence came true."""
        mocks = [p for p in self.past[::-1] if p.score is not None and p.kind in ("mock", "short")]
        if not mocks:
            return Content("")
        points = []
        for past in mocks:
            low, high = wilson(past.correct or 0, past.questions)
            points.append(
                Point(
                    past.score or 0,
                    practice_score(low, blueprint),
                    practice_score(high, blueprint),
                    past.started.astimezone().strftime("%m-%d"),
                    (past.score or 0) >= blueprint.score_pass,
                )
            )
        drilled = [p for p in self.past if p.kind in ("drill", "review", "replay")]
        blocks = [
            plot(
                points,
                blueprint.score_pass,
                blueprint.score_min,
                blueprint.score_max,
                min(WIDEST, self.size.width - 10),
                blueprint.unit,
            )
        ]
        if drilled:
            done = sum(p.answered for p in drilled)
            blocks.append(
                Content.styled(
                    f"Besides: {text.count(done, 'answer')} in "
                    f"{text.count(len(drilled), 'drill')} and reviews.",
                    text.MUTED,
                )
            )
        said = [(p.prediction, (p.score or 0) >= blueprint.score_pass) for p in mocks]
        known = [(share, passed) for share, passed in said if share is not None]
        if known:
            mean = sum(share for share, _ in known) / len(known)
            passed = sum(passed for _, passed in known)
            blocks.append(
                Content.styled(
                    f"Before {text.count(len(known), 'mock')} we said {mean:.0%} on average; "
                    f"{passed} of them passed.",
                    text.MUTED,
                )
            )
        if given:
            parts = [
                f"{name} {given[name][0]}/{given[name][1]}"
                for name in ("sure", "unsure", "guess")
                if name in given
            ]
            blocks.append(Content.styled(f"Right when you were {', '.join(parts)}.", text.MUTED))
        return Content("\n").join([*blocks, Content("")])

    def _score(self, past: PastAttempt) -> str:
        """A score as its own exam writes it."""
        blueprints = self.quiz.workspace.blueprints if self.quiz.workspace else ()
        unit = next((b.unit for b in blueprints if b.code == past.exam), "")
        return f"{past.score}{unit}"

    def _row(self, past: PastAttempt, columns: Columns) -> Content:
        right = f"{past.correct}/{past.questions}" if past.correct is not None else "–"
        if past.state in {state.value for state in OPEN}:
            right, outcome = f"{past.answered} done", "open"
        elif past.score is None:
            outcome = past.state
        else:
            outcome = self._score(past) if past.kind in ("mock", "short") else "done"
        return columns.row(
            past.started.astimezone().strftime("%Y-%m-%d %H:%M"),
            text.clean(past.title),
            past.exam,
            right,
            outcome,
            shown(past.seconds),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        past = next((p for p in self.past if str(p.id) == event.option_id), None)
        if past is None:
            return
        if past.state in {state.value for state in OPEN}:
            self.quiz.resume(past.id)
        else:
            self.quiz.show_past(past.id)

    def action_open(self) -> None:
        self.query_one(OptionList).action_select()

    def action_remove(self) -> None:
        at = self.query_one(OptionList).highlighted
        if at is None or at >= len(self.past):
            return
        past = self.past[at]
        self.app.push_screen(
            ChoiceScreen(
                Content("Remove from history?"),
                Content.styled("A backup of everything is made first.", text.MUTED),
                [
                    ("", Content(" Keep it")),
                    (str(past.id), text.plain(f" Remove {past.title}")),
                    ("all", Content(f" Remove all {len(self.past)} sittings")),
                ],
            ),
            self._remove,
        )

    def _remove(self, choice: str | None) -> None:
        if not choice:
            return

        def remove() -> None:
            from quizapp.store.upkeep.backups import back_up

            workspace = self.quiz.workspace
            if workspace is None:
                return
            home = self.quiz.launch.home
            if self.quiz.launch.url is None:
                back_up(home.database, home.backups, "before-removal")
            workspace.forget(None if choice == "all" else int(choice))

        if self.quiz.guard(remove):
            self.quiz.guard(self._load)
            self._draw()

    def action_back(self) -> None:
        self.quiz.go_home()
