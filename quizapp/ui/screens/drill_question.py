"""The question screen of drills, reviews, and replays: the explanation follows each answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.exam.attempt import Confidence, Kind
from quizapp.exam.wording import sureness
from quizapp.practice.annotations import cause_of, in_sitting, toggle_cause
from quizapp.practice.outcome import comes_back
from quizapp.store.sittings.lease import SAVE_SECONDS
from quizapp.study.schedule import DOUBTFUL_AFTER
from quizapp.ui import messages, text
from quizapp.ui.screens.annotating import annotation_keys, cause_keys
from quizapp.ui.screens.base import WIDE, scroll_page
from quizapp.ui.screens.comparing import ComparesMixUps, compare_key
from quizapp.ui.screens.question_base import QuestionBase, choice_keys
from quizapp.ui.widgets.explanation import explain, note, verdict
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of
from quizapp.ui.widgets.question_view import QuestionView

if TYPE_CHECKING:
    from quizapp.practice.room import Practice
    from quizapp.store.learner.annotations import Mark
    from quizapp.store.sittings.sitting import Sitting

WIDEST, SIDES, TWO_COLUMNS = 108, 8, 208
"""The most cells of the feedback, those at its sides, and the most of two columns (pages.tcss)."""
AROUND, LOW_AROUND = 3, 1
"""Blank lines above, below, and between verdict and explanation; see `pages.tcss`."""


class DrillQuestionScreen(QuestionBase, ComparesMixUps):
    """Choose an option, confirm it as sure, unsure, or a guess, and read the explanation. A
    question that you miss is asked again another day."""

    BINDINGS = [
        *choice_keys("practice"),
        Binding(
            "enter",
            "go_on",
            "answer",
            id="practice.go_on",
            tooltip="Confirm your answer, or go to the next question",
        ),
        Binding("s", "sure", "sure", id="practice.sure", tooltip="Confirm: I am sure (over 80%)"),
        Binding(
            "u",
            "unsure",
            "unsure",
            id="practice.unsure",
            tooltip="Confirm: I am not sure (67–80%)",
        ),
        Binding(
            "g",
            "guess",
            "guess",
            id="practice.guess",
            tooltip="Confirm: mostly a guess (below 67%)",
        ),
        Binding(
            "x",
            "strike",
            "strike",
            id="practice.strike",
            tooltip="Strike out an option: press this, then its number",
        ),
        Binding(
            "space",
            "choose_highlighted",
            "choose",
            id="practice.choose",
            tooltip="Choose the highlighted option",
        ),
        Binding(
            "space",
            "unfold",
            "question",
            id="practice.unfold",
            tooltip="After answering: show the full question",
        ),
        *cause_keys("practice"),
        compare_key("practice"),
        *annotation_keys("practice", opens="open"),
        Binding(
            "up", "up", "Up", id="practice.up", show=False, tooltip="Previous option, or scroll up"
        ),
        Binding(
            "down", "down", "Down", id="practice.down", show=False, tooltip="Next option, or scroll"
        ),
        Binding(
            "pagedown",
            "page(1)",
            "Scroll",
            id="practice.page_down",
            show=False,
            tooltip="Scroll down",
        ),
        Binding(
            "pageup",
            "page(-1)",
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
            tooltip="Leave; you can resume from home",
        ),
    ]

    drills_mix_ups = False  # A drill is open already.

    def __init__(self, practice: Practice, sitting: Sitting, *, confidence: bool = True) -> None:
        """With `confidence`, the learner can confirm an answer as sure, unsure, or a guess."""
        super().__init__(sitting)
        self.practice = practice
        self._confidence = confidence
        self._unfolded = self._fits = False
        self._cause = ""
        self._mark: Mark | None = None
        self._back = ""
        """When the question comes back, once it is answered."""

    @property
    def hint_labels(self) -> dict[str, str]:
        """What enter does now: it answers, then goes on."""
        attempt = self.sitting.attempt
        last = attempt.position + 1 == len(attempt.items)
        return {"practice.go_on": ("finish" if last else "next") if self.marked else "answer"}

    @property
    def marked(self) -> bool:
        """Whether the current question is answered and its explanation shown."""
        return self.sitting.attempt.item.marked

    def compose(self) -> ComposeResult:
        yield Heading(Content(""))
        yield QuestionView()
        yield Static(Content(""), id="practice-verdict")
        with VerticalScroll(id="practice-feedback", can_focus=False):
            yield Static(Content(""), id="practice-stem")
            yield Static(Content(""), id="practice-text")
        yield Static(Content(""), id="practice-foot")
        yield Hints()

    def on_mount(self) -> None:
        self.query_one(Heading).title(Content(self.sitting.stored.plan.title))
        self.show_question()
        if self.marked:
            with self.refusals():
                self._cause = cause_of(self.sitting, self.place)
                self.draw_status()
        self.set_interval(SAVE_SECONDS, self.save_time)

    def on_resize(self) -> None:
        if self.is_mounted and self.marked:
            # The room for the explanation is what the foot leaves once it is laid out.
            self.draw_status()
            self.call_after_refresh(self._explain)

    def show_question(self) -> None:
        self.striking = self._unfolded = self._fits = False
        self._cause = self.comparison = ""
        self._mark, self._back = None, ""
        if self.marked:
            with self.refusals():
                self._read_mark()
                self._back = comes_back(self.sitting, self.practice.workspace)
        self.set_class(self.marked, "-marked")
        if self.marked:
            self.drop_brief()
            self._explain()
            self.scrolled.scroll_home(animate=False)
        else:
            self._widen()
            self.show_item()
        self.draw_status()

    def draw_status(self) -> None:
        attempt = self.sitting.attempt
        done = sum(item.marked for item in attempt.items)
        right = sum(bool(item.correct) for item in attempt.items)
        to_go = len(attempt.items) - done
        self.query_one(Heading).standing(
            Content(f"{attempt.position + 1} of {len(attempt.items)}  ·  {right} right")
        )
        parts: list[Content | str | tuple[str, str]] = []
        if self.marked:
            end = f"{to_go} to go" if to_go else "Last question"
            if not attempt.item.correct and attempt.kind is not Kind.REPLAY:
                room = self.size.width - 2
                asked = self.causes(self._cause, room)
                parts.append(asked)
                if asked.cell_length + 3 + len(end) <= room:
                    parts.append((f"   {end}", text.MUTED))
            else:
                parts.append((end, text.MUTED))
        elif self.striking:
            parts.append(("Strike out: press the option's number", "bold $accent"))
        elif attempt.item.selects > 1:
            parts.append(
                (f"{len(attempt.item.chosen)} of {attempt.item.selects} chosen", text.MUTED)
            )
        if self.comparison:
            parts.append((f"\n{self.comparison}", "$accent"))
        foot = self.query_one("#practice-foot", Static)
        new = self.foot(Content.assemble(*parts))
        grows = new.plain.count("\n") + 1 != max(1, foot.size.height)
        foot.update(new, layout=grows or len(self.remark) > self.size.width - 2)
        self.query_one(Hints).renew()

    def _explain(self) -> None:
        """Draw the verdict, with the question that closes the stem, and the explanation."""
        columns = self._widen()
        width = min(TWO_COLUMNS, self.size.width) // 2 if columns else self.size.width
        width = max(20, min(96, width - 8))
        question, item = self.sitting.question, self.sitting.attempt.item
        shown = [explain(question, item, width)]
        if self._mark is not None and self._mark.note:
            shown.append(note(self._mark.note, width))
        stem = text.prose(question.stem)
        whole = Content("\n\n").join([stem, *shown])
        self._fits = columns or self._has_room(whole)
        self._draw_verdict()
        self.query_one("#practice-stem", Static).update(stem if columns else Content(""))
        body = whole if self._whole and not columns else Content("\n\n").join(shown)
        self.query_one("#practice-text", Static).update(body)
        self.call_after_refresh(self.query_one(Hints).renew)  # Whether it scrolls is known then.

    def _widen(self) -> bool:
        """Give the parts their cells, and return whether the question is next to its explanation,
        as when a sitting is read again."""
        columns = self.marked and self.size.width >= WIDE
        for part in ("verdict", "feedback", "foot"):
            most = TWO_COLUMNS if columns else WIDEST - 2 * (part != "foot")
            self.query_one(f"#practice-{part}").styles.max_width = most
        self.center()
        return columns

    @property
    def scrolled(self) -> VerticalScroll:
        return self.query_one("#practice-feedback", VerticalScroll)

    @property
    def _whole(self) -> bool:
        """Whether the whole question is above its explanation."""
        return self._unfolded or self._fits

    def _has_room(self, body: Content) -> bool:
        """Whether a body fits below the verdict, so that nothing needs to be scrolled."""
        others = (self.query_one(Heading), self.query_one("#practice-foot"), self.query_one(Hints))
        room = self.size.height - sum(max(1, other.outer_size.height) for other in others)
        around = LOW_AROUND if self.has_class("-low") else AROUND
        width = max(20, min(WIDEST, self.size.width) - SIDES)
        above = len(self._verdict_lines())
        return len(body.wrap(width)) + above + around <= room

    def _draw_verdict(self) -> None:
        """Draw what stays in sight while the explanation scrolls."""
        lines = self._verdict_lines()
        if not self._whole:
            lines.append(text.inline(text.split_closing(self.sitting.question.stem)[1]))
        self.query_one("#practice-verdict", Static).update(Content("\n").join(lines))

    def _verdict_lines(self) -> list[Content]:
        """Return the result of the answer, and a doubt about the answer key if there is one."""
        item, mark = self.sitting.attempt.item, self._mark
        parts: list[Content | tuple[str, str]] = [verdict(item)]
        if sure := sureness(item):
            lucky = item.correct and item.confidence is Confidence.GUESS
            parts.append((f" · {sure}", "$accent" if lucky else ""))
        if self._back:
            parts.append((f"   {self._back}", ""))
        if mark is not None and mark.times > 1:
            parts.append((f"   seen {mark.times} times", text.MUTED))
        if mark is not None and mark.bookmarked:
            parts.append(("   ★ bookmarked", "$accent"))
        lines = [Content.assemble(*parts)]
        if mark is not None and mark.sure_and_wrong >= DOUBTFUL_AFTER:
            doubt = "Sure but wrong twice. Is the answer key correct?"
            lines.append(text.plain(f"{doubt} {key_of(self, 'report')} reports it.", "$accent"))
        return lines

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.over or not self.is_mounted:
            return not self.over
        if action in ("sure", "unsure", "guess") and not self._confidence:
            return False
        if action in ("sure", "unsure", "guess", "choose", "choose_highlighted", "strike"):
            return not self.marked
        if action == "cause":
            return self.marked and not self.sitting.attempt.item.correct
        if action == "mix_up":
            return self.compares
        if action in ("bookmark", "note", "report", "reference"):
            return self.marked
        if action == "unfold":
            return self.marked and not self._fits
        return True

    # -- annotations ---------------------------------------------------------------------------

    @property
    def place(self) -> int:
        return self.sitting.attempt.position

    def annotated(self) -> None:
        self._read_mark()
        self._explain()
        self.draw_status()

    def _read_mark(self) -> None:
        self._mark = in_sitting(self.sitting).mark()

    def action_cause(self, cause: str) -> None:
        with self.refusals():
            self._cause = toggle_cause(self.sitting, self.place, cause)
            self.tell_comparison(self._cause)
            self.draw_status()

    # -- actions ------------------------------------------------------------------------------

    def action_choose_highlighted(self) -> None:
        self.pick(self.view.highlighted)

    def action_unfold(self) -> None:
        self._unfolded = not self._unfolded
        self._explain()
        self.scrolled.scroll_home(animate=False)

    def action_sure(self) -> None:
        self._confirm(Confidence.SURE)

    def action_unsure(self) -> None:
        self._confirm(Confidence.UNSURE)

    def action_guess(self) -> None:
        self._confirm(Confidence.GUESS)

    def _confirm(self, confidence: Confidence | None) -> None:
        if self.marked:
            return
        with self.moves() as moved:
            self.sitting.confirm(confidence)
        if moved.done:
            self.show_question()

    def action_go_on(self) -> None:
        if not self.marked:
            self._confirm(None)
            return
        position = self.sitting.attempt.position
        if position + 1 < len(self.sitting.attempt.items):
            with self.moves() as moved:
                self.sitting.go(position + 1)
            if moved.done:
                self.show_question()
            return
        with self.moves() as moved:
            self.sitting.submit()
        if moved.done:
            self.end()

    def action_up(self) -> None:
        if self.marked:
            self.scrolled.scroll_up(animate=False)
        else:
            self.view.move(-1)

    def action_down(self) -> None:
        if self.marked:
            self.scrolled.scroll_down(animate=False)
        else:
            self.view.move(1)

    def action_page(self, direction: int) -> None:
        if self.marked:
            scroll_page(self.scrolled, direction)
        else:
            self.view.page(direction)

    def action_leave(self) -> None:
        self.over = True
        self.post_message(messages.PauseSitting())
