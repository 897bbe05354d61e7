"""Flows through the screens, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from time import time
from typing import Any

import pytest
from sqlalchemy import Engine
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets._toast import Toast

from quizapp import paths
from quizapp.exam.attempt import Kind, State
from quizapp.exam.clock import Stopwatch
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.launch import Launch
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.learner import history
from quizapp.ui import messages
from quizapp.ui.app import QuizApp
from quizapp.ui.notices import Notice
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.screens.mock_question import MockQuestionScreen
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.review import ReviewScreen
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.question_view import QuestionView
from tests.builders import entry, write_pack
from tests.ui.test_text import HOSTILE


@asynccontextmanager
async def running(
    home: Home,
    pack: Path | None = None,
    wish: MockOptions | None = None,
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[QuizApp, Pilot[None]]]:
    """Run the app until its questions are loaded; with `wish`, it opens in that mock."""
    folder = pack or paths.pack()
    row = first_look(home.database, folder).row
    app = QuizApp(Launch(home, folder, row=row, mock=wish))
    async with app.run_test(size=size) as pilot:
        while app.workspace is None:
            assert app._exception is None
            await pilot.pause(0.01)
        await pilot.pause()
        _presses_after_paint(app, pilot)
        yield app, pilot
        app.leave_sitting()
        app.workspace.database.close()


def _presses_after_paint(app: QuizApp, pilot: Pilot[None]) -> None:
    """Let the pilot press keys as a person does: once a page that follows work can be seen."""
    press = pilot.press

    async def once_painted(*keys: str) -> None:
        while app._followed == (app.screen, inf):
            await pilot.pause(0.01)
        await press(*keys)

    pilot.press = once_painted  # type: ignore[method-assign]


def texts(screen: Screen[Any], *, hidden: bool = True) -> list[str]:
    """Return the text of each widget of a screen, in order, `hidden` ones included."""
    widgets = [w for w in screen.query("Static, Heading") if hidden or w.display]
    return [str(w.visual if isinstance(w, Static) else w.render()) for w in widgets]


def shown(app: QuizApp) -> str:
    """Return all text in the widgets of the top screen."""
    parts = texts(app.screen)
    for view in app.screen.query(QuestionView):
        parts += [
            " ".join(str(line).strip() for line in part.lines) for part in (view.stem, view.options)
        ]
    for rows in app.screen.query(OptionList):
        parts += [str(rows.get_option_at_index(i).prompt) for i in range(rows.option_count)]
    return "\n".join(parts)


def past(app: QuizApp) -> list[history.PastAttempt]:
    assert app.workspace is not None
    with app.workspace.database.read() as connection:
        return history.attempts(connection, app.workspace.scope)


def refuse_writing(engine: Engine, *, yes: bool) -> None:
    """Make the pooled connection refuse all writes, or allow them again."""
    raw = engine.raw_connection()
    raw.cursor().execute(f"PRAGMA query_only={'ON' if yes else 'OFF'}")
    raw.close()


async def test_first_start_welcomes_and_offers_mock_exam_1(home: Home) -> None:
    async with running(home) as (app, pilot):
        assert isinstance(app.screen, HomeScreen)
        assert "Welcome" in shown(app)
        assert "Mock exam 1, to see where you stand" in shown(app)
        await pilot.press("enter")
        assert "65 questions" in shown(app)
        await pilot.press("e")
        assert "160 minutes" in shown(app)
        await pilot.press("u")
        assert "untimed" in shown(app)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)


async def test_submitted_blanks_count_as_wrong_and_report_has_four_domains(
    home: Home,
) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert isinstance(app.screen, MockQuestionScreen)
        await pilot.press("ctrl+s")
        assert "65 questions unanswered" in shown(app)
        await pilot.press("down", "down", "enter")
        assert isinstance(app.screen, ReportScreen)
        seen = shown(app)
        assert "0 of 65 right" in seen
        assert "NOT YET" in seen
        for name in ("Development", "Security", "Testing", "Troubleshooting"):
            assert name in seen


async def test_time_out_submits_the_answers_and_shows_the_report(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.sitting is not None
        keys = app.sitting.attempt.item.keys
        for option in keys:
            app.sitting.choose(option)
        moment = [0.0]
        app.sitting.clock = Stopwatch(7799.0, lambda: moment[0])
        moment[0] = 2.0
        await pilot.press("f")
        assert isinstance(app.screen, ChoiceScreen)
        assert "Time is up" in shown(app)
        assert "You answered 1 of 65 questions." in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, ReportScreen)
        (only,) = past(app)
        assert (only.state, only.correct, only.seconds) == ("expired", 1, 7800)


async def test_hidden_clock_reappears_for_the_last_five_minutes(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.sitting is not None
        heading = app.screen.query_one(Heading)
        assert heading.shown_clock.startswith("2:09")
        await pilot.press("t")
        assert heading.shown_clock == ""
        assert "1 of 65" in shown(app)
        app.sitting.clock = Stopwatch(7800.0 - 290, lambda: 0.0)
        await pilot.pause(1.2)
        assert heading.shown_clock == "4:50"
        assert "5 minutes left" in shown(app)


async def test_choosing_too_many_options_shows_the_reason(
    tmp_path: Path,
) -> None:
    pair = entry("pair").replace("enough to be read.", "enough. Select TWO.")
    pair = pair.replace(
        "    - text: |-\n        Answer 3", "    - key: true\n      text: |-\n        Answer 3"
    )
    pair = pair.replace(
        "  takeaway:",
        "    - text: |-\n        Answer 4 to pair\n      why: |-\n        No.\n"
        "      concept: c-4\n  takeaway:",
    )
    names = ["pair", "second", "third"]
    pack = write_pack(tmp_path / "pack", pair, entry("second"), entry("third"), form=names)
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1)) as (app, pilot):
        await pilot.press("1", "2", "3")
        assert app.sitting is not None
        item = app.sitting.attempt.item
        assert item.chosen == {item.order[0], item.order[1]}
        assert "asks for 2 answers" in shown(app)
        await pilot.press("1", "3")
        item = app.sitting.attempt.item
        assert item.chosen == {item.order[1], item.order[2]}


async def test_answer_is_stored_before_it_is_shown(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.workspace is not None
        engine = app.workspace.database.engine
        engine.dispose()
        refuse_writing(engine, yes=True)
        await pilot.press("1")
        assert "●" not in shown(app)
        assert app.sitting is not None
        assert not app.sitting.attempt.item.chosen
        assert any(n.severity == "error" for n in app._notifications)
        refuse_writing(engine, yes=False)
        await pilot.press("1")
        assert "●" in shown(app)


async def test_paused_mock_is_resumed_from_home(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        await pilot.press("1", "f", "x", "3", "escape", "down", "enter")
        assert isinstance(app.screen, HomeScreen)
        assert "Resume" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, MockQuestionScreen)
        assert app.sitting is not None
        item = app.sitting.attempt.item
        assert item.chosen == {item.order[0]}
        assert item.flagged
        assert item.struck == {item.order[2]}


async def test_abandoned_mock_stays_in_history(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        await pilot.press("escape", "down", "down", "enter")
        assert "Give up Mock exam 1?" in shown(app)
        assert "the other 64 stay new" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, MockQuestionScreen)
        assert [p.state for p in past(app)] == ["running"]
        await pilot.press("escape", "down", "down", "enter", "down", "enter")
        assert isinstance(app.screen, HomeScreen)
        assert [p.state for p in past(app)] == ["abandoned"]
        await pilot.press("h")
        assert "abandoned" in shown(app)
        await pilot.press("enter")
        assert "Abandoned" in shown(app)
        assert "Replay" not in shown(app)


async def test_replay_explains_each_answer_and_repeats_missed_questions(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.sitting is not None
        for position in range(65):
            app.sitting.go(position)
            if position:
                for option in app.sitting.attempt.item.keys:
                    app.sitting.choose(option)
        await pilot.press("ctrl+s", "enter", "right", "left")
        assert app.sitting.attempt.state is State.RUNNING
        app.sitting.submit()
        app.post_message(messages.SittingEnded(app.sitting))
        await pilot.pause()
        await pilot.press("r")
        assert isinstance(app.screen, DrillQuestionScreen)
        item = app.sitting.attempt.item
        wrong = [i for i, o in enumerate(item.order) if o not in item.keys][: item.selects]
        await pilot.press(*(str(i + 1) for i in wrong), "enter")
        assert "Wrong" in shown(app)
        assert "Your choice" in shown(app)
        assert "Remember" in shown(app)
        await pilot.press("enter")
        item = app.sitting.attempt.item
        right = [i for i, o in enumerate(item.order) if o in item.keys]
        await pilot.press(*(str(i + 1) for i in right), "s")
        assert "Right" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, ReportScreen)
        assert "1 question right, in 2 answers." in shown(app)
        assert "1 is due again tomorrow." in shown(app)
        assert "What you missed" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, ReportScreen), "leaving the replay leads back"
        assert "64 of 65 right" in shown(app)
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
        assert past(app)[-1].state == "submitted"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_sitting_screens_show_hostile_text_literally(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    hostile = " ".join(HOSTILE[:5])
    names = ["first", "second", "third"]
    entries = [
        entry(
            name,
            stem=f"stem: |-\n    {hostile} {name}",
            takeaway=f"takeaway: |-\n    {hostile}",
        ).replace("Answer 1", f"{hostile} 1")
        for name in names
    ]
    pack = write_pack(tmp_path / "pack", *entries, form=names)
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1), size) as (app, pilot):
        assert hostile in shown(app)
        assert app.sitting is not None
        item = app.sitting.attempt.item
        wrong = next(o for o in item.order if o not in item.keys)
        await pilot.press(str(item.order.index(wrong) + 1), "g")
        assert "[/]" in shown(app)
        await pilot.press("escape", "ctrl+s", "down", "down", "enter")
        assert isinstance(app.screen, ReportScreen)
        await pilot.press("a")
        assert isinstance(app.screen, ReviewScreen)
        assert "[@click=app.quit]x[/]" in shown(app).replace("\n", " ").replace("     ", "")
        await pilot.press("escape", "r", "1", "enter")
        assert isinstance(app.screen, DrillQuestionScreen)
        assert "list[int]" in shown(app)
        await pilot.press("f1")
        assert "Esc" in shown(app) or "esc" in shown(app)


async def test_home_names_the_error_in_a_broken_pack(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", "- id: first\n  topic: [")
    app = QuizApp(Launch(Home(tmp_path / "own"), pack))
    async with app.run_test(size=(100, 24)) as pilot:
        for _ in range(300):
            await pilot.pause(0.02)
            if "topic-one.yaml" in shown(app):
                break
        assert "only/topic-one.yaml:2: syntax" in shown(app)
        await pilot.press("m", "h", "s")
        assert isinstance(app.screen, HomeScreen)


async def test_first_start_reports_progress_without_a_frame_per_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write_pack(tmp_path / "pack", entry("first"))
    for n in range(20):
        (pack / "only" / f"more-{n}.yaml").write_text(entry(f"question-{n}"))
    seen: list[tuple[str, int, int]] = []
    monkeypatch.setattr("quizapp.ui.app_opening.PROGRESS_INTERVAL", 3_600)
    monkeypatch.setattr(HomeScreen, "show_progress", lambda _, *news: seen.append(news))
    async with running(Home(tmp_path / "own"), pack):
        assert seen == [
            ("Reading questions", 0, 21),
            ("Reading questions", 21, 21),
            ("Storing questions", 0, 1),
            ("Storing questions", 1, 1),
        ]


async def test_days_to_the_exam_appear_once_the_questions_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = datetime.now(UTC).date() + timedelta(days=40)
    monkeypatch.setenv("QUIZAPP_EXAM_DATE", day.isoformat())
    pack = write_pack(tmp_path / "pack", entry("first"))
    async with running(Home(tmp_path / "own"), pack) as (app, pilot):
        for _ in range(300):
            if app.home.row.standing.day is not None:
                break
            await pilot.pause(0.02)
        assert app.home.row.standing.days_left in (39, 40, 41)


async def test_keys_pressed_while_loading_are_handled_later(tmp_path: Path) -> None:
    names = ["first", "second", "third"]
    pack = write_pack(tmp_path / "pack", *(entry(n) for n in names), form=names)
    app = QuizApp(Launch(Home(tmp_path / "own"), pack))
    async with app.run_test() as pilot:
        await pilot.press("m")
        for _ in range(300):
            await pilot.pause(0.02)
            if "3 questions" in shown(app):
                break
        assert not isinstance(app.screen, HomeScreen)
        assert "3 questions" in shown(app)
        assert app.workspace is not None
        app.workspace.database.close()


async def test_notice_is_not_repeated_and_always_disappears(home: Home) -> None:
    async with running(home) as (app, pilot):
        for message in ("one", "one", "two"):
            app.notify(message, timeout=60)
            await pilot.pause()
        assert [notice.message for notice in app._notifications] == ["one", "two"]
        assert all(isinstance(notice, Notice) for notice in app._notifications)
        late = Notice("late", timeout=1, raised_at=time() - 5)
        assert late.has_expired
        assert late.time_left > 0, "a timer set to the past would fire endlessly, or never"
        await app.screen.mount(Toast(late))
        while any(toast._notification is late for toast in app.screen.query(Toast)):
            await pilot.pause(0.01)


async def test_enter_right_after_a_move_starts_the_highlighted_mock(home: Home) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("m")
        rows = app.screen.query_one(OptionList)
        with rows.prevent(OptionList.OptionHighlighted):
            rows.highlighted = next(
                at
                for at in range(rows.option_count)
                if "Short mock" in str(rows.get_option_at_index(at).prompt)
            )
        await pilot.press("enter")
        assert app.sitting is not None
        assert app.sitting.attempt.kind is Kind.SHORT
