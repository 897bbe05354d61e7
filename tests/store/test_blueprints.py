"""An attempt stores its blueprint, so that changes of the pack do not affect past sittings."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.exam.attempt import State
from quizapp.exam.mock import MockOptions
from quizapp.export import reading
from quizapp.paths import Home
from quizapp.practice import sessions
from quizapp.practice.report import facts
from quizapp.practice.room import Practice, open_practice
from quizapp.store.bootstrap import history as first_history
from quizapp.store.db.codec import rules_to_json, to_blueprint
from quizapp.store.sittings.start import start_mock
from quizapp.store.upkeep.migrate import migrate
from tests.builders import BLUEPRINT, blueprint, entry, write_pack
from tests.plain.talk import say
from tests.store import populate
from tests.store.test_stored_databases import FILES, laid_out

SECOND = """\
  - id: "2"
    name: The second domain
    weight: 50
    questions: 1
    tasks:
      - id: "2.1"
        name: Its only task
        skills:
          - {id: "2.1.1", text: Its only skill}
"""
OLD = BLUEPRINT.replace("TST-C01", "TST-C00").replace("Test exam", "Old exam")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a pack of two exams; the older one has two domains."""
    names = ("first", "second", "third", "fourth")
    skills = "skills: {{TST-C01: [1.1.1], TST-C00: [{}]}}"
    pack = write_pack(
        tmp_path / "pack",
        *(
            entry(name, skills=skills.format("2.1.1" if name == "fourth" else "1.1.1"))
            for name in names
        ),
    )
    _exams(pack, ["TST-C01", "TST-C00"])
    (pack / "blueprints" / "TST-C00.yaml").write_text(
        OLD.replace("weight: 100", "weight: 50") + SECOND
    )
    return pack


def _exams(pack: Path, codes: list[str]) -> None:
    file = pack / "pack.yaml"
    lines = file.read_text().splitlines()
    lines[2] = f"blueprints: [{', '.join(codes)}]"
    file.write_text("\n".join(lines) + "\n")


def opened(home: Home, pack: Path) -> Practice:
    practice = open_practice(home, None, pack)
    assert practice.workspace.warning is None
    return practice


def taken(practice: Practice, *, right: int, submit: bool = True) -> int:
    """Take a mock of the old exam with `right` of its four questions right; return its id."""
    workspace = practice.workspace
    sitting = start_mock(
        workspace.database,
        workspace.scope_of("TST-C00"),
        workspace.exam("TST-C00"),
        MockOptions(short=True),
    )
    for position in range(4):
        sitting.go(position)
        populate.answer(sitting, right=position < right)
    if submit:
        sitting.submit()
    else:
        sitting.pause()
    return sitting.stored.id


def without_the_old_exam(pack: Path) -> None:
    _exams(pack, ["TST-C01"])
    (pack / "blueprints" / "TST-C00.yaml").unlink()
    for file in (pack / "only").iterdir():
        text = file.read_text()
        for skill in ("1.1.1", "2.1.1"):
            text = text.replace(f", TST-C00: [{skill}]", "")
        file.write_text(text)


def test_attempt_keeps_its_pass_fraction_when_the_pack_changes(home: Home, folder: Path) -> None:
    practice = opened(home, folder)
    attempt = taken(practice, right=2)
    before = facts(practice.past(attempt))
    assert before.score is not None
    assert (before.score.score, before.verdict) == (531, "Not yet a pass")
    practice.close()
    file = folder / "blueprints" / "TST-C00.yaml"
    file.write_text(file.read_text().replace("0.72", "0.5"))
    practice = opened(home, folder)
    assert practice.workspace.exam("TST-C00").pass_fraction == 0.5
    assert facts(practice.past(attempt)) == before
    (past,) = practice.history().attempts
    assert past.score == 531
    practice.close()


def test_attempt_keeps_a_domain_removed_from_the_pack(home: Home, folder: Path) -> None:
    practice = opened(home, folder)
    attempt = taken(practice, right=2)
    practice.close()
    (folder / "blueprints" / "TST-C00.yaml").write_text(OLD)
    for text in (folder / "only").iterdir():
        text.write_text(text.read_text().replace("2.1.1", "1.1.1"))
    practice = opened(home, folder)
    rows = facts(practice.past(attempt)).domains
    assert [(row.id, row.name, row.total) for row in rows] == [
        ("1", "The only domain", 3),
        ("2", "The second domain", 1),
    ]
    practice.close()


