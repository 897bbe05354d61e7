"""How the real exam went: pass or fail, and if known the score and the domains."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.practice.plan import EXAMPLES, date_fault, read_date
from quizapp.practice.result import MEETS, NEEDS, in_words, score_fault, why_exam
from quizapp.ui import messages, text
from quizapp.ui.screens.ask import AskScreen
from quizapp.ui.screens.base import NARROW, QuizScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_of
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.room import Practice
    from quizapp.store.progress.results import Result

LABEL, NARROW_LABEL = 36, 28
OUTCOME, SCORE, EXAM = "outcome", "score", "exam"
NEXT: Mapping[bool | None, bool | None] = {None: True, True: False, False: None}
"""What follows a value when its row is chosen: not said, yes, no."""


class ResultScreen(QuizScreen):
    """How did it go? Only pass or fail is needed. Enter changes a row; s saves."""

    BINDINGS = [
        Binding("enter", "change", "Change", id="result.change", tooltip="Change this row"),
        Binding("p", "outcome(True)", "Passed", id="result.pass", tooltip="You passed"),
        Binding("f", "outcome(False)", "Failed", id="result.fail", tooltip="You did not pass"),
        Binding("s", "save", "Save", id="result.save", tooltip="Save the result"),
        Binding("d", "date", "Date", id="result.date", tooltip="Change the date of the exam"),
        Binding(
            "x,delete",
            "remove",
            "Remove",
            id="result.remove",
            key_display="x",
            tooltip="Remove the stored result",
        ),
        Binding(
            "escape", "back", "Back", id="result.back", tooltip="Back; asks before anything is lost"
        ),
    ]

    def __init__(self, practice: Practice, day: date) -> None:
        """Show the stored result of an exam on a day, or an empty one. Raises StoreError."""
        super().__init__()
        self.practice, self.day = practice, day
        self.chosen: str | None = None
        """The exam that the learner chose here, by its code; None: as it follows from the day."""
        self.stored, self.blueprint = self._known_of(day)
        self._corrects = self.stored is not None
        self.passed: bool | None = None if self.stored is None else self.stored.passed
        self.score = None if self.stored is None else self.stored.score
        self.domains = {} if self.stored is None else dict(self.stored.domains)
        self._opened_with = self._entered

    def _known_of(self, day: date) -> tuple[Result | None, Blueprint]:
        """Return the stored result of a day, if any, and its exam. Raises StoreError."""
        stored = next((each for each in self.practice.results() if each.day == day), None)
        known = None if stored is None else stored.exam
        return stored, self.practice.exam_on(day, self.chosen or known)

    @property
    def _entered(self) -> tuple[bool | None, int | None, Mapping[str, bool], str | None]:
        """The outcome, the score, the domains, and the exam chosen, as they are on the screen."""
        return self.passed, self.score, dict(self.domains), self.chosen

    def compose(self) -> ComposeResult:
        yield Heading(Content("How did it go?"))
        with Vertical(classes="page"):
            yield Static(Content(""), id="result-head")
            yield OptionList()
            yield Static(Content(""), id="result-note")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "remove":
            return self.stored is not None
        return action != "date" or not self._corrects

    def _draw(self) -> None:
        blueprint = self.blueprint
        self.query_one(Heading).standing(text.plain(blueprint.code))
        why = "" if self.chosen else why_exam(blueprint, self.practice.workspace.blueprint)
        head = f"{text.clean(blueprint.name)} on {written_day(self.day)}. {why}".rstrip() + "\n"
        self.query_one("#result-head", Static).update(Content(head))
        rows = self.query_one(OptionList)
        at = rows.highlighted or 0
        rows.clear_options()
        outcome = {None: "pass or fail?", True: "passed", False: "did not pass"}[self.passed]
        rows.add_option(self._row("Result", outcome, OUTCOME, set_=self.passed is not None))
        score = "if you know it" if self.score is None else str(self.score)
        rows.add_option(self._row("Score", score, SCORE, set_=self.score is not None))
        if len(self.practice.workspace.blueprints) > 1:
            rows.add_option(self._row("Exam", blueprint.code, EXAM, set_=True))
        for domain in blueprint.domains:
            meets = self.domains.get(domain.id)
            words = {None: "if you know it", True: MEETS, False: NEEDS}[meets]
            rows.add_option(self._row(domain.name, words, domain.id, set_=meets is not None))
        rows.highlighted = at
        before = "" if self.stored is None else f"\nStored: {in_words(self.stored)}"
        self.query_one("#result-note", Static).update(text.plain(before, text.MUTED))
        self.query_one(Hints).renew()

    def on_resize(self) -> None:
        if self.is_mounted:
            self._draw()

    def _row(self, label: str, value: str, name: str, *, set_: bool) -> Option:
        width = LABEL if self.app.size.width >= NARROW else NARROW_LABEL
        shown = text.pad(text.cut(text.clean(label), width - 1), width)
        return Option(
            Content.assemble(f" {shown}", (value, "bold" if set_ else text.MUTED)), id=name
        )

    # -- actions ------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        name = event.option_id or OUTCOME
        if name == SCORE:
            blueprint = self.blueprint
            self.app.push_screen(
                AskScreen(
                    "Score",
                    f"From {blueprint.score_min} to {blueprint.score_max}; empty if you do not "
                    "know it.",
                    "" if self.score is None else str(self.score),
                    self._score_fault,
                ),
                self._set_score,
            )
            return
        if name == OUTCOME:
            self.passed = not self.passed
        elif name == EXAM:
            self._choose_next_exam()
        else:
            meets = NEXT[self.domains.pop(name, None)]
            if meets is not None:
                self.domains[name] = meets
        self._draw()

    def _choose_next_exam(self) -> None:
        """Take the next exam of the pack for the one of that day, with its domains."""
        codes = [blueprint.code for blueprint in self.practice.workspace.blueprints]
        at = codes.index(self.blueprint.code) + 1 if self.blueprint.code in codes else 0
        self.chosen = codes[at % len(codes)]
        self.blueprint = self.practice.workspace.exam(self.chosen)
        self._keep_known_domains()

    def _keep_known_domains(self) -> None:
        """Drop what was entered for domains that the exam does not have."""
        known = self.blueprint.form
        self.domains = {name: meets for name, meets in self.domains.items() if name in known}

    def _score_fault(self, given: str) -> str | None:
        if not given:
            return None
        if not (given.isascii() and given.isdigit()):
            return "type a whole number, such as 782"
        score = int(given[:9])
        passed = score >= self.blueprint.score_pass if self.passed is None else self.passed
        return score_fault(self.blueprint, score, passed)

    def _set_score(self, given: str | None) -> None:
        if given is not None:
            self.score = int(given) if given else None
            if self.score is not None and self.passed is None:
                self.passed = self.score >= self.blueprint.score_pass
            self._draw()

    def action_change(self) -> None:
        self.query_one(OptionList).action_select()

    def action_outcome(self, passed: bool) -> None:
        self.passed = passed
        self._draw()

    def action_date(self) -> None:
        """Ask for the date again, in case it was mistyped."""
        with self.refusals():
            today = self.practice.today()
            self.app.push_screen(
                AskScreen(
                    "When was your exam?",
                    f"Such as {EXAMPLES}. A date to come is the exam you prepare for.",
                    self.day.isoformat(),
                    lambda given: date_fault(given, today),
                ),
                lambda given: self._set_date(given, today),
            )

    def _set_date(self, given: str | None, today: date) -> None:
        """Enter the result of another day; what was entered is kept where it applies.

        If that day has a result already, it is shown below, and saving corrects it.
        """
        if not given:
            return
        day = read_date(given, today)
        if day > today:
            self.step_back()
            self.post_message(messages.ExamDateGiven(given))
            return
        with self.refusals():
            self.stored, self.blueprint = self._known_of(day)
            self.day = day
            self._keep_known_domains()
            self._draw()

    def action_save(self) -> None:
        if self.passed is None:
            keys = " or ".join(key_of(self, f"outcome({passed})") for passed in (True, False))
            self.say(f"Say first whether you passed: press {keys}.", severity="warning")
            return
        if self._save():
            self.post_message(messages.ResultChanged(self.day))

    def _save(self) -> bool:
        """Store what is on the screen, which has an outcome; return whether that was possible."""
        assert self.passed is not None
        with self.refusals() as saved:
            self.practice.enter_result(
                self.day,
                passed=self.passed,
                score=self.score,
                domains=self.domains,
                exam=self.blueprint.code,
            )
        return saved.done

    def keep_draft(self) -> bool:
        """Store a result that is not saved yet, if pass or fail was said."""
        if self.passed is None or self._entered == self._opened_with:
            return False
        self._opened_with = self._entered
        return self._save()

    def action_remove(self) -> None:
        with self.refusals() as removed:
            self.practice.remove_result(self.day)
        if removed.done:
            self.post_message(messages.ResultChanged(None))

    def action_back(self) -> None:
        """Go back; first ask what to do with a change that is not saved."""
        if self._entered == self._opened_with:
            self.step_back()
            if self.stored is None:
                self.say("No result is saved.")
            return
        choices = [("stay", " Keep editing"), ("save", " Save the result"), ("drop", " Discard")]
        if self.passed is None:
            del choices[1]
        self.app.push_screen(
            ChoiceScreen(
                Content("Discard what you entered?"),
                Content("It is not saved yet."),
                [(name, Content(label)) for name, label in choices],
            ),
            self._leave,
        )

    def _leave(self, choice: str | None) -> None:
        if choice == "save":
            self.action_save()
        elif choice == "drop":
            self.step_back()
