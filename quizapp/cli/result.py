"""`result`: how the real exam went, entered and listed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli import Failed, Places, one_line
from quizapp.cli.manual import Manual
from quizapp.cli.option_values import SuggestingChoice, day_of, exam_of, exam_option, ids_of
from quizapp.invocation import command
from quizapp.words import written_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.room import Practice
    from quizapp.store.progress.results import Result

SCHEMA = 1
OUTCOMES = ("pass", "fail")
LEVELS = {"meets": True, "needs": False}


@click.command(
    cls=Manual,
    examples=[
        ("quizapp result", "the results so far, and the predictions before them"),
        ("quizapp result pass --score 782", "for the exam date that is set"),
        ("quizapp result fail --date 2026-12-19", "for the exam on that day"),
        ("quizapp result pass --domain 1=meets --domain 2=needs", "with domains"),
        ("quizapp result --remove --date 2026-12-19", "remove a result"),
    ],
    exits={1: "the result is not possible, or the command failed; one line says why"},
)
@click.argument("outcome", required=False, type=SuggestingChoice(OUTCOMES, case_sensitive=False))
@click.option("--score", type=int, metavar="N", help="The score on the exam's scale.")
@click.option(
    "--domain",
    "domains",
    multiple=True,
    metavar="D=WORD",
    help="A domain, by number or name, and meets or needs (improvement). Repeat for others.",
)
@click.option("--date", "when", metavar="DAY", help="The day of the exam. Default: your exam date.")
@exam_option
@click.option("--remove", is_flag=True, help="Remove the result of that day.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable; the shape is stable.")
@click.pass_obj
def result(
    places: Places,
    outcome: str | None,
    score: int | None,
    domains: tuple[str, ...],
    when: str | None,
    exam: str | None,
    remove: bool,
    as_json: bool,
) -> None:
    """Enter how your real exam went, or list the results.

    OUTCOME is pass or fail; everything else is optional. The result is stored next to the last
    prediction made before the exam, and later predictions for the real exam learn from it. Enter it
    again to correct it. An exam date that is over is removed; set the next one with quizapp plan.

    \b
    With --json: {"schema": 1, "results": [{"exam", "date", "passed",
    "score", "domains": {id: "meets" or "needs"}, "prediction",
    "predicted_on"}], "asked"}.

    "prediction" is the chance of passing the real exam (0-1) stated on the day "predicted_on", and
    "asked" the exam date without a result yet. A value that is not known is null.
    """
    if remove and (outcome or score is not None or domains):
        raise click.UsageError("--remove takes only --date.")
    if outcome is None and (score is not None or domains):
        raise click.UsageError("Say pass or fail first.")
    from quizapp.practice.room import Practice
    from quizapp.store.errors import StoreError

    workspace = places.open(to_write=remove or outcome is not None)
    practice = Practice(workspace, places.home, places.url)
    try:
        if remove or outcome is not None:
            code = None if exam is None else exam_of(workspace, exam).code
            day = _day(practice, when)
            if remove:
                practice.remove_result(day)
            else:
                meets = _domains(practice.exam_on(day, code), domains)
                passed = outcome == "pass"
                practice.enter_result(day, passed=passed, score=score, domains=meets, exam=code)
            practice.refresh()
        found, asked = practice.results(), practice.result_asked()
    except StoreError as error:
        raise Failed(str(error)) from error
    finally:
        workspace.database.close()
    if as_json:
        click.echo(json.dumps(_document(found, asked), indent=2))
    else:
        for line in _page(found, asked, workspace.blueprints):
            click.echo(one_line(line))


def _day(practice: Practice, given: str | None) -> date:
    """The day of the exam: the one given, or the exam date of the settings. Raises BadParameter."""
    if given is not None:
        return day_of(practice, given)
    asked = practice.preferences().now.exam_date
    if asked is None:
        raise click.BadParameter("give the day of the exam", param_hint="--date")
    return asked


def _domains(blueprint: Blueprint, given: Sequence[str]) -> Mapping[str, bool]:
    known = {domain.id: domain.name for domain in blueprint.domains}
    found = {}
    for text in given:
        name, sign, word = text.rpartition("=")
        if not sign:
            raise click.BadParameter(
                one_line(f"{text!r} has no level; write it as 1=meets or 1=needs"),
                param_hint="--domain",
            )
        (domain,) = ids_of("--domain", [name], known)
        level = word.strip().casefold()
        if level not in LEVELS:
            raise click.BadParameter(
                one_line(f"{word!r} is neither meets nor needs; write it as {domain}=meets"),
                param_hint="--domain",
            )
        found[domain] = LEVELS[level]
    return found


def _document(found: Sequence[Result], asked: date | None) -> dict[str, Any]:
    words = {meets: word for word, meets in LEVELS.items()}
    return {
        "schema": SCHEMA,
        "results": [
            {
                "exam": each.exam,
                "date": each.day.isoformat(),
                "passed": each.passed,
                "score": each.score,
                "domains": {domain: words[meets] for domain, meets in each.domains.items()},
                "prediction": each.prediction,
                "predicted_on": each.predicted_on and each.predicted_on.isoformat(),
            }
            for each in found
        ],
        "asked": asked and asked.isoformat(),
    }


def _page(
    found: Sequence[Result], asked: date | None, blueprints: Sequence[Blueprint]
) -> list[str]:
    from quizapp.practice import result as words

    by_code = {blueprint.code: blueprint for blueprint in blueprints}
    lines = []
    for each in found:
        lines.append(words.in_words(each))
        if each.exam in by_code:
            lines += [f"  {line}" for line in words.domains_in_words(each, by_code[each.exam])]
    if asked is not None:
        lines.append(
            f"How did it go on {written_day(asked)}? Enter it: {command('result', 'pass')}, or fail"
        )
    elif not found:
        lines.append(f"No results yet. Enter one after your exam: {command('result', 'pass')}")
    if found and asked is None:
        lines.append(f"For the next exam, set its date: {command('plan', '--date', 'DAY')}")
    return lines