def test_sitting_of_a_removed_exam_can_be_read_and_finished(home: Home, folder: Path) -> None:
    practice = opened(home, folder)
    done = taken(practice, right=4)
    to_finish = taken(practice, right=1, submit=False)
    practice.close()
    without_the_old_exam(folder)
    practice = opened(home, folder)
    assert [b.code for b in practice.workspace.blueprints] == ["TST-C01"]
    record = reading.read(practice.workspace.database, done)
    assert (record.facts.verdict, record.facts.score_text) == ("Pass", "1000")
    assert record.exam_name == "Old exam"
    resumed = practice.resume(to_finish).sitting
    resumed.submit()
    replay = practice.begin_replay(practice.past(to_finish))
    assert replay.blueprint.code == "TST-C00"
    replay.abandon()
    practice.close()


def test_sitting_of_a_removed_exam_can_be_abandoned(home: Home, folder: Path) -> None:
    practice = opened(home, folder)
    to_give_up = taken(practice, right=1, submit=False)
    practice.close()
    without_the_old_exam(folder)
    practice = opened(home, folder)
    practice.resume(to_give_up).sitting.abandon()
    assert sessions.past(practice.workspace, to_give_up).attempt.state is State.ABANDONED
    practice.close()


@pytest.mark.slow
def test_plain_mode_resumes_and_gives_up_a_sitting_of_a_removed_exam(
    home: Home, folder: Path
) -> None:
    practice = opened(home, folder)
    attempt = taken(practice, right=1, submit=False)
    practice.close()
    without_the_old_exam(folder)
    own = ("--pack", str(folder))
    said = say(home.root, "resume\nback\nleave\nquit\n", *own)
    assert "Short mock, TST-C00. 4 questions." in said
    assert "Question 3 of 4." in said
    assert "Saved: Short mock, 4 of 4 answered." in said
    said = say(home.root, "resume\ngive up\nyes\nhistory\n\nquit\n", *own)
    assert "Given up. The history shows it as abandoned." in said
    assert "1. Short mock, TST-C00, " in said
    assert "Enter: resume" not in said.split("Given up.")[1]
    practice = opened(home, folder)
    assert practice.past(attempt).attempt.state is State.ABANDONED
    practice.close()


def test_score_unit_comes_from_the_attempt(home: Home, folder: Path) -> None:
    file = folder / "blueprints" / "TST-C00.yaml"
    percent = {"score_min: 100": "score_min: 0", "score_max: 1000": "score_max: 100"}
    text = file.read_text().replace("score_pass: 720", "score_pass: 72")
    for old, new in percent.items():
        text = text.replace(old, new)
    file.write_text(text)
    practice = opened(home, folder)
    taken(practice, right=4)
    practice.close()
    without_the_old_exam(folder)
    practice = opened(home, folder)
    (past,) = practice.history().attempts
    assert practice.score_of(past) == "100%"
    practice.close()
    assert first_history.attempts(home.database, folder) == [past]


def test_stored_blueprint_has_no_tasks() -> None:
    whole = blueprint()
    kept = to_blueprint(rules_to_json(whole))
    assert list(kept.tasks()) == []
    assert (kept.form, kept.pass_fraction, kept.code) == (whole.form, 0.72, "TST-C01")
    assert kept.domain_name("2") == "Domain 2"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])
def test_answers_of_an_exam_removed_before_the_upgrade_keep_their_domain(
    file: Path, home: Home
) -> None:
    laid_out(file, home)
    with closing(sqlite3.connect(home.database)) as connection, connection:
        if connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] > "0003":
            pytest.skip("this revision has the blueprint with the attempt")
        connection.execute("UPDATE blueprint SET code = 'TST-C99'")
    migrate(home.url, home.backups)
    with closing(sqlite3.connect(home.database)) as connection:
        stored = connection.execute("SELECT DISTINCT blueprint FROM attempt").fetchall()
    assert len(stored) == 1
    kept = to_blueprint(json.loads(stored[0][0]))
    assert (kept.code, kept.name) == ("TST-C01", "TST-C01")
    assert (kept.score_pass, kept.pass_fraction, list(kept.form)) == (720, 0.72, ["1"])
