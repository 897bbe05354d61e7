"""The `bank` commands: for those who write questions, and those who want to know how good they are.

Exit status: 0 done, 1 a question breaks a rule or something failed, 2 misuse.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp import paths
from quizapp.cli import Failed, Places
from quizapp.cli.complete import exams, questions
from quizapp.cli.manual import ManualGroup
from quizapp.cli.wrap import wrapped

if TYPE_CHECKING:
    from quizapp.bank.checks import Gate
    from quizapp.bank.coverage import Row
    from quizapp.bank.pack import Pack
    from quizapp.bank.templates import Template
    from quizapp.exam.question import Question

SCHEMA = 1
NAME_WIDTH = 60


@click.group(
    cls=ManualGroup,
    elsewhere={
        "new": "quizapp.cli.new",
        "record": "quizapp.cli.sheets",
        "sheet": "quizapp.cli.sheets",
    },
    examples=[
        ("quizapp bank check", "is every question right in form?"),
        ("quizapp bank stats my-pack", "what does a pack of mine cover?"),
        ("quizapp bank show ID", "one question with its reasons"),
    ],
)
def bank() -> None:
    """Check, measure and look at a pack of questions.

    PATH is a pack's folder or the name of a shipped pack; without it, the pack of --pack, else the
    shipped one.
    """


as_json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
path_argument = click.argument("path", required=False)


@bank.command(
    examples=[
        ("quizapp bank check", "the shipped pack"),
        ("quizapp bank check my-pack --facts", "names too (needs the extra `facts`)"),
        ("quizapp bank check --json", "for a program"),
    ],
    exits={0: "every rule is kept and every gate met", 1: "a rule is broken or a gate is over"},
)
@path_argument
@click.option("--facts", "with_facts", is_flag=True, help="Verify names in the vendor's models.")
@as_json_option
@click.pass_context
def check(context: click.Context, path: str | None, with_facts: bool, as_json: bool) -> None:
    """Check every question, and the bank against its gates.

    With --json: {"schema": 1, "pack", "questions", "errors", "warnings", "gates_over", "failed",
    "findings": [{"severity" (error or warning), "file", "line", "question", "rule", "message"}],
    "gates": [{"name", "value" (null: too few questions), "unit" (share, words or count), "limit",
    "ok", "note"}]}; "question" is empty where a whole file is meant.
    """
    from quizapp.bank import checks, facts

    pack = load_pack(context, path)
    try:
        checked = checks.check(pack, with_facts=with_facts)
    except facts.Unavailable as error:
        raise Failed(str(error)) from error
    if as_json:
        _say_json(
            {
                "schema": SCHEMA,
                "pack": pack.name,
                "questions": checked.questions,
                "errors": checked.errors,
                "warnings": checked.warnings,
                "gates_over": checked.over,
                "failed": checked.failed,
                "findings": [
                    {"severity": finding.severity, **asdict(finding.problem)}
                    for finding in checked.findings
                ],
                "gates": [_gate(gate) for gate in checked.gates],
            }
        )
    else:
        for finding in checked.findings:
            mark = "" if finding.severity == "error" else "warning: "
            problem = finding.problem
            who = f"{problem.question}: " if problem.question else ""
            _say(f"{problem.file}:{problem.line}: {who}{mark}{problem.message}")
        if checked.findings:
            _say()
        _say_gates(checked.gates)
        if checked.over and checked.questions < checks.GATES_ENFORCED_FROM:
            _say(f"Gates are told now and fail from {checks.GATES_ENFORCED_FROM} questions on.")
        _say()
        _say(
            f"questions {checked.questions}, errors {checked.errors}, warnings {checked.warnings}, "
            f"gates over {checked.over} of {len(checked.gates)}"
        )
    context.exit(1 if checked.failed else 0)


@bank.command(
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
    "levels"}], "missing": […]}, "gates": as of `bank check`, "reviews": {"solved", "agreed",
    "agreed_share", "mended", "dropped", "changed", "unsolved"}}. Domains, tasks, skills and topics
    are lists of {"id", "name", "questions", "pool"}; levels and services lists of [name, count].
    """
    from quizapp.bank import checks, coverage, quality, reviews

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
        gates = checks.gates(list(pack.questions.values()), pack.service_names)
        _say_json(
            {
                "schema": SCHEMA,
                "pack": pack.name,
                "coverage": asdict(covered),
                "gates": [_gate(gate) for gate in gates],
                "reviews": {**asdict(solved), "agreed_share": solved.agreed_share},
            }
        )
        return
    for exam in covered.exams:
        _say(f"{exam.code}: {exam.questions} questions, {exam.pool} in the pool")
        _say_rows("domain", exam.domains)
        _say_rows("task", exam.tasks)
        _say_rows("skill", exam.skills)
        _say()
    _say_rows("topic", covered.topics)
    _say()
    _say_table(
        ("cluster", "", "likelihood", "owed", "questions", "pool"),
        [(c.id, c.name, c.likelihood, c.owed, c.questions, c.pool) for c in covered.clusters],
    )
    _say()
    _say_table(
        ("form", "", "released", "questions", "several keys", "qualifier", "topics"),
        [
            (f.exam, f.number, f.released or "no", f.questions, f.multiple, f.qualified, f.topics)
            for f in covered.forms
        ],
    )
    _say()
    _say("levels    " + ", ".join(f"{name} {count}" for name, count in covered.levels))
    _say("services  " + ", ".join(f"{name} {count}" for name, count in covered.services))
    _say(
        f"solves    {solved.solved} solved, {solved.agreed} agreed at first pass, "
        f"{solved.mended} mended, {solved.changed} changed since, {solved.unsolved} unsolved"
    )
    for line in covered.missing:
        _say(f"missing   {line}")
    if write:
        _say(f"wrote     {pack.path / quality.FILE}")
    _say(
        f"questions {covered.questions}, background {covered.background}, "
        f"several keys {covered.multiple}, forms {len(covered.forms)}, "
        f"missing {len(covered.missing)}"
    )


