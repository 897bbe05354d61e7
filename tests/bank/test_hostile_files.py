"""No file of a pack can crash or block the reader, or get control characters into messages."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from quizapp.bank import yaml_reader
from quizapp.bank.files import fingerprint
from quizapp.bank.pack import MAX_PROBLEMS, load
from quizapp.bank.schema import Text
from quizapp.bank.yaml_reader import FileProblem, Problem
from quizapp.paths import Home
from quizapp.words import is_visible
from tests.bank import fuzzing
from tests.bank.factory import entry, write_pack
from tests.terminal import run

pytestmark = pytest.mark.slow

SEEDS = st.integers(0, 2**32)
EXAMPLES = int(os.environ.get("QUIZAPP_FUZZ", "60"))
CALM = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("file", sorted(fuzzing.CORPUS.glob("*.yaml")), ids=lambda file: file.stem)
def test_corpus_files_never_crash_the_reader(file: Path, tmp_path: Path) -> None:
    found = fuzzing.problems_of(file.read_bytes(), tmp_path)
    assert (
        found
        or file.stem in ("byte-order-mark", "end-of-document", "number-whole")
        or (file.stem.startswith("made-"))
    )


@given(SEEDS)
@CALM
def test_mutated_question_file_never_crashes_the_reader(tmp_path: Path, seed: int) -> None:
    whole = fuzzing.originals()
    fuzzing.problems_of(fuzzing.mutated(whole[seed % len(whole)], seed), tmp_path)


@given(SEEDS)
@CALM
def test_hostile_values_in_a_question_are_problems(tmp_path: Path, seed: int) -> None:
    whole = fuzzing.originals()
    fuzzing.problems_of(fuzzing.grafted(whole[seed % len(whole)], seed), tmp_path)


@given(SEEDS)
@settings(parent=CALM, max_examples=EXAMPLES // 2)
def test_mutated_pack_blueprint_or_form_never_crashes_the_reader(tmp_path: Path, seed: int) -> None:
    change = fuzzing.grafted if seed % 2 else fuzzing.mutated
    which = seed // 2 % 3
    fuzzing.problems_of_pack(change(fuzzing.settings()[which], seed), which, tmp_path)


def the_only(problems: list[Problem], *words: str) -> None:
    (problem,) = problems
    fuzzing.check(problem)
    for word in words:
        assert word in str(problem)


def test_gigabyte_file_is_not_read(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    with (folder / "only" / "huge.yaml").open("wb") as file:
        file.truncate(1_000_000_000)
    the_only(load(folder).problems, "only/huge.yaml", "1,000,000,000 bytes; the limit is")


def test_growing_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "growing.yaml"
    file.write_text("- a\n")
    done = threading.Event()

    def grow() -> None:
        with file.open("ab") as stream:
            while not done.is_set() and stream.tell() < 3 * yaml_reader.MAX_BYTES:
                stream.write(b"- a\n" * 100_000)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        for _ in range(20):
            try:
                yaml_reader.read(file)
            except FileProblem as error:
                fuzzing.check(error.problem)
    finally:
        done.set()
        writer.join()


@pytest.mark.parametrize("name", ["only/x.yaml", "forms/x.yaml", "blueprints/x.yaml"])
@pytest.mark.parametrize(
    "kind", ["pipe", "folder", "device", "loop", "dangling", "out", "folder out"]
)
def test_pipe_folder_or_outside_link_is_one_problem(tmp_path: Path, name: str, kind: str) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"))
    path = folder / name
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "folder out":
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside" / "x.yaml").write_text(entry("stranger"))
        shutil.rmtree(path.parent)
        path.parent.symlink_to(tmp_path / "outside")
    else:
        (tmp_path / "outside.yaml").write_text(entry("stranger"))
        target = {"device": "/dev/zero", "loop": path, "dangling": folder / "gone"}.get(
            kind, tmp_path / "outside.yaml"
        )
        path.symlink_to(target)
    pack = load(folder)
    assert "stranger" not in pack.questions
    assert [p for p in pack.problems if p.file == name]
    for problem in pack.problems:
        fuzzing.check(problem)
    fingerprint(folder)


def test_pack_file_that_is_a_pipe_or_huge_is_reported(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    (folder / "pack.yaml").unlink()
    os.mkfifo(folder / "pack.yaml")
    the_only(load(folder).problems, "pack.yaml", "is not a regular file")
    the_only(load(tmp_path / "gone").problems, "pack.yaml", "cannot be read")


@pytest.mark.parametrize("what", ["only/topic-one.yaml", "only", "forms", "."])
def test_unreadable_file_is_reported_and_withdraws_no_questions(tmp_path: Path, what: str) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"))
    home = tmp_path / "home"
    assert run(home, "--pack", str(folder), "history", user=True).returncode == 0
    (folder / "only" / "topic-one.yaml").write_text(entry("another"))
    mode = (folder / what).stat().st_mode & 0o777
    (folder / what).chmod(0)
    try:
        done = run(home, "--pack", str(folder), "history", user=True)
    finally:
        (folder / what).chmod(mode)
    assert done.stderr.count("\n") == 1
    assert "Permission denied" in done.stderr
    assert "Traceback" not in done.stderr
    with closing(sqlite3.connect(Home(home).database)) as connection:
        assert connection.execute("SELECT code, active FROM question").fetchall() == [("first", 1)]


def test_file_names_in_messages_have_no_control_characters(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    for name in (b"a\n\x1b[31m.yaml", "\u202efdp.yaml".encode(), b"\xff\xfe.yaml"):
        (folder / "only" / os.fsdecode(name)).write_text("- rubbish\n")
    problems = load(folder).problems
    assert len(problems) == 3
    for problem in problems:
        fuzzing.check(problem)
    done = run(tmp_path / "home", "bank", "check", str(folder))
    assert done.returncode == 1
    assert all(is_visible(c) for line in done.stdout.split("\n") for c in line)
    assert all(is_visible(c) for line in done.stderr.split("\n") for c in line)


def test_number_of_problems_is_limited(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "- rubbish\n" * 150_000)
    problems = load(folder).problems
    assert len(problems) == MAX_PROBLEMS + 1
    assert "fix them" in problems[-1].message


def test_million_values_are_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "- [" + "a," * 1_000_000 + "]\n")
    the_only(load(folder).problems, "names and values; split the file")


def test_ten_thousand_files_are_read(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    for number in range(10_000):
        (folder / "only" / f"{number}.yaml").touch()
    pack = load(folder)
    assert len(pack.problems) == 10_000
    assert list(pack.questions) == ["first"]


@pytest.mark.parametrize("name", ["pairs.yml", "more/history.yml", "forms/two.yml", "more/x.YAML"])
def test_file_with_the_wrong_suffix_is_named(tmp_path: Path, name: str) -> None:
    write_pack(tmp_path)
    before = load(tmp_path).problems
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("[]\n")
    (problem,) = [each for each in load(tmp_path).problems if each not in before]
    assert (problem.file, problem.line) == (name, 1)
    assert "only names that end in .yaml" in problem.message


def test_tabs_become_spaces() -> None:
    assert TypeAdapter(Text).validate_python("```\nif x:\n\tgo\n```") == "```\nif x:\n    go\n```"
