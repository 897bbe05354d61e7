"""Coverage and gaps of a pack, its reviews, and QUALITY.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.bank import bands, checks, coverage, gates, quality, review_figures, reviews
from quizapp.bank.coverage import Coverage, cover
from quizapp.bank.pack import Pack, load
from tests.bank.factory import entry, question, write_pack

CLUSTERS = """\
clusters:
  - {id: S01, name: Asked often, likelihood: high}
  - {id: S02, name: Asked at times, likelihood: medium}
  - {id: S03, name: Asked seldom, likelihood: low}
  - {id: S04, name: Not asked, likelihood: none}
"""
BACKGROUND = "background: true"


def made(folder: Path, *entries: str, form: tuple[str, ...] = ()) -> Pack:
    write_pack(folder, *entries)
    with (folder / "pack.yaml").open("a") as pack_file:
        pack_file.write(CLUSTERS)
    if form:
        ids = "".join(f"  - {name}\n" for name in form)
        text = f"exam: TST-C01\nnumber: 1\nreleased: 2026-11-23\nquestions:\n{ids}"
        (folder / "forms" / "TST-C01-1.yaml").write_text(text)
    pack = load(folder)
    assert pack.problems == []
    return pack


def cluster(covered: Coverage, wanted: str) -> coverage.ClusterCoverage:
    return next(c for c in covered.clusters if c.id == wanted)


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return made(
        tmp_path,
        entry("a", notes="notes: [S01, S02]"),
        entry("b", notes="notes: [S01]", level="level: recall"),
        entry("c", notes="notes: [S01, S04]", services="services: [lambda, sqs]"),
        entry("d", notes="notes: [S02]"),
        entry("e", notes="notes: [S04]", skills=BACKGROUND),
        form=("a", "b", "c"),
    )


def test_questions_and_pool_are_counted_by_domain_task_and_skill(pack: Pack) -> None:
    (exam,) = cover(pack).exams
    assert (exam.questions, exam.pool) == (4, 1)
    for rows in (exam.domains, exam.tasks, exam.skills):
        assert [(row.questions, row.pool) for row in rows] == [(4, 1)]


def test_totals_levels_services_and_topics_count_every_question(pack: Pack) -> None:
    covered = cover(pack)
    assert (covered.questions, covered.background, covered.multiple) == (5, 1, 0)
    assert covered.levels == (("recall", 1), ("apply", 4), ("weigh", 0))
    assert covered.services == (("lambda", 5), ("sqs", 1))
    assert [(t.id, t.questions, t.pool) for t in covered.topics] == [("topic.one", 5, 2)]


def test_number_of_questions_that_each_cluster_needs(pack: Pack) -> None:
    covered = cover(pack)
    assert [(c.owed, c.questions, c.pool) for c in covered.clusters] == [
        (3, 3, 0),
        (2, 2, 1),
        (1, 0, 0),
        (2, 1, 1),
    ]


def test_cluster_outside_the_exam_counts_only_background_questions(pack: Pack) -> None:
    assert cluster(cover(pack), "S04").questions == 1


def test_gaps_are_listed(pack: Pack) -> None:
    assert cover(pack).missing == (
        "cluster S01: none in the pool",
        "cluster S03: 0 of 1 questions",
        "cluster S04: 1 of 2 background questions",
    )


def test_skill_with_all_questions_in_forms_is_missing_from_the_pool(
    tmp_path: Path,
) -> None:
    pack = made(tmp_path, entry("a"), entry("b"), entry("c"), form=("a", "b", "c"))
    assert "TST-C01 skill 1.1.1: none in the pool" in cover(pack).missing


def test_form_coverage(pack: Pack) -> None:
    (form,) = cover(pack).forms
    assert (form.exam, form.number, form.released) == ("TST-C01", 1, "2026-11-23")
    assert (form.questions, form.multiple, form.qualified, form.topics) == (3, 0, 0, 1)
    assert form.levels == (("recall", 1), ("apply", 2), ("weigh", 0))


def test_service_counts_if_only_some_options_name_it() -> None:
    some = question(["Use Amazon SQS.", "Use AWS Lambda.", "Wait.", "Stop."])
    wrong = question(["Wait.", "Use Amazon SQS.", "Go.", "Stop."])
    everywhere = question(["SQS one.", "SQS two.", "SQS three.", "SQS four."])
    found = coverage.services_as_keys([some, wrong, everywhere], ["SQS", "Lambda", "S3"])
    assert found == {"Lambda": (0.0, 1), "SQS": (0.5, 2)}


def review(name: str, outcome: str, *, revision: str, day: int = 20) -> str:
    return (
        f"- question: {name}\n  revision: {revision}\n  date: 2026-11-{day}\n  outcome: {outcome}\n"
    )


def test_solves_are_counted_by_outcome(pack: Pack) -> None:
    now = {name: q.revision for name, q in pack.questions.items()}
    (pack.path / "reviews.yaml").write_text(
        review("a", "agreed", revision=now["a"])
        + review("b", "agreed", revision=now["b"], day=22)
        + review("b", "mended", revision="0" * 16, day=21)
        + review("c", "agreed", revision="1" * 16)
        + review("gone", "dropped", revision="2" * 16)
    )
    found = reviews.load(pack)
    assert found.problems == ()
    figures = reviews.solves(found.entries, pack.questions)
    # a: agreed. b: first mended, then agreed. c: agreed, but its text has changed since.
    assert (figures.solved, figures.agreed, figures.fixed) == (3, 2, 1)
    assert (figures.dropped, figures.changed, figures.unsolved) == (1, 1, 2)
    assert figures.agreed_share == 0.5


def test_missing_reviews_file_means_no_reviews(pack: Pack) -> None:
    assert reviews.load(pack) == reviews.Reviews()
    assert reviews.solves((), pack.questions).agreed_share is None
    assert reviews.solves((), pack.questions).unsolved == 5


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        ("question: a\n", 1, "begin each with"),
        ("- a\n", 1, "begins with"),
        (review("a", "agreed", revision="0" * 16) + "  by: me\n", 5, "remove it"),
        (review("a", "agreed", revision="x"), 2, "pattern"),
        (review("nobody", "agreed", revision="0" * 16), 1, "correct the id"),
        ("- question: a\n  question: b\n", 2, "keep one"),
    ],
    ids=["no list", "no mapping", "unknown name", "revision", "unknown question", "duplicate key"],
)
def test_malformed_review_is_reported_with_line_and_remedy(
    pack: Pack, text: str, line: int, remedy: str
) -> None:
    (pack.path / "reviews.yaml").write_text(text)
    (problem,) = reviews.load(pack).problems
    assert (problem.file, problem.line) == ("reviews.yaml", line)
    assert remedy in problem.message


def written(pack: Pack) -> str:
    read = review_figures.figures(pack)
    return quality.text(pack, cover(pack), checks.check(pack), read)


def test_quality_report_is_reproducible(pack: Pack) -> None:
    text = written(pack)
    assert text == written(load(pack.path))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_quality_report_has_figures_gates_and_gaps(pack: Pack) -> None:
    text = written(pack)
    assert text.startswith("# Quality of A tiny pack\n")
    assert "| S01 | Asked often | high | 3 | 3 | 0 |" in text
    assert "| TST-C01-1 | 2026-11-23 | 3 | 0 | 0 | 1 | 1 / 2 / 0 |" in text
    assert "| unsolved | 5 |" in text
    assert "- cluster S03: 0 of 1 questions" in text
    questions = list(pack.questions.values())
    for figure in [*gates.measure(questions), *bands.measure(questions)]:
        assert f"| {figure.name} |" in text


def test_pipe_character_in_a_name_does_not_break_a_table(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("a"))
    pack_file = folder / "pack.yaml"
    pack_file.write_text(pack_file.read_text().replace("Topic one", '"One | two"'))
    assert "| topic.one | One \\| two | 1 | 1 |" in written(load(folder))
