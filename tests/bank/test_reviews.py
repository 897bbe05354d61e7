"""Reviews: the revision that they count for, and their figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from quizapp.bank import review_figures, reviews
from quizapp.bank.pack import Pack, load
from quizapp.bank.reviews import text_revision
from tests.bank.factory import entry, write_pack

REVISION = "0123456789abcdef"


def noted(pack: Pack, *lines: str) -> review_figures.ReviewFigures:
    (pack.path / "reviews.yaml").write_text("".join(f"- {{{line}}}\n" for line in lines))
    found = reviews.load(pack)
    assert found.problems == ()
    return review_figures.figures(pack, found)


def day(outcome: str, number: int = 20) -> str:
    return f"{{date: 2026-11-{number}, outcome: {outcome}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack", entry("a"), entry("b"), entry("c"), entry("d"))


def test_old_and_new_format_of_solves_are_equivalent(folder: Path) -> None:
    pack = load(folder)
    now = {name: q.revision for name, q in pack.questions.items()}
    read = noted(
        pack,
        f'question: a, revision: "{now["a"]}", date: 2026-11-20, outcome: agreed',
        f'question: b, revision: "{now["b"]}", solved: {day("agreed")}',
        f'question: c, revision: "{REVISION}", solved: {day("mended")}',
        f'question: c, revision: "{now["c"]}", solved: {day("fixed", 21)}',
        f'question: d, revision: "{REVISION}", solved: {day("agreed")}',
    )
    assert (read.questions, read.solved) == (4, 3)
    assert (read.solves.solved, read.solves.agreed, read.solves.fixed) == (4, 3, 1)
    assert (read.solves.changed, read.solves.unsolved) == (1, 0)


def change(folder: Path, old: str, new: str) -> Pack:
    file = folder / "only" / "topic-one.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return load(folder)


@pytest.mark.parametrize(
    ("old", "new", "solved", "audited"),
    [
        ("A developer reads", "A developer read", 0, 0),
        ("One way.", "1 way.", 0, 0),
        ("Because of it.", "Because.", 0, 0),
        ("Remember a.", "Remember.", 0, 0),
        ("docs.example.com/page", "docs.example.com/other", 1, 0),
        ("a-concept-0", "another-concept", 1, 0),
        ("checked: 2026-11-23", "checked: 2026-11-29", 1, 1),
        ("notes: []", "notes: [S01]", 1, 1),
        ("[1.1.1]", "[1.1.1, 1.1.1]", 1, 1),
    ],
)
def test_changed_text_invalidates_reviews_but_changed_metadata_does_not(
    folder: Path, old: str, new: str, solved: int, audited: int
) -> None:
    pack = load(folder)
    asked = pack.questions["a"]
    lines = (
        f'question: a, revision: "{text_revision(asked)}", solved: {day("agreed")}, difficulty: 4',
        f'question: a, revision: "{text_revision(asked)}", edited: {day("clean")}',
        f'question: a, revision: "{asked.revision}", audited: {day("clean")}',
    )
    before = noted(pack, *lines)
    assert (before.solved, before.edited, before.audited) == (1, 1, 1)
    assert before.difficulty.rated == 1
    after = review_figures.figures(change(folder, old, new))
    assert (after.solved, after.edited, after.audited) == (solved, solved, audited)
    assert after.difficulty.rated == solved
    assert after.solves.changed == 1 - solved


def test_last_audit_counts_and_all_faults_are_counted(folder: Path) -> None:
    pack = load(folder)
    now = {name: q.revision for name, q in pack.questions.items()}
    read = noted(
        pack,
        f'question: a, revision: "{now["a"]}", audited: {day("clean", 21)}',
        f'question: a, revision: "{now["a"]}", audited: {day("fault", 20)}',
        f'question: b, revision: "{now["b"]}", audited: {day("clean", 20)}',
        f'question: b, revision: "{now["b"]}", audited: {day("fault", 21)}',
        f'question: c, revision: "{now["c"]}", audited: {day("fixed", 20)}',
    )
    assert (read.audited, read.audits, read.faults) == (2, 5, 3)


def test_difficulty_is_the_mean_rating_overall_and_by_form(folder: Path) -> None:
    ids = "".join(f"  - {name}\n" for name in "abc")
    (folder / "forms" / "TST-C01-1.yaml").write_text(f"exam: TST-C01\nnumber: 1\nquestions:\n{ids}")
    pack = load(folder)
    now = {name: text_revision(q) for name, q in pack.questions.items()}
    read = noted(
        pack,
        f'question: a, revision: "{now["a"]}", solved: {day("agreed")}, difficulty: 1',
        f'question: b, revision: "{now["b"]}", solved: {day("agreed")}, difficulty: 2',
        f'question: b, revision: "{now["b"]}", options_only: {day("right")}, difficulty: 3',
        f'question: d, revision: "{now["d"]}", options_only: {day("wrong")}, difficulty: 5',
    )
    # a: 1. b: 2.5, which rounds to 3. d: 5.
    assert read.difficulty.counts == (1, 0, 1, 0, 1)
    assert read.difficulty.mean == pytest.approx(8.5 / 3)
    assert read.difficulty.spread == pytest.approx(1.6499, abs=1e-4)
    ((form),) = read.forms
    assert (form.form, form.difficulty.rated, form.difficulty.mean) == ("TST-C01-1", 2, 1.75)
    assert read.guessed_share == 0.5


def test_figures_without_reviews_are_empty(folder: Path) -> None:
    read = review_figures.figures(load(folder))
    assert (read.solved, read.audited, read.edited) == (0, 0, 0)
    assert (read.difficulty.mean, read.guessed_share) == (None, None)


def test_entries_of_a_dropped_question_are_allowed(folder: Path) -> None:
    read = noted(
        load(folder),
        f'question: gone, revision: "{REVISION}", solved: {day("agreed")}',
        f'question: gone, revision: "{REVISION}", audited: {day("fault")}',
        f'question: gone, revision: "{REVISION}", solved: {day("dropped", 21)}',
    )
    assert read.solves.dropped == 1


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        (f'question: a, revision: "{REVISION}"', "says nothing"),
        (f'question: a, revision: "{REVISION}", difficulty: 2', "says nothing"),
        (f'question: a, revision: "{REVISION}", date: 2026-11-20', "give both"),
        (f'question: a, revision: "{REVISION}", solved: {day("clean")}', "solved.outcome"),
        (
            f'question: a, revision: "{REVISION}", solved: {day("agreed")}, difficulty: 6',
            "difficulty",
        ),
        (f'question: gone, revision: "{REVISION}", edited: {day("clean")}', "correct the id"),
    ],
)
def test_malformed_entry_is_reported(folder: Path, line: str, remedy: str) -> None:
    (folder / "reviews.yaml").write_text(f"- {{{line}}}\n")
    (problem,) = reviews.load(load(folder)).problems
    assert (problem.file, problem.line) == ("reviews.yaml", 1)
    assert remedy in problem.message


def test_day_of_an_entry_is_its_latest_date(folder: Path) -> None:
    noted(
        load(folder),
        f'question: a, revision: "{REVISION}", solved: {day("agreed")}, edited: {day("clean", 22)}',
    )
    (found,) = reviews.load(load(folder)).entries
    assert found.day == date(2026, 11, 22)
