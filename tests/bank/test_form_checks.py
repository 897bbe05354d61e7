"""Pairs that must not share a form, and balanced forms, in a pack's files."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from quizapp.bank import checks
from quizapp.bank.gates import Gate
from quizapp.bank.pack import Pack, load
from quizapp.bank.reviews import text_revision
from quizapp.cli import quizapp
from tests.bank.factory import entry, write_pack

NAMES = [f"q-{n}" for n in range(12)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stems = [f"{name} fails at night. Why does {name} fail?" for name in NAMES]
    made = (entry(name, stem=stem) for name, stem in zip(NAMES, stems, strict=True))
    return write_pack(tmp_path / "pack", *made)


def form(folder: Path, number: int, *ids: str, balanced: bool = False) -> None:
    lines = "".join(f"  - {name}\n" for name in ids)
    mark = "balanced: true\n" if balanced else ""
    file = folder / "forms" / f"form-{number}.yaml"
    file.write_text(f"exam: TST-C01\nnumber: {number}\n{mark}questions:\n{lines}")


def rate(folder: Path, **ratings: int) -> None:
    questions = load(folder).questions
    lines = [
        f'- {{question: {name}, revision: "{text_revision(questions[name])}", '
        f"solved: {{date: 2026-11-29, outcome: agreed}}, difficulty: {rating}}}\n"
        for name, rating in ((key.replace("_", "-"), value) for key, value in ratings.items())
    ]
    (folder / "reviews.yaml").write_text("".join(lines))


def difficulty_gates(pack: Pack) -> list[Gate]:
    return [gate for gate in checks.check(pack).gates if "difficulty" in gate.name]


def test_form_with_both_questions_of_a_pair_is_an_error(folder: Path) -> None:
    form(folder, 1, "q-0", "q-1", "q-2")
    form(folder, 2, "q-3", "q-4", "q-5")
    (folder / "pairs.yaml").write_text(
        "- questions: [q-0, q-3]\n- questions: [q-9, q-5, q-4]\n  because: One names the other.\n"
    )
    pack = load(folder)
    assert pack.problems == []
    (finding,) = [f for f in checks.check(pack).findings if f.problem.rule == "pairs"]
    assert finding.severity == "error"
    assert str(finding.problem) == (
        "forms/form-2.yaml:1: q-5 and q-4 give each other away; keep one of them"
    )


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("questions: [q-0, q-1]\n", "is not a list"),
        ("- questions: [q-0]\n", "needs at least two"),
        ("- questions: [q-0, q-0]\n", "names a question twice"),
        ("- questions: [q-0, gone]\n", "'gone' is not in the bank"),
        ("- {questions: [q-0, q-1], why: so}\n", "not a known name"),
        ("- q-0\n", "should be a mapping"),
    ],
)
def test_malformed_pair_is_reported(folder: Path, text: str, remedy: str) -> None:
    (folder / "pairs.yaml").write_text(text)
    (problem,) = load(folder).problems
    assert (problem.file, problem.line) == ("pairs.yaml", 1)
    assert remedy in problem.message


def test_only_completely_rated_balanced_forms_are_compared(folder: Path) -> None:
    form(folder, 1, "q-0", "q-1", "q-2")
    assert difficulty_gates(load(folder)) == []
    form(folder, 2, "q-3", "q-4", "q-5", balanced=True)
    form(folder, 3, "q-6", "q-7", "q-8", balanced=True)
    rate(folder, q_0=5, q_1=5, q_2=5, q_3=1, q_4=2, q_5=3, q_6=1, q_7=2)
    mean, spread = difficulty_gates(load(folder))
    assert (mean.value, mean.ok, spread.value) == (None, True, None)
    assert mean.note == "1 of 2 balanced forms rated in full"
    rate(folder, q_3=1, q_4=2, q_5=3, q_6=2, q_7=2, q_8=2)
    mean, spread = difficulty_gates(load(folder))
    # Means of 2 and 2; deviations of √(2/3) and 0.
    assert (mean.name, mean.shown, mean.ok) == ("TST-C01 forms, mean difficulty", "0.00", True)
    assert (spread.shown, spread.ok) == ("0.82", False)
    rate(folder, q_3=1, q_4=2, q_5=3, q_6=1, q_7=3, q_8=3)
    mean, spread = difficulty_gates(load(folder))
    assert (mean.shown, mean.ok) == ("0.33", False)
    assert spread.ok


def test_assembled_forms_are_balanced_and_have_no_pairs(folder: Path) -> None:
    levels = [1, 1, 1, 5, 5, 5, 3, 3, 3, 2, 4, 3]
    rate(folder, **{name.replace("-", "_"): n for name, n in zip(NAMES, levels, strict=True)})
    (folder / "pairs.yaml").write_text("- questions: [q-0, q-3]\n- questions: [q-1, q-5]\n")
    arguments = ["bank", "forms", str(folder), "--exam", "TST-C01", "--count", "3", "--write"]
    ran = CliRunner().invoke(quizapp, arguments)
    assert ran.exit_code == 0, ran.output
    assert ran.output.count("(3 rated)") == 3
    pack = load(folder)
    assert [each.balanced for each in pack.forms] == [True] * 3
    assert [finding for finding in checks.check(pack).findings if finding.severity == "error"] == []
    mean, _ = difficulty_gates(pack)
    assert mean.value is not None
