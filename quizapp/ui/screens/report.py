"""The report of a sitting.

For a mock: the score with its range, the domains, the pace, and changed answers. For a drill, a
review or a replay: the topics, what was missed, and when it comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.exam.attempt import OPEN
from quizapp.exam.clock import shown
from quizapp.exam.scoring import DomainResult
from quizapp.practice.outcome import headline
from quizapp.practice.report import included
from quizapp.ui import messages, text
from quizapp.ui.screens.base import LONG, WIDE
from quizapp.ui.screens.choice import offer_to_open
from quizapp.ui.screens.contents import ContentsScreen
from quizapp.ui.screens.further import FurtherPages
from quizapp.ui.screens.review import ReviewScreen, none_of
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.practice.outcome import Outcome
    from quizapp.practice.report import ReportFacts
    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting

MAX_SCALE = 37
"""Maximum width of the scale of a domain, in cells."""
LINE = 96
"""Maximum width of a line of prose, in cells."""
MAX_NAME = 60
"""Maximum width of the name of a topic, in cells."""
COUNTS = 16
"""Cells for the weight and the count of a domain."""


class ReportScreen(FurtherPages):
    """Your results. The practice score is an estimate; the range shows how certain it is."""

    BINDINGS = [
        Binding(
            "m",
            "review('missed')",
            "Missed",
            id="report.missed",
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
            "r",
            "replay",
            "Replay missed",
            id="report.replay",
            tooltip="Answer the missed questions again, each until it is right",
        ),
        Binding(
            "h",
            "save",
            "Save as HTML",
            id="report.save",
            tooltip="Save the report and all answers as one page to keep, print, or send",
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
        Binding("escape", "home", "Back", id="report.home", tooltip="Back to the previous screen"),
    ]

    def __init__(
        self,
        practice: Practice,
        sitting: Sitting,
        facts: ReportFacts,
        outcome: Outcome | None = None,
        learner: str = "",
    ) -> None:
        """`outcome` is None for a mock. `learner` is the name on the report; empty for none."""
        super().__init__()
        self.practice = practice
        self.sitting = sitting
        self.facts = facts
        self.outcome = outcome
        self._learner = text.clean(learner)

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="report-text")
        yield OptionList(id="report-actions")
        yield Hints()

    def on_mount(self) -> None:
        facts = self.facts
        heading = self.query_one(Heading)
        name = f" · {self._learner}" if self._learner else ""
        heading.title(
            Content(f"{text.clean(facts.title)} · {facts.exam} · {facts.started:%Y-%m-%d}{name}")
        )
        heading.standing(Content(f"{shown(facts.used)} used"))
        rows = self.query_one(OptionList)
        rows.add_options(self._choices())
        rows.highlighted = 0
        rows.focus()
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "replay":
            return not self.facts.given_up
        return super().check_action(action, parameters)

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        if self.outcome is None or self.facts.given_up:
            blocks = [self._score(), self._domains(), self._pace_and_changes()]
        else:
            blocks = [self._went(self.outcome), self._topics(self.outcome)]
            blocks += [self._misses(self.outcome)] if self.outcome.misses else []
        blocks[1:1] = self.mixed_up()
        self.query_one("#report-text", Static).update(Content("\n\n").join(blocks))

    def _went(self, outcome: Outcome) -> Content:
        attempt = self.sitting.attempt
        how = self.facts.outcome if attempt.state in OPEN else headline(attempt)
        lines = [Content.styled(how, "bold")]
        if outcome.change:
            lines.append(Content(outcome.change))
        return Content("\n").join(lines)

    def _topics(self, outcome: Outcome) -> Content:
        """Return a line for each topic, the topic with the most misses first."""
        room = self.query_one(".page").scrollable_content_region.width
        width = min(MAX_NAME, max(20, room - 8))
        return Content("\n").join(
            Content.assemble(
                text.pad(text.cut(text.clean(row.name), width - 1), width),
                (f"{row.right:>3} of {row.asked}", "$success" if row.right == row.asked else ""),
            )
            for row in outcome.topics
        )

    def _misses(self, outcome: Outcome) -> Content:
        """Return the takeaway of each missed question, after its number in the sitting."""
        room = self.query_one(".page").scrollable_content_region.width
        lines = [Content.styled("What you missed", text.MUTED)]
        for miss in outcome.misses:
            number = Content.styled(f"{miss.position + 1:>3}  ", text.MUTED)
            lines.append(text.hanging(text.prose(miss.takeaway), number, min(LINE, room)))
        return Content("\n").join(lines)

    def _score(self) -> Content:
        facts = self.facts
        if facts.score is None:
            return Content.styled(facts.outcome, "bold")
        verdict = ("PASS", "bold $success") if facts.score.passed else ("NOT YET", "bold $error")
        low, high = facts.range_text
        return Content("\n").join(
            [
                Content.assemble(
                    ("PRACTICE SCORE  ", text.MUTED),
                    (facts.score_text, "bold $accent"),
                    "   ",
                    verdict,
                    (f"   passing {facts.passing_text}", text.MUTED),
                    (f"   likely range {low}–{high}", text.MUTED),
                ),
                Content.assemble(
                    (facts.outcome, "bold"),
                    (f" {facts.blueprint.conversion} {facts.first_sight_text}", text.MUTED),
                ),
            ]
        )

    def _domains(self) -> Content:
        room = self.query_one(".page").scrollable_content_region.width
        name_width = 36 if self.size.width >= WIDE else 33 if room >= 66 else 25
        scale = max(
            10,
            min(MAX_SCALE, room - name_width - COUNTS - (11 if self._has_room_for_verdicts else 0)),
        )
        if self.facts.score is None:
            return self._counts(name_width)
        cut = round(self.facts.blueprint.pass_fraction * (scale - 1))
        left = next(w for w in ("needs improvement", "needs work", "") if len(w) <= cut - 1)
        right = next(w for w in ("meets competencies", "meets", "") if len(w) <= scale - cut + 6)
        head = "Domain".ljust(name_width) + "weight  " + left.rjust(cut - 1) + f" │ {right}"
        lines = [Content.styled(head, text.MUTED)]
        lines += [self._domain(row, name_width, scale) for row in self.facts.domains]
        return Content("\n").join(lines)

    def _counts(self, name_width: int) -> Content:
        """Return the domains without verdicts, since there is no score."""
        lines = [Content.styled("Domain".ljust(name_width) + "weight   right", text.MUTED)]
        for row in self.facts.domains:
            name = text.pad(text.cut(text.clean(row.name), name_width - 1), name_width)
            weight = (f"{row.weight:>4}%   ", text.MUTED)
            lines.append(Content.assemble(name, weight, f"{row.correct:>3}/{row.total}"))
        return Content("\n").join(lines)

    @property
    def _has_room_for_verdicts(self) -> bool:
        """Whether there is room for the verdict on a domain in words."""
        return self.size.width >= 88

    def _domain(self, row: DomainResult, name_width: int, scale: int) -> Content:
        """Return the row of a domain. Its dot is left of the pass line if it needs improvement,
        else right of it."""
        line = [" "] * scale
        cut = round(self.facts.blueprint.pass_fraction * (scale - 1))
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
            text.pad(text.cut(text.clean(row.name), name_width - 1), name_width),
            (f"{row.weight:>4}%   ", text.MUTED),
            drawn,
            f" {row.correct:>3}/{row.total:<3}",
            (meets if self._has_room_for_verdicts else "", "$success" if row.meets else "$error"),
        )

    def _pace_and_changes(self) -> Content:
        """Return the lines about pace, changed answers, earlier scores, and the prediction."""
        facts = self.facts
        rows: list[tuple[str, str, str]] = []
        if facts.unanswered_text:
            rows.append(("Open", facts.unanswered_text, ", counted as wrong"))
        if facts.pace:
            budget = "" if facts.budget is None else f" (budget {shown(facts.budget)})"
            spent = "  ".join(shown(seconds) for seconds in facts.pace)
            rows.append(("Pace", spent, f" a question, by quarter{budget}"))
        if facts.right_by_quarter:
            shares = (f"{right}/{total}".rjust(5) for right, total in facts.right_by_quarter)
            rows.append(("Right", "  ".join(shares), "  by quarter"))
        if facts.last_quarter_remark:
            rows.append(("", facts.last_quarter_remark, ""))
        if facts.time_on_right and facts.time_on_wrong:
            right, wrong = shown(facts.time_on_right), shown(facts.time_on_wrong)
            rows.append(("Time", f"{right} on right answers, {wrong} on wrong ones", ""))
        if facts.changes_text:
            number = text.count(facts.changes.total, "answer")
            rows.append(("Changed", f"{number}: {facts.changes_text}", ""))
        if facts.earlier:
            rows.append(
                ("Earlier", ", ".join(facts.earlier_text), " in your earlier first-sight mocks")
            )
        if facts.prediction is not None:
            rows.append(("Before", f"your chance of passing was {facts.prediction:.0%}", ""))
        return Content("\n").join(
            [Content.assemble((f"{a:<9}", text.MUTED), b, (c, text.MUTED)) for a, b, c in rows]
        )

    def _choices(self) -> list[Option]:
        facts, items = self.facts, len(included(self.sitting.attempt))
        rows = []
        if self.outcome is not None:
            rows.append(
                Option(Content.assemble(" Continue  ", ("enter", text.MUTED)), id="continue")
            )
        if facts.missed:
            rows.append(Option(Content(f" Review the {facts.missed} missed"), id="missed"))
        if items:
            rows.append(Option(Content(f" Review all {items}"), id="all"))
        if facts.flagged:
            rows.append(Option(Content(f" Review the {facts.flagged} flagged"), id="flagged"))
        if facts.missed and not facts.given_up:
            rows.append(Option(Content(" Replay the missed until each is right"), id="replay"))
        return rows

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == "replay":
            self.action_replay()
        elif event.option_id == "continue":
            self.action_home()
        elif event.option_id is not None:
            self.action_review(event.option_id)

    def action_scroll(self, direction: int) -> None:
        page = self.query_one(VerticalScroll)
        page.scroll_relative(y=direction * max(1, page.size.height - 1), animate=False)

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
        from quizapp.export.files import FileFault
        from quizapp.export.page import save_page

        try:
            with self.refusals() as saved:
                target = save_page(self.practice, self.sitting.stored.id)
        except FileFault as fault:
            self.say(str(fault), severity="error", timeout=LONG)
            return
        if saved.done:
            offer_to_open(self, Content("The report is saved"), target)

    def action_home(self) -> None:
        self.step_back()