@bank.command(
    examples=[
        ("quizapp bank show sqs-fifo-dedup", "by its id"),
        ("quizapp bank show ID my-pack --json", "of another pack, for a program"),
    ],
    exits={1: "the pack has no such question; the nearest is named"},
)
@click.argument("question_id", metavar="ID", shell_complete=questions)
@path_argument
@as_json_option
@click.pass_context
def show(context: click.Context, question_id: str, path: str | None, as_json: bool) -> None:
    """Show one question with its reasons.

    Of a number question it shows the template and an example.

    ID may be written in any case; a mistyped one is answered with the nearest right one.

    With --json: {"schema": 1, "id", "file", "line", "revision", "topic", "level", "background",
    "skills": {exam: [skill]}, "services", "stem", "options": [{"key", "text", "why", "concept"}],
    "takeaway", "references", "notes", "facts", "checked", "forms": [name], "template"}. "template"
    is null, or {"stem", "calculator", "slips", "parameters", "combinations"}; stem and options are
    then those of an example.
    """
    pack = load_pack(context, path)
    known = {code.casefold(): code for code in [*pack.questions, *pack.templates]}
    code = known.get(question_id.strip().casefold())
    if code is None:
        raise Failed(_no_question(pack, question_id, known))
    template = pack.templates.get(code)
    question = _example(template) if template is not None else pack.questions[code]
    if as_json:
        _say_json(_whole(pack, question, template))
    else:
        _say_question(pack, question, template)


def _example(template: Template) -> Question:
    from quizapp.bank.templates import NoNumbers, instance

    try:
        return instance(template, 0)[0]
    except NoNumbers as error:
        raise Failed(f"{error}; no question can be made of it") from error


def _no_question(pack: Pack, asked: str, known: Mapping[str, str]) -> str:
    """That there is no such question, and what to do."""
    from difflib import get_close_matches

    broken = [problem for problem in pack.problems if problem.question == asked]
    near = get_close_matches(asked.strip().casefold(), known, n=1)
    hint = f"ids stand in the files of {pack.path}"
    if broken:
        hint = str(broken[0])
    elif near:
        hint = f"did you mean {known[near[0]]}?"
    return _clean(f"{pack.name} has no question {asked!r}; {hint}")


