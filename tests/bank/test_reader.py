"""Files that cannot be read say where and what to do; what can be read survives unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.bank import reader
from quizapp.bank.pack import Pack, load
from quizapp.bank.reader import FileProblem, Problem
from tests.bank.factory import entry, write_pack

FILE = "only/topic-one.yaml"


def loaded(folder: Path, content: str | bytes) -> Pack:
    """A pack whose one question file has this content."""
    write_pack(folder)
    data = content.encode() if isinstance(content, str) else content
    (folder / FILE).write_bytes(data)
    return load(folder)


def the_problem(folder: Path, content: str | bytes) -> Problem:
    pack = loaded(folder, content)
    assert not pack.questions
    (problem,) = pack.problems
    assert problem.file == FILE
    return problem


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "- id: first\n  topic: [unclosed\n  level: apply\n")
    assert problem.line == 3
    assert "check indentation, quotes and colons" in problem.message


@pytest.mark.parametrize(
    ("content", "line", "remedy"),
    [
        ("- id: first\n  stem: &s text\n", 2, "remove it"),
        ("- id: first\n  stem: *s\n", 2, "write it out"),
        ("- id: first\n  stem: !!python/name:os.system x\n", 2, "remove it"),
        ("- id: first\n\n  level: apply\n  level: weigh\n", 4, "keep one"),
        ("- id: first\n---\n- id: second\n", 2, "keep one per file"),
        ("- ? [a, b]\n  : c\n", 1, "quote it if it is text"),
        ("", 1, "write a list of questions"),
        ("# nothing but a remark\n", 1, "write a list of questions"),
        ("id: first\n", 1, "begin each with"),
        ("- just text\n", 1, "begins with"),
    ],
    ids=[
        "anchor",
        "alias",
        "tag",
        "duplicate key",
        "second document",
        "list as a name",
        "empty",
        "only a remark",
        "no list",
        "no question",
    ],
)
def test_what_a_question_file_may_not_hold_is_refused_with_line_and_remedy(
    tmp_path: Path, content: str, line: int, remedy: str
) -> None:
    problem = the_problem(tmp_path, content)
    assert problem.line == line
    assert remedy in problem.message


def test_the_message_about_a_duplicate_key_says_where_it_stood_first(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "- id: first\n  level: apply\n  level: weigh\n")
    assert "first on line 2" in problem.message


@pytest.mark.parametrize("bracket", ["[", "- ", "{a: "])
def test_fifty_thousand_brackets_are_refused_and_crash_nothing(
    tmp_path: Path, bracket: str
) -> None:
    problem = the_problem(tmp_path, "- id: first\n- " + bracket * 50_000)
    assert problem.line == 2
    assert "flatten it" in problem.message


def test_fifty_thousand_braces_fail_at_the_first_that_stands_for_a_name(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "- id: first\n- " + "{" * 50_000)
    assert problem.line == 2
    assert "quote it if it is text" in problem.message


def test_a_file_of_six_megabytes_is_refused_unread(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, b"# " + b"x" * 6_000_000)
    assert problem.line == 1
    assert "split it" in problem.message


def test_a_nul_is_refused_on_its_line(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, b"- id: first\n  stem: a\x00b\n")
    assert problem.line == 2
    assert "remove it" in problem.message


def test_text_that_is_not_utf8_is_refused_on_its_line(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, b"- id: first\n  stem: caf\xe9\n")
    assert problem.line == 2
    assert "save the file as UTF-8" in problem.message


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"gone\.yaml:1: cannot be read"):
        reader.read(tmp_path / "gone.yaml")


def test_a_link_out_of_the_pack_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(entry("stranger"))
    pack_folder = write_pack(tmp_path / "pack", entry("first"))
    (pack_folder / "only" / "link.yaml").symlink_to(outside)
    assert list(load(pack_folder).questions) == ["first"]


def test_words_that_yaml_takes_for_values_stay_words() -> None:
    root = reader.parse(b"- {a: NO, b: 1.10, c: 2026-11-23, d: ~, e: 0o7}\n", "f")
    assert root == [{"a": "NO", "b": "1.10", "c": "2026-11-23", "d": "~", "e": "0o7"}]


def test_every_mapping_and_key_keeps_its_line() -> None:
    root = reader.parse(b"- a: 1\n  b:\n    - c: 2\n\n    - c: 3\n", "f")
    assert reader.line_of(root, (0, "b")) == 2
    assert reader.line_of(root, (0, "b", 1, "c")) == 5
    assert reader.line_of(root, (0, "b", 1, "missing")) == 5


@pytest.mark.parametrize(
    "text",
    [
        "[/] [bold]loud[/bold] [@click=app.quit]leave[/]",
        "list[int] and List<int> and __init__",
        "# no heading, *no* emphasis, <b>no</b> tag &amp; no entity",
        "{{ no }} %(template)s ${here} \\n \\x1b[31m",
        'a "quoted" word: with a colon # and a hash',
        "naïve 日本語 🙂 ₂",
    ],
)
def test_markup_in_a_text_survives_unchanged(tmp_path: Path, text: str) -> None:
    texts = [text, "Two ways.", "Three ways.", "Four ways."]
    pack = loaded(tmp_path, entry("first", texts, stem=f"Before.\n\n{text}\n\nAfter."))
    assert not pack.problems
    question = pack.questions["first"]
    assert question.stem == f"Before.\n\n{text}\n\nAfter."
    assert question.options[0].text == text


def refusal(data: bytes) -> Problem | None:
    """What the reader refuses these bytes for; None if it reads them."""
    try:
        reader.parse(data, "f.yaml")
    except FileProblem as error:
        return error.problem
    return None


SIGNS = ["[", "]", "{", "}", "a", ": ", ", ", "\n", "- ", "&x ", "*x", "!", "|-", "? ", "'", '"']
YAML_LIKE = st.lists(st.sampled_from(SIGNS)).map(lambda signs: "".join(signs).encode())


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode) | YAML_LIKE)
@example(b"\xff\xfe- a\x00")
@example(b"\xef\xbb\xbf- a: b")
@example(b"%YAML 9.9\n---\n- a\n")
@example(b"? ? ? ?")
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    problem = refusal(data)
    if problem is not None:
        assert problem.file == "f.yaml"
        assert problem.line >= 1
        assert problem.message
