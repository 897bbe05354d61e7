"""A note or a report that is not saved stays a draft."""

from __future__ import annotations

from sqlalchemy import select
from textual.pilot import Pilot
from textual.widgets import TextArea

from quizapp.paths import Home
from quizapp.practice.annotations import MAX_NOTE, in_sitting
from quizapp.store.db.schema import SETTING
from quizapp.store.learner.annotations import REPORT_DRAFT, question_reports
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.note import NoteScreen
from tests.ui.test_flows import running, shown

IS_DRAFT = SETTING.c.name.startswith(REPORT_DRAFT, autoescape=True)


async def answered(app: QuizApp, pilot: Pilot[None]) -> None:
    """Start a drill and answer its first question."""
    await pilot.press("d", "q")
    assert app.sitting is not None
    await pilot.press(*(str(n + 1) for n in range(app.sitting.attempt.item.selects)), "enter")
    assert isinstance(app.screen, DrillQuestionScreen)


def stored_note(app: QuizApp) -> str:
    assert app.sitting is not None
    return in_sitting(app.sitting).mark().note


def own_draft(app: QuizApp) -> str:
    assert app.workspace is not None
    with app.workspace.database.read() as connection:
        return next(iter(connection.scalars(select(SETTING.c.value).where(IS_DRAFT))), "")


def typed(app: QuizApp) -> str:
    assert isinstance(app.screen, NoteScreen)
    return app.screen.query_one(TextArea).text


async def test_esc_keeps_a_draft_that_is_there_the_next_time(home: Home) -> None:
    async with running(home) as (app, pilot):
        await answered(app, pilot)
        await pilot.press("e", *"half", "escape")
        assert stored_note(app) == ""
        await pilot.press("!")
        assert typed(app) == "", "a report has its own draft"
        await pilot.press(*"odd", "escape", "e")
        assert typed(app) == "half"
        assert "your draft, not saved yet" in shown(app)
        await pilot.press("space", "a", "ctrl+s")
        assert stored_note(app) == "half a"
        await pilot.press("e")
        assert typed(app) == "half a"
        assert "draft" not in shown(app)
        await pilot.press("escape", "!")
        assert typed(app) == "odd"


async def test_text_put_back_as_it_was_is_no_draft(home: Home) -> None:
    async with running(home) as (app, pilot):
        await answered(app, pilot)
        await pilot.press("e", *"ab", "escape", "e", "backspace", "backspace", "escape")
        await pilot.press("e")
        assert typed(app) == ""
        assert "draft" not in shown(app)


async def test_quitting_saves_notes_and_keeps_drafts_of_reports(home: Home) -> None:
    async with running(home) as (app, pilot):
        await answered(app, pilot)
        assert app.sitting is not None
        own = in_sitting(app.sitting)
        await pilot.press("!", *"odd", "escape", "e", *"mine")
        app.save_all()
        assert own.mark().note == "mine"
        assert app.workspace is not None
        with app.workspace.database.read() as connection:
            assert question_reports(connection) == [], "only ctrl+s reports a question"
        assert app.last_line is None
    async with running(home) as (app, pilot):
        await pilot.press("enter", "!")
        assert typed(app) == "odd"
        assert "your draft, not saved yet" in shown(app)
        await pilot.press("y", "escape")
        app.save_all()
        assert own_draft(app) == "oddy"
    async with running(home) as (app, pilot):
        await pilot.press("enter", "!", "ctrl+s")
        assert app.workspace is not None
        with app.workspace.database.read() as connection:
            (complaint,) = question_reports(connection)
        assert complaint.text == "oddy"
        await pilot.press("!")
        assert typed(app) == ""
        await pilot.press(*"ab", "escape")
        app.save_all()
    async with running(home) as (app, pilot):
        await pilot.press("enter", "!", "backspace", "backspace", "escape")
        app.save_all()
    async with running(home) as (app, pilot):
        await pilot.press("enter", "!")
        assert typed(app) == "", "a draft whose text is removed is gone"


async def test_the_dialog_says_how_much_of_a_long_note_is_saved(home: Home) -> None:
    async with running(home) as (app, pilot):
        await answered(app, pilot)
        await pilot.press("e")
        assert isinstance(app.screen, NoteScreen)
        app.screen.query_one(TextArea).text = "n" * (MAX_NOTE + 3)
        await pilot.pause()
        assert "only the first 4,000 of 4,003 characters are saved" in shown(app)
        await pilot.press("delete", "delete", "delete")
        await pilot.pause()
        assert "are saved" not in shown(app)
        await pilot.press("ctrl+s")
        assert len(stored_note(app)) == MAX_NOTE
