"""Conversion of text to `Content`: text is data, never markup."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.bank.schema import MAX_TEXT
from quizapp.exam import wording
from quizapp.exam.prose import last_sentence
from quizapp.store.bootstrap.home_row import DomainFigures
from quizapp.ui import text
from quizapp.ui.widgets.bars import mastery_row
from quizapp.words import cells, full_day, wrap, written_day, written_moment, written_weekday

HOSTILE = [
    "[/]",
    "[@click=app.quit]x[/]",
    "list[int] and Dict[str, Any]",
    "[bold]not bold[/bold]",
    "$accent {braces} %s \\[",
    "a\x1b[31mred\x1b]0;title\x07b",
    "\x00\x08\x7f",
    "right\u202eto left\u2066",
    "e" + "\u0301" * 500,
    "tab\there",
    "x" * 200_000,
    "``` ` `` `a`",
]


@pytest.mark.parametrize(
    ("number", "more", "said"),
    [
        (0, False, "0 questions"),
        (1, False, "1 question"),
        (2, False, "2 questions"),
        (1, True, "1+ questions"),
        (500, True, "500+ questions"),
    ],
)
def test_a_number_that_is_a_lower_limit_is_marked_before_its_noun(
    number: int, more: bool, said: str
) -> None:
    assert text.count(number, "question", more=more) == said


def test_markup_is_shown_literally() -> None:
    for hostile in HOSTILE[:5]:
        assert text.plain(hostile).plain == hostile
        assert text.inline(hostile).plain == hostile


def test_code_in_backticks_keeps_its_brackets() -> None:
    shown = text.inline("Use `List<int>` and `__init__` of `x[0]`.")
    assert shown.plain == "Use List<int> and __init__ of x[0]."
    assert len(shown.spans) == 3


@given(st.text(max_size=400))
def test_control_characters_are_removed(raw: str) -> None:
    for shown in (text.plain(raw), text.inline(raw), text.prose(raw)):
        for character in shown.plain:
            assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cs"}
            assert not wording.HIDDEN.match(character)


def test_hostile_text_is_made_safe_for_a_terminal() -> None:
    assert len(text.plain("e" + "\u0301" * 500).plain) == 1 + wording.MAX_COMBINING


def test_paragraphs_are_rewrapped_and_code_keeps_its_lines() -> None:
    stem = 'A stem over\ntwo lines.\n\n```\n{\n  "a": 1\n}\n```\n\nWhich?\nSelect TWO.'
    assert text.prose(stem).plain == (
        'A stem over two lines.\n\n  {\n    "a": 1\n  }\n\nWhich?\n\nSelect TWO.'
    )


def test_unclosed_code_fence_is_shown() -> None:
    assert "code" in text.prose("before\n```\ncode").plain


def test_hanging_paragraph_keeps_its_indent() -> None:
    lead = text.plain("1  ")
    rows = text.hanging(text.plain("one two three four five six"), lead, 14).plain.split("\n")
    assert rows[0].startswith("1  one")
    assert all(row.startswith("   ") for row in rows[1:])
    assert len(rows) > 1


def test_last_sentence_is_the_question() -> None:
    stem = "A bucket is full. Which step helps?\n\nSelect TWO."
    assert last_sentence(stem) == "Which step helps?"


def test_last_sentence_excludes_code_blocks() -> None:
    stem = "The command fails:\n\n```\n$ git describe\n```\n\nWhich change helps?"
    assert last_sentence(stem) == "Which change helps?"
    assert last_sentence("```\nonly(code)\n```")


def test_url_breaks_after_punctuation() -> None:
    address = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html"
    assert text.address_lines(address, 32) == [
        "docs.aws.amazon.com/lambda/",
        "latest/dg/",
        "configuration-versions.html",
    ]


def test_interval_has_no_space_before_the_percent_sign() -> None:
    row = DomainFigures("1", "One", 70, 100, 0.69, 0.61, 0.76, "strong")
    assert " 61–76% " in mastery_row("One", row, 16, 7).plain
    assert "  %" not in mastery_row("One", row, 16, 7).plain


@pytest.mark.parametrize(
    ("right", "of", "low", "high", "verdict", "shown"),
    [
        (1, 10, 0.10, 0.40, "weak", True),
        (1, 10, 0.12, 0.40, "too few answers yet", False),
        (4, 10, 0.404, 0.60, "weak", True),
        (7, 10, 0.50, 0.80, "too few answers yet", True),
        (1, 2, 0.30, 0.70, "too few answers yet", False),
        (2, 5, 0.33, 0.73, "weak", True),
    ],
)
def test_interval_is_shown_only_if_it_contains_the_counts_and_there_are_enough_answers(
    right: int, of: int, low: float, high: float, verdict: str, *, shown: bool
) -> None:
    row = DomainFigures("1", "One", right, of, 0.5, low, high, verdict)
    for bar_width in (0, 24):
        for likely in (9, 15):
            said = mastery_row("One", row, 16, bar_width, least=1, likely=likely).plain
            assert ("%" in said) == shown
            assert said.count("too few") == (not shown)
            assert ("█" in said) == bool(shown and bar_width)
            assert said.endswith(verdict) == (verdict == "weak")
            assert f"{right}/{of}" in said


@pytest.mark.parametrize(
    ("bar_width", "words"),
    [
        (7, "too few"),
        (14, "too few"),
        (15, "too few answers"),
        (17, "too few answers"),
        (18, "too few answers"),
        (19, "too few answers yet"),
        (32, "too few answers yet"),
    ],
)
def test_words_in_place_of_a_bar_are_whole(bar_width: int, words: str) -> None:
    row = DomainFigures("1", "One", 1, 2, 0.5, 0.3, 0.7, "too few answers yet")
    said = mastery_row("One", row, 16, bar_width).plain
    assert said.startswith(f"{'One':<16}{words:<{bar_width}}  ")
    assert said.split()[1:-1] == words.split()


def test_row_without_answers_is_not_called_too_few() -> None:
    row = DomainFigures("1", "One", 0, 0, 0.5, 0.3, 0.7, "too few answers yet")
    assert "not asked" in mastery_row("One", row, 16, 0, least=1).plain


def test_one_line_stem_has_no_fences_or_backticks() -> None:
    stem = "Calls of `a.b()` fail:\n\n```\nx = 1\ny = 2\n```\n\nWhy does `c` fail?"
    assert text.opening(stem, 300).plain == "Calls of a.b() fail: x = 1 y = 2 Why does c fail?"
    assert text.opening(stem, 12).plain == "Calls of a.b"


def test_sentence_does_not_end_within_code() -> None:
    assert last_sentence("It fails. What does `a. b` do?") == "What does `a. b` do?"


def test_url_breaks_after_a_dot_rather_than_within_a_word() -> None:
    address = "https://docs.aws.amazon.com/a/AWSJavaScriptSDK.clients.interfaces.html"
    for width in range(18, 50):
        for line in text.address_lines(address, width)[:-1]:
            assert not line[-1].isalnum()


def test_joiner_characters_are_kept() -> None:
    for joined in ("👩\u200d💻", "می\u200cخواهم", "क्\u200dष"):
        assert text.plain(joined).plain == text.inline(joined).plain == joined


def test_text_is_wrapped_by_cell_width() -> None:
    rows = wrap("キューに送られたメッセージ and words", 12, "1  ")
    assert all(cells(row) <= 12 for row in rows)
    assert "".join("".join(rows).split()) == "1キューに送られたメッセージandwords"
    assert wrap("a" * 30, 12, break_words=False) == ["a" * 30]
    assert wrap("", 12, "lead ") == ["lead"]


@pytest.mark.parametrize(
    ("stem", "before", "closing"),
    [
        ("It fails.\n\nWhich step helps?", "It fails.", "Which step helps?"),
        ("It fails. Which help? Select TWO.", "It fails.", "Which help? Select TWO."),
        ("It fails.\n\nWhich help? (Select TWO.)", "It fails.", "Which help? (Select TWO.)"),
        ("It fails. Which help?\nSelect TWO.", "It fails.", "Which help? Select TWO."),
        ("Which step helps?", "", "Which step helps?"),
        (
            "キューが詰まる。`関数。` は遅い。どれを使う？",
            "キューが詰まる。`関数。` は遅い。",
            "どれを使う？",
        ),
        ("队列已满！函数很慢。用哪个？", "队列已满！函数很慢。", "用哪个？"),
        ("See:\n\n```\na. b\n```\n\nWhy?", "See:\n\n```\na. b\n```", "Why?"),
        (
            "Why does it fail?\n\n```\na\n```",
            "Why does it fail?\n\n```\na\n```",
            "Why does it fail?",
        ),
    ],
)
def test_stem_is_split_before_its_closing_question(stem: str, before: str, closing: str) -> None:
    assert text.split_closing(stem) == (before, closing)


def test_a_day_has_its_year_only_if_it_is_not_this_one() -> None:
    today, next_year = date(2026, 12, 3), date(2027, 1, 5)
    assert written_day(today, today) == "Dec 3"
    assert written_day(next_year, today) == "Jan 5, 2027"
    assert written_weekday(today, today) == "Thu, Dec 3"
    assert written_weekday(next_year, today) == "Tue, Jan 5, 2027"
    assert written_moment(datetime(2026, 12, 3, 9, 5), today) == "Dec 3, 09:05"  # noqa: DTZ001
    assert full_day(today) == "Dec 3, 2026"
    now = datetime.now().astimezone()
    assert str(now.year) not in written_day(now)


def test_text_that_no_pack_can_hold_is_cut() -> None:
    longest = "x" * MAX_TEXT
    shows = (text.plain, text.inline, text.prose, text.note)
    for show in shows:
        assert show(longest).plain == longest
        assert show("x" * 200_000).plain == "x" * text.MAX_SHOWN + "…"
    assert MAX_TEXT < text.MAX_SHOWN
