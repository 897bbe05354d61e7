"""Invalid questions are refused with file, line, and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quizapp.bank.pack import load
from quizapp.bank.yaml_reader import Problem
from tests import builders
from tests.bank.factory import STEM, entry, write_pack

FIVE = ("One.", "Two.", "Three.", "Four.", "Five.")


def the_problem(folder: Path, *entries: str) -> Problem:
    """Return the only problem with a pack of these entries; its line is in only/topic-one.yaml."""
    pack = load(write_pack(folder, *entries))
    (problem,) = pack.problems
    assert problem.file == "only/topic-one.yaml"
    return problem


def line_with(text: str, content: str, nth: int = 1) -> int:
    lines = [n for n, line in enumerate(content.splitlines(), 1) if text in line]
    return lines[nth - 1]


def test_valid_question_is_read_completely(tmp_path: Path) -> None:
    pack = load(write_pack(tmp_path, entry("first")))
    assert pack.problems == []
    question = pack.questions["first"]
    assert question.stem == STEM
    assert question.keys == {0}
    assert pack.sources["first"].line == 1


def test_service_aliases_become_one_name(tmp_path: Path) -> None:
    text = entry("first", services="services: [apigateway, api-gateway, lambda, stepfunctions]")
    question = load(write_pack(tmp_path / "pack", text)).questions["first"]
    assert question.services == ("api-gateway", "lambda", "step-functions")


def test_revision_depends_only_on_what_a_learner_reads(tmp_path: Path) -> None:
    def revision(folder: str, text: str) -> str:
        return load(write_pack(tmp_path / folder, text)).questions["first"].revision

    first = revision("a", entry("first"))
    assert first == revision("b", entry("first", level="level: weigh", notes="notes: [S01]"))
    assert first != revision("c", entry("first", stem=STEM + " Now?"))


def test_unknown_field_is_refused_on_its_line(tmp_path: Path) -> None:
    text = entry("first", notes="notes: []\n  colour: red")
    problem = the_problem(tmp_path, text)
    assert problem.line == line_with("colour", text)
    assert problem.question == "first"
    assert "correct or remove it" in problem.message


def test_duplicate_id_names_both_places(tmp_path: Path) -> None:
    one = entry("first")
    problem = the_problem(tmp_path, one, one)
    assert problem.line == len(one.splitlines()) + 1
    assert "only/topic-one.yaml:1" in problem.message
    assert "give this question its own" in problem.message


def test_missing_reason_names_its_option(tmp_path: Path) -> None:
    options = "options:\n" + "".join(builders.option(i, key=i == 0, why=i != 2) for i in range(4))
    text = builders.entry("first", options=options.rstrip())
    problem = the_problem(tmp_path, text)
    assert problem.line == line_with("- text", text, 2)
    assert "option 3, “why” is missing; add it" in problem.message


@pytest.mark.parametrize(
    ("keys", "stem", "remedy"),
    [
        ((0, 1), STEM, "2 keys need 5 or 6 options, but there are 4"),
        ((), STEM, "mark the right one"),
        ((0, 1, 2, 3), STEM, "at most three"),
        ((0,), STEM + " Select TWO.", "only one is marked"),
    ],
    ids=["two where one is asked", "none", "all", "one where two are asked"],
)
def test_wrong_number_of_keys_is_refused(
    tmp_path: Path, keys: tuple[int, ...], stem: str, remedy: str
) -> None:
    problem = the_problem(tmp_path, entry("first", keys=keys, stem=stem))
    assert problem.line == 1
    assert problem.question == "first"
    assert remedy in problem.message


def test_two_keys_need_select_two_in_the_stem(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, entry("first", FIVE, keys=(0, 1)))
    assert "say “Select TWO.” in the stem" in problem.message
    good = entry("first", FIVE, keys=(0, 1), stem=STEM + " Select TWO.")
    assert load(write_pack(tmp_path / "good", good)).problems == []


def test_key_must_be_true_or_absent(tmp_path: Path) -> None:
    text = entry("first").replace("    - text: |-", "    - key: false\n      text: |-", 1)
    problem = the_problem(tmp_path, text)
    assert problem.line == line_with("key: false", text)
    assert "or be left out" in problem.message


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        ({"skills": ""}, "give either `skills` or `background: true`"),
        ({"skills": "skills: {TST-C01: [1.1.1]}\n  background: true"}, "give either"),
        ({"skills": "skills: {TST-C01: [1.1.9]}"}, "is not in TST-C01; correct it"),
        ({"skills": "skills: {TST-C09: [1.1.1]}"}, "has no blueprint in this pack; correct it"),
        ({"skills": "skills: {TST-C01: []}"}, "give at least one"),
        ({"topic": "topic: topic.two"}, "add it there or correct it"),
        ({"references": "references: []"}, "give at least one"),
        ({"references": "references: ['http://docs.example.com/x']"}, "is not an https address"),
        ({"level": "level: hard"}, "should be 'recall', 'apply' or 'weigh'"),
        ({"takeaway": ""}, "is missing; add it"),
    ],
)
def test_entry_that_does_not_fit_the_pack_gets_a_remedy(
    tmp_path: Path, change: dict[str, Any], remedy: str
) -> None:
    problem = the_problem(tmp_path, entry("first", **change))
    assert problem.question == "first"
    assert remedy in problem.message


def test_equal_options_are_refused(tmp_path: Path) -> None:
    texts = ("One way.", "one  way.", "Three ways.", "Four ways.")
    assert "change one" in the_problem(tmp_path, entry("first", texts)).message


def test_options_equal_after_unicode_normalization_are_refused(tmp_path: Path) -> None:
    texts = ("Une cl\u00e9.", "Une cle\u0301.", "Three ways.", "Four ways.")
    assert "change one" in the_problem(tmp_path, entry("first", texts)).message


@pytest.mark.parametrize("part", ["domain", "task"])
@pytest.mark.parametrize("odd", ["$(touch x)", "a b", "a\\nb", "1;2", "é", "x-y"])
def test_invalid_id_is_refused_on_its_line(tmp_path: Path, part: str, odd: str) -> None:
    folder = write_pack(tmp_path, entry("first"))
    file = folder / "blueprints" / "TST-C01.yaml"
    before = '"1"' if part == "domain" else '"1.1"'
    text = file.read_text().replace(f"id: {before}", f'id: "{odd}"')
    file.write_text(text)
    problem = load(folder).problems[0]
    assert problem.file == "blueprints/TST-C01.yaml"
    assert problem.line == line_with(odd, text)
    assert f"is not a {part} id" in problem.message
    assert "\n" not in problem.message


@pytest.mark.parametrize(("before", "after"), [('"1.1', '"2.1'), ('"1.1.1', '"1.2.1')])
def test_task_or_skill_of_another_number_is_refused(
    tmp_path: Path, before: str, after: str
) -> None:
    folder = write_pack(tmp_path, entry("first"))
    file = folder / "blueprints" / "TST-C01.yaml"
    file.write_text(file.read_text().replace(f"id: {before}", f"id: {after}"))
    assert "its id must begin with 1." in load(folder).problems[0].message


def test_options_with_the_same_concept_are_refused(tmp_path: Path) -> None:
    text = entry("first", concepts=("a", "a", "b", "c"))
    assert "give each its own" in the_problem(tmp_path, text).message


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\ufeff"])
def test_invisible_characters_are_refused_on_their_line(tmp_path: Path, hidden: str) -> None:
    text = entry("first", ["One way.", f"Two{hidden} ways.", "Three ways.", "Four ways."])
    problem = the_problem(tmp_path, text)
    assert problem.line == line_with("- text", text)
    assert f"U+{ord(hidden):04X}; remove it" in problem.message


def test_escaped_line_separator_is_refused(tmp_path: Path) -> None:
    text = entry("first", takeaway='takeaway: "one \\L two"')
    assert "U+2028; remove it" in the_problem(tmp_path, text).message


def test_escaped_control_character_is_refused(tmp_path: Path) -> None:
    text = entry("first", takeaway='takeaway: "red \\e[31m"')
    problem = the_problem(tmp_path, text)
    assert problem.line == line_with("takeaway", text)
    assert "U+001B; remove it" in problem.message


def test_too_long_text_is_refused(tmp_path: Path) -> None:
    assert "shorten it" in the_problem(tmp_path, entry("first", stem="x" * 6_001)).message


def test_one_invalid_question_does_not_affect_the_others(tmp_path: Path) -> None:
    pack = load(write_pack(tmp_path, entry("first", level="level: hard"), entry("second")))
    assert list(pack.questions) == ["second"]
    assert len(pack.problems) == 1


def test_missing_pack_yaml_is_a_problem(tmp_path: Path) -> None:
    (problem,) = load(tmp_path).problems
    assert problem.file == "pack.yaml"
    assert "cannot be read" in problem.message