@bank.command(
    examples=[
        ("quizapp bank reports", "what you reported"),
        ("quizapp bank reports --json", "for a program"),
    ],
)
@as_json_option
@click.pass_obj
def reports(places: Places, as_json: bool) -> None:
    """List the questions that you reported, oldest first. They stay on this machine.

    With --json: {"schema": 1, "reports": [{"question", "revision", "at" (UTC, ISO 8601), "text"}]}.
    """
    with places.reading() as (workspace, connection):
        from quizapp.store.learner.annotations import complaints

        found = complaints(connection, workspace.scope.pack)
    if as_json:
        rows = [{**asdict(each), "at": each.at.isoformat(timespec="seconds")} for each in found]
        _say_json({"schema": SCHEMA, "reports": rows})
        return
    for each in found:
        _say(f"{each.at:%Y-%m-%d}  {each.question}  {' '.join(each.text.split())}".rstrip())
    if not found:
        _say("No question is reported. In a drill, a review or a report, press ! on a question.")


@bank.command(
    examples=[
        ("quizapp bank forms --exam DVA-C03", "what a further form would be"),
        ("quizapp bank forms my-pack --exam ABC --count 2 --write", "write two"),
    ],
    exits={1: "there are too few questions, or a form's file is there already"},
)
@path_argument
@click.option(
    "--exam",
    required=True,
    metavar="CODE",
    shell_complete=exams,
    help="The blueprint, such as DVA-C03.",
)
@click.option("--count", type=click.IntRange(1, 50), default=1, metavar="N", help="How many.")
@click.option("--write", is_flag=True, help="Write them into the pack's folder forms/.")
@click.pass_context
def forms(context: click.Context, path: str | None, exam: str, count: int, write: bool) -> None:
    """Assemble further forms from unused questions.

    They stand in no form of the exam yet. One question of every skill and of every cluster stays
    behind in the pool. The result depends on the pack alone. A form gets its date of release by
    hand: from then on it never changes.
    """
    from quizapp.exam.forms import CannotAssemble, assemble

    pack = load_pack(context, path)
    if pack.problems:
        raise Failed(
            f"{pack.name} has {len(pack.problems)} problems, first {_clean(str(pack.problems[0]))}"
        )
    blueprint = pack.blueprint(exam)
    if blueprint is None:
        codes = ", ".join(b.code for b in pack.blueprints)
        raise click.BadParameter(f"{exam!r} is none of {codes}", context, param_hint="--exam")
    there = [form for form in pack.forms if form.exam == exam]
    first = max((form.number for form in there), default=0) + 1
    try:
        assembled = assemble(
            blueprint,
            pack.questions.values(),
            count,
            taken={i for form in there for i in form.question_ids},
            reserve=_reserve(pack, exam),
            seed=first,
        )
    except CannotAssemble as error:
        raise Failed(f"{error}; write more questions or ask for fewer") from error
    for number, ids in enumerate(assembled, first):
        _say_form(pack, exam, number, ids)
        if write:
            _write_form(pack.path / "forms" / f"{exam}-{number}.yaml", exam, number, ids)
    done = "written" if write else "assembled; --write writes them"
    _say(f"{len(assembled)} {'form' if count == 1 else 'forms'} {done}")


def _reserve(pack: Pack, exam: str) -> dict[str, int]:
    """Every skill once, and every cluster that no background question answers."""
    blueprint = pack.blueprint(exam)
    skills = [skill.id for skill in blueprint.skills()] if blueprint else []
    answered = {note for q in pack.questions.values() if q.background for note in q.notes}
    clusters = [cluster.id for cluster in pack.clusters if cluster.id not in answered]
    return dict.fromkeys([*skills, *clusters], 1)


def _write_form(file: Path, exam: str, number: int, ids: Iterable[str]) -> None:
    lines = [f"exam: {exam}", f"number: {number}", "questions:", *(f"  - {i}" for i in ids)]
    try:
        file.parent.mkdir(exist_ok=True)
        with file.open("x", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
    except FileExistsError as error:
        raise Failed(f"{file} exists; forms are never overwritten") from error
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}; make it writable") from error
    _say(f"wrote {file}")


def load_pack(context: click.Context, path: str | None) -> Pack:
    """The pack that a command is about. Raises click.UsageError if there is none."""
    from quizapp.bank.pack import load

    chosen = path or context.find_root().params.get("pack")
    try:
        folder = paths.pack(chosen)
    except FileNotFoundError as error:
        raise click.UsageError(_clean(str(error)), context) from error
    return load(folder)


def _gate(gate: Gate) -> dict[str, Any]:
    value = None if gate.value is None else round(gate.value, 4)
    return {**asdict(gate), "value": value}


