"""The part of the app that starts, resumes, pauses, and ends sittings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.content import Content
from textual.message import Message

from quizapp import process
from quizapp.practice.launch import Launch
from quizapp.store.errors import HeldElsewhere, InOpenSitting, NothingDue
from quizapp.ui import messages, text
from quizapp.ui.app_opening import OpeningApp, needs_store
from quizapp.ui.bindings import ShowsRemark
from quizapp.ui.drafts import Drafts
from quizapp.ui.screens.base import LONG

if TYPE_CHECKING:
    from quizapp.practice.room import Practice
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.ui.screens.question_base import QuestionBase
    from quizapp.ui.screens.report import ReportScreen


class SittingApp(OpeningApp):
    """An app with at most one open sitting, which is saved however the app ends."""

    def __init__(self, launch: Launch) -> None:
        super().__init__(launch)
        self.sitting: Sitting | None = None
        self.drafts = Drafts()
        self._back: Callable[[], Message] | None = None
        """Opens the page from which the sitting was started, if that is to be shown again."""

    def start_requested(self, practice: Practice) -> bool:
        launch = self.launch
        if launch.mock is not None:
            notice = practice.briefing(launch.exam).also_open
            if notice:
                self.say(notice)
            self.post_message(messages.StartMock(launch.mock, launch.exam))
        elif launch.drill is not None:
            self.post_message(messages.StartDrill(launch.drill, exam=launch.exam))
        elif launch.review:
            self.post_message(messages.StartReview(launch.on_demand))
        elif launch.resume is not None:
            self.post_message(messages.ResumeSitting(launch.resume))
        else:
            return False
        return True

    @on(messages.StartMock)
    @needs_store
    def _start_mock(self, practice: Practice, message: messages.StartMock) -> None:
        """Start a mock. For exam day, the learner agrees to the rules before the clock starts."""
        begin = partial(self._begin, lambda: practice.begin_mock(message.wish, message.exam))
        if not message.wish.exam_day:
            begin()
            return
        from quizapp.ui.screens.agreement import AgreementScreen

        self.push_screen(AgreementScreen(), lambda agreed: begin() if agreed else None)

    @on(messages.StartDrill)
    @needs_store
    def _start_drill(self, practice: Practice, message: messages.StartDrill) -> None:
        self._begin(lambda: practice.begin_drill(message.wish, message.exam, message.title))
        if self.sitting is not None:
            self._back = message.back

    @on(messages.StartReview)
    @needs_store
    def _start_review(self, practice: Practice, message: messages.StartReview) -> None:
        """Start a review; if nothing is due, offer one on demand of what is not recovered."""
        self._begin(lambda: practice.begin_review(on_demand=message.on_demand))

    def _nothing_to_review(self, nothing: NothingDue) -> None:
        """Say when the next review is, and offer what can be done now."""
        from quizapp.practice.sessions import offer_now
        from quizapp.ui.screens.choice import ChoiceScreen

        said, name = offer_now(nothing)
        body = " ".join(part for part in (text.sentence(str(nothing)), said) if part)
        choices = [("now", Content(f" {name}"))] if name else []
        choices += [("drill", Content(" Choose a drill")), ("", Content(" Back"))]

        def chosen(choice: str | None) -> None:
            if choice == "now":
                self.post_message(messages.StartReview(on_demand=True))
            elif choice == "drill":
                self.post_message(messages.OpenDrillBuilder())

        title = Content("Review")
        self.push_screen(ChoiceScreen(title, text.plain(body), choices), chosen)

    @on(messages.StartReplay)
    @needs_store
    def _start_replay(self, practice: Practice, message: messages.StartReplay) -> None:
        """Start a replay, which leads back to the report of the sitting."""
        self._begin(lambda: practice.begin_replay(message.sitting))
        if self.sitting is not None:
            self._back = partial(messages.OpenReport, message.sitting.stored.id)

    def _begin(self, begin: Callable[[], Sitting]) -> None:
        with self.refusals():
            try:
                sitting = begin()
            except InOpenSitting as refusal:
                self._offer_to_resume(refusal, begin)
                return
            except NothingDue as nothing:
                self._nothing_to_review(nothing)
                return
            sitting.database.forget_statements()
            process.collect_new_objects()
            self.show_sitting(sitting, sitting.notice)

    async def on_event(self, event: events.Event) -> None:
        """Remove what is said only briefly with the next key, or click."""
        if isinstance(event, events.Key | events.MouseDown) and not event.is_forwarded:
            self.drop_notices()
            if isinstance(self.screen, ShowsRemark):
                self.screen.forget_remark()
        await super().on_event(event)

    def _offer_to_resume(self, refusal: InOpenSitting, begin: Callable[[], Sitting]) -> None:
        """Offer to resume the sitting that has all the questions, or to give it up and begin."""
        from quizapp.ui.screens.choice import ChoiceScreen
        from quizapp.ui.screens.leave import GiveUpScreen

        practice = self.practice
        if practice is None:  # A sitting is refused by a practice room.
            return

        def confirmed(choice: str | None) -> None:
            if choice != "abandon":
                return
            with self.refusals() as gone:
                practice.give_up(refusal.attempt)
            if gone.done:
                self._begin(begin)

        def chosen(choice: str | None) -> None:
            if choice == "resume":
                self.post_message(messages.ResumeSitting(refusal.attempt))
            elif choice == "give up":
                with self.refusals():
                    sitting = practice.past(refusal.attempt)
                    self.push_screen(GiveUpScreen(sitting), confirmed)

        self.push_screen(
            ChoiceScreen(
                Content("Already in an open sitting"),
                text.plain(text.sentence(str(refusal))),
                [
                    ("resume", text.plain(f" Resume {refusal.title}")),
                    ("give up", text.plain(f" Give up “{refusal.title}” and start this one")),
                    ("", Content(" Back")),
                ],
            ),
            chosen,
        )

    def show_sitting(self, sitting: Sitting, remark: str = "") -> None:
        """Show the current question of a sitting, with a remark that goes with the first key."""
        practice = self.practice
        if practice is None:  # A sitting is opened by a practice room.
            return
        self.sitting, self._back = sitting, None
        screen: QuestionBase
        # Only the screen that is shown is imported: each takes time and memory.
        if sitting.attempt.immediate:
            from quizapp.ui.screens.drill_question import DrillQuestionScreen

            confidence = self.settings.confidence
            screen = DrillQuestionScreen(practice, sitting, confidence=confidence)
        else:
            from quizapp.ui.screens.mock_question import MockQuestionScreen

            time, count = self.settings.show_time, self.settings.show_count
            screen = MockQuestionScreen(sitting, time=time, count=count)
        screen.remark = text.clean(remark)
        self.show_above_home(screen)

    @on(messages.ResumeSitting)
    @needs_store
    def _resume(self, practice: Practice, message: messages.ResumeSitting) -> None:
        """Resume an open sitting, or offer to take it over from another quizapp process."""
        with self.refusals():
            try:
                resumed = practice.resume(message.attempt_id, take_over=message.take_over)
            except HeldElsewhere as error:
                self._offer_to_take_over(message.attempt_id, text.sentence(str(error)))
                return
            if resumed.time_up:
                self._ended(messages.SittingEnded(resumed.sitting, time_up=True))
            else:
                self.show_sitting(resumed.sitting)

    @on(messages.ChooseOpenSitting)
    def _choose_open_sitting(self, _message: messages.ChooseOpenSitting) -> None:
        """List the open sittings that home has no row for, and resume the chosen one."""
        from quizapp.practice.offers import OPEN_SHOWN, clock_text, describe_open
        from quizapp.ui.screens.choice import ChoiceScreen

        def chosen(choice: str | None) -> None:
            if choice is not None:
                self.post_message(messages.ResumeSitting(int(choice)))

        choices = [
            (
                str(sitting.id),
                text.plain(
                    " " + ", ".join(filter(None, (describe_open(sitting), clock_text(sitting))))
                ),
            )
            for sitting in self.home.row.sittings[OPEN_SHOWN:]
        ]
        self.push_screen(ChoiceScreen(Content("More open sittings"), Content(""), choices), chosen)

    def _offer_to_take_over(self, attempt_id: int, reason: str) -> None:
        from quizapp.ui.screens.choice import ChoiceScreen

        def chosen(choice: str | None) -> None:
            if choice == "take":
                self.post_message(messages.ResumeSitting(attempt_id, take_over=True))

        self.push_screen(
            ChoiceScreen(
                Content("Open elsewhere"),
                text.plain(reason),
                [("", Content(" Leave it there")), ("take", Content(" Take it over here"))],
            ),
            chosen,
        )

    @on(messages.SittingEnded)
    def _ended(self, message: messages.SittingEnded) -> None:
        """Show the report of a sitting that has ended; go home after one that was given up."""
        self.sitting, back = None, self._back
        self._back = None
        attempt = message.sitting.attempt
        if self.practice is None or attempt.given_up:
            self.go_home()
        else:
            with self.refusals():
                report = self.report_screen(self.practice, message.sitting)
                report.back = back
                self.show_above_home(report)
                self.follows_work(report)
        if message.time_up:
            self._tell_time_is_up(message.sitting)

    def _tell_time_is_up(self, sitting: Sitting) -> None:
        """Say on a page of its own that the time is up, before the report."""
        from quizapp.exam.countdown import TIME_UP
        from quizapp.ui.screens.choice import ChoiceScreen

        attempt = sitting.attempt
        asked = text.count(len(attempt.items), "question")
        page = ChoiceScreen(
            Content(TIME_UP),
            Content(
                "Your answers were submitted, as in the real exam. "
                f"You answered {attempt.answered} of {asked}."
            ),
            [("", Content(" See the report"))],
        )
        self.push_screen(page)
        self.follows_work(page)

    @on(messages.SittingLost)
    def _lost(self, message: messages.SittingLost) -> None:
        self.sitting = None
        self.go_home()
        self.say(message.reason, severity="warning", timeout=LONG)

    @on(messages.PauseSitting)
    def _pause(self, _message: messages.PauseSitting) -> None:
        problem = self.leave_sitting()
        self.go_home()
        if self._back is not None:
            self.post_message(self._back())
        if problem is not None:
            self.say(problem, severity="error", timeout=LONG)

    def leave_sitting(self) -> str | None:
        """Pause the open sitting, if any, so that it can be resumed. Return what went wrong."""
        sitting, self.sitting = self.sitting, None
        if sitting is None:
            return None
        from quizapp.practice.sessions import leave

        return leave(sitting)

    def report_screen(self, practice: Practice, sitting: Sitting) -> ReportScreen:
        """Return the report screen of a sitting that has ended."""
        from quizapp.ui.screens.report import ReportScreen

        means = practice.outcome(sitting)
        return ReportScreen(practice, sitting, practice.report(sitting), means, self.settings.name)
