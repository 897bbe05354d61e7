"""A first drill, and a week of practice, with only the keys that the screen shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tools.walk import HOME, QUESTIONS, SIZE, page, play
from tools.week import Week, in_plain, on_screens

pytestmark = pytest.mark.terminal


def test_every_key_needed_for_a_first_drill_is_on_the_screen(tmp_path: Path) -> None:
    with Terminal(tmp_path / "home", size=SIZE) as terminal:
        steps, end = play(terminal)
    for step in steps:
        assert step.named in step.before, step
        assert step.key in step.named.split(), step
    assert [step.key for step in steps[:3]] == ["enter", "d", "q"]
    assert sum(step.key == "enter" for step in steps) == QUESTIONS + 2
    assert f"of {QUESTIONS} right." in steps[-1].before
    assert HOME in end, "the walk ends at home"
    recorded = page("quizapp", steps, end)
    assert recorded.count("\nKey: ") == len(steps)
    assert all(step.before.rstrip() in recorded for step in steps)


@pytest.mark.slow
@pytest.mark.parametrize("play", [on_screens, in_plain])
def test_a_week_agrees_with_the_record(tmp_path: Path, play: Callable[[Week], list[str]]) -> None:
    week = Week.begin(tmp_path)
    if week is None:
        pytest.skip("no C compiler, so the clock cannot be moved")
    recorded = "\n".join(play(week))
    assert recorded.count("### ") >= 4
    assert "how did it go?" in recorded.casefold()
