"""`progress`: the learner's progress as text, JSON, or CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli import Places, one_line
from quizapp.cli.files import check_csv, csv_option, force_option, put_table
from quizapp.cli.manual import Manual
from quizapp.cli.option_values import exam_of, exam_option
from quizapp.cli.wrap import wrapped
from quizapp.invocation import command
from quizapp.words import pad, written_day

if TYPE_CHECKING:
    from datetime import date

    from quizapp.exam.blueprint import Blueprint
    from quizapp.practice.mix_ups import MixUp
    from quizapp.store.workspace import Workspace
    from quizapp.study.mastery import Mastery
    from quizapp.study.progress import Progress, Syllabus
    from quizapp.study.readiness import Evidence, Readiness

SCHEMA = 1
LISTED = 5
NAME_WIDTH = 34


@click.command(
    cls=Manual,
    examples=[
        ("quizapp progress", "where you stand"),
        ("quizapp progress --json", "the same for a program"),
        ("quizapp progress --csv topics.csv", "the topics for a spreadsheet"),
    ],
)
@exam_option
@click.option("--json", "as_json", is_flag=True, help="Machine-readable; the shape is stable.")
@csv_option
@force_option
@click.pass_obj
def progress(places: Places, exam: str | None, as_json: bool, csv: str | None, force: bool) -> None:
    """Show your readiness, domains, topics, and due questions.

    With --csv: a table of the topics with the columns id, name, domain, correct, total, mean, low,
    high and verdict, as in AREA below. A cell without a value is empty.

    \b
    With --json: {"schema": 1, "exam", "day" (the study day), "answers",
    "readiness": {"enough", "mock": CHANCE, "real_exam": CHANCE,
      "score": [low, high], "evidence": {"answers", "first_sight",
        "first_sight_share", "by_domain": {domain: n},
        "lack" (nothing, answers, or domains), "missing",
        "missing_by_domain": {domain: n}}},
    "domains": [AREA], "topics": [AREA], "weak_areas": [AREA], "due",
    "to_recover": [{"question", "right_days", "due"}], "lucky": [question],
    "overconfident": [{"question", "times"}],
    "confusions": [{"chosen", "chosen_name", "key", "key_name", "count",
      "questions"}],
    "streak": {"current", "longest", "today"}, "exam_date", "days_left"}.

    \b
    CHANCE: {"probability", "words", "correct_low", "correct_high",
      "questions"}: "mock" is a new mock from this bank, "real_exam" the
      scored questions of the real exam.
    AREA: {"id", "name", "domain", "correct", "total", "mean", "low", "high",
      "weight", "priority", "verdict" (weak, strong, near the line, or too
      few answers yet)}; "correct" of "total" count questions at first sight.

    Shares are 0-1; "low" to "high" is the central 80% interval, widened with a
    verdict to contain the share of right answers; dates are ISO 8601; "days_left" is
    negative after the exam. A value that is not known is null: chance and score (on the exam's own
    scale) without enough evidence, mean and interval without an answer, the exam date if it is not
    set. "weak_areas" lists the topics with answers whose estimate is below the pass line, costliest
    first; only those with the verdict "weak" are certain. "lack" is the first thing missing, and
    "missing" the number of first-sight questions still needed. A question left blank in a mock that
    was submitted counts, as one answered wrong; "answers" counts it, too. A confusion is a mix-up:
    "chosen" and "key" are the ids of two concepts, and the names are those on the screen.
    """
    check_csv(csv, as_json=as_json, force=force)
    with places.reading() as (workspace, connection):
        from quizapp.practice.result import in_words
        from quizapp.store.learner import settings
        from quizapp.store.progress import queries as progress
        from quizapp.store.progress import results as real
        from quizapp.store.progress import standing

        blueprint = exam_of(workspace, exam)
        found, syllabus = standing.standing(
            connection, workspace.scope_of(blueprint.code), blueprint
        )
        today = progress.day_of(connection, workspace.scope.learner)
        exam_day = settings.exam_date(connection, workspace.scope)
        results = tuple(in_words(each) for each in real.results(connection, workspace.scope))
        mix_ups = _mix_ups(workspace, blueprint, found)
    if as_json:
        document = _document(found, syllabus, blueprint, today, exam_day, mix_ups)
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    elif csv is not None:
        from quizapp.export.tables import topics_table

        put_table(places, csv, topics_table(found.topics, syllabus.names), force=force)
    else:
        given = () if exam is None else ("--exam", blueprint.code)
        for line in _page(found, syllabus, blueprint, today, exam_day, mix_ups, given, results):
            click.echo(one_line(line))


def _document(
    found: Progress,
    syllabus: Syllabus,
    blueprint: Blueprint,
    today: date,
    exam_day: date | None,
    mix_ups: Sequence[MixUp],
) -> dict[str, Any]:
    from quizapp.practice.mix_ups import named

    names = {**syllabus.names, **{d.id: d.name for d in blueprint.domains}}
    return {
        "schema": SCHEMA,
        "exam": blueprint.code,
        "day": today.isoformat(),
        "answers": found.answers,
        "readiness": _readiness(found, blueprint),
        "domains": [_area(row, names) for row in found.domains],
        "topics": [_area(row, names) for row in found.topics],
        "weak_areas": [_area(row, names) for row in found.weak if row.total],
        "due": len(found.waiting),
        "to_recover": [
            {"question": m.question, "right_days": m.right_days, "due": m.due.isoformat()}
            for m in found.to_recover
        ],
        "lucky": [m.question for m in found.lucky],
        "overconfident": [
            {"question": m.question, "times": m.times_sure_and_wrong} for m in found.overconfident
        ],
        "confusions": [
            {
                "chosen": c.chosen,
                "chosen_name": named(mix_up.chosen),
                "key": c.key,
                "key_name": named(mix_up.key),
                "count": c.count,
                "questions": c.questions,
            }
            for c, mix_up in zip(found.confusions, mix_ups, strict=True)
        ],
        "streak": {
            "current": found.streak.current,
            "longest": found.streak.longest,
            "today": found.streak.today,
        },
        "exam_date": exam_day.isoformat() if exam_day else None,
        "days_left": found.days_left,
    }


def _readiness(found: Progress, blueprint: Blueprint) -> dict[str, Any]:
    evidence = found.mock.evidence
    return {
        "enough": evidence.enough,
        "mock": _chance(found.mock, blueprint.questions, evidence),
        "real_exam": _chance(found.exam, blueprint.scored_questions, evidence),
        "score": list(_scores(found, blueprint)) if evidence.enough else None,
        "evidence": {
            "answers": evidence.answers,
            "first_sight": evidence.first_sight,
            "first_sight_share": round(evidence.first_sight_share, 4) if evidence.answers else None,
            "by_domain": dict(evidence.by_domain),
            "lack": evidence.lack.value,
            "missing": evidence.missing,
            "missing_by_domain": dict(evidence.missing_by_domain),
        },
    }


def _chance(readiness: Readiness, questions: int, evidence: Evidence) -> dict[str, Any]:
    """A chance of passing as JSON; the values are null without enough evidence."""
    from quizapp.study.readiness import words

    known = evidence.enough
    return {
        "probability": round(readiness.probability, 4) if known else None,
        "words": words(readiness.probability) if known else None,
        "correct_low": readiness.correct_low if known else None,
        "correct_high": readiness.correct_high if known else None,
        "questions": questions,
    }


def _scores(found: Progress, blueprint: Blueprint) -> tuple[int, int]:
    """The likely range of practice scores on a new mock: low, high."""
    from quizapp.exam.scoring import practice_score

    low, high = found.mock.correct_low, found.mock.correct_high
    return (
        practice_score(low / blueprint.questions, blueprint),
        practice_score(high / blueprint.questions, blueprint),
    )


def _area(row: Mastery, names: Mapping[str, str]) -> dict[str, Any]:
    def known(share: float) -> float | None:
        return round(share, 4) if row.total else None

    return {
        "id": row.name,
        "name": names.get(row.name, row.name),
        "domain": row.domain,
        "correct": row.correct,
        "total": row.total,
        "mean": known(row.mean),
        "low": known(row.low),
        "high": known(row.high),
        "weight": round(row.weight, 4),
        "priority": known(row.priority),
        "verdict": row.verdict.value,
    }


# -- progress as a page ---------------------------------------------------------------------------


def _page(
    found: Progress,
    syllabus: Syllabus,
    blueprint: Blueprint,
    today: date,
    exam_day: date | None,
    mix_ups: Sequence[MixUp],
    given: tuple[str, ...],
    results: tuple[str, ...],
) -> list[str]:
    """The lines of the page; its commands repeat the exam if it was `given`."""
    from quizapp.study.mastery import first_to_practice

    lines = [f"{blueprint.code}  {written_day(today)}", "", *_standing(found, blueprint, given)]
    domains = {d.id: f"{d.id} {d.name}" for d in blueprint.domains}
    asked = [row for row in found.topics if row.total]
    weak = first_to_practice(found.topics, LISTED)
    lines += _rows("Domains", found.domains, domains)
    lines += _rows("Weak areas, then what costs most", weak, syllabus.names)
    lines += _rows("Topics", asked, syllabus.names)
    untouched = len(found.topics) - len(asked)
    if asked and untouched:
        lines.append(f"  and {_count(untouched, 'more topic')} of the exam without an answer yet")
    lines += _mix_up_lines([each for each in mix_ups if each.explained][:LISTED], given)
    lines += [
        "",
        _fact("To review", f"{len(found.waiting)}", command("review") if found.waiting else ""),
        _fact("To get right", f"{len(found.to_recover)}", "answer right on three separate days"),
        _fact("Lucky", _some([m.question for m in found.lucky])),
        _fact("Sure, wrong", _some([m.question for m in found.overconfident])),
    ]
    streak = found.streak
    days = f"{_count(streak.current, 'day')}, longest {streak.longest}"
    lines.append(_fact("Streak", days))
    if exam_day is not None and found.days_left is not None:
        left = found.days_left
        when = f"in {_count(left, 'day')}" if left > 0 else "today" if not left else "over"
        lines.append(_fact("Exam", f"{when}, {written_day(exam_day, today)}"))
    lines += [_fact("Result", result) for result in results]
    return lines


def _mix_ups(workspace: Workspace, blueprint: Blueprint, found: Progress) -> Sequence[MixUp]:
    from quizapp.practice.mix_ups import with_ideas

    counted = {(pair.chosen, pair.key): pair.count for pair in found.confusions}
    return with_ideas(workspace, workspace.scope_of(blueprint.code), counted)


def _mix_up_lines(mix_ups: Sequence[MixUp], given: tuple[str, ...]) -> list[str]:
    """A title, and for each mix-up a sentence and the command that drills it."""
    lines = ["", "Mix-ups"] if mix_ups else []
    for mix_up in mix_ups:
        drill = command("drill", *given, "--confusion", ":".join(mix_up.pair))
        lines += [*wrapped(mix_up.sentence, "  ", 2).splitlines(), f"    {drill}"]
    return lines


def _standing(found: Progress, blueprint: Blueprint, given: tuple[str, ...]) -> list[str]:
    """Readiness with its evidence, or the questions that are still needed to estimate it."""
    from quizapp.study.readiness import words

    evidence = found.mock.evidence
    if evidence.enough:
        low, high = _scores(found, blueprint)
        lines = [
            f"Fresh mock   {words(found.mock.probability)} to pass; "
            f"{found.mock.correct_low}–{found.mock.correct_high} of {blueprint.questions} right",
            f"             practice score {low}–{blueprint.shown(high)}",
            f"Real exam    {words(found.exam.probability)} to pass; "
            f"{found.exam.correct_low}–{found.exam.correct_high} of "
            f"{blueprint.scored_questions} right",
        ]
    else:
        lines = ["Readiness    not known yet; it needs more new questions:"]
        if evidence.missing:
            lines.append(f"             {evidence.missing} in all")
        if evidence.missing_by_domain:
            short = [f"{n} in domain {domain}" for domain, n in evidence.missing_by_domain.items()]
            lines.append(f"             {', '.join(short)}")
    if evidence.answers:
        counts = f"{_count(evidence.answers, 'question')}, {evidence.first_sight} new"
        return [*lines, f"Evidence     {counts}"]
    return [*lines, f"Evidence     no questions yet; start with: {command('mock', *given)}"]


def _rows(title: str, rows: Sequence[Mastery], names: Mapping[str, str]) -> list[str]:
    """A title and a line for each area: n/N, 80% interval, verdict. Empty without areas."""
    if not rows:
        return []
    from quizapp.study.mastery import Verdict

    lines = ["", title]
    for row in rows:
        name = names.get(row.name, row.name)
        counts, likely = f"{row.correct}/{row.total}", ""
        if row.verdict is not Verdict.FEW:
            likely = f"{row.low:.0%}–{row.high:.0%}"
        lines.append(f"  {pad(name, NAME_WIDTH)} {counts:>7}  {likely:>8}  {row.verdict.value}")
    return lines


def _fact(name: str, value: str, more: str = "") -> str:
    return f"{name:<12} {value}" + (f"  ({more})" if more else "")


def _some(names: Sequence[str]) -> str:
    """The number of names, and the first few of them."""
    shown = ", ".join(names[:LISTED]) + (", …" if len(names) > LISTED else "")
    return f"{len(names)}: {shown}" if names else "0"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
