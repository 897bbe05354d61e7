"""The time of a sitting is the same in every interface, whenever it is read."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from quizapp import paths
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.db.schema import ATTEMPT, COMPLAINT
from quizapp.store.learner import settings
from quizapp.store.learner.annotations import report_question
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.ui.screens.history import HistoryScreen
from quizapp.words import written_day
from tests.plain.talk import say
from tests.terminal import run
from tests.test_cli_completion import shell_offers
from tests.test_cli_practice import miss_three

STARTED = datetime(2026, 1, 15, 22, 30, tzinfo=UTC)
"""Half past eleven at night on January 15 in Berlin; by Berlin's summer time, the next day."""
UTC_TEXT = "2026-01-15T22:30:00Z"
DAY = written_day(date(2026, 1, 15))


@pytest.fixture(params=["setting", "machine", "environment"])
def evening_drill(
    request: pytest.FixtureRequest, home: Home, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """Take a drill in the evening; the time zone is Berlin, set in one of the possible ways."""
    monkeypatch.setenv("TZ", "Europe/Berlin" if request.param == "machine" else "Asia/Tokyo")
    if request.param == "environment":
        monkeypatch.setenv("QUIZAPP_TIME_ZONE", "Europe/Berlin")
    time.tzset()
    workspace = open_workspace(home, None, paths.pack())
    sitting = miss_three(workspace)
    with workspace.database.write() as connection:
        connection.execute(update(ATTEMPT).values(started_at=STARTED, ended_at=STARTED))
        report_question(connection, workspace.scope.learner, 1, sitting.stored.id, "odd")
        connection.execute(update(COMPLAINT).values(at=STARTED))
        if request.param == "setting":
            settings.write(connection, workspace.scope, "time_zone", "Europe/Berlin")
    workspace.database.close()
    yield workspace
    monkeypatch.undo()
    time.tzset()


def test_time_of_a_sitting_is_the_same_in_every_interface(
    evening_drill: Workspace, home: Home
) -> None:
    assert f"{DAY}, 23:30" in run(home.root, "history").stdout
    for kind in ((), ("--html", "-"), ("--markdown", "-")):
        shown = run(home.root, "report", "1", *kind).stdout
        assert "Jan 15, 2026" in shown if kind else DAY in shown
        assert "23:30" in shown
    assert "2026-01-15T23:30+01:00" in run(home.root, "report", "1", "--html", "-").stdout
    assert run(home.root, "bank", "reports").stdout.startswith(DAY)
    spoken = say(home.root, "history\n1\n\nquit\n")
    assert f"{DAY}: 0 of 3 right" in spoken
    assert f"Report of Drill, DVA-C03, {DAY}." in spoken
    (offered,) = [line for line in shell_offers(home.root, "quizapp report ") if "Drill" in line]
    assert "2026-01-15" in offered
    practice = open_practice(home, None, paths.pack())
    screen = HistoryScreen(practice, practice.history())
    (row,) = (screen._row(past, screen._columns_in(100)).plain for past in screen.past)
    assert row.startswith(f"{DAY}, 23:30")
    assert f"{practice.report(practice.past(1)).started:%Y-%m-%d %H:%M}" == "2026-01-15 23:30"
    practice.close()


def test_machine_readable_times_are_in_utc(evening_drill: Workspace, home: Home) -> None:
    (attempt,) = json.loads(run(home.root, "history", "--json").stdout)["attempts"]
    assert attempt["started"] == UTC_TEXT
    (row,) = csv.DictReader(io.StringIO(run(home.root, "history", "--csv").stdout, newline=""))
    assert row["started_utc"] == UTC_TEXT
    (reported,) = json.loads(run(home.root, "bank", "reports", "--json").stdout)["reports"]
    assert reported["at"] == "2026-01-15T22:30:00+00:00"
