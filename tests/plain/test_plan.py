"""The plan, the exam date, and the result of the exam in plain mode."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.paths import Home
from quizapp.practice.room import Practice, open_practice
from quizapp.store.learner import settings
from quizapp.words import written_day
from tests.plain.talk import say, sentence

QUESTION = "When is your exam? Type its date"


def opened(home: Home) -> Practice:
    return open_practice(home, None, paths.pack(), with_standing=False)


def test_first_start_asks_for_the_date_and_enter_skips_it(tmp_path: Path) -> None:
    said = say(tmp_path / "home", "\nquit\n")
    assert said.count(QUESTION) == 1
    assert "Mock exam 1 has" not in said
    assert said.count("Menu:") == 2
    assert QUESTION not in say(tmp_path / "home", "quit\n")


def test_first_start_takes_a_date_or_any_command(tmp_path: Path) -> None:
    said = say(tmp_path / "one", "2199-12-19\nplan\n\nquit\n")
    sentence(r"You are practicing for DVA-C03 on Dec 19, 2199, in \d+ days\.$", said)
    assert "DVA-C03 on Dec 19, 2199" in said
    said = say(tmp_path / "two", "p\n\nquit\n")
    assert QUESTION in said
    assert "No exam date is set." in said


def test_plan_is_one_sentence_a_day_and_follows_date_and_budget(home: Home) -> None:
    practice = opened(home)
    day = practice.today() + timedelta(days=9)
    practice.close()
    said = say(home.root, f"plan\n{day}\nquestions 20\nquestions 2\nrepeat\ndate none\n\nquit\n")
    assert said.count(f"DVA-C03 on {written_day(day)}, in 9 days; ") == 4
    sentence(r"^Today: Mock exam 1\.$", said)
    assert "20 questions a day." in said
    assert "'2' is not a number from 5 to 300." in said
    sentence(r"^\w{3}, " + written_day(day) + r": Exam day\.$", said)
    assert "The exam date is removed." in said
    assert said.count("No exam date is set.") == 2


@pytest.mark.parametrize("typed", ["soon", "2026-02-30"])
def test_other_words_are_explained(home: Home, typed: str) -> None:
    said = say(home.root, f"date {typed}\nquit\n")
    assert "; write it as 2026-12-19, 12/19/2026, December 19, or in 3 weeks." in said


@pytest.mark.parametrize("typed", ["12/19/2199", "December 19, 2199"])
def test_date_alone_is_taken_in_every_form(home: Home, typed: str) -> None:
    said = say(home.root, f"{typed}\nplan\n{typed}\n\nquit\n")
    found = re.findall(r"You are practicing for DVA-C03 on Dec 19, 2199", said)
    assert len(found) == 2
    assert "How did it go on " in say(home.root, "yesterday\n\nquit\n")
    assert f"How did it go on {written_day(date(2026, 1, 2))}" in say(
        home.root, "result\n1/2/26\n\n\nquit\n"
    )


def test_date_in_the_past_asks_how_it_went(home: Home) -> None:
    typed = [
        "date 2026-01-02",
        "maybe",
        "pass",
        "c01",
        "dva-c02",
        "x",
        "700",
        "782",
        "meets",
        "",
        "needs",
        "no",
        "",
    ]
    said = say(home.root, "\n".join([*typed, "in 3 weeks", "history", "", "quit", ""]))
    assert f"How did it go on {written_day(date(2026, 1, 2))}?" in said
    assert "Type pass or fail, or nothing." in said
    assert "Type DVA-C02 or DVA-C03, or nothing." in said
    assert "Type the score as a number." in said
    assert "A pass has a score of at least 720, not 700." in said
    assert "Type meets or needs, or nothing." in said
    line = f"You passed DVA-C02 on {written_day(date(2026, 1, 2))}, with 782."
    assert said.count(line) == 2  # once when it is stored, once in the history
    assert "Development with AWS Services: meets competencies." in said
    assert f"Before {written_day(date(2026, 12, 1))}, the exam is DVA-C02." in said
    sentence(r"You are practicing for DVA-C03 on .*, in 21 days\.$", said)


def test_menu_asks_after_the_exam_and_result_is_removed(home: Home) -> None:
    practice = opened(home)
    day = date(2026, 11, 1)
    with practice.workspace.database.write() as connection:
        settings.write(connection, practice.workspace.scope, "exam_date", day.isoformat())
    practice.close()
    said = say(home.root, "\n\nquit\n")
    sentence(rf"^Enter: how did it go\? Your exam was on {written_day(day)}\.$", said)
    assert "Nothing is stored" in said
    said = say(home.root, "result\nfail\n\n\n\n\nresult\nremove 2\nremove 1\n\nquit\n")
    assert len(re.findall(rf"You did not pass DVA-C0\d on {written_day(day)}\.", said)) == 3
    assert "Type 1: there is only one." in said
    assert "No results yet." in said


def test_result_of_an_exam_to_come_is_refused_before_it_is_asked_about(home: Home) -> None:
    said = say(home.root, "result\n12/19/2199\n\nquit\n")
    sentence(r"^Dec 19, 2199 is in the future; enter the result after the exam\.$", said)
    assert "How did it go" not in said
