"""How the real exam went: the results, next to the predictions made before them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from quizapp.exam.blueprint import current
from quizapp.exam.wording import tenths
from quizapp.practice.plan import next_exam
from quizapp.settings import is_over
from quizapp.store.errors import Declined
from quizapp.store.learner import settings
from quizapp.store.progress import queries as progress
from quizapp.store.progress import results as stored
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.settings import Effective
    from quizapp.store.progress.results import Result
    from quizapp.store.workspace import Workspace

MEETS, NEEDS = "meets competencies", "needs improvement"


def results(workspace: Workspace) -> tuple[Result, ...]:
    """Return the results of the pack's exams, oldest first. Raises StoreError."""
    with workspace.database.read() as connection:
        return tuple(stored.results(connection, workspace.scope))


def asked(workspace: Workspace) -> date | None:
    """Return the exam date if it is over and its result is not entered yet; else None."""
    with workspace.database.read() as connection:
        today = progress.day_of(connection, workspace.scope.learner)
        exam = settings.exam_date(connection, workspace.scope)
        return stored.asked_for(connection, workspace.scope, exam, today)


def exam_on(workspace: Workspace, day: date, code: str | None = None) -> Blueprint:
    """Return the exam that was taken on a day: the one chosen, or the version given on that day.

    Raises StoreError for an unknown code.
    """
    if code is not None:
        return workspace.exam(code)
    with workspace.database.read() as connection:
        chosen = settings.read(connection, workspace.scope, settings.EXAM)
    own = [blueprint for blueprint in workspace.blueprints if blueprint.code == chosen]
    return own[0] if own else current(workspace.blueprints, day, day)


def day_fault(day: date, today: date) -> str | None:
    """Why an exam on a day cannot have a result yet; None if it can."""
    return (
        f"{written_day(day)} is in the future; enter the result after the exam"
        if day > today
        else None
    )


def score_fault(blueprint: Blueprint, score: int, passed: bool) -> str | None:
    """Why a score is not possible with this outcome; None if it is."""
    low, high, line = blueprint.score_min, blueprint.score_max, blueprint.score_pass
    if not low <= score <= high:
        return f"a score of {blueprint.code} is from {low} to {high}, not {score}"
    if passed != (score >= line):
        how = f"at least {line}" if passed else f"less than {line}"
        return f"{'a pass' if passed else 'a fail'} has a score of {how}, not {score}"
    return None


def enter(
    workspace: Workspace,
    day: date,
    *,
    passed: bool,
    score: int | None = None,
    domains: Mapping[str, bool] | None = None,
    exam: str | None = None,
) -> Workspace:
    """Store a result, or correct the one of that day, and remove the exam date if it was that day.

    Return the workspace with the exam that the settings now select. Raises Declined for a day in
    the future, a score that is not possible, or an unknown domain; StoreError otherwise.
    """
    blueprint = exam_on(workspace, day, exam)
    fault = None if score is None else score_fault(blueprint, score, passed)
    if fault is not None:
        raise Declined(fault)
    given = dict(domains or {})
    for domain in given:
        if domain not in blueprint.form:
            raise Declined(f"{blueprint.code} has no domain {domain!r}")
    scope = workspace.scope_of(blueprint.code)
    with workspace.database.write() as connection:
        today = progress.day_of(connection, scope.learner)
        late = day_fault(day, today)
        if late is not None:
            raise Declined(late)
        stored.put(connection, scope, day, passed=passed, score=score, domains=given)
        if settings.exam_date(connection, scope) == day:
            settings.write(connection, scope, settings.EXAM_DATE, None)
        workspace.refresh_home_row(connection)
    return workspace.practiced()


def remove(workspace: Workspace, day: date) -> None:
    """Delete the result of a day. Raises Declined if there is none."""
    with workspace.database.write() as connection:
        if not stored.remove(connection, workspace.scope, day):
            raise Declined(f"there is no result for {written_day(day)}")
        workspace.refresh_home_row(connection)


def in_words(result: Result) -> str:
    """Return a result and the prediction before it in one sentence."""
    outcome = "passed" if result.passed else "did not pass"
    score = "" if result.score is None else f", with {result.score}"
    before = ""
    if result.prediction is not None:
        before = f"; before it we said {tenths(result.prediction)} for the real exam"
    return f"You {outcome} {result.exam} on {written_day(result.day)}{score}{before}."


def why_exam(exam: Blueprint, practiced: Blueprint) -> str:
    """Return why a date is for another exam than the one practiced, as a sentence; else ""."""
    if exam.code == practiced.code:
        return ""
    first = practiced.first_day
    if first is not None and (exam.first_day or date.min) < first:
        return f"Before {written_day(first)}, the exam is {exam.code}."
    if exam.first_day is not None:
        return f"From {written_day(exam.first_day)} on, the exam is {exam.code}."
    return f"The exam on that day is {exam.code}."


def after(result: Result, exam_date: Effective, today: date) -> str:
    """Return what comes after a result, as a sentence. `exam_date` is the setting."""
    if result.passed:
        return "Congratulations!"
    first = "Next: practice your weak areas"
    if exam_date.value is None or is_over(exam_date.value, today):
        step = next_exam(exam_date)
        return f"{first}, and {step[0].lower()}{step[1:]}."
    return f"{first}. Your next exam is still on {written_day(exam_date.value, today)}."


def still(result: Result, exam_date: Effective, today: date) -> str:
    """Return the question whether an exam date is still right after a pass.

    It is "" unless an exam is still to come, and its date can be removed.
    """
    ahead = exam_date.value is not None and not is_over(exam_date.value, today)
    if not result.passed or exam_date.fixed or not ahead:
        return ""
    return f"Do you still have an exam on {written_day(exam_date.value, today)}?"


def domains_in_words(result: Result, blueprint: Blueprint) -> tuple[str, ...]:
    """Return one line for each domain that was entered."""
    return tuple(
        f"{blueprint.domain_name(domain)}: {MEETS if meets else NEEDS}"
        for domain, meets in sorted(result.domains.items())
    )
