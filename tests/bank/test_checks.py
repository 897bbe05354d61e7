"""Rules for each question, findings on the whole bank, and the gates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.bank import checks
from quizapp.bank.checks import Checked
from quizapp.bank.pack import load
from tests import builders
from tests.bank.factory import STEM, entry, write_pack


def checked(folder: Path, *entries: str) -> Checked:
    return checks.check(load(write_pack(folder, *entries)))


def remarks(found: Checked) -> list[tuple[str, str]]:
    return [(finding.severity, finding.problem.rule) for finding in found.findings]


def key(text: str) -> list[str]:
    return [text, "Two ways.", "Three ways.", "Four ways."]


def test_valid_question_has_no_findings(tmp_path: Path) -> None:
    found = checked(tmp_path, entry("first"))
    assert found.findings == ()
    assert not found.failed


def test_read_errors_are_errors_of_the_check(tmp_path: Path) -> None:
    found = checked(tmp_path, entry("first", level="level: hard"))
    assert remarks(found) == [("error", "schema")]
    assert found.failed


def test_finding_names_file_line_and_question(tmp_path: Path) -> None:
    good = entry("first")
    found = checked(tmp_path, good, entry("second", stem="Which is NOT right?"))
    (finding,) = found.findings
    place = f"only/topic-one.yaml:{len(good.splitlines()) + 1}: second: "
    assert str(finding.problem).startswith(place)


LONG = "word " * 131
FIVE = ["One way.", "Two ways.", "Three ways.", "Four ways.", "Five ways."]


@pytest.mark.parametrize(
    ("text", "severity", "rule", "remedy"),
    [
        (
            entry("a", references="references: [https://blog.example.com/x]"),
            "error",
            "reference",
            "cite docs.example.com",
        ),
        (
            entry("a", references="references: [https://docs.example.com.evil.org/x]"),
            "error",
            "reference",
            "cite docs.example.com",
        ),
        (
            entry("a", skills="skills: {TST-C01: [1.1.1, 1.1.1]}"),
            "error",
            "skills",
            "keep one",
        ),
        (
            entry("a", services="services: [lambda, neptune]"),
            "error",
            "scope",
            "neptune is not in scope for TST-C01",
        ),
        (entry("a", stem=LONG), "error", "stem-words", "131 words; shorten it to 130"),
        (entry("a", [f"{n} " * 81 for n in range(4)]), "error", "item-words", "to 320"),
        (
            entry("a", stem=f"See:\n\n```\n{'x' * 77}\n```\n\nWhat now?"),
            "error",
            "code-columns",
            "77 columns; break it at 76",
        ),
        (entry("a", stem="Which is EXCEPT?"), "error", "negative-stem", "ask for what is right"),
        (entry("a", key("None of the above.")), "error", "of-the-above", "options are shuffled"),
        (entry("a", key("Use Amazon QLDB.")), "error", "retired", "never an answer"),
        (entry("a", key("Ask Q Developer.")), "error", "retired", "never an answer"),
        (entry("a", key("Rotate the customer master key.")), "error", "retired", "KMS key"),
        (
            entry("a", stem='```json\n{"a": }\n```\n\nWhat now?'),
            "error",
            "snippet",
            "does not parse",
        ),
        (
            entry("a", stem="Its behaviour is odd. What now?"),
            "warning",
            "spelling",
            "use the American",
        ),
        (
            entry("a", FIVE, keys=(0, 1), stem=f"{STEM} Select TWO."),
            "warning",
            "select",
            "“(Select TWO.)” in parentheses",
        ),
        (
            entry("a", FIVE, keys=(0, 1), stem="(Select TWO.) What should the developer do?"),
            "warning",
            "select",
            "end the stem",
        ),
        (entry("a", key("one way.")), "warning", "option-grammar", "begin all alike"),
        (entry("a", key("One way")), "warning", "option-grammar", "end all alike"),
    ],
)
def test_each_rule_names_the_fault_and_the_remedy(
    tmp_path: Path, text: str, severity: str, rule: str, remedy: str
) -> None:
    found = checked(tmp_path, text)
    hits = [f for f in found.findings if f.problem.rule == rule]
    assert [f.severity for f in hits] == [severity]
    assert remedy in hits[0].problem.message
    assert found.failed == (severity == "error")


@pytest.mark.parametrize(
    "text",
    [
        entry("a", services="services: [apigateway, dax, fargate, ssm, stepfunctions]"),
        entry("a", skills="background: true", services="services: [neptune]"),
        entry("a", stem="word " * 130),
        entry("a", FIVE, keys=(0, 1), stem=f"{STEM} (Select TWO.)"),
        entry("a", stem="The SQL says `NOT NULL`. What now?"),
        entry("a", stem="Optimistic locking runs in parallel; two analyses differ. What now?"),
        entry("a", stem="The log says `behaviour`. What now?"),
        entry("a", ["One way.", "Use Amazon QLDB.", "Three ways.", "Four ways."]),
        entry("a", key("QLDB ended."), skills="background: true"),
        entry("a", ["`one` way.", "Two ways.", "3 ways.", "Four ways."]),
        entry("a", references="references: [https://aws.docs.example.com/x]"),
    ],
    ids=[
        "other names of services in scope",
        "background is in no scope",
        "130 words",
        "(Select TWO.)",
        "NOT in code",
        "words that only look British",
        "British code",
        "a retired distractor",
        "a retired service in a background question",
        "options that begin with code or a digit",
        "a part of the official host",
    ],
)
def test_no_false_positives(tmp_path: Path, text: str) -> None:
    folder = write_pack(
        tmp_path,
        text,
        services=["api-gateway", "dynamodb", "ecs", "systems-manager", "step-functions", "lambda"],
    )
    assert checks.check(load(folder)).findings == ()


def test_service_is_in_scope_if_one_blueprint_lists_it(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path,
        entry("both", services="services: [acm]", skills=BOTH),
        entry("old", stem="An alarm goes off. Why?", services="services: [acm]"),
        services=["lambda"],
    )
    newer = builders.BLUEPRINT.replace("TST-C01", "TST-C02") + "services: [acm]\n"
    (folder / "blueprints" / "TST-C02.yaml").write_text(newer)
    pack_file = folder / "pack.yaml"
    pack_file.write_text(pack_file.read_text().replace("[TST-C01]", "[TST-C01, TST-C02]"))
    (finding,) = checks.check(load(folder)).findings
    assert finding.problem.question == "old"


BOTH = "skills: {TST-C01: [1.1.1], TST-C02: [1.1.1]}"


def test_fourth_stem_with_the_same_opening_is_a_finding(tmp_path: Path) -> None:
    opening = "A team at a bank finds "
    stems = ["red apples.", "an old map in the attic.", "too many keys.", "no way out of here."]
    entries = [entry(f"q-{n}", stem=opening + rest) for n, rest in enumerate(stems)]
    assert remarks(checked(tmp_path / "three", *entries[:3])) == []
    found = checked(tmp_path / "four", *entries)
    assert remarks(found) == [("warning", "opening")]
    assert found.findings[0].problem.question == "q-3"


def test_near_duplicates_and_repeated_answers_name_the_earlier_question(tmp_path: Path) -> None:
    concepts = ("same", "b", "c", "d")
    texts = ["Return failed ids.", "Send them all again.", "Wait for more.", "Stop reading."]
    found = checked(
        tmp_path,
        entry("first", texts, concepts=concepts),
        entry("again", texts, concepts=concepts),
    )
    assert {"near-duplicate", "same-answer"} <= {rule for _, rule in remarks(found)}
    assert all(f.problem.question == "again" for f in found.findings)
    assert all("first" in f.problem.message for f in found.findings)
    assert not found.failed


def test_much_longer_key_is_a_warning(tmp_path: Path) -> None:
    texts = key("One way that is a good deal longer than each of the other three ways.")
    assert remarks(checked(tmp_path, entry("first", texts))) == [("warning", "key-length")]


def test_malformed_reviews_file_fails_the_check(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    (folder / "reviews.yaml").write_text("- question: first\n  outcome: maybe\n")
    found = checks.check(load(folder))
    assert set(remarks(found)) == {("error", "review")}
    assert all(f.problem.file == "reviews.yaml" for f in found.findings)


def test_spelling_and_retired_words_are_set_by_each_pack(tmp_path: Path) -> None:
    text = entry("a", key("Use Amazon QLDB."), stem="Which colour of service is it?")
    folder = write_pack(tmp_path, text)
    assert {"retired", "spelling"} <= {rule for _, rule in remarks(checks.check(load(folder)))}
    pack = folder / "pack.yaml"
    pack.write_text(builders.PACK + "spelling: any\n")
    found = {rule for _, rule in remarks(checks.check(load(folder)))}
    assert not {"retired", "spelling"} & found


def test_gates_over_their_limit_fail_only_in_a_large_bank(tmp_path: Path) -> None:
    found = checked(tmp_path, entry("first"))
    assert found.over > 0
    assert not found.failed
    assert replace(found, questions=checks.GATES_ENFORCED_FROM).failed


def test_stem_is_not_modified(tmp_path: Path) -> None:
    pack = load(write_pack(tmp_path, entry("first")))
    checks.check(pack)
    assert pack.questions["first"].stem == STEM


def test_style_bands_are_gates_if_the_pack_says_so(tmp_path: Path) -> None:
    text = entry("a", FIVE, keys=(0, 1), stem=f"{STEM} Select TWO.")
    folder = write_pack(tmp_path, text)
    off = checks.check(load(folder))
    assert off.missed > 0
    assert not off.bands_enforced
    large = checks.GATES_ENFORCED_FROM
    assert not replace(off, gates=(), questions=large).failed
    with (folder / "pack.yaml").open("a") as pack:
        pack.write("style_bands: true\n")
    on = checks.check(load(folder))
    assert on.bands == off.bands
    assert replace(on, findings=(), gates=(), questions=large).failed
    assert not replace(on, findings=(), gates=()).failed
    assert [f.severity for f in on.findings if f.problem.rule == "select"] == ["error"]


def test_selected_questions_are_compared_with_the_whole_pack(tmp_path: Path) -> None:
    texts = ["Return failed ids.", "Send them all again.", "Wait for more.", "Stop reading."]
    folder = write_pack(
        tmp_path, entry("first", stem="Which is NOT right?"), entry("second"), entry("third", texts)
    )
    alone = entry("fourth", stem="An alarm goes off. Why?")
    (folder / "only" / "other.yaml").write_text(alone + entry("broken", level="level: x"))
    pack = load(folder)
    found = checks.check(pack, only=[pack.questions["third"]])
    assert found.questions == 1
    # The stem is that of `second`, which comes before; nothing is said of the others.
    assert [(f.problem.question, f.problem.rule) for f in found.findings] == [
        ("third", "near-duplicate")
    ]
    other = checks.check(pack, only=[pack.questions["fourth"]])
    assert ("broken", "schema") in {(f.problem.question, f.problem.rule) for f in other.findings}
