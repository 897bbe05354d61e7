"""Unreadable files get a location and a remedy; readable text is unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizapp.bank import yaml_reader
from quizapp.bank.pack import Pack, load
from quizapp.bank.yaml_reader import FileProblem, Problem, printable
from quizapp.cli.bank_output import clean
from quizapp.cli.manual import one_line
from tests.bank.factory import entry, write_pack

FILE = "only/topic-one.yaml"


def loaded(folder: Path, content: str | bytes) -> Pack:
    """Load a pack whose only question file has this content."""
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


def test_syntax_error_names_its_line(tmp_path: Path) -> None:
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
def test_forbidden_yaml_is_refused_with_line_and_remedy(
    tmp_path: Path, content: str, line: int, remedy: str
) -> None:
    problem = the_problem(tmp_path, content)
    assert problem.line == line
    assert remedy in problem.message


def test_duplicate_key_message_names_the_first_line(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "- id: first\n  level: apply\n  level: weigh\n")
    assert "first on line 2" in problem.message


@pytest.mark.parametrize("bracket", ["[", "- ", "{a: "])
def test_deeply_nested_lists_are_refused(tmp_path: Path, bracket: str) -> None:
    problem = the_problem(tmp_path, "- id: first\n- " + bracket * 50_000)
    assert problem.line == 2
    assert "flatten it" in problem.message


def test_deeply_nested_mappings_are_refused(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, "- id: first\n- " + "{" * 50_000)
    assert problem.line == 2
    assert "quote it if it is text" in problem.message


def test_six_megabyte_file_is_refused_without_reading(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, b"# " + b"x" * 6_000_000)
    assert problem.line == 1
    assert "split it" in problem.message


def test_nul_character_is_refused_on_its_line(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, b"- id: first\n  stem: a\x00b\n")
    assert problem.line == 2
    assert "remove it" in problem.message


def test_invalid_utf8_is_refused_on_its_line(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, b"- id: first\n  stem: caf\xe9\n")
    assert problem.line == 2
    assert "save the file as UTF-8" in problem.message


def test_unreadable_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"gone\.yaml:1: cannot be read"):
        yaml_reader.read(tmp_path / "gone.yaml")


def test_link_out_of_the_pack_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(entry("stranger"))
    pack_folder = write_pack(tmp_path / "pack", entry("first"))
    (pack_folder / "only" / "link.yaml").symlink_to(outside)
    assert list(load(pack_folder).questions) == ["first"]


def test_yaml_keywords_stay_strings() -> None:
    root = yaml_reader.parse(b"- {a: NO, b: 1.10, c: 2026-11-23, d: ~, e: 0o7}\n", "f")
    assert root == [{"a": "NO", "b": "1.10", "c": "2026-11-23", "d": "~", "e": "0o7"}]


def test_mappings_and_keys_have_line_numbers() -> None:
    root = yaml_reader.parse(b"- a: 1\n  b:\n    - c: 2\n\n    - c: 3\n", "f")
    assert yaml_reader.line_of(root, (0, "b")) == 2
    assert yaml_reader.line_of(root, (0, "b", 1, "c")) == 5
    assert yaml_reader.line_of(root, (0, "b", 1, "missing")) == 5


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
def test_markup_in_a_text_is_unchanged(tmp_path: Path, text: str) -> None:
    texts = [text, "Two ways.", "Three ways.", "Four ways."]
    pack = loaded(tmp_path, entry("first", texts, stem=f"Before.\n\n{text}\n\nAfter."))
    assert not pack.problems
    question = pack.questions["first"]
    assert question.stem == f"Before.\n\n{text}\n\nAfter."
    assert question.options[0].text == text


def refusal(data: bytes) -> Problem | None:
    """Return why the reader refuses these bytes; None if it reads them."""
    try:
        yaml_reader.parse(data, "f.yaml")
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
def test_random_bytes_never_crash_the_reader(data: bytes) -> None:
    problem = refusal(data)
    if problem is not None:
        assert problem.file == "f.yaml"
        assert problem.line >= 1
        assert problem.message


def test_joiners_are_kept_in_messages_and_output() -> None:
    for joined in ("👩\u200d💻", "می\u200cخواهم", "क्\u200dष"):
        assert printable(joined) == clean(joined) == one_line(joined) == joined
    assert one_line("a\u202e\nb") == "a  b"
