"""Sheets as HTML and Markdown: escaped text of any script, and a page that prints."""

from __future__ import annotations

import re
from datetime import date

import pytest

from quizapp.exam.prose import one_line
from quizapp.export.sheet_page import OWN_STYLE, html, markdown
from quizapp.practice.sheets import Sheet
from quizapp.store.sheets import Takeaway, TopicSheet
from tests.export.test_markdown import READER
from tests.export.test_page import MARKUP, TAGS, Reader
from tests.ui.test_text import HOSTILE

SCRIPTS = ["KMS-Schlüssel verschlüsseln", "密钥加密数据密钥", "مفتاح التشفير", "कुंजी", "🔑 keys"]


def sheet(*texts: str, name: str = "A topic") -> Sheet:
    """Return a sheet with a topic for each text, which was missed, and one that was not."""
    day = date(2026, 11, 29)
    topics = tuple(
        TopicSheet(
            f"t.{number}",
            name,
            (
                Takeaway(number, "a", text, day, True, False),
                Takeaway(-number, "b", text, day, False, False),
            ),
            number,
        )
        for number, text in enumerate(texts)
    )
    return Sheet("TST-C01", name, topics, 3)


@pytest.mark.parametrize("hostile", [*MARKUP, *HOSTILE, *SCRIPTS])
def test_html_escapes_every_text(hostile: str) -> None:
    parsed = Reader(html(sheet(hostile, name=hostile)))
    assert parsed.tags <= TAGS
    assert not {name for name in parsed.attributes if name.startswith("on")}
    assert len(parsed.ids) == len(set(parsed.ids))
    shown = " ".join("".join(parsed.text).split())
    wanted = " ".join("".join(part.text for part in one_line(hostile)).split())
    assert shown.count(wanted) >= 2


@pytest.mark.parametrize("hostile", [*MARKUP, *HOSTILE, *SCRIPTS])
def test_markdown_escapes_every_text(hostile: str) -> None:
    tokens = READER.parse(markdown(sheet(hostile, name=hostile)))
    kinds = {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or ()
    }
    assert not kinds & {"html_block", "html_inline", "image", "table_open"}
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    assert headings == ["h1", "h2"]
    items = sum(token.type == "list_item_open" for token in tokens)
    assert items == 2


def test_missed_takeaways_are_marked_in_words() -> None:
    made = sheet("One.", "Two.")
    assert html(made).count("missed · checked Nov 29, 2026") == 2
    assert markdown(made).count("**Missed:** ") == 2
    assert "1 more appears as you get to its question." in markdown(made)
    assert "3 more appear as you get to their questions." in html(made)


def test_topics_are_listed_only_if_there_are_several() -> None:
    assert '<nav aria-label="Topics">' not in html(sheet("One."))
    several = Reader(html(sheet("One.", "Two.")))
    assert {link.removeprefix("#") for link in several.links} <= set(several.ids)
    assert len(several.links) == 2


def test_code_in_a_takeaway_stays_a_block() -> None:
    made = sheet("Write:\n\n```\na: [b]\n  c\n```", "```\nonly\n```")
    blocks = [token for token in READER.parse(markdown(made)) if token.type == "fence"]
    assert [block.content for block in blocks] == ["a: [b]\n  c\n"] * 2 + ["only\n"] * 2
    assert html(made).count("<pre") == 4


def test_style_prints_topics_on_pages_of_two_columns() -> None:
    (printed,) = re.findall(r"@media print \{(.*)\n\}", OWN_STYLE.read_text(), re.DOTALL)
    assert ".sheet { break-before: page; }" in printed
    assert ".sheet ul { columns: 2;" in printed
