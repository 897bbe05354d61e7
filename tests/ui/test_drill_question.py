"""Drills, reviews, and weak areas, from the home screen with keys."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select
from textual.pilot import Pilot
from textual.widgets import Static

from quizapp.exam.attempt import Confidence
from quizapp.paths import Home
from quizapp.store.db.schema import QUESTION
from quizapp.store.learner import settings
from quizapp.store.learner.annotations import mark, question_reports
from quizapp.store.progress import queries
from quizapp.store.selection.drill_query import protected
from quizapp.ui import messages, text
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.drill_builder import DrillBuilderScreen
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.weak import WeakScreen
from quizapp.ui.widgets.hints import Hints
from tests.ui.test_flows import past, running, shown


async def test_quick_drill_of_ten_questions_runs_to_its_end(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d")
        assert isinstance(app.screen, DrillBuilderScreen)
        assert re.search(r"· +\d+ new\b", shown(app))
        await pilot.press("q")
        assert isinstance(app.screen, DrillQuestionScreen)
        assert app.sitting is not None
        for _ in range(10):
            item = app.sitting.attempt.item
            right = [i for i, o in enumerate(item.order) if o in item.keys]
            await pilot.press(*(str(i + 1) for i in right), "enter")
            assert "Right" in shown(app)
            await pilot.press("enter")
        assert isinstance(app.screen, ReportScreen)
        assert "10 of 10 right." in shown(app)
        assert "What you missed" not in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, HomeScreen)
        (only,) = past(app)
        assert (only.kind, only.state, only.correct) == ("drill", "submitted", 10)
        await app.workers.wait_for_complete()
        assert app.home.row.standing.answers == 10


async def test_drill_asks_no_question_of_an_untaken_form(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        assert app.sitting is not None
        assert app.workspace is not None
        rows = {app.sitting.stored.rows[i.question_id][0] for i in app.sitting.attempt.items}
        with app.workspace.database.read() as connection:
            kept = protected(app.workspace.scope)
            unsat = set(connection.scalars(select(QUESTION.c.id).where(kept)))
        assert unsat
        assert not rows & unsat


async def test_confidence_cause_bookmark_note_and_report_are_stored(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        assert app.sitting is not None
        assert app.workspace is not None
        item = app.sitting.attempt.item
        wrong = [i for i, o in enumerate(item.order) if o not in item.keys][: item.selects]
        await pilot.press(*(str(i + 1) for i in wrong), "s")
        assert app.sitting.attempt.item.confidence is Confidence.SURE
        await pilot.press("y", "b", "e", *"mind", "ctrl+s", "!", *"why", "ctrl+s", "up")
        seen = shown(app)
        assert "mixed up two ideas" in seen
        assert "bookmarked" in seen
        assert "mind" in seen
        row = app.sitting.stored.rows[item.question_id][0]
        with app.workspace.database.read() as connection:
            own = mark(connection, app.workspace.scope.learner, row)
            (complaint,) = question_reports(connection)
        assert (own.bookmarked, own.note) == (True, "mind")
        assert (complaint.question, complaint.text) == (item.question_id, "why")


async def test_lucky_guess_is_labeled(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        assert app.sitting is not None
        item = app.sitting.attempt.item
        right = [i for i, o in enumerate(item.order) if o in item.keys]
        await pilot.press(*(str(i + 1) for i in right), "g")
        assert "lucky" in shown(app)


async def test_builder_counts_matching_questions_and_starts_the_drill(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "enter", "down", "down", "enter")
        assert "Security" in shown(app)
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        assert screen.wish.domains == {"2"}
        await pilot.press("b")
        assert app.sitting is not None
        assert {item.domain for item in app.sitting.attempt.items} == {"2"}


async def test_calculation_drill_shows_numbers(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "c")
        assert app.sitting is not None
        ids = [item.question_id for item in app.sitting.attempt.items]
        assert ids
        assert all(name.startswith("numbers-") for name in ids)
        assert "{" not in shown(app)


async def test_screens_without_data_say_what_to_do(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("w")
        assert isinstance(app.screen, WeakScreen)
        assert "No answers yet" in shown(app)
        await pilot.press("escape", "r")
        said = " ".join(shown(app).split())
        assert "Nothing to review today" in said
        assert "What you answer in a drill or a mock comes up for review later." in said.replace(
            "; w", "; W"
        )
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, DrillBuilderScreen)
        await pilot.press("escape", "m", "enter")
        assert isinstance(app.screen, MockQuestionScreen)
        assert not list(app._notifications)


async def test_removing_a_sitting_backs_up_first_and_keeps_first_sight(
    home: Home,
) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q", "1", "enter", "escape")
        assert len(past(app)) == 1
        await pilot.press("h", "x", "down", "enter")
        assert past(app) == []
        (backup,) = home.backups.glob("*-before-removal.db")
        assert backup.stat().st_size > 0
        assert "No sittings yet" in shown(app)
        await pilot.press("escape")
        assert app.home.row.open is None


async def test_exam_date_selects_the_exam_version(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "day_of", lambda *_: date(2026, 11, 29))
    monkeypatch.setattr(settings, "study_day", lambda *_: date(2026, 11, 29))
    async with running(home) as (app, pilot):
        await pilot.press("s", "down", "enter", *"2026-11-31", "enter")
        assert "not a date" in shown(app)
        await pilot.press("backspace", "backspace", *"30", "enter")
        assert app.workspace is not None
        assert app.workspace.blueprint.code == "DVA-C02"
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        assert app.home.row.exam == "DVA-C02"
        assert app.home.row.standing.days_left is not None
        await pilot.press("m")
        assert "DVA-C02" in shown(app)


async def test_verdict_and_closing_question_stay_at_the_top_of_the_feedback(home: Home) -> None:
    async with running(home, size=(60, 20)) as (app, pilot):
        await pilot.press("d", "q")
        assert app.sitting is not None
        item = app.sitting.attempt.item
        wrong = [i for i, o in enumerate(item.order) if o not in item.keys][: item.selects]
        await pilot.press(*(str(i + 1) for i in wrong), "u")
        top = app.screen.query_one("#practice-verdict", Static)
        first, closing = str(top.visual).split("\n", 1)
        assert first.startswith("✗ Wrong")
        assert first.endswith("due again tomorrow")
        assert closing == str(text.inline(text.split_closing(app.sitting.question.stem)[1]))
        assert closing
        region = top.region
        await pilot.press("pagedown", "pagedown")
        assert top.region == region
        assert app.screen.query_one("#practice-feedback").scroll_offset.y > 0
        await pilot.press("space")
        assert closing not in str(top.visual), "it is in the whole question below"


async def missed(app: QuizApp, pilot: Pilot[None], sure: str) -> None:
    """Answer the first question of a drill wrong."""
    await pilot.press("d", "q")
    assert app.sitting is not None
    item = app.sitting.attempt.item
    wrong = [i for i, o in enumerate(item.order) if o not in item.keys][: item.selects]
    await pilot.press(*(str(i + 1) for i in wrong), sure)


async def test_the_whole_question_is_above_the_explanation_if_it_fits(home: Home) -> None:
    async with running(home, size=(100, 60)) as (app, pilot):
        await missed(app, pilot, "s")
        assert app.sitting is not None
        stem = str(text.prose(app.sitting.question.stem))
        body = str(app.screen.query_one("#practice-text", Static).visual)
        assert body.startswith(stem)
        assert "✗ Wrong" in shown(app)
        assert "you were sure" in shown(app)
        page = app.screen.query_one("#practice-feedback")
        assert page.max_scroll_y == 0
        assert "space Question" not in shown(app)
        for height in range(44, 20, -1):
            await pilot.resize_terminal(100, height)
            await pilot.pause()
            whole = str(app.screen.query_one("#practice-text", Static).visual).startswith(stem)
            assert not whole or page.max_scroll_y == 0, height
        assert not whole


async def test_wide_feedback_has_the_question_next_to_its_explanation(home: Home) -> None:
    async with running(home, size=(140, 60)) as (app, pilot):
        await missed(app, pilot, "s")
        assert app.sitting is not None
        stem, body = (
            app.screen.query_one(f"#practice-{part}", Static) for part in ("stem", "text")
        )
        for width, height in ((110, 24), (140, 42), (200, 50), (240, 60)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert str(stem.visual) == str(text.prose(app.sitting.question.stem))
            assert stem.region.y == body.region.y
            assert stem.region.right <= body.region.x
            assert "Your choice" in str(body.visual)
            assert "space Question" not in str(app.screen.query_one(Hints).visual)
            verdict, foot = (
                app.screen.query_one(f"#practice-{part}", Static) for part in ("verdict", "foot")
            )
            assert "\n" not in str(verdict.visual), "the question is not repeated above"
            assert verdict.region.x == stem.region.x == foot.region.x
        await pilot.resize_terminal(100, 24)
        await pilot.pause()
        assert not stem.display
        assert "space Question" in str(app.screen.query_one(Hints).visual)
        await pilot.resize_terminal(140, 42)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one("#practice-foot").region.width <= 108, "below the question"


async def test_the_causes_stay_with_the_chosen_one_marked(home: Home) -> None:
    async with running(home, size=(140, 40)) as (app, pilot):
        await missed(app, pilot, "u")

        def foot() -> str:
            return str(app.screen.query_one("#practice-foot", Static).visual)

        before = foot()
        assert "k didn't know  m misread  y mixed up two ideas" in before
        await pilot.press("y")
        assert "k didn't know  m misread ●y mixed up two ideas" in foot()
        await pilot.press("k")
        assert "●k didn't know m misread  y mixed up two ideas" in foot()
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert "Why? k m y w l  ● didn't know" in foot(), "it fits the width at once"
        await pilot.press("m")
        assert "Why? k m y w l  ● misread" in foot()
        await pilot.press("m")
        assert "●" not in foot()
        await pilot.press("k")
        attempt = app.sitting.stored.id if app.sitting is not None else 0
        await pilot.press("escape")
        app.post_message(messages.ResumeSitting(attempt))
        await pilot.pause()
        await pilot.pause()
        assert "● didn't know" in foot(), "it is read again when the drill is resumed"


async def test_wide_feedback_names_the_key_that_scrolls_if_something_is_below(home: Home) -> None:
    async with running(home, size=(140, 60)) as (app, pilot):
        await missed(app, pilot, "s")
        scrolls = []
        for height in (60, 18):
            await pilot.resize_terminal(140, height)
            await pilot.pause()
            await pilot.pause()
            scrolls.append(app.screen.query_one("#practice-feedback").max_scroll_y > 0)
            named = "PgDn Scroll" in str(app.screen.query_one(Hints).visual)
            assert named == scrolls[-1], height
        assert scrolls == [False, True]


async def test_a_resize_keeps_the_place_in_the_explanation_and_renews_the_keys(home: Home) -> None:
    async with running(home, size=(60, 20)) as (app, pilot):
        await missed(app, pilot, "u")
        page = app.screen.query_one("#practice-feedback")
        await pilot.press("pagedown")
        await pilot.pause()
        place = page.scroll_offset.y
        assert place > 0
        await pilot.resize_terminal(64, 20)
        await pilot.pause()
        assert page.scroll_offset.y == min(place, page.max_scroll_y), "the wider text is shorter"
        assert "space Question" in str(app.screen.query_one(Hints).visual)
        await pilot.resize_terminal(140, 60)
        await pilot.pause()
        assert page.max_scroll_y == 0
        assert "space Question" not in str(app.screen.query_one(Hints).visual)


async def test_enter_on_home_resumes_the_drill_that_was_left(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("end", "enter", "escape", "d", "q")
        assert app.sitting is not None
        left = app.sitting.stored.id
        await pilot.press("1", "escape")
        assert isinstance(app.screen, HomeScreen)
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        assert app.sitting is not None
        assert app.sitting.stored.id == left


async def test_esc_in_a_drill_from_weak_areas_comes_back_to_them(home: Home) -> None:
    async with running(home) as (app, pilot):
        await missed(app, pilot, "u")
        await pilot.press("escape", "w")
        assert isinstance(app.screen, WeakScreen)
        await pilot.press("a", "enter")  # a topic with one answer is only among all
        assert isinstance(app.screen, DrillQuestionScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, WeakScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_answer_says_when_the_question_comes_back(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        assert app.sitting is not None
        item = app.sitting.attempt.item
        right = [i for i, o in enumerate(item.order) if o in item.keys]
        await pilot.press(*(str(i + 1) for i in right), "s")
        assert app.workspace is not None
        with app.workspace.database.read() as connection:
            (card,) = queries.memories_of(connection, app.workspace.scope, {item.question_id})
            today = queries.day_of(connection, app.workspace.scope.learner)
        assert (card.due - today).days > 1
        assert f"due again in {(card.due - today).days} days" in shown(app)


async def test_the_drill_builder_keeps_what_was_chosen_when_it_is_left(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d")
        screen = app.screen
        assert isinstance(screen, DrillBuilderScreen)
        screen._set_count("7")
        await pilot.press("escape", "d")
        assert isinstance(app.screen, DrillBuilderScreen)
        assert app.screen.wish.count == 7
        await pilot.press("b")
        assert isinstance(app.screen, DrillQuestionScreen)
        await pilot.press("escape", "d")
        assert isinstance(app.screen, DrillBuilderScreen)
        assert app.screen.wish.count == 20


async def test_a_choice_that_is_not_confirmed_is_kept_and_is_no_answer(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q", "2", "escape")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "0 of 10 answered" in shown(app)
        await pilot.press("1")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, DrillQuestionScreen)
        assert re.search(" ❯ 2  [●☑]", str(screen.view.render()))
        assert "0 right" in shown(app)
        assert not screen.marked


async def test_the_footer_says_what_enter_does_now(home: Home) -> None:
    async with running(home, size=(80, 24)) as (app, pilot):
        await pilot.press("d", "q")
        assert app.sitting is not None
        total = len(app.sitting.attempt.items)
        for number in range(1, total + 1):
            item = app.sitting.attempt.item
            assert "  enter Answer  " in str(app.screen.query_one(Hints).visual)
            await pilot.press(*(str(n + 1) for n in range(item.selects)), "enter")
            what = "Finish" if number == total else "Next"
            assert str(app.screen.query_one(Hints).visual).startswith(f"enter {what}  ")
            await pilot.press("enter")
        assert isinstance(app.screen, ReportScreen)
