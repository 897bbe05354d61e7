"""`bank check`: the rules on each question, the gates and the style bands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli import Failed
from quizapp.cli.bank_common import as_json_option, load_pack, path_argument, selecting, wanted
from quizapp.cli.bank_output import SCHEMA, say, say_json, say_table
from quizapp.cli.manual import Manual

if TYPE_CHECKING:
    from quizapp.bank.checks import Checked
    from quizapp.bank.gates import Gate
    from quizapp.bank.pack import Pack
    from quizapp.bank.style import Style
    from quizapp.exam.question import Question


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank check", "the shipped pack"),
        ("quizapp bank check my-pack --facts", "names too (needs the extra `facts`)"),
        ("quizapp bank check --topic lambda --explain", "one topic, question by question"),
        ("quizapp bank check --ids new.txt --worst 10", "what to fix first in new questions"),
    ],
    exits={
        0: "no rule is broken and every gate is met",
        1: "a rule is broken or a gate is not met",
    },
)
@path_argument
@selecting
@click.option(
    "--facts", "with_facts", is_flag=True, help="Verify names against the vendor's service models."
)
@click.option("--explain", is_flag=True, help="Print the style of each question.")
@click.option(
    "--worst",
    type=click.IntRange(min=1),
    metavar="N",
    help="Print the style of the N questions furthest from the bands.",
)
@as_json_option
@click.pass_context
def check(
    context: click.Context,
    path: str | None,
    topics: tuple[str, ...],
    files: tuple[str, ...],
    ids: Path | None,
    since: datetime | None,
    with_facts: bool,
    explain: bool,
    worst: int | None,
    as_json: bool,
) -> None:
    """Check every question, and the whole bank against its gates.

    --topic, --file, --ids and --checked-since restrict findings and figures to some questions;
    --topic and --file may be given several times. The style bands are gates only if pack.yaml
    has `style_bands: true`.

    With --json: {"schema": 1, "pack", "questions", "errors", "warnings", "gates_over",
    "bands_missed", "bands_enforced", "failed", "findings": [{"severity" (error or warning), "file",
    "line", "question", "rule", "message"}], "gates": [{"name", "value" (null: too few questions),
    "unit" (share, words, count, or per 100), "limit", "ok", "note"}], "bands": like gates, "style":
    [{"question", "habits", "stem_words", "option_words", "closing", …}] with --explain or --worst};
    "question" is empty if the finding is about a whole file.
    """
    from quizapp.bank import checks, facts, selection, style

    pack = load_pack(context, path)
    part = wanted(topics, files, ids, since)
    try:
        chosen = selection.select(pack, part)
        only = None if part.everything else chosen
        checked = checks.check(pack, with_facts=with_facts, only=only)
    except selection.NoSuch as error:
        raise click.UsageError(str(error), context) from error
    except facts.Unavailable as error:
        raise Failed(str(error)) from error
    styles = [(question, style.of(question)) for question in chosen if explain or worst]
    if worst:
        styles.sort(key=lambda pair: -len(list(style.habits(pair[1]))))
        styles = styles[:worst]
    if as_json:
        say_json(_document(pack, checked, styles))
    else:
        for question, own in styles:
            _say_style(pack, question, own)
        _say_checked(checked)
    context.exit(1 if checked.failed else 0)


def _document(
    pack: Pack, checked: Checked, styles: Sequence[tuple[Question, Style]]
) -> dict[str, Any]:
    from quizapp.bank.style import habits

    return {
        "schema": SCHEMA,
        "pack": pack.name,
        "questions": checked.questions,
        "errors": checked.errors,
        "warnings": checked.warnings,
        "gates_over": checked.over,
        "bands_missed": checked.missed,
        "bands_enforced": checked.bands_enforced,
        "failed": checked.failed,
        "findings": [
            {"severity": finding.severity, **asdict(finding.problem)}
            for finding in checked.findings
        ],
        "gates": [gate_document(gate) for gate in checked.gates],
        "bands": [gate_document(band) for band in checked.bands],
        "style": [
            {"question": question.id, "habits": list(habits(own)), **asdict(own)}
            for question, own in styles
        ],
    }


def gate_document(gate: Gate) -> dict[str, Any]:
    """A gate or band as JSON, its value rounded to four places."""
    value = None if gate.value is None else round(gate.value, 4)
    return {**asdict(gate), "value": value}


def _say_checked(checked: Checked) -> None:
    from quizapp.bank.checks import GATES_ENFORCED_FROM

    for finding in checked.findings:
        mark = "" if finding.severity == "error" else "warning: "
        problem = finding.problem
        who = f"{problem.question}: " if problem.question else ""
        say(f"{problem.file}:{problem.line}: {who}{mark}{problem.message}")
    if checked.findings:
        say()
    _say_figures("gate", checked.gates, "OVER")
    say()
    _say_figures("style band", checked.bands, "MISSED" if checked.bands_enforced else "band missed")
    if (checked.over or checked.missed) and checked.questions < GATES_ENFORCED_FROM:
        say(f"Gates fail the check only in packs of {GATES_ENFORCED_FROM} questions or more.")
    elif checked.missed and not checked.bands_enforced:
        say("Style bands do not fail the check; `style_bands: true` in pack.yaml makes them gates.")
    say()
    say(
        f"questions {checked.questions}, errors {checked.errors}, warnings {checked.warnings}, "
        f"gates over {checked.over} of {len(checked.gates)}, "
        f"bands missed {checked.missed} of {len(checked.bands)}"
    )


def _say_figures(kind: str, gates: Iterable[Gate], bad: str) -> None:
    rows = [(g.name, g.shown, g.limit, "ok" if g.ok else bad, g.note) for g in gates]
    say_table((kind, "value", "limit", "", ""), rows)


def _say_style(pack: Pack, question: Question, own: Style) -> None:
    from quizapp.bank.style import habits

    source = pack.sources[question.id]
    marks = [
        ("names the requirements", own.names_requirements),
        ("standard", own.standard),
        ("bare", own.bare),
        ("how", own.how),
        ("capital qualifier", own.qualifier),
    ]
    closing = ", ".join(name for name, has in marks if has)
    words = "/".join(map(str, own.option_words))
    say(f"{source.file}:{source.line}: {question.id}")
    say(f"  closing   {own.closing}{f' ({closing})' if closing else ''}")
    say(f"  words     stem {own.stem_words}, options {words}")
    say(f"  services  {len(own.services)}: {', '.join(own.services)}")
    say(
        f"  options   {own.several_sentences} of two or more sentences, "
        f"{own.chained} chained with “, and ”, {own.code} with code font, "
        f"{own.short} of four words or fewer, of {own.options}"
    )
    for habit in habits(own):
        say(f"  habit     {habit}")
    say()
