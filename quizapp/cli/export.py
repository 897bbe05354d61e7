"""`export`: practiced questions for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.cli import Failed, Places
from quizapp.cli.complete import domains, tasks, topics
from quizapp.cli.files import STANDARD_OUTPUT, file_type, force_option, put
from quizapp.cli.manual import Manual, ManualGroup
from quizapp.cli.option_values import accepted_values, exam_of, exam_option, ids_of
from quizapp.exam.wording import count
from quizapp.study.drill import DrillFilter


@click.group(
    cls=ManualGroup,
    examples=[
        ("quizapp export anki missed.apkg", "missed and bookmarked questions for Anki"),
        ("quizapp export sheet sheet.html", "what to remember, topic by topic, to print"),
    ],
)
def export() -> None:
    """Export questions and takeaways.

    Only questions that you have already seen are exported. Questions of forms that you have not
    taken stay new.
    """


@export.command(
    cls=Manual,
    examples=[
        ("quizapp export anki quizapp.apkg", "what you missed or bookmarked"),
        ("quizapp export anki missed.apkg --missed", "only what you missed"),
        ("quizapp export anki all.apkg --all-seen", "every question you have seen"),
        ("quizapp export anki quizapp.apkg --force", "again, replacing the last export"),
    ],
    exits={1: "there is nothing to export, or FILE cannot be written"},
)
@click.argument("file", type=file_type)
@click.option("--missed", is_flag=True, help="Questions that you missed and have not recovered.")
@click.option("--bookmarked", is_flag=True, help="Questions that you bookmarked.")
@click.option("--all-seen", is_flag=True, help="Every question that you have seen.")
@exam_option
@force_option
@click.pass_obj
def anki(
    places: Places,
    file: str,
    missed: bool,
    bookmarked: bool,
    all_seen: bool,
    exam: str | None,
    force: bool,
) -> None:
    """Write questions to an Anki package (.apkg), one note per question.

    Without options, export the questions that you missed and have not recovered, and those that
    you bookmarked. The front of a card has the stem and the options. The back has the answer, the
    explanation, the takeaway, the references, and your note. Tags name the domain, the topic, and
    the level.

    Import FILE in Anki (File, Import). Importing a later export updates the notes, creates no
    duplicates, and keeps your progress in Anki. FILE may be - for standard output.
    """
    if all_seen and (missed or bookmarked):
        raise click.UsageError("--all-seen includes them all; omit --missed and --bookmarked.")
    with places.reading() as (workspace, connection):
        import time

        from quizapp.export.anki import package
        from quizapp.store.flashcards import BOOKMARKED, MISSED, cards

        wanted = [name for name, on in ((MISSED, missed), (BOOKMARKED, bookmarked)) if on]
        deck = cards(
            connection,
            workspace.scope_of(exam_of(workspace, exam).code),
            [] if all_seen else wanted or [MISSED, BOOKMARKED],
        )
    if not deck.questions:
        if deck.held:
            raise Failed(_held(deck.held))
        if all_seen:
            raise Failed("you have seen no questions yet; practice first")
        state = " or ".join(wanted or [MISSED, BOOKMARKED])
        raise Failed(f"no question is {state} yet; practice first, or try --all-seen")
    put(places, file, package(deck, time.time()), force=force)


@export.command(
    cls=Manual,
    examples=[
        ("quizapp export sheet sheet.html", "every topic with something to show, weakest first"),
        ("quizapp export sheet kms.html --topic kms.keys", "one topic"),
        ("quizapp export sheet task.md --task 2.1 --task 2.2", "two tasks, as Markdown"),
    ],
    exits={1: "there is nothing to export, or FILE cannot be written"},
)
@click.argument("file", type=file_type)
@click.option("--domain", multiple=True, metavar="D", shell_complete=domains, help="A domain.")
@click.option("--task", multiple=True, metavar="T", shell_complete=tasks, help="A task, as 1.2.")
@click.option("--topic", multiple=True, metavar="T", shell_complete=topics, help="A topic.")
@exam_option
@force_option
@click.pass_obj
def sheet(
    places: Places,
    file: str,
    domain: tuple[str, ...],
    task: tuple[str, ...],
    topic: tuple[str, ...],
    exam: str | None,
    force: bool,
) -> None:
    """Export what to remember, by topic.

    A sheet has the takeaways of the questions that you have met. Those of questions that you missed
    come first and are marked. Takeaways of questions that you have not met, or that are in a mock
    you have not taken, are only counted. Each has the day on which it was last checked.

    FILE ends with .html for a page that prints in two columns, each topic on a new page, or with
    .md for Markdown. It may be - for Markdown on standard output. Repeat an option to include more;
    combine options to include only what matches all of them.
    """
    suffix = Path(file).suffix.casefold()
    if file != STANDARD_OUTPUT and suffix not in (".html", ".htm", ".md", ".markdown"):
        raise click.BadParameter(
            f"{file!r} ends with neither .html nor .md; name a file that does",
            param_hint="'FILE'",
        )
    given = {"domain": domain, "task": task, "topic": topic}
    with places.reading() as (workspace, connection):
        from quizapp.export import sheet_page
        from quizapp.practice import sheets

        blueprint = exam_of(workspace, exam)
        known = accepted_values(connection, workspace, blueprint)
        chosen = {name: ids_of(f"--{name}", given[name], known[name]) for name in given}
        about = DrillFilter(domains=chosen["domain"], tasks=chosen["task"], topics=chosen["topic"])
        made = sheets.sheet(workspace, about, blueprint.code)
    if not made.topics:
        if made.held:
            raise Failed(_held(made.held))
        raise Failed("you have met no question on this yet; practice first")
    as_page = suffix in (".html", ".htm")
    put(places, file, (sheet_page.html if as_page else sheet_page.markdown)(made), force=force)


def _held(number: int) -> str:
    """Why there is nothing to export if an open sitting asks all the questions."""
    return f"an open sitting still asks the {count(number, 'matching question')}; finish it first"
