"""CSV tables that a spreadsheet reads unchanged, without formulas."""

from __future__ import annotations

import codecs
import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.export.tables import table
from quizapp.paths import Home
from quizapp.store.workspace import Workspace
from tests.terminal import run
from tests.test_cli_practice import miss_three

ROW = st.lists(st.text(max_size=20), min_size=2, max_size=3)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(ROW)
def test_no_cell_is_a_formula_or_split(cells: list[str]) -> None:
    whole = table(["head"] * len(cells), [cells])
    rows = read(whole)
    assert len(rows) == 2
    assert len(rows[1]) == len(cells)
    assert not [
        cell
        for cell in rows[1]
        if unicodedata.normalize("NFKC", cell.lstrip()[:1]) in set("=+-@\t\r−")
    ]


@pytest.mark.parametrize("sign", [*"=+-@−＝＋－＠﹦﹢﹣﹫", "\t=", "\r=", " ="])
def test_every_formula_prefix_is_escaped(sign: str) -> None:
    (_, (cell, _)) = read(table(["a", "b"], [[f"{sign}1+1", "x"]]))
    assert cell.startswith("'")
    assert cell.endswith("1+1")


def test_line_endings_and_quotes_follow_rfc_4180() -> None:
    whole = table(["a", "b"], [['say "x"', "one, two"], [None, 0.5], ["=1+1", "-2"]])
    assert whole == 'a,b\r\n"say ""x""","one, two"\r\n,0.5\r\n\'=1+1,\'-2\r\n'


@pytest.mark.slow
def test_csv_of_progress_and_history_matches_the_json(workspace: Workspace, home: Home) -> None:
    miss_three(workspace)
    workspace.database.close()
    topics = json.loads(run(home.root, "progress", "--json").stdout)["topics"]
    raw = run(home.root, "progress", "--csv").stdout
    rows = list(csv.DictReader(io.StringIO(raw, newline="")))
    assert [row["id"] for row in rows] == [topic["id"] for topic in topics]
    for row, topic in zip(rows, topics, strict=True):
        for name, cell in row.items():
            assert cell == ("" if topic[name] is None else str(topic[name]))
    (attempt,) = json.loads(run(home.root, "history", "--json").stdout)["attempts"]
    target = home.root / "history.csv"
    done = run(home.root, "history", "--csv", str(target))
    assert done.stdout == f"{target}\n"
    assert target.read_bytes().startswith(codecs.BOM_UTF8 + b"id,")
    (row,) = csv.DictReader(io.StringIO(target.read_text("utf-8-sig"), newline=""))
    assert run(home.root, "history", "--csv", "-").stdout.startswith("id,")
    assert row["title"] == "Drill"
    assert row["domains"] == "2:0/3"
    for name in ("id", "kind", "exam", "state", "questions", "answered"):
        assert row[name] == str(attempt[name])
    assert row["started_utc"] == attempt["started"]
    assert row["started_utc"].endswith("Z")
    again = run(home.root, "history", "--csv", str(target))
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
