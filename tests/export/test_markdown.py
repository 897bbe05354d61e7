"""Markdown that renders as the original text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from quizapp.exam.prose import parts
from quizapp.exam.wording import clean
from quizapp.export.markdown import escaped, inline, link, markdown
from tests.export.samples import mock, questions
from tests.export.test_page import ADDRESSES, MARKUP
from tests.ui.test_text import HOSTILE

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SIGNS = st.text("\\`*_{}[]()<>#+-.!|~&$=:;/'\"aZ09 \n\té", max_size=60)


def runs(source: str) -> list[tuple[str, bool]]:
    """Return (text, is code) for a document of one paragraph."""
    tokens = READER.parse(source)
    if not tokens:
        return []
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"], source
    found: list[tuple[str, bool]] = []
    for child in tokens[1].children or []:
        assert child.type in {"text", "code_inline", "text_special"}, (child.type, source)
        code = child.type == "code_inline"
        if found and not code and not found[-1][1]:
            found[-1] = (found[-1][0] + child.content, False)
        else:
            found.append((child.content, code))
    return [run for run in found if run[0]]


@given(SIGNS | st.text(max_size=40))
def test_any_text_survives_markdown(text: str) -> None:
    assert "".join(t for t, _ in runs(escaped(text))) == " ".join(clean(text).split())


@given(SIGNS)
def test_code_stays_code_and_text_stays_text(text: str) -> None:
    wanted = [(part.text, part.code) for part in parts(text) if part.text.strip() == part.text]
    if len(wanted) == len(parts(text)):
        assert runs(inline(text)) == wanted


def test_code_block_cannot_be_closed_by_its_contents() -> None:
    stem = "Look:\n\n```\nfirst\n    ~~~ ``inside``\n# no heading\n```\n\nWhich?"
    asked = [replace(question, stem=stem) for question in questions(1)]
    tokens = READER.parse(markdown(mock(asked, wrong=())))
    (block,) = (token for token in tokens if token.type == "fence")
    assert block.content == "first\n    ~~~ ``inside``\n# no heading\n"


def test_hostile_text_is_not_markup() -> None:
    hostile = " ".join([*MARKUP[:7], *HOSTILE[:5], "# a", "- b", "1. c", "| d |", "[e](f)", "***"])
    asked = [
        replace(question, stem=f"- {hostile}", takeaway=f"# {hostile}", references=ADDRESSES)
        for question in questions(2)
    ]
    record = mock(asked, name=hostile, title=hostile, notes={asked[0].id: f"1. {hostile}"})
    tokens = READER.parse(markdown(record))
    assert [t.content for t in tokens if t.type == "html_block"] == []
    inlines = [c for t in tokens for c in t.children or []]
    html = {c.content for c in inlines if c.type == "html_inline"}
    assert html <= {'<a id="q1">', '<a id="q2">', "</a>"}
    links = {c.attrs["href"] for c in inlines if c.type == "link_open"}
    assert {ref for ref in links if not str(ref).startswith("#q")} == {ADDRESSES[-1]}
    assert sum(t.type == "h1" or t.tag == "h1" for t in tokens if t.nesting == 1) == 1


def test_domains_are_a_table_and_missed_questions_are_links() -> None:
    record = mock(wrong=(2, 5))
    tokens = READER.parse(markdown(record))
    assert sum(t.type == "tr_open" for t in tokens) == 1 + 4
    links = [c.attrs["href"] for t in tokens for c in t.children or [] if c.type == "link_open"]
    assert links[:2] == ["#q3", "#q6"]


def test_only_https_is_a_link() -> None:
    assert link("https://docs.example.com/a_b*c") == "<https://docs.example.com/a_b*c>"
    for address in ADDRESSES[:4]:
        assert not link(address).startswith("<")


def test_text_after_a_bare_url_does_not_become_html() -> None:
    """GitHub links bare URLs and includes a backslash before `<` in them."""
    shown = escaped("see https://example.com/a<script>alert(1)</script>&copy;")
    assert "<" not in shown
    assert "\\<" not in shown
    assert "&lt;script" in shown
    assert "&amp;copy;" in shown
    reader = MarkdownIt("gfm-like", {"linkify": False})
    assert "<script" not in reader.render(shown)


def test_code_that_contains_backticks_is_one_span() -> None:
    assert inline("Use ``a`b`` or `` `c` ``.") == "Use ``a`b`` or `` `c` ``."
