"""The report of a mock: the score with its range, each domain, pace and changed answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.attempt import State
from quizapp.exam.clock import shown
from quizapp.exam.scoring import DomainResult, Report, changes, pace, quarters, time_by_outcome
from quizapp.ui import text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.store.sittings.sitting import Sitting

MOST_SCALE = 37
COUNTS = 16
"""Cells for the weight and the count of a domain."""


class ReportScreen(QuizScreen):
    """How the sitting went. The practice score is this app's own; the range says how sure it is."""

    BINDINGS = [
        Binding(
            "m",
            "review('missed')",
            "Missed",
            id="report.missed",
            tooltip="Read why, question by question: what you missed",
        ),
        Binding("a", "review('all')", "All", id="report.all", tooltip="Read why: every question"),
        Binding(
            "f",
            "review('flagged')",
            "Flagged",
            id="report.flagged",
            tooltip="Read why: what you flagged",
        ),
        Binding(
            "r",
            "replay",
            "Replay missed",
            id="report.replay",
            tooltip="Answer what you missed again, each until it is right",
        ),
        Binding(
            "h",
            "save",
            "Save as HTML",
            id="report.save",
            tooltip="Write the report and every answer into one page to keep, print or send",
        ),
        Binding(
            "pagedown",
            "scroll(1)",
            "More",
            id="report.page_down",
            show=False,
            priority=True,
            tooltip="Scroll the report down",
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
        Binding("escape", "home", "Home", id="report.home", tooltip="Back"),
    ]

    def __init__(self, sitting: Sitting) -> None:
        super().__init__()
        self.sitting = sitting
        self._earlier: tuple[int, ...] = ()

    @property
    def finished(self) -> bool:
        return self.sitting.attempt.state is not State.ABANDONED

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="report-text")
        yield OptionList(id="report-actions")
        yield Hints()

    def on_mount(self) -> None:
        stored = self.sitting.stored
        heading = self.query_one(Heading)
        day = stored.started_at.astimezone().strftime("%Y-%m-%d")
        name = text.clean(self.quiz.settings.name)
        whose = f" · {name}" if name else ""
        heading.title(Content(f"{stored.plan.title} · {stored.plan.scope.exam} · {day}{whose}"))
        heading.standing(Content(f"{shown(self.sitting.attempt.used)} used"))
        self.quiz.guard(self._read_earlier)
        rows = self.query_one(OptionList)
        rows.add_options(self._choices())
        rows.highlighted = 0
        rows.focus()
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.finished if action == "replay" else True

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        report = self.sitting.report
        blocks = [self._score(report), self._domains(report), self._manner()]
        self.query_one("#report-text", Static).update(Content("\n\n").join(blocks))

    def _read_earlier(self) -> None:
        from quizapp.practice.report import earlier_scores

        with self.sitting.database.read() as connection:
            self._earlier = earlier_scores(connection, self.sitting.stored)

    def _score(self, report: Report) -> Content:
        blueprint = self.sitting.blueprint
        if not self.finished:
            return Content.assemble(
                ("Abandoned", "bold"),
                (f"   {report.answered} of {report.total} answered; no score", text.MUTED),
            )
        if self.sitting.attempt.immediate:
            return Content.styled(f"{report.correct} of {report.total} right.", "bold")
        verdict = ("PASS", "bold $success") if report.passed else ("NOT YET", "bold $error")
        first = (
            f"All {report.total} questions were first sight."
            if report.first_sight == report.total
            else f"{report.first_sight} of {report.total} questions were first sight."
        )
        ended = "  Time ran out." if self.sitting.attempt.state is State.EXPIRED else ""
        return Content("\n").join(
            [
                Content.assemble(
                    ("PRACTICE SCORE  ", text.MUTED),
                    (blueprint.shown(report.score), "bold $accent"),
                    "   ",
                    verdict,
                    (f"   passing {blueprint.shown(blueprint.score_pass)}", text.MUTED),
                    (f"   likely range {report.low}–{blueprint.shown(report.high)}", text.MUTED),
                ),
                Content.assemble(
                    (f"{report.correct} of {report.total} right.", "bold"),
                    (
                        f" {blueprint.conversion} {first}{ended}",
                        text.MUTED,
                    ),
                ),
            ]
        )

    def _domains(self, report: Report) -> Content:
        room = self.query_one(".page").scrollable_content_region.width
        name_width = 36 if self.size.width >= 110 else 33 if room >= 66 else 25
        scale = max(10, min(MOST_SCALE, room - name_width - COUNTS - (11 if self._says else 0)))
        cut = round(self.sitting.blueprint.pass_fraction * (scale - 1))
        left = next(w for w in ("needs improvement", "needs work", "") if len(w) <= cut - 1)
        right = next(w for w in ("meets competencies", "meets", "") if len(w) <= scale - cut + 6)
        head = "Domain".ljust(name_width) + "weight  " + left.rjust(cut - 1) + f" │ {right}"
        lines = [Content.styled(head, text.MUTED)]
        lines += [self._domain(row, name_width, scale) for row in report.domains]
        return Content("\n").join(lines)

    @property
    def _says(self) -> bool:
        """Whether there is room for the verdict on a domain in words."""
        return self.size.width >= 88

    def _domain(self, row: DomainResult, name_width: int, scale: int) -> Content:
        """One row: a dot left of the line needs improvement, right of it meets competencies."""
        line = [" "] * scale
        cut = round(self.sitting.blueprint.pass_fraction * (scale - 1))
        line[cut] = "│"
        at = None
        if row.total:
            at = round(row.correct / row.total * (scale - 1))
            if at == cut:
                at += 1 if row.meets else -1
            at = min(scale - 1, at)
            if row.meets and at < cut:
                at = cut + 1
            elif not row.meets and at > cut:
                at = cut - 1
            line[at] = "●"
        drawn = Content.assemble(
            *(
                (cell, "bold $success" if row.meets else "bold $error")
                if index == at
                else (cell, "$quiz-faint")
                for index, cell in enumerate(line)
            )
        )
        meets = {True: "meets", False: "needs work", None: "not asked"}[row.meets]
        return Content.assemble(
            _cut(text.clean(row.name), name_width - 1).ljust(name_width),
            (f"{row.weight:>4} %  ", text.MUTED),
            drawn,
            f" {row.correct:>3}/{row.total:<3}",
            (meets if self._says else "", "$success" if row.meets else "$error"),
        )

    def _manner(self) -> Content:
        attempt = self.sitting.attempt
        items = attempt.items
        pace_shown = "  ".join(shown(seconds) for seconds in pace(items))
        budget = (
            f" (budget {shown(attempt.allowed / len(items))})"
            if attempt.allowed is not None
            else ""
        )
        lines = [
            Content.assemble(
                ("Pace     ", text.MUTED),
                pace_shown,
                (f" a question, by quarter{budget}", text.MUTED),
            )
        ]
        by_quarter = quarters(items)
        if self.finished and len(by_quarter) == 4:
            shares = "  ".join(f"{right}/{total}".rjust(5) for right, total in by_quarter)
            lines.append(
                Content.assemble(
                    ("Right    ", text.MUTED),
                    shares,
                    ("  by quarter (tired at the end?)", text.MUTED),
                )
            )
        on_right, on_wrong = time_by_outcome(items)
        if on_right and on_wrong:
            lines.append(
                Content.assemble(
                    ("Time     ", text.MUTED),
                    f"{shown(on_right)} on right answers, {shown(on_wrong)} on wrong ones",
                )
            )
        found = changes(items)
        if found.total:
            lines.append(
                Content.assemble(
                    ("Changed  ", text.MUTED),
                    f"{text.count(found.total, 'answer')}: {found.wrong_to_right} wrong→right, "
                    f"{found.right_to_wrong} right→wrong, {found.wrong_to_wrong} wrong→wrong",
                )
            )
        if self._earlier:
            lines.append(
                Content.assemble(
                    ("Earlier  ", text.MUTED),
                    ", ".join(self.sitting.blueprint.shown(s) for s in self._earlier[-6:]),
                    (" in your first-sight mocks before", text.MUTED),
                )
            )
        said = self.sitting.stored.plan.prediction
        if said is not None:
            lines.append(Content.assemble(("Before   ", text.MUTED), f"we said {said:.0%} to pass"))
        return Content("\n").join(lines)

    def _choices(self) -> list[Option]:
        items = self.sitting.attempt.items
        missed = sum(not item.right for item in items)
        flagged = sum(item.flagged for item in items)
        rows = []
        if missed:
            rows.append(Option(Content(f" Review the {missed} missed"), id="missed"))
        rows.append(Option(Content(f" Review all {len(items)}"), id="all"))
        if flagged:
            rows.append(Option(Content(f" Review the {flagged} flagged"), id="flagged"))
        if missed and self.finished:
            rows.append(Option(Content(" Replay the missed until each is right"), id="replay"))
        return rows

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == "replay":
            self.action_replay()
        elif event.option_id is not None:
            self.action_review(event.option_id)

    def action_scroll(self, direction: int) -> None:
        page = self.query_one(VerticalScroll)
        page.scroll_relative(y=direction * max(1, page.size.height - 1), animate=False)

    def action_review(self, which: str) -> None:
        from quizapp.ui.screens.review import ReviewScreen

        if not self.sitting.attempt.part(which):
            self.quiz.say(f"None {which}.")
            return
        self.app.push_screen(ReviewScreen(self.sitting, which))

    def action_replay(self) -> None:
        if self.finished:
            self.quiz.begin_replay(self.sitting.stored.id)

    def action_save(self) -> None:
        """Write the page into the home folder's reports, and offer to open it."""
        from quizapp.export.files import FileFault, write
        from quizapp.export.page import page
        from quizapp.export.reading import read

        folder = self.quiz.launch.home.reports
        found: list[Path] = []

        def save() -> None:
            record = read(self.sitting.database, self.sitting.stored.id)
            target = folder / f"{record.file_name}.html"
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write(target, page(record).encode(), force=True)
            found.append(target)

        try:
            done = self.quiz.guard(save)
        except FileFault as fault:
            self.quiz.say(str(fault), severity="error", timeout=15)
            return
        except OSError as error:
            self.quiz.say(f"{folder}: {error.strerror}", severity="error", timeout=15)
            return
        if done:
            self._offer(found[0])

    def _offer(self, target: Path) -> None:
        def workspace(choice: str | None) -> None:
            if choice == "open":
                self.app.open_url(target.as_uri())

        self.app.push_screen(
            ChoiceScreen(
                Content("The report is saved"),
                text.plain(str(target)),
                [("", Content(" Done")), ("open", Content(" Open it in the browser"))],
            ),
            workspace,
        )

    def action_home(self) -> None:
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.quiz.go_home()


def _cut(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"
