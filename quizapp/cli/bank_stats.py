"""`bank stats`: what a pack covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from quizapp.cli import Failed
from quizapp.cli.bank_check import gate_document
from quizapp.cli.bank_common import as_json_option, load_pack, path_argument
from quizapp.cli.bank_output import SCHEMA, say, say_json, say_table
from quizapp.cli.manual import Manual

if TYPE_CHECKING:
    from quizapp.bank.coverage import Row


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank stats", "the shipped pack"),
        ("quizapp bank stats my-pack --write", "and write QUALITY.md into it"),
    ],
)
@path_argument
@as_json_option
@click.option("--write", is_flag=True, help="Write QUALITY.md into the pack's folder.")
@click.pass_context
def stats(context: click.Context, path: str | None, as_json: bool, write: bool) -> None:
    """Count what the pack covers, and what is missing.

    With --json: {"schema": 1, "pack", "coverage": {"questions", "background", "multiple",
    "exams": [{"code", "questions", "pool", "domains", "tasks", "skills"}], "topics", "levels",
    "services", "clusters": [{"id", "name", "likelihood", "owed", "questions", "pool"}],
    "forms": [{"exam", "number", "released", "questions", "multiple", "qualified", "topics",
    "levels"}], "missing": […]}, "gates" and "bands": as of `bank check`,
    "reviews": {"solved", "agreed",
    "agreed_share", "mended", "dropped", "changed", "unsolved"}}. Domains, tasks, skills and topics
    are lists of {"id", "name", "questions", "pool"}; levels and services lists of [name, count].
    """
    from quizapp.bank import bands, checks, coverage, gates, quality, reviews

    pack = load_pack(context, path)
    covered = coverage.cover(pack)
    solved = reviews.figures(reviews.load(pack).entries, pack.questions)
    if write:
        checked = checks.check(pack)
        file = pack.path / quality.FILE
        try:
            own = pack.path / quality.WEAK
            weak = own.read_text(encoding="utf-8") if own.is_file() else ""
            written = quality.text(pack, covered, checked, solved, weak)
            file.write_text(written, encoding="utf-8")
        except OSError as error:
            raise Failed(f"{file}: {error.strerror}; make the folder writable") from error
    if as_json:
        questions = list(pack.questions.values())
        measured = gates.measure(questions, pack.service_names)
        say_json(
            {
                "schema": SCHEMA,
                "pack": pack.name,
                "coverage": asdict(covered),
                "gates": [gate_document(gate) for gate in measured],
                "bands": [gate_document(band) for band in bands.measure(questions)],
                "reviews": {**asdict(solved), "agreed_share": solved.agreed_share},
            }
        )
        return
    for exam in covered.exams:
        say(f"{exam.code}: {exam.questions} questions, {exam.pool} in the pool")
        _say_rows("domain", exam.domains)
        _say_rows("task", exam.tasks)
        _say_rows("skill", exam.skills)
        say()
    _say_rows("topic", covered.topics)
    say()
    say_table(
        ("cluster", "", "likelihood", "owed", "questions", "pool"),
        [(c.id, c.name, c.likelihood, c.owed, c.questions, c.pool) for c in covered.clusters],
    )
    say()
    say_table(
        ("form", "", "released", "questions", "several keys", "qualifier", "topics"),
        [
            (f.exam, f.number, f.released or "no", f.questions, f.multiple, f.qualified, f.topics)
            for f in covered.forms
        ],
    )
    say()
    say("levels    " + ", ".join(f"{name} {count}" for name, count in covered.levels))
    say("services  " + ", ".join(f"{name} {count}" for name, count in covered.services))
    say(
        f"solves    {solved.solved} solved, {solved.agreed} agreed at first pass, "
        f"{solved.mended} mended, {solved.changed} changed since, {solved.unsolved} unsolved"
    )
    for line in covered.missing:
        say(f"missing   {line}")
    if write:
        say(f"wrote     {pack.path / quality.FILE}")
    say(
        f"questions {covered.questions}, background {covered.background}, "
        f"several keys {covered.multiple}, forms {len(covered.forms)}, "
        f"missing {len(covered.missing)}"
    )


def _say_rows(what: str, rows: Iterable[Row]) -> None:
    cells = [(row.id, row.name, row.questions, row.pool) for row in rows]
    say_table((what, "", "questions", "pool"), cells)
