"""Code, notes, long paragraphs, and wide characters keep their layout in every report."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from quizapp.exam.attempt import Kind
from quizapp.exam.question import Option, Question
from quizapp.export.anki import fields, order
from quizapp.export.lines import lines
from quizapp.export.markdown import markdown
from quizapp.export.page import page
from quizapp.export.transcript import Transcript
from quizapp.plain import paragraphs
from quizapp.store.flashcards import CardQuestion
from quizapp.ui import text
from quizapp.ui.widgets.explanation import explain, note
from quizapp.words import cells
from tests.builders import question
from tests.export.samples import answer, mock, questions, started

CODE = 'def f():\n    return "x"\n\n\nf()'
FENCED = f"Use this:\n\n```\n{CODE}\n```\n\nIt returns at once."
NOTE = "first line\n  - indented\n\nlast `line`\n```\nif a:\n    b\n```"
REPORTS: dict[str, Callable[[Transcript], str]] = {
    "text": lambda record: "\n".join(lines(record)),
    "markdown": markdown,
    "page": lambda record: html.unescape(page(record)),
}


def with_code(each: Question) -> Question:
    option = replace(each.options[1], text=FENCED, why=FENCED)
    return replace(each, options=(each.options[0], option, *each.options[2:]), takeaway=FENCED)


def reported(kind: str, each: Question, note: str = "") -> str:
    return REPORTS[kind](mock([each], wrong=(), notes={each.id: note} if note else None))


def without_indent(shown: str) -> str:
    """Return lines without their common indentation."""
    return "\n".join(line.removeprefix("     ").removeprefix("   ") for line in shown.split("\n"))


@pytest.mark.parametrize("kind", REPORTS)
def test_code_in_an_option_keeps_its_lines_in_every_report(kind: str) -> None:
    shown = reported(kind, with_code(questions(1)[0]))
    found = re.findall(r' *def f\(\):\n +return "x"\n\n\n *f\(\)', shown)
    assert len(found) == 3
    for block in found:
        first, second, *_ = block.split("\n")
        assert len(second) - len(second.lstrip()) == len(first) - len(first.lstrip()) + 4
    assert shown.count("It returns at once.") == 3


def test_code_in_an_option_is_code_in_markdown() -> None:
    shown = markdown(mock([with_code(questions(1)[0])], wrong=()))
    fences = [t for t in MarkdownIt("commonmark").parse(shown) if t.type == "fence"]
    assert [token.content for token in fences] == [CODE + "\n"] * 3


def test_code_in_an_option_keeps_its_lines_on_the_screen_and_in_plain_mode() -> None:
    each = with_code(questions(1)[0])
    item = answer(started([each], Kind.DRILL), 0, right=True, at=5.0).item
    shown = explain(each, item, 60).plain
    assert len(re.findall(r'\n +  def f\(\):\n +      return "x"\n', shown)) == 3
    spoken = [part for part in paragraphs.explanation(each, item) if not isinstance(part, str)]
    assert [block.text for block in spoken] == [CODE] * 3
    offered = paragraphs.options(each, item, item.order)
    assert [b.text for b in offered if not isinstance(b, str)] == [CODE]
    number = item.order.index(1) + 1
    assert f"{number}. Use this:" in offered


@pytest.mark.parametrize("kind", REPORTS)
def test_note_keeps_its_lines_in_every_report(kind: str) -> None:
    shown = reported(kind, questions(1)[0], NOTE).replace("\u00a0", " ").replace("\n> ", "\n")
    shown = re.sub(r"<[^>]+>", "", shown) if kind == "page" else shown
    begin = shown.index("first line")
    part = without_indent(shown[begin : shown.index("    b", begin) + 5])
    rows = [row.strip("\\").rstrip() for row in part.split("\n")]
    code = "`line`" if kind == "markdown" else "line"
    assert [row.strip(" \\>`") for row in rows if row.strip(" >\\`")] == [
        "first line",
        "- indented",
        f"last {code}".strip("`"),
        "if a:",
        "b",
    ]


def test_note_keeps_its_lines_on_screen_in_plain_mode_and_in_anki() -> None:
    shown = note(NOTE, 60).plain.split("\n")
    assert [row.strip() for row in shown] == [
        "Your note  first line",
        "- indented",
        "",
        "last line",
        "if a:",
        "b",
    ]
    assert shown[1].index("-") == shown[0].index("first") + 2
    spoken = [part if isinstance(part, str) else part.text for part in paragraphs.note(NOTE)]
    assert spoken == ["Your note: first line", "  - indented", "last line", "if a:\n    b"]
    card = fields(CardQuestion(question("one"), "1", "Topic", frozenset(), NOTE))[-1]
    assert '<div class="line">first line</div><div class="line">  - indented</div>' in card


@pytest.mark.parametrize("kind", REPORTS)
def test_long_paragraph_is_complete_in_every_report(kind: str) -> None:
    long = " ".join(f"word{n}" for n in range(800))
    assert len(long) > 5_000
    each = replace(questions(1)[0], stem=long)
    assert "word799" in reported(kind, each)
    assert reported(kind, each).count("word") == 800


def test_long_paragraph_is_complete_on_screen_and_in_plain_mode() -> None:
    long = " ".join(f"word{n}" for n in range(800))
    assert text.prose(long).plain == text.plain(long).plain == text.inline(long).plain == long
    assert paragraphs.prose(long) == [long]


def test_text_report_keeps_its_width_in_cells() -> None:
    wide = "メッセージをキューに送信すると、関数がそれを処理します。" * 6
    each = questions(1)[0]
    each = replace(
        each,
        stem=wide,
        takeaway=wide,
        options=tuple(Option(f"{n}{wide}", wide, n == 0, f"c{n}") for n in range(4)),
        references=("https://docs.example.com/" + "long-part-of-an-address/" * 6,),
    )
    for width in (60, 80):
        rows = lines(mock([each], wrong=(), notes={each.id: wide}, name=wide), width)
        assert max(map(cells, rows)) <= width
        assert wide in "".join(row.strip() for row in rows)


def test_no_report_shows_a_backtick_of_code() -> None:
    each = replace(questions(1)[0], stem="Call `a()` or ``b`c``.", takeaway="Use `d`.")
    shown = reported("text", each, "see `e`")
    assert "Call a() or b`c." in shown
    assert "`" not in shown.replace("b`c", "")


def test_anki_option_order_is_stable() -> None:
    asked = [question(f"q{n}") for n in range(40)]
    places = []
    for each in asked:
        found = fields(CardQuestion(each, "1", "Topic", frozenset()))
        again = fields(CardQuestion(each, "1", "Topic", frozenset()))
        assert found == again
        place = int(re.findall(r"Answer: (\d)", found[3])[0])
        places.append(place)
        offered = re.findall(r"<li><p>(.*?)</p></li>", found[2])
        assert offered[place - 1] == each.options[0].text
        assert f"Reason {order(each.id, 4)[0]}" in found[4].split("</li>")[0]
    assert set(places) == {1, 2, 3, 4}
