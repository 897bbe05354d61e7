"""The part of the app for the exam day: the plan, the exam date, and the result."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content

from quizapp.ui import messages, text
from quizapp.ui.app_opening import needs_store
from quizapp.ui.app_sittings import SittingApp
from quizapp.ui.screens.base import DECLINED, ShowsSettings

if TYPE_CHECKING:
    from quizapp.practice.room import Practice

ANOTHER, CHANGE, TAKEN, NO_MORE = "another", "change", "taken", "no more"


class PlanningApp(SittingApp):
    """An app with a plan to the exam day."""

    @on(messages.OpenPlan)
    @needs_store
    def _open_plan(self, practice: Practice, _message: messages.OpenPlan) -> None:
        from quizapp.ui.screens.plan import PlanScreen

        if not any(isinstance(screen, PlanScreen) for screen in self.screen_stack):
            self.push_screen(PlanScreen(practice))

    @on(messages.AskExamDate)
    @needs_store
    def _ask_exam_date(self, practice: Practice, message: messages.AskExamDate) -> None:
        """Ask for the exam date; on the first start, only if nothing else was done yet."""
        from quizapp.practice.plan import EXAMPLES, date_fault
        from quizapp.ui.screens.ask import AskScreen

        now = self.preferences.effective["exam_date"]
        if message.first and (now.value is not None or self.screen is not self.home):
            return
        if now.fixed:
            self.say(now.refusal("The exam date"))
            return
        with self.refusals():
            today = practice.today()
            if message.first:
                self.home.ask_date(lambda given: date_fault(given, today))
                return
            self.push_screen(
                AskScreen(
                    message.title,
                    f"Such as {EXAMPLES}; empty: not set. A past date asks how it went.",
                    "" if now.value is None else now.value.isoformat(),
                    lambda given: date_fault(given, today),
                ),
                lambda given: self._date_given(practice, given, today),
            )

    @on(messages.ExamDateGiven)
    @needs_store
    def _exam_date_given(self, practice: Practice, message: messages.ExamDateGiven) -> None:
        """Store the date of the first start."""
        with self.refusals():
            self._date_given(practice, message.text, practice.today())

    def _ask_about_past(self, day: date) -> None:
        """Ask whether a past date is a typo; change it, or enter how the exam went."""
        from quizapp.ui.screens.choice import ChoiceScreen
        from quizapp.words import written_day

        def chosen(choice: str | None) -> None:
            if choice == TAKEN:
                self.home.stop_asking()
                self.post_message(messages.OpenResult(day))
                return
            if choice == CHANGE and self.screen is not self.home:
                self.post_message(messages.AskExamDate())
                return
            before = self.preferences.now.exam_date
            if before is not None:
                self.say(f"Your exam date is still {written_day(before)}.")

        choices = [(CHANGE, " Change the date"), (TAKEN, " I took the exam: how did it go?")]
        self.push_screen(
            ChoiceScreen(
                Content(f"{written_day(day)} is in the past."),
                Content("Is it a typo, or was your exam on that day?"),
                [(name, Content(label)) for name, label in choices],
            ),
            chosen,
        )

    def _date_given(self, practice: Practice, given: str | None, today: date) -> None:
        """Store the date that was typed; ask about a past one, which may be a typo.

        None stands for a canceled question.
        """
        from quizapp.practice.plan import read_date, when
        from quizapp.practice.result import why_exam

        if given is None:
            return
        day = read_date(given, today) if given else None
        if day is not None and day < today:
            self._ask_about_past(day)
            return
        before = practice.workspace.blueprint
        with self.refusals() as stored:
            practice.set_exam_date(day)
        if stored.done:
            self._settings_changed(practice)
            if day is not None:
                exam = practice.workspace.blueprint
                now = f"You are practicing for {when(day, today, exam.code)}."
                self.say(f"{why_exam(exam, before)} {now}".lstrip())

    def _settings_changed(self, practice: Practice) -> None:
        """Apply the stored settings; show them, home, and the plan as they are now."""
        with self.refusals():
            self.apply_settings(practice.preferences())
            self.renew_remarks(practice)
        self.refresh_home()
        self.refresh_standing()
        for screen in self.screen_stack:
            if isinstance(screen, ShowsSettings):
                screen.settings_changed(self.preferences, practice.workspace.blueprint.code)

    # -- how it went ---------------------------------------------------------------------------

    @on(messages.OpenResult)
    @needs_store
    def _open_result(self, practice: Practice, message: messages.OpenResult) -> None:
        from quizapp.ui.screens.result import ResultScreen

        with self.refusals():
            self.push_screen(ResultScreen(practice, message.day))

    @on(messages.OpenResults)
    @needs_store
    def _open_results(self, practice: Practice, _message: messages.OpenResults) -> None:
        """Open the result that is asked for; else offer the stored ones and another exam's."""
        from quizapp.practice.result import in_words
        from quizapp.ui.screens.choice import ChoiceScreen

        with self.refusals():
            asked, found = practice.result_asked(), practice.results()
            if asked is not None:
                self.post_message(messages.OpenResult(asked))
                return
            if not found:
                self._ask_result_day(practice)
                return
            choices = [
                (each.day.isoformat(), text.plain(f" {in_words(each)}")) for each in reversed(found)
            ]
            choices.append((ANOTHER, Content(" Another exam")))
            self.push_screen(
                ChoiceScreen(Content("Results"), Content("Correct or remove one:"), choices),
                lambda chosen: self._result_chosen(practice, chosen),
            )

    def _result_chosen(self, practice: Practice, chosen: str | None) -> None:
        if chosen == ANOTHER:
            self._ask_result_day(practice)
        elif chosen is not None:
            self.post_message(messages.OpenResult(date.fromisoformat(chosen)))

    def _ask_result_day(self, practice: Practice) -> None:
        """Ask on which day the exam was."""
        from quizapp.practice.plan import date_fault, read_date
        from quizapp.practice.result import day_fault
        from quizapp.ui.screens.ask import AskScreen

        today = practice.today()

        def fault(given: str) -> str | None:
            if not given:
                return "type the day of the exam, or press esc"
            return date_fault(given, today) or day_fault(read_date(given, today), today)

        def opened(given: str | None) -> None:
            if given:
                self.post_message(messages.OpenResult(read_date(given, today)))

        self.push_screen(
            AskScreen(
                "When was your exam?",
                "Such as 11/19/2026, 2026-11-19, November 19, or yesterday.",
                "",
                fault,
            ),
            opened,
        )

    @on(messages.ResultChanged)
    @needs_store
    def _result_changed(self, practice: Practice, message: messages.ResultChanged) -> None:
        """Go home after a result was saved or removed; ask for the next exam's date."""
        from quizapp.practice.result import after, in_words, still

        with self.refusals():
            self.apply_settings(practice.preferences())
        self.go_home()
        if message.day is None:
            self.say("The result is removed.")
            return
        with self.refusals():
            for each in practice.results():
                if each.day == message.day:
                    now, today = self.preferences.effective["exam_date"], practice.today()
                    self.say(f"{in_words(each)} {after(each, now, today)}", timeout=DECLINED)
                    question = still(each, now, today)
                    if question:
                        self._ask_if_still(practice, question)
        if self.preferences.now.exam_date is None:
            self.post_message(messages.AskExamDate("When is your next exam?"))

    def _ask_if_still(self, practice: Practice, question: str) -> None:
        """Ask whether the exam date stays after a pass; remove it if not."""
        from quizapp.ui.screens.choice import ChoiceScreen

        def chosen(choice: str | None) -> None:
            if choice == NO_MORE:
                self._date_given(practice, "", practice.today())

        choices = [(NO_MORE, " No, remove the date"), ("", " Yes, keep it")]
        self.push_screen(
            ChoiceScreen(
                text.plain(question),
                Content("Home counts down to it, and the plan leads to it."),
                [(name, Content(label)) for name, label in choices],
            ),
            chosen,
        )
