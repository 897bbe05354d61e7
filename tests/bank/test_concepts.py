"""concepts.yaml: loading, missing entries, and when they are errors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from quizapp.bank import checks, concepts
from quizapp.bank.concepts import Use
from quizapp.bank.pack import Pack, load
from quizapp.exam.concept import Concept
from tests.bank.factory import TEMPLATE, entry, write_pack

PAGE = "https://docs.example.com/page"


def explained(name: str, text: str = "What it means.", page: str = PAGE) -> str:
    return (
        f"{name}:\n  name: The idea\n  text: |-\n    {text}\n  reference: {page}\n"
        "  checked: 2026-11-29\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(
        tmp_path,
        entry("a", concepts=("key-a", "shared", "only-a", "other-a")),
        entry("b", concepts=("key-b", "shared", "only-b", "other-b"), stem="Why does b fail?"),
    )


def write(folder: Path, *entries: str, on: bool = False) -> Pack:
    (folder / "concepts.yaml").write_text("".join(entries))
    if on:
        with (folder / "pack.yaml").open("a") as pack:
            pack.write("style_bands: true\n")
    return load(folder)


def figures(pack: Pack) -> list[tuple[float | None, bool]]:
    return [(g.value, g.ok) for g in checks.check(pack).bands if "entr" in g.name]


def rules(pack: Pack) -> list[tuple[str, str, str]]:
    return [
        (f.severity, f.problem.question, f.problem.message.split(";")[0])
        for f in checks.check(pack).findings
        if f.problem.rule == "concept"
    ]


def test_entry_is_converted_to_a_concept(folder: Path) -> None:
    pack = write(folder, explained("key-a", "It means this. And that."))
    assert pack.problems == []
    assert pack.concepts == {
        "key-a": Concept("key-a", "The idea", "It means this. And that.", PAGE, date(2026, 11, 29))
    }


def test_keys_and_shared_concepts_need_an_entry(folder: Path) -> None:
    pack = load(folder)
    assert concepts.used(pack)["shared"] == Use(2, False)
    assert concepts.used(pack)["only-a"] == Use(1, False)
    assert concepts.missing(pack) == ["key-a", "key-b", "shared"]


def test_number_question_has_the_concepts_of_its_calculator(folder: Path) -> None:
    (folder / "only" / "numbers.yaml").write_text(TEMPLATE)
    pack = load(folder)
    assert pack.problems == []
    found = concepts.used(pack)
    assert found["cache-miss-load"].key
    assert found["hits-reach-database"] == Use(1, False)


def test_gates_have_no_value_without_the_file(folder: Path) -> None:
    pack = load(folder)
    assert figures(pack) == [(None, True), (None, True)]
    assert rules(pack) == []


def test_missing_and_unknown_entries_are_errors_with_style_bands(folder: Path) -> None:
    entries = [explained("key-a"), explained("only-a"), explained("strange")]
    pack = write(folder, *entries)
    assert figures(pack) == [(2, False), (1, False)]
    assert rules(pack) == []
    pack = write(folder, *entries, on=True)
    assert figures(pack) == [(2, False), (1, False)]
    assert rules(pack) == [
        ("error", "key-b", "has no entry"),
        ("error", "shared", "has no entry"),
        ("error", "strange", "is not the concept of any option"),
    ]
    pack = write(folder, *(explained(name) for name in ("key-a", "key-b", "shared")))
    assert figures(pack) == [(0, True), (0, True)]
    assert rules(pack) == []


def test_entry_must_be_short_and_cite_an_official_page(folder: Path) -> None:
    pack = write(
        folder,
        explained("key-a", "One. Two. Three."),
        explained("key-b", page="https://blog.example.org/x"),
    )
    assert rules(pack) == [
        ("warning", "key-a", "has 3 sentences"),
        ("error", "key-b", "reference https://blog.example.org/x is not official"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("- key-a\n", 1, "is not a mapping of concepts"),
        ("key-a: text\n", 1, "should be a mapping"),
        ("Key_A:\n  name: x\n", 1, "correct the concept"),
        (explained("key-a", page="http://x"), 5, "https"),
        (explained("key-a") + "  more: x\n", 7, "not a known name"),
        (explained("key-a") + explained("key-a"), 7, "keep one"),
    ],
)
def test_malformed_entry_is_reported(folder: Path, text: str, line: int, remedy: str) -> None:
    (problem,) = write(folder, text).problems
    assert (problem.file, problem.line) == ("concepts.yaml", line)
    assert remedy in problem.message
