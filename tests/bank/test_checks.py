"""Rules on each question, remarks on the whole bank, and the gates."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizapp.bank import checks
from quizapp.bank.checks import Checked, Gate
from quizapp.bank.pack import load
from quizapp.cli import quizapp
from quizapp.exam.question import Question
from tests import builders
from tests.bank.factory import STEM, entry, question, write_pack


def checked(folder: Path, *entries: str) -> Checked:
    return checks.check(load(write_pack(folder, *entries)))


def remarks(found: Checked) -> list[tuple[str, str]]:
    return [(finding.severity, finding.problem.rule) for finding in found.findings]


def gate(questions: list[Question], name: str) -> Gate:
    found = checks.gates(questions, ["SQS", "SNS", "Lambda", "S3"])
    (one,) = [gate for gate in found if gate.name.startswith(name)]
    return one


def key(text: str) -> list[str]:
    return [text, "Two ways.", "Three ways.", "Four ways."]


def test_a_question_that_keeps_the_rules_has_no_findings(tmp_path: Path) -> None:
    found = checked(tmp_path, entry("first"))
    assert found.findings == ()
    assert not found.failed


def test_what_could_not_be_read_is_an_error_of_the_check(tmp_path: Path) -> None:
    found = checked(tmp_path, entry("first", level="level: hard"))
    assert remarks(found) == [("error", "schema")]
    assert found.failed


def test_a_finding_names_file_line_and_question(tmp_path: Path) -> None:
    good = entry("first")
    found = checked(tmp_path, good, entry("second", stem="Which is NOT right?"))
    (finding,) = found.findings
    place = f"only/topic-one.yaml:{len(good.splitlines()) + 1}: second: "
    assert str(finding.problem).startswith(place)


LONG = "word " * 131


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
            "neptune is in scope in no TST-C01",
        ),
        (entry("a", stem=LONG), "error", "stem-words", "131 words; shorten it to 130"),
        (entry("a", [f"{n} " * 66 for n in range(4)]), "error", "item-words", "to 260"),
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
        (entry("a", key("one way.")), "warning", "option-grammar", "begin all alike"),
        (entry("a", key("One way")), "warning", "option-grammar", "end all alike"),
    ],
)
def test_each_rule_says_what_is_broken_and_what_to_do(
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
        "NOT in code",
        "words that only look British",
        "British code",
        "a retired distractor",
        "a retired service in a background question",
        "options that begin with code or a digit",
        "a part of the official host",
    ],
)
def test_what_only_looks_like_a_fault_is_none(tmp_path: Path, text: str) -> None:
    folder = write_pack(
        tmp_path,
        text,
        services=["api-gateway", "dynamodb", "ecs", "systems-manager", "step-functions", "lambda"],
    )
    assert checks.check(load(folder)).findings == ()


def test_a_service_is_in_scope_when_one_served_blueprint_lists_it(tmp_path: Path) -> None:
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


def test_the_fourth_stem_with_the_same_six_words_is_remarked(tmp_path: Path) -> None:
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


def test_a_key_much_longer_than_its_rivals_is_a_warning(tmp_path: Path) -> None:
    texts = key("One way that is a good deal longer than each of the other three ways.")
    assert remarks(checked(tmp_path, entry("first", texts))) == [("warning", "key-length")]


def test_a_broken_reviews_file_fails_the_check(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    (folder / "reviews.yaml").write_text("- question: first\n  outcome: maybe\n")
    found = checks.check(load(folder))
    assert set(remarks(found)) == {("error", "review")}
    assert all(f.problem.file == "reviews.yaml" for f in found.findings)


def test_a_bank_without_questions_is_over_no_gate() -> None:
    found = checks.gates([])
    assert all(gate.ok for gate in found)
    assert {gate.shown for gate in found} == {"–", "0"}


def test_the_gate_on_length_is_on_the_upper_bound_and_shows_the_rate() -> None:
    quarter = [question(["aaaa", "bbb", "cc", "d"], keys=(n % 4,), name=f"q{n}") for n in range(20)]
    found = gate(quarter, "key is the longest")
    # One in four of twenty: the bound is .4687, over the limit of .33.
    assert found.value == pytest.approx(0.4687, abs=1e-4)
    assert not found.ok
    assert found.note == "rate 0.250 of 20"


@pytest.mark.parametrize(("several", "ok"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_gate_with_two_limits_holds_between_them(several: int, ok: bool) -> None:
    plain = [question(name=f"q{n}") for n in range(10 - several)]
    multiple = [
        question(["a", "b", "c", "d", "e"], keys=(0, 1), name=f"m{n}") for n in range(several)
    ]
    assert gate([*plain, *multiple], "multiple response").ok is ok


def test_stem_gates_count_words() -> None:
    found = checks.gates([question(stem="one two three"), question(stem="one " * 140)])
    by_name = {gate.name: gate for gate in found}
    assert by_name["stem words, mean"].value == 71.5
    assert by_name["stem words, most"].shown == "140"
    assert not by_name["stem words, most"].ok


def test_a_service_that_is_the_key_wherever_it_is_on_offer_is_named() -> None:
    texts = ["Use Amazon SQS.", "Use Amazon SNS.", "Use AWS Lambda.", "Use Amazon S3."]
    always = [question(texts, name=f"q{n}") for n in range(6)]
    found = gate(always, "services nearly always")
    assert not found.ok
    assert found.note == "SQS (6 questions)"
    sometimes = [question(texts, keys=(n % 4,), name=f"q{n}") for n in range(8)]
    assert gate(sometimes, "services nearly always").ok


def test_what_one_pack_never_asks_another_pack_may(tmp_path: Path) -> None:
    text = entry("a", key("Use Amazon QLDB."), stem="Which colour of service is it?")
    folder = write_pack(tmp_path, text)
    assert {"retired", "spelling"} <= {rule for _, rule in remarks(checks.check(load(folder)))}
    pack = folder / "pack.yaml"
    pack.write_text(builders.PACK + "spelling: any\n")
    found = {rule for _, rule in remarks(checks.check(load(folder)))}
    assert not {"retired", "spelling"} & found


def test_gates_over_their_limit_fail_only_in_a_bank_large_enough_to_judge(tmp_path: Path) -> None:
    found = checked(tmp_path, entry("first"))
    assert found.over > 0
    assert not found.failed
    assert replace(found, questions=checks.GATES_ENFORCED_FROM).failed


def test_a_stem_stays_what_it_was(tmp_path: Path) -> None:
    pack = load(write_pack(tmp_path, entry("first")))
    checks.check(pack)
    assert pack.questions["first"].stem == STEM


# The command.


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(quizapp, ["bank", *map(str, arguments)])


def test_the_command_prints_findings_gates_and_a_line_of_counts(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first", stem="Which is NOT right?"))
    ran = run("check", folder)
    lines = ran.output.splitlines()
    assert ran.exit_code == 1
    assert lines[0].startswith("only/topic-one.yaml:1: first: the stem asks by NOT")
    assert any(line.startswith("multiple response") and "OVER" in line for line in lines)
    assert lines[-1].startswith("questions 1, errors 1, warnings 0, gates over ")


def test_the_command_exits_with_0_for_warnings_and_2_for_misuse(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first", key("One way")))
    ran = run("check", folder)
    assert ran.exit_code == 0
    assert "first: warning: some options end" in ran.output
    assert run("check", tmp_path / "nowhere").exit_code == 2
    assert run("check", "--nonsense").exit_code == 2


def test_the_json_of_a_check_has_every_finding_and_gate(tmp_path: Path) -> None:
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
        "message": "the stem asks by NOT; ask for what is right instead",
    }
    assert found["gates"][0].keys() == {"name", "value", "unit", "limit", "ok", "note"}


def test_nothing_in_a_question_file_can_steer_the_terminal(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first").replace("id: first", 'id: "first\\e[31m"'))
    ran = run("check", folder)
    assert ran.exit_code == 1
    assert "\x1b" not in ran.output
    assert "\x1b" not in run("check", folder, "--json").output


def test_one_question_is_shown_with_its_reasons(tmp_path: Path) -> None:
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
    assert "ids stand in the files of" in far.output


def test_a_number_question_is_shown_with_its_template_and_an_example() -> None:
    ran = run("show", "numbers-dynamodb-read-units")
    assert ran.exit_code == 0
    assert "makes {reads} `GetItem`" in ran.output
    assert "combinations (dynamodb.read_units)" in ran.output
    assert "1. [key] " in ran.output
    found = json.loads(run("show", "Numbers-DynamoDB-read-units", "--json").output)
    assert found["template"]["calculator"] == "dynamodb.read_units"
    assert found["template"]["combinations"] > 1_000
    assert "{" not in found["stem"]
    assert "did you mean numbers-" in run("show", "numbers-dynamo-read-units").output


def test_further_forms_are_assembled_beside_those_that_exist(tmp_path: Path) -> None:
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


def test_the_figures_are_printed_and_written_beside_the_pack(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, entry("first"))
    ran = run("stats", folder, "--write")
    assert ran.exit_code == 0
    assert (folder / "QUALITY.md").read_text().startswith("# Quality of A tiny pack")
    assert ran.output.splitlines()[-1].startswith("questions 1, background 0, several keys 0")
    found = json.loads(run("stats", folder, "--json").output)
    assert found["coverage"]["exams"][0]["skills"][0]["questions"] == 1
    assert found["reviews"]["unsolved"] == 1
