"""The commands `bank check`, `show`, `stats` and `forms`, on packs in temporary folders."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from quizapp.bank.pack import load
from quizapp.cli import quizapp
from tests.bank.factory import entry, write_pack

UNLIKE = ["One way", "Two ways.", "Three ways.", "Four ways."]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(quizapp, ["bank", *map(str, arguments)])


def test_check_prints_findings_gates_and_counts(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first", stem="Which is NOT right?"))
    ran = run("check", folder)
    lines = ran.output.splitlines()
    assert ran.exit_code == 1
    assert lines[0].startswith("only/topic-one.yaml:1: first: the stem asks with NOT")
    assert any(line.startswith("multiple response") and "OVER" in line for line in lines)
    assert lines[-1].startswith("questions 1, errors 1, warnings 0, gates over ")


def test_check_exits_0_for_warnings_and_2_for_misuse(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first", UNLIKE))
    ran = run("check", folder)
    assert ran.exit_code == 0
    assert "first: warning: some options end" in ran.output
    assert run("check", tmp_path / "nowhere").exit_code == 2
    assert run("check", "--nonsense").exit_code == 2


def test_check_json_has_every_finding_and_gate(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first", stem="Which is NOT right?"))
    found = json.loads(run("check", folder, "--json").output)
    assert (found["schema"], found["pack"], found["questions"]) == (1, "tiny", 1)
    assert (found["errors"], found["warnings"], found["failed"]) == (1, 0, True)
    assert found["findings"][0] == {
        "severity": "error",
        "file": "only/topic-one.yaml",
        "line": 1,
        "question": "first",
        "rule": "negative-stem",
        "message": "the stem asks with NOT; ask for what is right instead",
    }
    assert found["gates"][0].keys() == {"name", "value", "unit", "limit", "ok", "note"}


def test_output_has_no_control_characters_from_question_files(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first").replace("id: first", 'id: "first\\e[31m"'))
    ran = run("check", folder)
    assert ran.exit_code == 1
    assert "\x1b" not in ran.output
    assert "\x1b" not in run("check", folder, "--json").output


def test_show_prints_a_question_with_its_reasons(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first", why="Because [b]list[int][/b]."))
    ran = run("show", "first", folder)
    assert ran.exit_code == 0
    assert "1. [key] One way." in ran.output
    assert "Because [b]list[int][/b]." in ran.output
    assert json.loads(run("show", "first", folder, "--json").output)["options"][0]["key"] is True
    assert run("show", "FIRST", folder).output == ran.output
    missed = run("show", "frist", folder)
    assert missed.exit_code == 1
    assert "did you mean first?" in missed.output
    far = run("show", "zzz", folder)
    assert far.exit_code == 1
    assert "the ids are in the files of" in far.output


def test_show_prints_a_template_and_an_example() -> None:
    ran = run("show", "numbers-dynamodb-read-units")
    assert ran.exit_code == 0
    assert "reads {reads} items per second {mode}" in ran.output
    assert "combinations (dynamodb.read_units)" in ran.output
    assert "1. [key] " in ran.output
    found = json.loads(run("show", "Numbers-DynamoDB-read-units", "--json").output)
    assert found["template"]["calculator"] == "dynamodb.read_units"
    assert found["template"]["combinations"] > 1_000
    assert "{" not in found["stem"]
    assert "did you mean numbers-" in run("show", "numbers-dynamo-read-units").output


def test_forms_assembles_forms_in_addition_to_existing_ones(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, *(entry(f"q-{n}") for n in range(8)))
    assert run("forms", folder, "--exam", "TST-C01").exit_code == 0
    assert not list((folder / "forms").iterdir())
    assert run("forms", folder, "--exam", "TST-C01", "--write").exit_code == 0
    assert run("forms", folder, "--exam", "TST-C01", "--write").exit_code == 0
    pack = load(folder)
    assert pack.problems == []
    assert [form.name for form in pack.forms] == ["TST-C01-1", "TST-C01-2"]
    # Two questions are left, and a form has three.
    short = run("forms", folder, "--exam", "TST-C01")
    assert short.exit_code == 1
    assert "write more questions or ask for fewer" in short.output
    assert run("forms", folder, "--exam", "TST-C09").exit_code == 2


def test_stats_prints_and_writes_the_figures(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    ran = run("stats", folder, "--write")
    assert ran.exit_code == 0
    assert (folder / "QUALITY.md").read_text().startswith("# Quality of A tiny pack")
    assert ran.output.splitlines()[-1].startswith("questions 1, background 0, several keys 0")
    found = json.loads(run("stats", folder, "--json").output)
    assert found["coverage"]["exams"][0]["skills"][0]["questions"] == 1
    assert found["reviews"]["unsolved"] == 1


def test_check_of_selected_questions_explains_their_style(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first", stem="Which is NOT right?"), entry("second"))
    ids = tmp_path / "new.txt"
    ids.write_text("second\n")
    ran = run("check", folder, "--ids", ids, "--explain")
    assert ran.exit_code == 0
    assert "second\n  closing   What should the developer do? (bare)" in ran.output
    assert "  habit     bare closing: name the goal" in ran.output
    assert ": first:" not in ran.output
    assert "questions 1, errors 0" in ran.output
    assert run("check", folder, "--file", "topic-one.yaml").exit_code == 1
    for wrong in (["--topic", "nope"], ["--file", "nope.yaml"], ["--checked-since", "soon"]):
        assert run("check", folder, *wrong).exit_code == 2
    ids.write_text("nope\n")
    assert "no question 'nope'" in run("check", folder, "--ids", ids).output
    ids.write_text("# none\n")
    assert run("check", folder, "--ids", ids).exit_code == 2


def test_worst_lists_the_worst_questions_first(tmp_path: Path) -> None:
    good = "A company must store files in Amazon S3 with AWS KMS.\n\nHow should it do this?"
    folder = write_pack(tmp_path, entry("good", stem=good), entry("bad"))
    found = json.loads(run("check", folder, "--worst", "1", "--json").output)
    (worst,) = found["style"]
    assert worst["question"] == "bad"
    assert "bare closing: name the goal" in worst["habits"]
    assert found["bands"][0].keys() == {"name", "value", "unit", "limit", "ok", "note"}
    assert found["bands_missed"] == sum(not band["ok"] for band in found["bands"])
    assert found["bands_enforced"] is False


def test_missed_band_is_marked(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    lines = run("check", folder).output.splitlines()
    assert any(line.startswith("bare “What") and "band missed" in line for line in lines)
    with (folder / "pack.yaml").open("a") as pack:
        pack.write("style_bands: true\n")
    lines = run("check", folder).output.splitlines()
    assert any(line.startswith("bare “What") and line.split()[-1] == "MISSED" for line in lines)
