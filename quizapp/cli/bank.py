"""The `bank` commands, for people who write or judge questions.

Exit status: 0 done, 1 a question breaks a rule or something failed, 2 misuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from quizapp import paths
from quizapp.cli import Failed, Places
from quizapp.cli.bank_common import as_json_option, load_pack, path_argument
from quizapp.cli.bank_output import SCHEMA, clean, say, say_json
from quizapp.cli.complete import questions
from quizapp.cli.manual import ManualGroup
from quizapp.cli.wrap import wrapped
from quizapp.words import nearest, written_day

if TYPE_CHECKING:
    from quizapp.bank.pack import Pack
    from quizapp.bank.templates import Template
    from quizapp.exam.question import Question


@click.group(
    cls=ManualGroup,
    elsewhere={
        "check": "quizapp.cli.bank_check",
        "forms": "quizapp.cli.bank_forms",
        "new": "quizapp.cli.new",
        "record": "quizapp.cli.sheets",
        "sheet": "quizapp.cli.sheets",
        "stats": "quizapp.cli.bank_stats",
    },
    examples=[
        ("quizapp bank check", "check every question"),
        ("quizapp bank stats my-pack", "what your own pack covers"),
        ("quizapp bank show ID", "one question with its explanation"),
    ],
)
def bank() -> None:
    """Check, measure, and show a question pack.

    PATH is a pack's folder or the name of a shipped pack. The default is the pack given with
    --pack, else the default pack.
    """


@bank.command(
    examples=[
        ("quizapp bank show sqs-fifo-dedup", "a question of the default pack"),
        ("quizapp bank show ID my-pack --json", "a question of another pack, for a program"),
    ],
    exits={1: "the pack has no such question; the message names the nearest"},
)
@click.argument("question_id", metavar="ID", shell_complete=questions)
@path_argument
@as_json_option
@click.pass_context
def show(context: click.Context, question_id: str, path: str | None, as_json: bool) -> None:
    """Show one question with its explanation.

    For a number question, show its template and an example.

    ID may be in any case. For a mistyped ID, the message suggests the nearest one.

    With --json: {"schema": 1, "id", "file", "line", "revision", "text_revision", "topic", "level",
    "background", "skills": {exam: [skill]}, "services", "stem", "options": [{"key", "text", "why",
    "concept"}], "takeaway", "references", "notes", "facts", "checked", "forms": [name],
    "template"}. "template" is null, or {"stem", "calculator", "slips", "parameters",
    "combinations"}; the other "stem" and the "options" are then those of an example.
    """
    pack = load_pack(context, path)
    known = {code.casefold(): code for code in [*pack.questions, *pack.templates]}
    code = known.get(question_id.strip().casefold())
    if code is None:
        raise Failed(_no_question(pack, question_id, known))
    template = pack.templates.get(code)
    question = _example(template) if template is not None else pack.questions[code]
    if as_json:
        say_json(_whole(pack, question, template))
    else:
        _say_question(pack, question, template)


def _example(template: Template) -> Question:
    from quizapp.bank.templates import NoNumbers, instance

    try:
        return instance(template, 0)[0]
    except NoNumbers as error:
        raise Failed(f"{error}; no example can be made") from error


def _no_question(pack: Pack, asked: str, known: Mapping[str, str]) -> str:
    """The message for an unknown question ID."""
    broken = [problem for problem in pack.problems if problem.question == asked]
    near = nearest(asked, known)
    hint = f"the ids are in the files of {pack.path}"
    if broken:
        hint = str(broken[0])
    elif near is not None:
        hint = f"did you mean {known[near]}?"
    return clean(f"{pack.name} has no question {asked!r}; {hint}")


@bank.command(
    examples=[
        ("quizapp bank reports", "the questions that you reported"),
        ("quizapp bank reports --markdown", "a text for each, to paste into an issue tracker"),
        ("quizapp bank reports --json", "the same for a program"),
    ],
)
@as_json_option
@click.option("--markdown", is_flag=True, help="A Markdown text for each question.")
@click.pass_obj
def reports(places: Places, as_json: bool, markdown: bool) -> None:
    """List the questions that you reported, oldest first. Reports stay on this machine.

    With --markdown: one text for each reported question, separated by lines of three hyphens.
    With --json: {"schema": 1, "reports": [{"question", "revision", "at" (UTC, ISO 8601), "text"}]}.
    """
    if as_json and markdown:
        raise click.UsageError("--json and --markdown cannot be combined.")
    with places.reading() as (workspace, connection):
        from quizapp.store.learner import settings
        from quizapp.store.learner.annotations import question_reports

        found = question_reports(connection, workspace.scope.pack)
        zone = settings.zone(connection, workspace.scope.learner)
    if as_json:
        rows = [{**asdict(each), "at": each.at.isoformat(timespec="seconds")} for each in found]
        say_json({"schema": SCHEMA, "reports": rows})
        return
    if markdown:
        from quizapp.export.reported import texts

        pack = paths.pack(places.pack).name
        say("\n\n---\n\n".join(text.rstrip() for text in texts(found, pack, zone)))
        return
    for each in found:
        day = written_day(each.at.astimezone(zone))
        say(f"{day:<12}  {each.question}  {' '.join(each.text.split())}".rstrip())
    if not found:
        say(
            "No reported questions. To report one, press ! on it in a drill, a review, or a report."
        )


def _forms_of(pack: Pack, question: Question) -> list[str]:
    return [form.name for form in pack.forms if question.id in form.question_ids]


def _whole(pack: Pack, question: Question, template: Template | None) -> dict[str, Any]:
    from quizapp.bank.reviews import text_revision

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
        "text_revision": text_revision(question),
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


def _say_question(pack: Pack, question: Question, template: Template | None) -> None:
    from quizapp.bank.reviews import text_revision

    source = pack.sources[question.id]
    skills = "; ".join(f"{exam} {', '.join(ids)}" for exam, ids in question.skills.items())
    say(f"{question.id}  {source.file}:{source.line}")
    say(f"revision {question.revision}, text {text_revision(question)}")
    say(f"{question.topic} · {question.level} · {skills or 'background'}")
    if template is not None:
        say()
        say(wrapped(template.stem))
        say()
        say(f"One example of {template.size:,} combinations ({template.calculator}):")
    say()
    say(wrapped(question.stem))
    for number, option in enumerate(question.options, 1):
        say()
        say(wrapped(option.text, f"{number}. {'[key] ' if option.is_key else ''}", 3))
        say(wrapped(option.why, f"   why ({option.concept}): ", 5))
    say()
    say(wrapped(question.takeaway, "takeaway   ", 11))
    for name, values in (
        ("references", question.references),
        ("services", question.services),
        ("notes", question.notes),
        ("facts", source.facts),
        ("forms", _forms_of(pack, question)),
    ):
        if values:
            say(f"{name:<10} {', '.join(values)}")
    say(f"checked    {source.checked}")
