"""`export`: what you practised, for other programs."""

from __future__ import annotations

import click

from quizapp.cli import Failed, Places
from quizapp.cli.files import file_type, force_option, put
from quizapp.cli.manual import Manual, ManualGroup
from quizapp.cli.words import exam_of, exam_option


@click.group(
    cls=ManualGroup,
    examples=[("quizapp export anki missed.apkg", "missed and bookmarked questions for Anki")],
)
def export() -> None:
    """Take questions along to other programs.

    Only questions that you have met leave: those of forms that you have not sat stay new to you.
    """


@export.command(
    cls=Manual,
    examples=[
        ("quizapp export anki quizapp.apkg", "what you missed or bookmarked"),
        ("quizapp export anki missed.apkg --missed", "only what you missed"),
        ("quizapp export anki all.apkg --all-seen", "everything you have met"),
        ("quizapp export anki quizapp.apkg --force", "once more, over the last one"),
    ],
    exits={1: "there is nothing to export, or FILE cannot be written"},
)
@click.argument("file", type=file_type)
@click.option("--missed", is_flag=True, help="Questions missed and not yet recovered.")
@click.option("--bookmarked", is_flag=True, help="Questions you bookmarked.")
@click.option("--all-seen", is_flag=True, help="Every question you have met.")
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
    """Write questions into an Anki package (.apkg), one note each.

    Without options: what you missed and have not recovered, and what you bookmarked. The front has
    the stem and the options, the back the answer, every reason, what to remember, the references
    and your own note; tags name domain, topic and level.

    Import FILE in Anki (File, Import). Importing a later export brings notes up to date and doubles
    none; your progress in Anki stays. FILE may be - for standard output.
    """
    if all_seen and (missed or bookmarked):
        raise click.UsageError("--all-seen has them all; leave --missed and --bookmarked away.")
    with places.reading() as (workspace, connection):
        import time

        from quizapp.export.anki import package
        from quizapp.store.flashcards import BOOKMARKED, MISSED, cards

        wanted = [name for name, on in ((MISSED, missed), (BOOKMARKED, bookmarked)) if on]
        found = cards(
            connection,
            workspace.scope_of(exam_of(workspace, exam).code),
            [] if all_seen else wanted or [MISSED, BOOKMARKED],
        )
    if not found.questions:
        what = "met" if all_seen else " or ".join(wanted or [MISSED, BOOKMARKED])
        raise Failed(f"no question is {what} so far; practise first, or try --all-seen")
    put(file, package(found, time.time()), force=force)
