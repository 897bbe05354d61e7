"""The review of a finished sitting: each question with its explanation, to be annotated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.exam.clock import shown
from quizapp.exam.wording import compared
from quizapp.practice.report import included
from quizapp.ui import text
from quizapp.ui.screens.annotating import annotation_keys, cause_keys
from quizapp.ui.screens.base import WIDE, scroll_page
from quizapp.ui.screens.comparing import ComparesMixUps, compare_key
from quizapp.ui.screens.contents import ContentsScreen
from quizapp.ui.widgets.explanation import explain, note, verdict
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.practice.reread import Noted
    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting

WIDEST = 96
PARTS = ("missed", "all", "flagged")
"""The parts of a sitting to read, in the order in which a key shows them."""


def none_of(which: str) -> str:
    """Say that a report includes no missed or flagged questions, or none at all."""
    return f"There are no {'' if which == 'all' else f'{which} '}questions."


class ReviewScreen(ComparesMixUps):
    """Read the questions again with their explanations. Press → and ← to move, g for all questions,
    or type a question's number. Bookmarks, notes, causes, and reports work as in a drill."""

    BINDINGS = [
        Binding(
            "right,n,enter",
            "step(1)",
            "move",
            id="review.next",
            key_display="← →",
            tooltip="Next or previous question; n and p do the same",
        ),
        Binding(
            "left,p",
            "step(-1)",
            "back",
            id="review.previous",
            show=False,
            tooltip="Previous question",
        ),
        Binding(
            "g",
            "contents",
            "all questions",
            id="review.contents",
            tooltip="All questions with their results and your notes",
        ),
        Binding("escape", "back", "report", id="review.back", tooltip="Back to the report"),
        *cause_keys("review"),
        compare_key("review"),
        *annotation_keys("review", opens="open"),
        Binding(
            "v",
            "view",
            "all",
            id="review.view",
            tooltip="Missed questions, all, or flagged ones",
        ),
        Binding("a", "which('all')", "all", id="review.all", show=False, tooltip="All questions"),
        Binding(
            "f",
            "which('flagged')",
            "flagged",
            id="review.flagged",
            show=False,
            tooltip="Only flagged questions",
        ),
        *(
            Binding(
                str(digit),
                f"contents({digit})",
                "Number",
                id=f"review.digit_{digit}",
                show=False,
                key_display="1–9",
                tooltip="Type a question's number, then press enter to open it",
            )
            for digit in range(1, 10)
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
    ]

    def __init__(
        self,
        practice: Practice,
        sitting: Sitting,
        which: str = "missed",
        position: int | None = None,
    ) -> None:
        """Begin at the question at `position` (from 0), or else at the first one.

        Raises StoreError.
        """
        super().__init__()
        self.practice = practice
        self.sitting = sitting
        self.which = which
        self.listed = included(sitting.attempt, which)
        self.at = self.listed.index(position) if position is not None else 0
        self._read = practice.reread(sitting)

    @property
    def place(self) -> int:
        return self.listed[self.at]

    @property
    def noted(self) -> Noted:
        """What is noted on the question on the screen."""
        return self._read.on(self.place)

    @property
    def scrolled(self) -> VerticalScroll:
        return self.query_one("#review-body", VerticalScroll)

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        with VerticalScroll(id="review-body", can_focus=False):
            yield Static(Content(""), id="review-stem", classes="review-part")
            yield Static(Content(""), id="review-why", classes="review-part")
        yield Static(Content(""), id="review-foot")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw_question()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "cause":
            return self._has_cause
        return self.compares if action == "mix_up" else True

    @property
    def _has_cause(self) -> bool:
        """Whether the question was missed by an answer, or has a cause that can be removed."""
        item = self.sitting.attempt.items[self.place]
        return item.missed and (item.started or bool(self.noted.cause))

    # -- drawing -------------------------------------------------------------------------------

    def _draw(self) -> None:
        with self.refusals():
            self.tell_comparison(self.noted.cause)
        self._draw_question()
        self.scrolled.scroll_home(animate=False)

    def _draw_question(self) -> None:
        item = self.sitting.attempt.items[self.place]
        question = self.sitting.stored.questions[item.question_id]
        heading = self.query_one(Heading)
        heading.title(Content(f"Review · {self.sitting.stored.plan.title} · {self.which}"))
        heading.standing(Content(f"{self.at + 1} of {len(self.listed)}"))
        width = self.size.width
        wide = width >= WIDE
        room = max(24, min(WIDEST, (width // 2 if wide else width) - 8))
        standing = [f"Question {self.place + 1}", f"{shown(item.seconds)} spent"]
        standing += ["⚑ flagged"] if item.flagged else []
        head = Content.assemble(verdict(item), ("   " + " · ".join(standing), text.MUTED))
        about = text.plain(" · ".join(self._read.about[self.place]), text.MUTED)
        lines = Content("\n").join([head, Content(compared(item)), about, *self._own()])
        self.query_one("#review-stem", Static).update(
            Content("\n\n").join([lines, text.prose(question.stem), Content("")])
        )
        why = [explain(question, item, room)]
        why += [note(self.noted.note, room)] if self.noted.note else []
        self.query_one("#review-why", Static).update(Content("\n\n").join(why))
        self._draw_foot()
        self.query_one(Hints).renew()
        self.call_after_refresh(self.query_one(Hints).renew)  # Whether it scrolls is known then.

    def _own(self) -> list[Content]:
        """Return the line about the annotations, if there are any."""
        if not self.noted.words:
            return []
        return [
            Content.styled(f"{self.noted.signs} {', '.join(self.noted.words)}".lstrip(), "$accent")
        ]

    def _draw_foot(self) -> None:
        """Draw the keys for the cause of a miss, with the chosen one marked."""
        foot = Content("")
        if self._has_cause:
            foot = self.causes(self.noted.cause, self.size.width - 2)
            if self.comparison:
                foot = Content("\n").join([foot, Content.styled(self.comparison, "$accent")])
        self.query_one("#review-foot", Static).update(foot)

    # -- annotations ---------------------------------------------------------------------------

    def annotated(self) -> None:
        self._read = self.practice.reread(self.sitting)
        self._draw_question()

    # -- moving --------------------------------------------------------------------------------

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
        here = self.place
        self.which, self.listed = which, listed
        self.at = listed.index(here) if here in listed else 0
        self._draw()

    def action_view(self) -> None:
        """Show the next part of the sitting that has questions."""
        self.action_which(self._next_part)

    @property
    def _next_part(self) -> str:
        """The part that is shown next: another one that has questions, if there is any."""
        at = PARTS.index(self.which)
        parts = (*PARTS[at + 1 :], *PARTS[:at])
        return next((part for part in parts if included(self.sitting.attempt, part)), self.which)

    @property
    def hint_labels(self) -> dict[str, str]:
        """The part that the key for parts shows next."""
        return {"review.view": self._next_part}

    def action_contents(self, typed: int | None = None) -> None:
        self.drop_notices()
        screen = ContentsScreen(self.sitting, self._read, self.place, typed)
        self.app.push_screen(screen, self.go)

    def go(self, position: int | None) -> None:
        """Show the question at a position (from 0); None changes nothing."""
        if position is None:
            return
        if position not in self.listed:
            self.which, self.listed = "all", included(self.sitting.attempt)
        self.at = self.listed.index(position)
        self._draw()

    def action_scroll(self, direction: int) -> None:
        self.scrolled.scroll_relative(y=direction, animate=False)

    def action_page(self, direction: int) -> None:
        scroll_page(self.scrolled, direction)

    def action_back(self) -> None:
        self.step_back()
