"""The briefing before a mock exam: which mock, how long, and with which clock.

A `Briefing` is a value. Every change returns a new one, and the user interface shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quizapp.exam.forms import in_reserve
from quizapp.exam.mock import MockOptions, mock_minutes
from quizapp.exam.wording import count, is_or_are, times
from quizapp.practice.offers import also_open, default_mock, describe_open, open_mock
from quizapp.store.catalog import queries
from quizapp.store.errors import StoreError
from quizapp.store.learner import settings
from quizapp.store.progress import home_row
from quizapp.store.selection import pool

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.store.bootstrap.home_row import OpenSitting
    from quizapp.store.catalog.queries import FormStatus
    from quizapp.store.workspace import Workspace

RULES = (
    "The clock starts when you agree and does not stop, not even when you leave.",
    "No notes, no books, no second screen, no help.",
    "You do not see what is right or wrong before the report.",
    "When the time is up, your answers are submitted.",
)
"""The rules that a learner agrees to before an exam-day mock."""


@dataclass(frozen=True, slots=True)
class MockChoice:
    """A mock that can be taken; `status` describes the learner's use of it so far.

    A `reserved` form is saved for later; the app asks for confirmation before it is taken. `open`
    is the attempt that can be resumed, or None.
    """

    wish: MockOptions
    status: str
    reserved: bool = False
    open: int | None = None

    @property
    def title(self) -> str:
        """The name of the mock."""
        return self.wish.title

    @property
    def named(self) -> str:
        """The name of the mock within a sentence, such as "Mock exam 2" or "the short mock"."""
        title = self.title
        return title if self.wish.form is not None else f"the {title[0].lower()}{title[1:]}"


@dataclass(frozen=True, slots=True)
class Briefing:
    """A mock that is about to start.

    `choices` are the mocks that can be taken, in the order to list them; `at` is the position of
    the chosen one. `exams` are the codes of the pack's exams. `short` is how many questions a short
    mock can ask of each domain id now, None for the usual number. `also_open` names the mocks that
    are open, and `other` is the one of this exam to resume first. `extra_minutes` are
    added to the time allowed for a full mock; a short one gets its share.
    """

    blueprint: Blueprint
    exams: tuple[str, ...]
    choices: tuple[MockChoice, ...]
    at: int
    short: Mapping[str, int] | None = None
    also_open: str = ""
    other: OpenSitting | None = None
    extra_minutes: int = 0
    untimed: bool = False
    exam_day: bool = False

    # -- the choice -----------------------------------------------------------------------------

    @property
    def choice(self) -> MockChoice:
        """The chosen mock."""
        return self.choices[self.at]

    @property
    def wish(self) -> MockOptions:
        """The chosen mock, with its clock."""
        return self.choice.wish._replace(
            untimed=self.untimed,
            extra_minutes=self.extra_minutes,
            exam_day=self.exam_day,
        )

    @property
    def needs_agreement(self) -> bool:
        """Whether the learner must agree to `RULES` before the clock starts."""
        return self.exam_day

    @property
    def forms(self) -> tuple[int, ...]:
        """The numbers of the exam's forms."""
        return tuple(c.wish.form for c in self.choices if c.wish.form is not None)

    @property
    def fallback(self) -> str:
        """Why a short mock was chosen by default; empty if a full mock is chosen."""
        if not self.choice.wish.short:
            return ""
        if not self.forms:
            return f"this pack has no full mock of {self.blueprint.code}; this is a short one"
        reserved = ", ".join(str(c.wish.form) for c in self.choices if c.reserved)
        return (
            f"only mocks in reserve are left ({reserved}; --form N takes one); this is a short one"
        )

    # -- properties of the mock -----------------------------------------------------------------

    @property
    def minutes(self) -> int | None:
        """Minutes allowed; None when untimed."""
        return mock_minutes(self.wish, self.blueprint, self.questions)

    @property
    def questions(self) -> int:
        """The number of questions."""
        return sum(self.counts.values())

    @property
    def counts(self) -> Mapping[str, int]:
        """Domain id → number of questions."""
        if self.choice.wish.short:
            if self.short is not None:
                return self.short
            return self.blueprint.short_form(self.blueprint.short_questions)
        return self.blueprint.form

    @property
    def time(self) -> str:
        """The time allowed, in words, with the extra time in it."""
        if self.minutes is None:
            return "untimed"
        extra = self.minutes - (
            mock_minutes(self.wish._replace(extra_minutes=0), self.blueprint, self.questions) or 0
        )
        more = f", {extra} of them extra" if extra else ""
        return f"{count(self.minutes, 'minute')}{more}"

    @property
    def open_mocks_notice(self) -> str:
        """A line about other open mocks if the chosen one would start; "" if there are none."""
        return "" if self.choice.open is not None else self.also_open

    @property
    def resume_first(self) -> str:
        """What to ask before the chosen mock starts while another one is open; "" if none is."""
        if self.choice.open is not None or self.other is None:
            return ""
        open_one = describe_open(self.other).replace(": ", " is open, ", 1)
        return f"{open_one}. Start {self.choice.named}, or resume the open one?"

    @property
    def leaving(self) -> str:
        """What happens to the clock if the learner leaves."""
        if self.untimed:
            return "If you leave, you can resume later."
        if self.exam_day:
            return "As on exam day, you accept the rules first, and the clock runs on if you leave."
        return "If you leave, the clock stops, and you can resume later."

    @property
    def unscored(self) -> str:
        """How many questions of the real exam do not count, in a sentence; "" if all do."""
        number = self.blueprint.questions - self.blueprint.scored_questions
        if not number or self.choice.wish.short:
            return ""
        of = f"{number} of the {self.blueprint.questions} {is_or_are(number)}"
        return f"In the real exam, {of} not scored."

    @property
    def can_extend(self) -> bool:
        """Whether this exam grants extra time."""
        return self.blueprint.extra_minutes > 0

    # -- changes --------------------------------------------------------------------------------

    def choose(self, at: int) -> Briefing:
        """Choose a mock by its position in `choices`. Raises IndexError for another position."""
        if not 0 <= at < len(self.choices):
            raise IndexError(f"there is no choice {at}")
        return replace(self, at=at)

    def choose_form(self, number: int) -> Briefing | None:
        """Choose the form with a number; return None if the exam has no such form."""
        for at, choice in enumerate(self.choices):
            if choice.wish.form == number:
                return replace(self, at=at)
        return None

    def choose_short(self) -> Briefing:
        """Choose the short mock."""
        at = next(at for at, choice in enumerate(self.choices) if choice.wish.short)
        return replace(self, at=at)

    def toggle_extra(self) -> Briefing:
        """Add or remove the exam's extra time. Either turns the clock on."""
        minutes = 0 if self.extra_minutes else self.blueprint.extra_minutes
        return replace(self, extra_minutes=minutes, untimed=False)

    def toggle_untimed(self) -> Briefing:
        """Turn the clock off or on. Either removes extra time and exam day."""
        return replace(self, untimed=not self.untimed, extra_minutes=0, exam_day=False)

    def toggle_exam_day(self) -> Briefing:
        """Turn exam day, with a clock that never stops, on or off. Either turns the clock on."""
        return replace(self, exam_day=not self.exam_day, untimed=False)


