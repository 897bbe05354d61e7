"""The HTML page: self-contained, accessible, and with escaped text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from quizapp.exam.question import Option
from quizapp.export.page import page
from tests.export.samples import mock, questions
from tests.ui.test_text import HOSTILE

MARKUP = [
    "<script>alert(1)</script>",
    "</style><script>alert(2)</script>",
    '"><img src=x onerror=alert(3)>',
    "' onmouseover='alert(4)",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "<!-- --> <![CDATA[ ]]>",
    "`</code><svg onload=alert(5)>`",
    "```\n</pre></code><iframe src=//example.com></iframe>\n```",
]
ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "http://example.com/plain",
    'https://example.com/"onclick="alert(1)',
    "https://docs.example.com/page?a=1&b=2#part",
)
TAGS = {
    "a", "article", "body", "circle", "code", "dd", "div", "dl", "dt", "footer", "h1", "h2",
    "h3", "h4", "head", "header", "html", "li", "line", "main", "meta", "nav", "ol", "p", "pre",
    "rect", "section", "span", "style", "svg", "table", "tbody", "td", "text", "th", "thead",
    "time", "title", "tr", "ul",
}  # fmt: skip
VOID = frozenset({"meta", "br"})


class Reader(HTMLParser):
    """A parser that collects tags, attributes, ids, links, and text."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.headings: list[int] = []
        self.text: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def hostile_page() -> tuple[str, str]:
    hostile = "\n\n".join([*MARKUP, *HOSTILE])
    asked = [
        replace(
            question,
            stem=hostile,
            options=tuple(
                Option(f"{hostile} {i}", hostile, option.is_key, hostile)
                for i, option in enumerate(question.options)
            ),
            takeaway=hostile,
            references=ADDRESSES,
            level=hostile,
        )
        for question in questions(4)
    ]
    record = mock(
        asked,
        name=hostile,
        title=hostile,
        topics={asked[0].topic: hostile},
        notes={asked[0].id: hostile},
    )
    return page(record), hostile


@pytest.mark.slow
def test_hostile_text_is_escaped_in_html() -> None:
    source, _ = hostile_page()
    read = Reader(source)
    assert read.open == []
    assert read.tags <= TAGS
    assert not {name for name in read.attributes if name.startswith("on")}
    assert not read.attributes & {"src", "style", "srcset", "action", "formaction"}
    words = "".join(read.text)
    for text in MARKUP[:6]:
        assert text in words
    assert "</pre></code><iframe src=//example.com></iframe>" in words
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", source)


@pytest.mark.slow
def test_only_https_references_are_links() -> None:
    source, _ = hostile_page()
    away = {link for link in Reader(source).links if not link.startswith("#")}
    assert away == {"https://docs.example.com/page?a=1&b=2#part"}
    assert "javascript:alert(1)" in "".join(Reader(source).text)


def test_page_loads_no_resources() -> None:
    source = page(mock())
    assert "default-src 'none'" in source
    assert "@import" not in source
    assert "url(" not in source
    assert not Reader(source).tags & {"script", "link", "img", "iframe", "object", "video", "font"}


def test_internal_links_have_targets_and_ids_are_unique() -> None:
    read = Reader(page(mock()))
    assert len(read.ids) == len(set(read.ids))
    within = {link.removeprefix("#") for link in read.links if link.startswith("#")}
    assert within <= set(read.ids)
    assert {f"q{number}" for number in range(1, 11)} <= within


def test_headings_do_not_skip_a_level_and_landmarks_are_named() -> None:
    source = page(mock())
    levels = Reader(source).headings
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("<header>", "<main>", "<footer>", "<nav "):
        assert landmark in source
    assert re.search(r'<svg class="scale" role="img" aria-label="Score \d+', source)


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two six-digit colors."""

    def luminance(color: str) -> float:
        shares = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_has_contrast_in_light_dark_and_print() -> None:
    style = page(mock()).split("<style>")[1].split("</style>")[0]
    schemes = re.findall(r":root \{([^}]*--paper[^}]*)\}", style)
    assert len(schemes) == 3
    for scheme in schemes:
        colors = dict(re.findall(r"--([a-z-]+): (#\w+);", scheme))
        colors = {
            name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value
            for name, value in colors.items()
        }
        for ground in ("paper", "card", "right-soft", "wrong-soft", "code"):
            for ink in ("ink", "soft"):
                assert contrast(colors[ink], colors[ground]) >= 4.5, (ink, ground, scheme)
        for ink, grounds in {
            "right": ("card", "paper", "right-soft"),
            "wrong": ("card", "paper", "wrong-soft"),
            "accent": ("card", "paper", "right-soft"),
        }.items():
            for ground in grounds:
                assert contrast(colors[ink], colors[ground]) >= 4.5, (ink, ground, scheme)
