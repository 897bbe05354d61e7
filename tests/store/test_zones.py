"""The learner's time zone, and the effects of a change."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from quizapp import paths
from quizapp.paths import Home
from quizapp.store.db.progress_schema import CARD, STUDY_DAY
from quizapp.store.db.schema import QUESTION, RESPONSE
from quizapp.store.learner import settings, zones
from quizapp.store.progress import home_row, queries, record
from quizapp.store.sittings.start import start_drill
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.study.drill import DrillFilter
from tests.store.test_record import reply

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A machine whose time zone the test can set."""
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def offset(moment: datetime) -> timedelta | None:
    return moment.astimezone(zones.machine_zone()).utcoffset()


@pytest.mark.parametrize("tz", ["Europe/Berlin", ":Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"])
def test_machine_zone_uses_its_name_or_the_c_library(machine: pytest.MonkeyPatch, tz: str) -> None:
    machine.setenv("TZ", tz)
    time.tzset()
    assert offset(WINTER) == timedelta(hours=1)
    assert offset(SUMMER) == timedelta(hours=2)
    local = SUMMER.astimezone(zones.machine_zone())
    assert (local.hour, local.astimezone(UTC)) == (14, SUMMER)


def test_zone_name_comes_from_localtime_without_tz(
    machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "zoneinfo" / "posix" / "Asia" / "Tokyo"
    file.parent.mkdir(parents=True)
    file.touch()
    link = tmp_path / "localtime"
    link.symlink_to(file)
    machine.delenv("TZ", raising=False)
    machine.setattr(zones, "LOCALTIME", link)
    assert zones.machine_name() == "Asia/Tokyo"
    assert offset(WINTER) == timedelta(hours=9)
    machine.setattr(zones, "LOCALTIME", tmp_path / "a copy without a name")
    assert zones.machine_name() == zones.MACHINE


@pytest.mark.parametrize("name", ["Europe", "Nowhere/Here", "../UTC", "Europe/Berlin\0", "x" * 300])
def test_unreadable_zone_counts_as_not_set(
    workspace: Workspace, machine: pytest.MonkeyPatch, name: str
) -> None:
    machine.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    with workspace.database.write() as connection:
        settings.write(connection, workspace.scope, settings.ZONE, name)
        found = settings.zone(connection, workspace.scope.learner)
    assert WINTER.astimezone(found).utcoffset() == timedelta(hours=9)


def test_figures_are_recomputed_after_the_machine_changes_zones(
    workspace: Workspace, home: Home, machine: pytest.MonkeyPatch
) -> None:
    machine.setenv("TZ", "UTC")
    time.tzset()
    drill = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(count=1),
        rng=random.Random(1),
    )
    reply(drill, random.Random(1))
    drill.confirm()
    with workspace.database.write() as connection:
        at = datetime(2026, 3, 10, 1, tzinfo=UTC)  # 10:00 on the 10th in Tokyo
        connection.execute(
            update(RESPONSE).where(RESPONSE.c.marked_at.is_not(None)).values(marked_at=at)
        )
        record.recompute_figures(connection, workspace.scope)

    def days(found: Workspace) -> list[str]:
        with found.database.read() as connection:
            return [day.isoformat() for day in connection.scalars(select(STUDY_DAY.c.day))]

    assert days(workspace) == ["2026-03-09"]
    machine.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    assert workspace.refresh_standing()
    assert days(workspace) == ["2026-03-10"]
    workspace.database.close()
    machine.setenv("TZ", "UTC")
    time.tzset()
    again = open_workspace(home, None, paths.pack())
    assert days(again) == ["2026-03-09"]
    again.database.close()


def test_exam_date_from_outside_changes_home_immediately(
    workspace: Workspace, home: Home, machine: pytest.MonkeyPatch
) -> None:
    workspace.database.close()
    machine.setenv("QUIZAPP_TIME_ZONE", "UTC")
    for days in (30, 12):
        today = (datetime.now(UTC) - timedelta(hours=4)).date()
        machine.setenv("QUIZAPP_EXAM_DATE", (today + timedelta(days=days)).isoformat())
        found = open_workspace(home, None, paths.pack())
        assert found.refresh_standing()
        with found.database.read() as connection:
            assert home_row.read(connection, found.scope).standing.days_left == days
        found.database.close()


def test_withdrawn_question_keeps_its_card_and_is_not_counted(workspace: Workspace) -> None:
    drill = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(count=1),
        rng=random.Random(1),
    )
    item = drill.attempt.item
    for option in sorted(set(item.order) - item.keys)[: item.selects]:
        drill.choose(option)
    drill.confirm()

    def missed() -> tuple[int, ...]:
        with workspace.database.read() as connection:
            return queries.number_of(connection, workspace.scope, CARD.c.unrecovered)

    assert missed() == (1,)
    for active, number in ((False, 0), (True, 1)):
        with workspace.database.write() as connection:
            row = connection.scalar(select(CARD.c.question_id))
            connection.execute(update(QUESTION).where(QUESTION.c.id == row).values(active=active))
            record.recompute_figures(connection, workspace.scope)
            assert connection.scalar(select(CARD.c.question_id)) == row
        assert missed() == (number,)