def briefing(
    workspace: Workspace,
    exam: str | None = None,
    *,
    form: int | None = None,
    short: bool = False,
    untimed: bool = False,
    extra_minutes: int | None = None,
    exam_day: bool | None = None,
) -> Briefing:
    """Return the briefing for an exam (default: the one to practice for).

    `form` or `short` chooses a mock; otherwise it is `offers.default_mock`. If `extra_minutes` or
    `exam_day` is None, the learner's settings apply. Raises StoreError if there is no such exam or
    form.
    """
    blueprint = workspace.exam(exam)
    scope = replace(workspace.scope, exam=blueprint.code)
    with workspace.database.read() as connection:
        forms = queries.forms(connection, scope)
        preferences = settings.values(connection, scope)
        usual = blueprint.short_form(blueprint.short_questions)
        of_short = pool.available(connection, scope, usual)
        sittings = home_row.read(connection, scope).sittings
    untaken = [status.number for status in forms if not status.taken and status.open is None]
    reserved = in_reserve(untaken, preferences.reserve)
    choices = [_form_choice(status, reserved=status.number in reserved) for status in forms]
    choices.append(MockChoice(MockOptions(short=True), _short_status(sum(of_short.values()))))
    if forms and not untaken:
        choices.append(
            MockChoice(MockOptions(mix=True), "a full mock of the questions you saw longest ago")
        )
    minutes = extra_minutes
    if minutes is None:
        minutes = blueprint.extra_minutes if preferences.extra_time and not untimed else 0
    default = Briefing(
        blueprint,
        tuple(each.code for each in workspace.blueprints),
        tuple(choices),
        at=0,
        short=of_short,
        also_open=also_open(sittings, blueprint.code),
        other=open_mock(sittings, blueprint.code),
        untimed=untimed,
        extra_minutes=minutes,
        exam_day=(preferences.exam_day if exam_day is None else exam_day) and not untimed,
    )
    if short:
        return default.choose_short()
    if form is not None:
        chosen = default.choose_form(form)
        if chosen is None:
            numbers = ", ".join(str(status.number) for status in forms) or "none"
            raise StoreError(
                f"there is no mock exam {form} of {blueprint.code}; there are {numbers}"
            )
        return chosen
    wanted = default_mock(
        tuple((status.number, int(status.taken)) for status in forms),
        preferences.reserve,
        {status.number for status in forms if status.open is not None},
    )
    return default.choose([choice.wish for choice in choices].index(wanted))


def _short_status(questions: int) -> str:
    if not questions:
        return "no question outside the mock exams is left"
    return f"{count(questions, 'question')} that are in no mock exam"


def _seen(status: FormStatus) -> str:
    if status.seen == status.questions:
        return "no longer new"
    return f"{status.seen} of its {status.questions} questions seen before"


def _form_choice(status: FormStatus, *, reserved: bool) -> MockChoice:
    if status.open is not None:
        what = "open: resume it from home"
    elif status.times:
        what = f"taken {times(status.times)}; {_seen(status)}"
    elif status.seen:
        what = _seen(status)
        if status.taken:
            what += "; no longer new"
    else:
        what = "not taken"
    if reserved:
        what += " · in reserve"
    return MockChoice(MockOptions(form=status.number), what, reserved, status.open)
