"""Sheets for readers, and recording of their answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizapp.bank import review_figures, reviews
from quizapp.bank.answers import BadAnswer, read_back
from quizapp.bank.pack import load
from quizapp.bank.reviews import Kind
from quizapp.bank.sheets import LETTERS, choose, code, order, sheet
from quizapp.cli import quizapp
from quizapp.exam.question import Question
from tests.builders import entry, question, write_pack

KINDS: tuple[Kind, ...] = ("solve", "options", "audit", "edit")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(quizapp, ["bank", *map(str, arguments)])


def right(asked: Question) -> str:
    """Return the letters of the keys on a sheet."""
    return "".join(sorted(LETTERS[order(asked).index(key)] for key in asked.keys))


def wrong(asked: Question) -> str:
    return LETTERS[(order(asked).index(0) + 1) % 4]


def test_blind_solver_sees_no_ids_keys_or_reasons() -> None:
    asked = question("revealing-id", stem="What now?")
    text = sheet([asked])
    assert "What now?" in text
    assert f"## {code(asked)}\n" in text
    assert "A. Answer" in text
    assert "revealing-id\n\n" not in text
    for hidden in ("Reason", "Remember", "[key]", "https://"):
        assert hidden not in text
    assert "What now?" not in sheet([asked], "options")
    assert "A. Answer" in sheet([asked], "options")


def test_auditor_sees_everything_and_editor_no_keys() -> None:
    asked = question("an-id", stem="What now?")
    audit, edit = sheet([asked], "audit"), sheet([asked], "edit")
    for text in (audit, edit):
        for part in ("## an-id\n", "What now?", "Answer 3 to", "why: Reason 3", "Takeaway: Rem"):
            assert part in text
    assert "- [key] Answer 0" in audit
    assert "- https://docs.example.com/page" in audit
    assert "[key]" not in edit
    assert "https://" not in edit


@pytest.mark.parametrize("kind", KINDS)
def test_every_sheet_begins_with_instructions(kind: Kind) -> None:
    text = sheet([question("one")], kind)
    assert text.startswith("# ")
    assert text.index("    ") < text.index("## ")
    assert text.endswith("\n")


def test_option_order_depends_only_on_the_text() -> None:
    asked = question("one")
    assert order(asked) == order(question("one"))
    assert sorted(order(asked)) == [0, 1, 2, 3]


def test_seed_selects_a_random_sample(tmp_path: Path) -> None:
    pack = load(write_pack(tmp_path, *(entry(f"q-{n}") for n in range(20))))
    bank = pack.questions.values()
    assert choose(bank) == sorted(bank, key=code)
    assert choose(bank, 5) == choose(bank)[:5]
    assert choose(bank, 5, 7) == choose(bank, 5, 7)
    assert choose(bank, 5, 7) != choose(bank, 5, 8)


def test_letters_are_mapped_through_the_sheet_order() -> None:
    asked = question("pair", keys=(1, 3), options=5)
    keys = right(asked)
    for given in (keys, keys.lower(), ", ".join(keys), keys[::-1]):
        (answer,) = read_back([asked], {code(asked): given})
        assert answer.good
    assert not read_back([asked], {code(asked): keys[0]})[0].good


def test_a_solver_may_add_a_rating_and_remarks() -> None:
    asked = question("one")
    given = {"answer": right(asked), "difficulty": "2", "second": "no", "note": " See: page. "}
    (answer,) = read_back([asked], {code(asked): given})
    assert (answer.good, answer.difficulty) == (True, 2)
    assert answer.remarks == (("note", "See: page."),)


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ("E", "there is no option 'E'; it has A to D"),
        ("B?", "there is no option '?'"),
        ("", "write the letters"),
        ("BB", "names an option twice"),
        ({"answer": "B", "difficulty": "6"}, "not a number from 1 to 5"),
        ({"difficulty": "2"}, "'answer' is missing"),
        ({"answer": "B", "outcome": "clean"}, "'outcome' is not known"),
        ({"answer": ["B"]}, "as text"),
        (["B"], "as text"),
    ],
)
def test_malformed_answer_is_refused(given: object, remedy: str) -> None:
    asked = question("one")
    with pytest.raises(BadAnswer) as refused:
        read_back([asked], {code(asked): given})
    assert remedy in str(refused.value)
    assert str(refused.value).startswith(code(asked))


def test_unknown_code_and_id_in_a_solve_are_refused() -> None:
    for name in ("unknown", "one"):
        with pytest.raises(BadAnswer, match="no question has the code"):
            read_back([question("one")], {name: "A"})


def test_audits_and_edits_use_ids() -> None:
    asked = question("one")
    (answer,) = read_back([asked], {"one": {"outcome": "fault", "note": "wrong page"}}, "audit")
    assert (answer.given, answer.good, answer.remark("note")) == ("fault", False, "wrong page")
    assert read_back([asked], {"one": "clean"}, "audit")[0].good
    assert read_back([asked], {"one": "changed"}, "edit")[0].good
    assert read_back([asked], {code(asked): "clean"}, "edit")[0].good
    with pytest.raises(BadAnswer, match="change the text first"):
        read_back([asked], {code(asked): "changed"}, "edit")
    with pytest.raises(BadAnswer, match="'fine' is not one of clean, changed"):
        read_back([asked], {"one": "fine"}, "edit")


def test_sheet_answers_are_recorded_in_reviews(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"), entry("second"))
    printed = run("sheet", folder)
    assert printed.exit_code == 0
    assert printed.output.count("## ") == 2
    first, second = load(folder).questions.values()
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        f'"{code(first)}":\n  answer: {right(first)}\n  difficulty: 3\n'
        '  giveaway: "the \\"stem\\" #1"\n'
        f'"{code(second)}": {wrong(second)}\n'
    )
    recorded = run("record", answers, folder)
    assert recorded.exit_code == 1
    assert f"second: answered {wrong(second)}" in recorded.output
    assert 'first: giveaway: the "stem" #1' in recorded.output
    assert "answers 2, agreed 1" in recorded.output
    again = run("sheet", folder)
    assert again.output.count("## ") == 1
    assert code(second) in again.output
    assert run("sheet", folder, "--all").output.count("## ") == 2
    pack = load(folder)
    (noted,) = reviews.load(pack).entries
    assert (noted.difficulty, noted.giveaway) == (3, 'the "stem" #1')
    assert review_figures.figures(pack).difficulty.mean == 3
    written = (folder / "reviews.yaml").read_text()
    run("record", answers, folder)
    assert (folder / "reviews.yaml").read_text() == written, "the same answer is noted once"


def test_sheet_omits_questions_already_read_by_that_kind(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"), entry("second"))
    (first, _) = load(folder).questions.values()
    answers = tmp_path / "answers.yaml"
    answers.write_text("first: {outcome: clean}\nsecond: {outcome: fault, note: the page}\n")
    audit = run("record", answers, folder, "--for", "audit")
    assert audit.exit_code == 1
    assert "second: fault" in audit.output
    assert "second: note: the page" in audit.output
    answers.write_text("second: clean\n")
    assert run("record", answers, folder, "--for", "edit").exit_code == 0
    answers.write_text(f'"{code(first)}": {wrong(first)}\n')
    guess = run("record", answers, folder, "--options-only")
    assert (guess.exit_code, guess.output) == (0, "answers 1, right 0\n")
    read = review_figures.figures(load(folder))
    assert (read.solved, read.audited, read.edited) == (0, 1, 1)
    assert (read.audits, read.faults, read.guesses, read.guessed) == (2, 1, 1, 0)
    for arguments, unread in (
        (["--for", "audit"], "second"),
        (["--for", "edit"], "first"),
    ):
        text = run("sheet", folder, *arguments).output
        assert f"## {unread}\n" in text
        assert text.count("## ") == 1
    assert run("sheet", folder, "--options-only").output.count("## ") == 1
    assert run("sheet", folder).output.count("## ") == 2
    assert run("sheet", folder, "--options-only", "--for", "edit").exit_code == 2


def test_sheet_of_selected_questions(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, *(entry(f"q-{n}") for n in range(6)))
    (folder / "only" / "two.yaml").write_text(entry("other"))
    assert run("sheet", folder, "--file", "two.yaml").output.count("## ") == 1
    assert run("sheet", folder, "--count", "2", "--seed", "1").output.count("## ") == 2
    assert run("sheet", folder, "--topic", "nope").exit_code == 2


@pytest.mark.parametrize("final", ["\n", ""])
def test_recorded_entry_begins_on_a_new_line(tmp_path: Path, final: str) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"))
    (asked,) = load(folder).questions.values()
    old = f'- {{question: first, revision: "{"0" * 16}", date: 2026-11-01, outcome: agreed}}'
    (folder / "reviews.yaml").write_text(old + final)
    answers = tmp_path / "answers.yaml"
    answers.write_text(f'"{code(asked)}": {right(asked)}\n')
    assert run("record", answers, folder).exit_code == 0
    lines = (folder / "reviews.yaml").read_text().splitlines()
    assert lines[0] == old
    assert len(lines) == 2
    assert reviews.load(load(folder)).problems == ()


def test_full_reviews_file_is_continued_in_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviews, "ENTRIES_PER_FILE", 2)
    folder = write_pack(tmp_path / "pack", *(entry(f"q-{n}") for n in range(7)))
    answers = tmp_path / "answers.yaml"
    bank = load(folder).questions
    for asked in bank.values():
        answers.write_text(f'"{code(asked)}": {right(asked)}\n')
        assert run("record", answers, folder).exit_code == 0
        assert run("record", answers, folder).exit_code == 0, "the same answer is noted once"
    found = reviews.files(folder)
    assert [file.name for file in found] == ["reviews.yaml", "reviews-2.yaml", "reviews-3.yaml"]
    assert [len(file.read_text().splitlines()) for file in found] == [3, 3, 1]
    read = reviews.load(load(folder))
    assert read.problems == ()
    assert [each.question for each in read.entries] == list(bank)
    found[1].write_text("- question: strange\n")
    problems = reviews.load(load(folder)).problems
    assert {problem.file for problem in problems} == {"reviews-2.yaml"}


def test_nothing_is_recorded_if_one_answer_is_malformed(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"), entry("second"))
    first, second = load(folder).questions.values()
    answers = tmp_path / "answers.yaml"
    answers.write_text(f'"{code(first)}": {right(first)}\n"{code(second)}": X\n')
    ran = run("record", answers, folder)
    assert ran.exit_code == 1
    assert "there is no option 'X'" in ran.output
    answers.write_text("one: A\none: B\n")
    ran = run("record", answers, folder)
    assert ran.exit_code == 1
    assert f"{answers}:2: " in ran.output
    assert ran.output.count(str(answers)) == 1
    assert not (folder / "reviews.yaml").exists()


@pytest.mark.parametrize("broken", ["[]\n", "- {question: first\n", "\xff"])
def test_unreadable_reviews_file_is_not_changed(tmp_path: Path, broken: str) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"))
    (asked,) = load(folder).questions.values()
    file = folder / "reviews.yaml"
    file.write_bytes(broken.encode("latin-1"))
    answers = tmp_path / "answers.yaml"
    answers.write_text(f'"{code(asked)}": {right(asked)}\n')
    ran = run("record", answers, folder)
    assert ran.exit_code == 1
    assert "nothing can be added to reviews.yaml" in ran.output
    assert file.read_bytes() == broken.encode("latin-1")


def test_links_are_not_read_or_written(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", *(entry(f"q-{n}") for n in range(8)))
    asked = load(folder).questions["q-0"]
    outside = tmp_path / "outside"
    outside.mkdir()
    target = outside / "secret.md"
    target.write_text("secret\n")
    answers = tmp_path / "answers.yaml"
    answers.write_text(f'"{code(asked)}": {right(asked)}\n')
    for name, command in (
        ("QUALITY.md", ["stats", folder, "--write"]),
        ("WEAK.md", ["stats", folder, "--write"]),
        ("earlier.json", ["stats", folder, "--write"]),
        ("reviews.yaml", ["record", answers, folder]),
    ):
        (folder / name).symlink_to(target)
        ran = run(*command)
        assert ran.exit_code == 1, name
        assert f"{name} is a symbolic link" in ran.output
        assert target.read_text() == "secret\n"
        assert name == "QUALITY.md" or not (folder / "QUALITY.md").exists()
        (folder / name).unlink()
    (folder / "forms").rmdir()
    (folder / "forms").symlink_to(outside)
    ran = run("forms", folder, "--exam", "TST-C01", "--write")
    assert ran.exit_code == 1
    assert "symbolic link" in ran.output
    assert list(outside.iterdir()) == [target]


def test_pack_that_is_a_link_can_be_written(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"))
    (tmp_path / "link").symlink_to(folder)
    assert run("stats", tmp_path / "link", "--write").exit_code == 0
    assert (folder / "QUALITY.md").is_file()


def test_figures_of_an_earlier_edition_stand_next_to_the_present_ones(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", *(entry(f"q-{n}") for n in range(8)))
    figures = run("check", folder, "--json").output
    document = json.loads(figures)
    (longest,) = (gate for gate in document["gates"] if gate["name"] == "stem words, mean")
    longest["value"] = 123.4
    (folder / "earlier.json").write_text(json.dumps(document))
    assert run("stats", folder, "--write").exit_code == 0
    written = (folder / "QUALITY.md").read_text()
    assert "an earlier edition with 8 questions" in written
    assert "| stem words, mean | 123.4 | " in written
    for damaged in ("[]", "{", figures.replace('"share"', '"miles"')):
        (folder / "earlier.json").write_text(damaged)
        ran = run("stats", folder, "--write")
        assert ran.exit_code == 1
        assert "earlier.json is not the output of `quizapp bank check --json`" in ran.output
    assert (folder / "QUALITY.md").read_text() == written
