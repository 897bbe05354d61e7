"""Reading and changing settings."""

from __future__ import annotations

from datetime import date

import pytest

from quizapp import paths
from quizapp.paths import Home
from quizapp.practice import settings
from quizapp.practice.settings import Preferences
from quizapp.settings import Overrides, Source
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.errors import Declined, StoreError
from quizapp.store.progress import home_row, queries
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.words import written_day
from tests.plain.talk import say


def test_setting_is_stored_and_read_back(workspace: Workspace) -> None:
    assert settings.read(workspace).now.name == ""
    assert settings.change(workspace, "name", "Ada") == workspace
    found = settings.read(workspace)
    assert (found.now.name, found.effective["name"].source) == ("Ada", Source.SCREEN)
    settings.change(workspace, "name", None)
    found = settings.read(workspace)
    assert (found.now.name, found.effective["name"].source) == ("", Source.DEFAULT)


def test_changed_exam_applies_immediately(workspace: Workspace) -> None:
    assert workspace.scope.exam == "DVA-C03"
    now = settings.change(workspace, "exam", "DVA-C02")
    assert (now.scope.exam, now.blueprint.code) == ("DVA-C02", "DVA-C02")
    assert (now.scope.learner, now.scope.pack) == (workspace.scope.learner, workspace.scope.pack)
    with now.database.read() as connection:
        row = home_row.read(connection, now.scope)
    assert row.exam == "DVA-C02"
    assert row.minutes == now.blueprint.minutes
    assert row.changed
    assert settings.change(now, "exam", None).scope.exam == "DVA-C03"


def test_exam_date_selects_the_exam(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "day_of", lambda *_: date(2026, 11, 29))
    monkeypatch.setattr("quizapp.store.learner.settings.study_day", lambda *_: date(2026, 11, 29))
    now = settings.change(workspace, "exam_date", "2026-11-30")
    assert now.scope.exam == "DVA-C02"


def test_a_past_exam_date_is_refused_and_changes_nothing(
    workspace: Workspace, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "day_of", lambda *_: date(2026, 12, 1))
    with pytest.raises(Declined, match="2026-11-30 is in the past; write a date from 2026-12-01"):
        settings.change(workspace, "exam_date", "2026-11-30")
    assert settings.read(workspace).now.exam_date is None
    assert settings.change(workspace, "exam_date", "2026-12-01").scope.exam == "DVA-C03"
    said = say(home.root, "settings\ndate 2020-01-01\n\nquit\n")
    assert "Jan 1, 2020 is in the past." in said
    assert "How did it go on Jan 1, 2020?" in said
    assert f"Exam date: {written_day(date(2026, 12, 1))}." in said


def test_a_past_exam_date_from_outside_is_told_in_plain_mode(home: Home) -> None:
    (home.root / "settings.toml").write_text(
        "exam_date = 2020-01-01\nexam = 'DVA-C09'\nthemes = 'x'\n"
    )
    said = say(home.root, "quit\n")
    assert "settings.toml:3: there is no setting 'themes'; did you mean theme?" in said
    assert "settings.toml: exam: there is no 'DVA-C09'" in said
    assert "settings.toml: exam_date: 2020-01-01 is in the past, and you practice for " in said


def test_home_row_repeats_the_settings(workspace: Workspace, home: Home) -> None:
    settings.change(workspace, "theme", "quizapp-day")
    settings.change(workspace, "keys", "question.flag=v")
    row = first_look(home.database, paths.pack()).row
    found = Preferences(stored=row.settings)
    assert found.now.theme == "quizapp-day"
    assert found.own_keys == {"question.flag": "v"}
    assert found.now == settings.read(workspace).now


def test_outside_setting_wins_and_unknown_value_is_reported(
    workspace: Workspace, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.change(workspace, "exam", "DVA-C02")
    monkeypatch.setenv("QUIZAPP_EXAM", "DVA-C04")
    own = open_workspace(home, None, paths.pack())
    try:
        found = settings.read(own)
        assert found.effective["exam"].source is Source.ENVIRONMENT
        codes = [blueprint.code for blueprint in own.blueprints]
        line = found.unknown("exam", codes)
        assert line is not None
        assert line.startswith("QUIZAPP_EXAM: there is no 'DVA-C04'; did you mean DVA-C0")
        assert found.unknown("theme", ["quizapp-day"]) is None
        assert own.scope.exam in codes
    finally:
        own.database.close()


def test_unknown_stored_value_is_not_reported() -> None:
    found = Preferences(Overrides(), {"exam": "DVA-C09"})
    assert found.unknown("exam", ["DVA-C03"]) is None


def test_setting_is_not_stored_if_the_home_row_cannot_be_updated(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(home_row, "rewrite_from_pack", fail)
    with pytest.raises(StoreError, match="the disk is full"):
        settings.change(workspace, "exam", "DVA-C02")
    assert settings.read(workspace).now.exam is None
