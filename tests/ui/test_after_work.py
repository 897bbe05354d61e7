"""Pages that follow work: what is shown meanwhile, and the keys that are typed too early."""

from __future__ import annotations

from typing import Any

import pytest
from textual import events

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.home import HomeScreen
from quizapp.ui.screens.question_base import SCORING, SUMMING_UP
from quizapp.ui.screens.report import ReportScreen
from tests.ui.test_flows import running, shown


def types_while_it_works(app: QuizApp, monkeypatch: pytest.MonkeyPatch, key: str) -> list[str]:
    """Let a key be typed while a report is made; return what the screen shows then, later."""
    seen: list[str] = []
    report = app.report_screen

    def made(*given: Any) -> ReportScreen:
        seen.append(shown(app))
        app.post_message(events.Key(key, None))
        return report(*given)

    monkeypatch.setattr(app, "report_screen", made)
    return seen


async def test_enter_typed_before_the_end_of_a_drill_is_shown_does_not_leave_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(home) as (app, pilot):
        await pilot.press("d", "q")
        assert app.sitting is not None
        for number in range(len(app.sitting.attempt.items)):
            await pilot.press(*(["enter"] if number else []))
            selects = app.sitting.attempt.item.selects
            await pilot.press(*(str(n + 1) for n in range(selects)), "s")
        seen = types_while_it_works(app, monkeypatch, "enter")
        await pilot.press("enter")
        await pilot.pause()
        assert SUMMING_UP in seen[0]
        assert isinstance(app.screen, ReportScreen)
        await pilot.press("enter")
        assert isinstance(app.screen, HomeScreen)


async def test_key_typed_before_the_score_is_shown_does_not_open_a_page(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        seen = types_while_it_works(app, monkeypatch, "m")
        await pilot.press("ctrl+s", "down", "down", "enter")
        await pilot.pause()
        assert SCORING in seen[0]
        assert isinstance(app.screen, ReportScreen)
        await pilot.press("m")
        assert not isinstance(app.screen, ReportScreen)
