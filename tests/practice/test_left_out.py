"""What a drill on a search says of the questions that it leaves out."""

from __future__ import annotations

from quizapp.practice.browse import kept_text, left_out_text
from quizapp.store.browser.search import Found, HeldBack


def found(number: int, in_open: int = 0) -> Found:
    return Found(tuple(range(number)), 0, more=False, in_open=in_open)


def test_the_list_counts_only_unanswered_ones_of_open_sittings() -> None:
    assert kept_text(HeldBack(118, 16)) == "118 kept for mocks, 16 unanswered in open sittings"


def test_a_drill_tells_those_that_the_list_hides_from_those_that_it_leaves_out_itself() -> None:
    held = HeldBack(118, 16)
    assert left_out_text(found(423, 21), held) == (
        "Those kept for mocks or unanswered in open sittings are left out. "
        "21 more match, but are in an open sitting."
    )
    assert left_out_text(found(5, 1), HeldBack()) == ("1 more matches, but is in an open sitting.")
    assert left_out_text(found(5), HeldBack(0, 2)) == (
        "Those unanswered in open sittings are left out."
    )
    assert left_out_text(found(5), None) == ""


def test_covered_questions_of_the_list_are_counted_when_a_drill_leaves_them_out() -> None:
    held = HeldBack(118, 16)
    assert left_out_text(found(6), held, 17) == "11 covered questions of the list are left out."
    assert left_out_text(found(6, 1), held, 8) == (
        "1 covered question of the list is left out. 1 more matches, but is in an open sitting."
    )
    assert left_out_text(found(6), held, 6) == ""
