"""The report screen saves a page, and opens it in the browser only on request."""

from __future__ import annotations

import stat

import pytest

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.ui import messages, web
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.report import ReportScreen
from tests.ui.test_flows import running, shown


async def test_h_saves_the_report_and_offers_to_open_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(web, "open_address", lambda _app, address: asked.append(address))
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.sitting is not None
        app.sitting.submit()
        app.post_message(messages.SittingEnded(app.sitting))
        await pilot.pause()
        assert "Save as HTML" in shown(app)
        await pilot.press("h")
        assert isinstance(app.screen, ChoiceScreen)
        (page,) = home.reports.iterdir()
        assert page.name.endswith("-mock-exam-1-attempt-1.html")
        assert page.name in shown(app).replace("\n", "")
        assert stat.S_IMODE(page.stat().st_mode) == 0o600
        assert stat.S_IMODE(home.reports.stat().st_mode) == 0o700
        assert page.read_text().count("<article ") == 65
        await pilot.press("enter")
        assert isinstance(app.screen, ReportScreen)
        assert asked == []
        await pilot.press("h", "down", "enter")
        assert asked == [page.as_uri()]
        assert list(home.reports.iterdir()) == [page]


async def test_unwritable_report_folder_gets_a_one_line_message(home: Home) -> None:
    home.reports.write_text("in the way")
    async with running(home, wish=MockOptions(form=1)) as (app, pilot):
        assert app.sitting is not None
        app.sitting.submit()
        app.post_message(messages.SittingEnded(app.sitting))
        await pilot.pause()
        await pilot.press("h")
        assert isinstance(app.screen, ReportScreen)
        assert any(n.severity == "error" for n in app._notifications)
