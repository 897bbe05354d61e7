"""The plot of scores: what it tells apart, and that it fits."""

from __future__ import annotations

import pytest

from quizapp.ui.screens.history import Columns, few
from quizapp.ui.widgets.plot import Point, plot

SCALE, PASSING = (100, 1000), 720
SIZES = [(54, 7), (74, 8), (36, 12), (60, 12), (14, 4)]


def drawn(scores: list[int], size: tuple[int, int], unit: str = "") -> list[str]:
    points = [
        Point(score, f"11-{n % 30 + 1:02}", score >= PASSING) for n, score in enumerate(scores)
    ]
    return plot(points, PASSING, SCALE, size, unit).plain.split("\n")


def test_close_scores_are_on_different_lines_with_their_values() -> None:
    lines = drawn([656, 670, 709], (54, 7))
    places = [next(n for n, line in enumerate(lines) if f"○{s}" in line) for s in (656, 670, 709)]
    assert places == sorted(set(places), reverse=True)
    passing = next(n for n, line in enumerate(lines) if line.startswith("  720 ─"))
    assert passing < places[-1]


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("number", [1, 2, 3, 40, 400])
def test_any_number_of_mocks_fits(number: int, size: tuple[int, int]) -> None:
    scores = [400 + 137 * n % 600 for n in range(number)]
    for unit in ("", "%"):
        lines = drawn(scores, size, unit)
        assert len(lines) == size[1]
        assert all(len(line) <= size[0] for line in lines)
        assert f"{scores[-1]}{unit}" in "".join(lines[:-1])


@pytest.mark.parametrize("score", [719, 720, 721])
def test_mark_is_on_the_right_side_of_the_pass_line(score: int) -> None:
    lines = drawn([score, 300, 990], (60, 8))
    passing = next(n for n, line in enumerate(lines) if line.startswith("  720 "))
    mark = f"{'○' if score < PASSING else '●'}{score}"
    place = next(n for n, line in enumerate(lines) if mark in line)
    assert (place > passing) is (score < PASSING)


def test_scores_at_the_ends_of_the_scale_are_drawn() -> None:
    assert "●1000" in "".join(drawn([100, 1000], (60, 8)))
    assert "○100" in "".join(drawn([100], (60, 8)))


def test_few_scores_are_a_sentence_with_the_pass_mark() -> None:
    points = [Point(465, "Nov 29", passed=False), Point(742, "Nov 30", passed=True)]
    assert few(points, 720, "").plain == (
        "Your mock scores: 465 on Nov 29 and 742 on Nov 30; 720 passes."
    )
    assert few(points[1:], 72, "%").plain == "Your mock score: 742% on Nov 30; 72% passes."


def test_labels_that_are_too_wide_are_only_at_both_ends() -> None:
    points = [Point(700, f"Nov {n}, 2025", passed=False) for n in range(1, 6)]
    last = plot(points, PASSING, SCALE, (60, 8)).plain.split("\n")[-1]
    assert "Nov 1, 2025" in last
    assert "Nov 5, 2025" in last
    assert "Nov 3" not in last


def test_a_short_mock_has_a_mark_of_its_own() -> None:
    points = [
        Point(score, f"Nov 2{n}", score >= PASSING, short=n % 2 == 0)
        for n, score in enumerate([500, 600, 800, 900])
    ]
    drawn = plot(points, PASSING, SCALE, (60, 8)).plain
    assert [mark in drawn for mark in ("◦500", "○600", "•800", "●900")] == [True] * 4
    assert "500 on Nov 20 in a short mock" in few(points[:2], PASSING, "").plain


@pytest.mark.parametrize("room", [54, 64, 74, 90])
def test_rows_of_open_and_finished_sittings_end_together(room: int) -> None:
    columns = Columns.fitting(room, 6, 13)
    rows = [
        columns.row("Nov 30, 10:00", "Drill", "TST-C01", "3/9", "done", "0:10"),
        columns.open_row("Nov 30, 10:00", "Mock exam 1", "TST-C01", "61 of 65 answered", ""),
        columns.open_row("Nov 30, 10:00", "Mock", "TST-C01", "9 of 65", "2:08:51 left"),
    ]
    assert len({row.cell_length for row in rows}) == 1
    assert rows[1].plain.endswith("  61 of 65 answered")
    wide = columns.time > 0
    assert rows[2].plain.endswith("9 of 65, 2:08:51 left" if wide else "9 of 65 answered")