def _forms_of(pack: Pack, question: Question) -> list[str]:
    return [form.name for form in pack.forms if question.id in form.question_ids]


def _whole(pack: Pack, question: Question, template: Template | None) -> dict[str, Any]:
    source = pack.sources[question.id]
    made = None
    if template is not None:
        from quizapp.bank.templates import to_document

        made = {
            "stem": template.stem,
            **to_document(template),
            "combinations": template.size,
        }
    return {
        "schema": SCHEMA,
        "id": question.id,
        "file": source.file,
        "line": source.line,
        "revision": question.revision,
        "topic": question.topic,
        "level": question.level,
        "background": question.background,
        "skills": {exam: list(skills) for exam, skills in question.skills.items()},
        "services": list(question.services),
        "stem": question.stem,
        "options": [
            {"key": o.is_key, "text": o.text, "why": o.why, "concept": o.concept}
            for o in question.options
        ],
        "takeaway": question.takeaway,
        "references": list(question.references),
        "notes": list(question.notes),
        "facts": list(source.facts),
        "checked": source.checked,
        "forms": _forms_of(pack, question),
        "template": made,
    }


# What is printed. Text of question files goes to a terminal, so nothing in it may steer one.


def _clean(text: str) -> str:
    """`text` with every character that is not printable replaced; line breaks stay."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _say(text: str = "") -> None:
    click.echo(_clean(text))


def _say_json(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, indent=2))


def _say_gates(gates: Iterable[Gate]) -> None:
    rows = [(g.name, g.shown, g.limit, "ok" if g.ok else "OVER", g.note) for g in gates]
    _say_table(("gate", "value", "limit", "", ""), rows)


def _say_rows(what: str, rows: Iterable[Row]) -> None:
    cells = [(row.id, row.name, row.questions, row.pool) for row in rows]
    _say_table((what, "", "questions", "pool"), cells)


def _say_table(heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    """Aligned columns: counts to the right, words to the left and cut at 60 characters."""
    table = [heads, *([_cut(cell) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(heads))]
    right = {i for row in rows for i, cell in enumerate(row) if isinstance(cell, int)}
    for line in table:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        _say("  ".join(cells).rstrip())


def _cut(cell: str | int) -> str:
    text = _clean(str(cell)).replace("\n", " ")
    return text if len(text) <= NAME_WIDTH else text[: NAME_WIDTH - 1] + "…"


def _say_question(pack: Pack, question: Question, template: Template | None) -> None:
    source = pack.sources[question.id]
    skills = "; ".join(f"{exam} {', '.join(ids)}" for exam, ids in question.skills.items())
    _say(f"{question.id}  {source.file}:{source.line}  revision {question.revision}")
    _say(f"{question.topic} · {question.level} · {skills or 'background'}")
    if template is not None:
        _say()
        _say(wrapped(template.stem))
        _say()
        _say(f"One example of {template.size:,} combinations ({template.calculator}):")
    _say()
    _say(wrapped(question.stem))
    for number, option in enumerate(question.options, 1):
        _say()
        _say(wrapped(option.text, f"{number}. {'[key] ' if option.is_key else ''}", 3))
        _say(wrapped(option.why, f"   why ({option.concept}): ", 5))
    _say()
    _say(wrapped(question.takeaway, "takeaway   ", 11))
    for name, values in (
        ("references", question.references),
        ("services", question.services),
        ("notes", question.notes),
        ("facts", source.facts),
        ("forms", _forms_of(pack, question)),
    ):
        if values:
            _say(f"{name:<10} {', '.join(values)}")
    _say(f"checked    {source.checked}")


def _say_form(pack: Pack, exam: str, number: int, ids: Sequence[str]) -> None:
    from collections import Counter

    from quizapp.exam.wording import has_qualifier

    asked = [pack.questions[i] for i in ids]
    domains = Counter(question.domain(exam) for question in asked)
    counts = "/".join(str(domains[domain]) for domain in sorted(domains, key=str))
    _say(
        f"{exam}-{number}: {len(asked)} questions, domains {counts}, "
        f"{sum(q.multiple for q in asked)} with several keys, "
        f"{sum(has_qualifier(q.stem) for q in asked)} with a qualifier, "
        f"{len({q.topic for q in asked})} topics"
    )
