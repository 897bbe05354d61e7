"""`export`: practiced questions for other programs."""

from __future__ import annotations

import click

from quizapp.cli import Failed, Places
from quizapp.cli.files import file_type, force_option, put
from quizapp.cli.manual import Manual, ManualGroup
from quizapp.cli.option_values import exam_of, exam_option
from quizapp.exam.wording import count


@click.group(
    cls=ManualGroup,
    examples=[("quizapp export anki missed.apkg", "missed and bookmarked questions for Anki")],
)
def export() -> None:
    """Export questions to other programs.

    Only questions that you have already seen are exported. Questions of forms that you have not
    taken stay new to you.
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
            asked = count(deck.held, "matching question")
            raise Failed(f"an open sitting still asks the {asked}; finish it first")
        if all_seen:
            raise Failed("you have seen no questions yet; practice first")
        state = " or ".join(wanted or [MISSED, BOOKMARKED])
        raise Failed(f"no question is {state} yet; practice first, or try --all-seen")
    put(places, file, package(deck, time.time()), force=force)
