"""The home row: earlier versions are read, and damaged rows are recreated."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from quizapp import paths
from quizapp.exam.attempt import OPEN, SCORED
from quizapp.paths import Home
from quizapp.store.bootstrap import first_look as first_look_module
from quizapp.store.bootstrap import history
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.bootstrap.home_row import (
    DomainFigures,
    HomeRow,
    LastMock,
    Standing,
    WeakTopic,
    open_sitting,
)
from quizapp.store.errors import DamagedRow
from quizapp.store.learner import zones
from quizapp.store.progress import home_row
from quizapp.store.workspace import Workspace, open_workspace

# As the versions before wrote it, word for word.
STORED = """{"pack": 1, "source": "/packs/aws-developer", "title": "AWS Certified Developer –\
 Associate", "exam": "DVA-C03", "minutes": 130, "unit": "", "target": 0.72, "domains": [{"id": "1",\
 "name": "Development with AWS Services", "weight": 30}, {"id": "2", "name": "Security", "weight":\
 26}], "forms": [[1, 1], [2, 0]], "last": {"id": 3, "title": "Mock exam 3", "score": 670,\
 "correct": 43, "questions": 65}, "changed": false, "settings": {"name": "Ada"}, "figures": 1,\
 "zone": "UTC",\
 "standing": {"day": "2026-11-29", "at": "2026-11-29T17:32:08+00:00", "answers": 195,\
 "first_sight": 195, "missing": 0, "missing_by_domain": {}, "probability": 0.0765, "words": "about\
 1 in 10", "exam_probability": 0.195, "score": [537, 709], "domains": [{"id": "1", "name":\
 "Development with AWS Services", "correct": 30, "total": 60, "mean": 0.5334, "low": 0.4694,\
 "high": 0.5971, "verdict": "weak"}], "due": 0, "recover": 82, "streak": 1, "days_left": null,\
 "weak": {"topic": "caching.tuning", "name": "Tuning caches"}}}"""
NO_EVIDENCE = """{"day": "2026-11-29", "at": "2026-11-29T17:32:07+00:00", "answers": 0,\
 "first_sight": 0, "missing": 100, "missing_by_domain": {"1": 10, "2": 10}, "probability": null,\
 "words": null, "exam_probability": null, "score": null, "domains": [], "due": 0, "recover": 0,\
 "streak": 0, "days_left": 12, "weak": null}"""


def store_document(home: Home, document: str) -> None:
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("UPDATE summary SET document = ?", (document,))
        connection.commit()


def stored(home: Home) -> dict[str, Any]:
    with closing(sqlite3.connect(home.database)) as connection:
        (text,) = connection.execute("SELECT document FROM summary").fetchone()
    found: dict[str, Any] = json.loads(text)
    return found


def test_row_of_an_earlier_version_is_read_completely() -> None:
    row = HomeRow.from_json(STORED)
    assert (row.pack, row.exam, row.minutes, row.target) == (1, "DVA-C03", 130, 0.72)
    assert row.forms == ((1, 1), (2, 0))
    assert row.domains[1] == ("2", "Security", 26)
    assert row.last == LastMock(3, "Mock exam 3", 670, 43, 65)
    assert (row.settings, row.figures, row.changed, row.open) == ({"name": "Ada"}, 1, False, None)
    standing = row.standing
    assert (standing.answers, standing.probability, standing.score) == (195, 0.0765, (537, 709))
    assert standing.weak == WeakTopic("caching.tuning", "Tuning caches")
    assert standing.domains == (
        DomainFigures("1", "Development with AWS Services", 30, 60, 0.5334, 0.4694, 0.5971, "weak"),
    )
    assert not row.stale("2026-11-29")
    assert row.stale("2026-11-30")


@pytest.mark.parametrize("standing", [None, NO_EVIDENCE])
def test_row_is_written_as_it_was_read(standing: str | None) -> None:
    document = json.loads(STORED)
    assert json.loads(HomeRow.from_json(STORED).to_json()) == document
    document["standing"] = standing if standing is None else json.loads(standing)
    row = HomeRow.from_json(json.dumps(document))
    assert json.loads(row.to_json()) == document
    assert row.standing.probability is None
    assert HomeRow.from_json(row.to_json()) == row


def test_row_without_a_standing_stays_without_one() -> None:
    document = json.loads(STORED)
    del document["standing"]
    row = HomeRow.from_json(json.dumps(document))
    assert row.standing == Standing()
    assert json.loads(row.to_json())["standing"] is None
    assert row.stale("2026-11-29")


def test_opening_a_database_does_not_change_its_row(home: Home) -> None:
    source = str(paths.pack())
    figures = {"figures": home_row.FIGURES, "zone": zones.machine_name()}
    document = {**json.loads(STORED), "source": source, **figures}
    store_document(home, json.dumps(document))
    row = first_look(home.database, paths.pack()).row
    assert (row.title, row.standing.answers) == ("AWS Certified Developer – Associate", 195)
    open_workspace(home, None, paths.pack()).database.close()
    assert stored(home) == document


def test_settings_change_nothing_else_in_the_row(workspace: Workspace, home: Home) -> None:
    from quizapp.store.learner import settings

    document = {**json.loads(STORED), "source": str(paths.pack())}
    store_document(home, json.dumps(document))
    with workspace.database.write() as connection:
        settings.write(connection, workspace.scope, "name", "Grace")
    assert stored(home) == {**document, "settings": {"name": "Grace"}}


def test_first_read_has_the_states_and_kinds_of_the_rules() -> None:
    """The first read cannot import the rules, so it repeats them."""
    assert set(first_look_module.OPEN) == {state.value for state in OPEN}
    assert {kind.value for kind in SCORED} == history.SCORED


DAMAGED = [
    "no JSON",
    "[]",
    "null",
    "7",
    "{",
    "[" * 100_000,
    json.dumps({"title": 7}),
    json.dumps({"exam": []}),
    json.dumps({"target": "high"}),
    json.dumps({"target": 10**400}),
    json.dumps({"forms": [1, [2]]}),
    json.dumps({"forms": [[1, "x"]]}),
    json.dumps({"last": 1}),
    json.dumps({"last": {"score": "x"}}),
    json.dumps({"settings": ["name"]}),
    json.dumps({"domains": [{"id": "1"}]}),
    json.dumps({"standing": {"answers": "many"}}),
    json.dumps({"standing": {"probability": "x"}}),
    json.dumps({"standing": {"score": [1]}}),
    json.dumps({"standing": {"weak": "x"}}),
    json.dumps({"standing": {"domains": [7]}}),
]


@pytest.mark.parametrize("document", DAMAGED, ids=lambda text: text[:40])
def test_damaged_row_is_ignored_and_recreated_when_opening(home: Home, document: str) -> None:
    with pytest.raises(DamagedRow):
        HomeRow.from_json(document)
    store_document(home, document)
    assert first_look(home.database, paths.pack()).row == HomeRow()
    workspace = open_workspace(home, None, paths.pack())
    with workspace.database.read() as connection:
        row = home_row.read(connection, workspace.scope)
    workspace.database.close()
    assert (row.exam, row.figures, len(row.forms)) == ("DVA-C03", home_row.FIGURES, 10)
    assert row == first_look(home.database, paths.pack()).row


def test_malformed_open_sitting_is_refused() -> None:
    assert open_sitting(1, "Drill", 0, 5, None, 3.0, "drill").left is None
    assert open_sitting(1, "Mock exam 1", 0, 5, 60.0, 90.0, "mock").left == 0.0
    for wrong in (("x", "t", 0, 5, None, 0.0, "mock"), (1, "t", 0, 5, "x", 0.0, "mock")):
        with pytest.raises(DamagedRow):
            open_sitting(*wrong)
