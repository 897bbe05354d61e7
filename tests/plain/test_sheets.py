"""Side by side and sheets in plain mode and on the command line."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from quizapp.paths import Home
from quizapp.words import written_day
from tests.plain.talk import say
from tests.practice.small import opened
from tests.practice.test_mix_ups import drill, pack_with_concepts
from tests.terminal import run

CHOSEN = "Identity pool"


@pytest.fixture
def used(tmp_path: Path) -> tuple[Path, Path]:
    """Return a home with three mix-ups on three of six questions, and its pack."""
    home, pack = tmp_path / "home", pack_with_concepts(tmp_path / "pack")
    practice = opened(Home(home), pack)
    drill(practice, 1, 1, 1)
    practice.refresh()
    practice.close()
    return home, pack


def test_weak_areas_open_a_mix_up_and_its_reasons(used: tuple[Path, Path]) -> None:
    home, pack = used
    said = say(home, "weak\n2\n1\n\n\nquit\n", "--pack", str(pack))
    assert f"2. Mix-up: you chose {CHOSEN}" in said
    assert f"{CHOSEN}; the answer was User pool (3 times)." in said
    assert "The answer: User pool\nA directory of users. It signs them in.\n" in said
    assert (
        f"Reference: https://docs.example.com/pools, checked {written_day(date(2026, 11, 20))}."
        in said
    )
    assert "3. Mixed up on " in said
    assert re.search(r"^Wrong\. You chose \d on .*, in a drill\. Right: \d\.$", said, re.MULTILINE)
    assert re.search(r"^\d is right: Answer 0 to question-", said, re.MULTILINE)
    assert "Back at the weak areas." in said
    assert "concept-" not in said


def test_a_mix_up_given_as_the_cause_is_compared_on_the_spot(used: tuple[Path, Path]) -> None:
    home, pack = used
    said = say(home, "history\n1\nmissed\ny\nx\n\nquit\n", "--pack", str(pack))
    noted = "Noted: mixed up two ideas.\nType mix-up to hear the two side by side."
    assert noted in said
    compared = said.split(noted)[1]
    assert "The answer: Answer 0 to question-" in compared
    assert "User pool: A directory of users. It signs them in." in " ".join(compared.split())


def test_drill_from_a_mix_up_asks_what_has_both(used: tuple[Path, Path]) -> None:
    home, pack = used
    said = say(home, "weak\n2\ndrill\nleave\nquit\n", "--pack", str(pack))
    assert "drill asks 6 questions with both, 3 of them not listed here" in said
    assert "Question 1 of 6" in said


def test_sheet_by_topic_and_by_task(used: tuple[Path, Path]) -> None:
    home, pack = used
    said = say(
        home, "weak\nsheet 1\n1\n\nsheet 2\n\nsheets\ntasks\n1\n\n\nquit\n", "--pack", str(pack)
    )
    one = (
        "Topic one. 3 takeaways, all from questions you missed. "
        "3 more appear as you get to their questions."
    )
    assert one in said
    assert said.count("1. Remember question-") == 2
    day = written_day(date(2026, 11, 23))
    assert f"All of it was last checked against the documentation on {day}." in said
    assert "(missed)" in said
    assert "Reference: https://docs.example.com/page" in said
    assert "That is not a topic; sheet alone lists all sheets." in said
    assert "1. Task 1.1: The only task." in said


def test_drill_ends_with_its_mix_ups(used: tuple[Path, Path]) -> None:
    home, pack = used
    said = say(home, "history\n1\nmix-up\n\n\nquit\n", "--pack", str(pack))
    assert "type mix-up to hear them side by side." in said
    assert "A directory of users." in said


def test_progress_names_both_concepts(used: tuple[Path, Path]) -> None:
    home, pack = used
    done = run(home, "--pack", str(pack), "progress", "--json")
    (confusion,) = json.loads(done.stdout)["confusions"]
    assert confusion["chosen"] == "concept-1"
    assert confusion["chosen_name"].startswith(CHOSEN)
    assert (confusion["key"], confusion["key_name"]) == ("concept-0", "User pool")
    assert (confusion["count"], confusion["questions"]) == (3, 3)
    shown = run(home, "--pack", str(pack), "progress").stdout
    assert "\nMix-ups\n  You chose " in shown
    assert "drill --confusion concept-1:concept-0\n" in shown


def test_sheet_is_written_by_suffix_and_never_over_a_file(used: tuple[Path, Path]) -> None:
    home, pack = used
    given = ("--pack", str(pack), "export", "sheet")
    for name, begins in (("a.html", "<!doctype html>"), ("a.md", "# TST-C01: Topic one")):
        file = home / name
        done = run(home, *given, str(file), "--topic", "topic.one")
        assert (done.returncode, done.stderr) == (0, "")
        text = file.read_text()
        assert text.startswith(begins)
        assert text.count("Remember question-") == 3
        again = run(home, *given, str(file))
        assert again.returncode == 1
        assert "--force" in again.stderr
        assert run(home, *given, str(file), "--force", "--domain", "1").returncode == 0
    printed = run(home, *given, "-", "--task", "1.1").stdout
    assert printed.startswith("# TST-C01: 1.1 The only task\n")
