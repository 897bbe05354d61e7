"""The briefing before a mock: the choice of form, its time, and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.ui import messages, text
from quizapp.ui.screens.base import QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.practice.briefing import Briefing, MockChoice
    from quizapp.practice.room import Practice

ROOMY, TALL = 24, 28
"""Rows of the terminal from which there is room around the advice, and for all of it.

In a terminal of 24 rows, all mocks of an exam with ten forms fit below the text.
"""
BESIDE = 8
"""Cells on both sides of a row."""
SHORT_ADVICE = "There is no penalty for guessing, and a blank counts as wrong."
ADVICE = (
    "Choose one option, or as many as the question asks for. There is no penalty for guessing; "
    "an unanswered question counts as wrong. Flag questions to review before you submit."
)


class BriefingScreen(QuizScreen):
    """What to expect in this mock. Choose another one with ↑ ↓, then press enter to begin."""

    BINDINGS = [
        Binding("enter", "begin", "Begin", id="briefing.begin", tooltip="Start the clock"),
        Binding(
            "e",
            "extra",
            "Extra time",
            id="briefing.extra",
            tooltip="Add the extra time that the exam grants on request",
        ),
        Binding("u", "untimed", "Untimed", id="briefing.untimed", tooltip="No time limit"),
        Binding(
            "d",
            "exam_day",
            "Exam day",
            id="briefing.exam_day",
            tooltip="Turn exam-day mode on or off: with it, you accept the rules first, and the "
            "clock keeps running if you leave",
        ),
        Binding(
            "x",
            "exam",
            "Other exam",
            id="briefing.exam",
            tooltip="Switch to the other exam version",
        ),
        Binding("escape", "back", "Back", id="briefing.back", tooltip="Home"),
    ]

    def __init__(self, practice: Practice, briefing: Briefing) -> None:
        super().__init__()
        self.practice = practice
        self.briefing = briefing

    def compose(self) -> ComposeResult:
        yield Heading(Content("Briefing"))
        with VerticalScroll(classes="page", can_focus=False):
            yield Static(Content(""), id="briefing-text")
            yield OptionList(id="briefing-forms")
        yield Hints()

    def on_mount(self) -> None:
        self._fill()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._fill()

    def _fill(self) -> None:
        """List the forms of the exam."""
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options([Option(self._row(choice)) for choice in self.briefing.choices])
        rows.highlighted = self.briefing.at
        rows.focus()
        self._describe()

    def _row(self, choice: MockChoice) -> Content:
        lead = Content.styled(f" {choice.title}".ljust(17), "bold")
        status = Content.styled(choice.status, text.MUTED)
        return text.hanging(status, lead, self.app.size.width - BESIDE)

    def _describe(self) -> None:
        """Describe the highlighted form."""
        briefing = self.briefing
        blueprint = briefing.blueprint
        roomy, tall = self.app.size.height >= ROOMY, self.app.size.height >= TALL
        blank = [Content("")] if roomy else []
        separator = (" · ", text.MUTED)
        lines = [
            Content.styled(text.clean(blueprint.name), "bold"),
            Content.assemble(
                text.count(briefing.questions, "question"),
                separator,
                briefing.time,
                separator,
                blueprint.passes,
                (" · exam-day mode", "$accent") if briefing.exam_day else "",
            ),
            *([Content("")] if tall else []),
        ]
        lines += [
            Content.assemble(
                (f"{domain.weight:>3}%  ", text.MUTED),
                text.pad(text.clean(domain.name), 36),
                f"{briefing.counts[domain.id]:>3}",
            )
            for domain in blueprint.domains
        ]
        lines += blank
        lines.append(Content(ADVICE if tall else SHORT_ADVICE))
        if briefing.unscored:
            lines.append(Content.styled(briefing.unscored, text.MUTED))
        lines += [Content.styled(briefing.leaving, text.MUTED)]
        if briefing.open_mocks_notice:
            lines.append(text.plain(briefing.open_mocks_notice, "$accent"))
        lines.append(Content(""))
        self.query_one("#briefing-text", Static).update(Content("\n").join(lines))
        # The text may have another height now, and so has the list.
        self.call_after_refresh(self.query_one(OptionList).scroll_to_highlight)
        heading = self.query_one(Heading)
        heading.title(Content("Short mock" if briefing.wish.short else "Mock exam"))
        heading.standing(Content(blueprint.code))
        self.query_one(Hints).renew()

    @property
    def hint_labels(self) -> dict[str, str]:
        """What the keys of options that are on do now."""
        briefing = self.briefing
        labels = {}
        if briefing.extra_minutes:
            labels["briefing.extra"] = "No extra time"
        if briefing.untimed:
            labels["briefing.untimed"] = "Timed"
        if briefing.exam_day:
            labels["briefing.exam_day"] = "Normal mode"
        if len(briefing.exams) > 1:
            labels["briefing.exam"] = self._next_exam
        return labels

    @property
    def _next_exam(self) -> str:
        """The code of the exam that follows in the pack; the first one after the last."""
        exams = self.briefing.exams
        return exams[(exams.index(self.briefing.blueprint.code) + 1) % len(exams)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "exam":
            return len(self.briefing.exams) > 1
        if action == "extra":
            return self.briefing.can_extend and not self.briefing.untimed
        if action == "exam_day":
            return not self.briefing.untimed
        return True

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self._choose(event.option_index)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option_index)
        self.action_begin()

    def _choose(self, at: int) -> None:
        if at != self.briefing.at and at < len(self.briefing.choices):
            self.briefing = self.briefing.choose(at)
            self._describe()

    def action_begin(self) -> None:
        """Start the highlighted mock, or resume it if it is open."""
        # The message about the last move of the highlight may not have arrived yet.
        self._choose(self.query_one(OptionList).highlighted or 0)
        briefing = self.briefing
        if briefing.choice.open is not None:
            self.post_message(messages.ResumeSitting(briefing.choice.open))
            return
        other = briefing.other
        if other is None:
            self._start()
            return

        def chosen(choice: str | None) -> None:
            if choice == "resume":
                self.post_message(messages.ResumeSitting(other.id))
            elif choice == "start":
                self._start()

        self.app.push_screen(
            ChoiceScreen(
                text.plain(f"{other.title} is open"),
                text.plain(briefing.resume_first),
                [
                    ("start", text.plain(f" Start {briefing.choice.named}")),
                    ("resume", text.plain(f" Resume {other.title}")),
                ],
            ),
            chosen,
        )

    def _start(self) -> None:
        """Start the chosen mock; ask first if it is in reserve."""
        briefing = self.briefing
        start = messages.StartMock(briefing.wish, briefing.blueprint.code)
        if not briefing.choice.reserved:
            self.post_message(start)
            return

        def confirm(choice: str | None) -> None:
            if choice:
                self.post_message(start)

        self.app.push_screen(
            ChoiceScreen(
                Content(f"{briefing.choice.title} is in reserve"),
                Content("It is saved for later. Once you take it, it is no longer new."),
                [("", Content(" Keep it in reserve")), ("take", Content(" Take it now"))],
            ),
            confirm,
        )

    def _change(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self._describe()

    def action_extra(self) -> None:
        self._change(self.briefing.toggle_extra())

    def action_untimed(self) -> None:
        self._change(self.briefing.toggle_untimed())

    def action_exam_day(self) -> None:
        self._change(self.briefing.toggle_exam_day())

    def action_exam(self) -> None:
        """Switch to the next exam of the pack."""
        with self.refusals():
            self.briefing = self.practice.briefing(self._next_exam)
            self._fill()

    def action_back(self) -> None:
        self.step_back()
