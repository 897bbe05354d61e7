"""The commands `plan` and `result`."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from quizapp import paths
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.words import written_day
from tests.terminal import run

DAY = {"date", "mock", "new", "topics", "reviews"}


def study_day(home: Home) -> date:
    practice = open_practice(home, None, paths.pack(), with_standing=False)
    try:
        return practice.today()
    finally:
        practice.close()


def test_plan_is_made_kept_and_printed(home: Home) -> None:
    day = study_day(home) + timedelta(days=19)
    done = run(home.root, "plan")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert "plan --date 2026-12-19" in done.stdout
    done = run(home.root, "plan", "--date", day.isoformat(), "--json")
    assert done.returncode == 0
    first = json.loads(done.stdout)
    assert first.keys() == {
        *("schema", "exam", "exam_date", "days_left", "questions_a_day"),
        *("today", "days", "unplanned"),
    }
    assert (first["exam"], first["exam_date"], first["days_left"]) == (
        "DVA-C03",
        day.isoformat(),
        19,
    )
    assert first["today"].keys() == DAY | {"mock_done", "new_done", "reviews_done"}
    assert [each.keys() for each in first["days"]] == [DAY] * 18
    mocks = [each["mock"] for each in (first["today"], *first["days"]) if each["mock"]]
    assert mocks == [f"Mock exam {number}" for number in range(1, len(mocks) + 1)]
    assert first["days"][-3]["mock"] == mocks[-1]
    for each in first["days"]:
        assert each["mock"] or each["new"] + each["reviews"] <= 40
        assert len(each["topics"]) <= each["new"]
    page = run(home.root, "plan").stdout.splitlines()
    assert page[0].endswith(", in 19 days; 40 questions a day")
    assert len([line for line in page if re.match(r"Today |\w{3}, \w{3} \d", line)]) == 20
    assert json.loads(run(home.root, "plan", "--json").stdout) == first
    done = run(home.root, "plan", "--date", "none", "--questions-a-day", "20", "--json")
    gone = json.loads(done.stdout)
    assert (gone["exam_date"], gone["today"], gone["days"]) == (None, None, [])
    assert gone["questions_a_day"] == 20


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("plan --date soon", 2, "write it as 2026-12-19"),
        ("plan --questions-a-day 4", 2, "not a number from 5 to 300"),
        ("plan --date 2020-01-01", 1, "enter the result of that exam: `quizapp"),
        ("plan --date yesterday", 1, "enter the result of that exam: `quizapp"),
        ("plan --date 12/21", 0, "Dec 21"),
        ("plan --date 12/21/99", 0, "Dec 21, 2099"),
        ("result pass --date 1/2/26", 0, written_day(date(2026, 1, 2))),
        ("result pass --date yesterday", 0, "You passed"),
        ("result", 0, "No results yet."),
        ("result --score 700", 2, "Say pass or fail first."),
        ("result pass --remove", 2, "--remove takes only --date."),
        ("result pass", 2, "give the day of the exam"),
        ("result pass --date 2026-01-02 --domain 1=good", 2, "neither meets nor needs"),
        ("result pass --date 2026-01-02 --domain 1", 2, "'1' has no level; write it as 1=meets"),
        ("result pass --date 2026-01-02 --domain Securty=meets", 2, "Did you mean"),
        ("result fail --date 2199-01-02", 1, "is in the future"),
        (
            "result --remove --date 2026-01-02",
            1,
            f"there is no result for {written_day(date(2026, 1, 2))}",
        ),
    ],
)
def test_misuse_and_failure_are_one_clear_line(
    home: Home, line: str, status: int, said: str
) -> None:
    done = run(home.root, *line.split())
    assert done.returncode == status
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("given", "status"), [("nonsense", 2), ("2020-01-01", 1)])
def test_refused_date_leaves_the_questions_a_day_as_they_are(
    home: Home, given: str, status: int
) -> None:
    done = run(home.root, "plan", "--questions-a-day", "20", "--date", given)
    assert done.returncode == status
    assert json.loads(run(home.root, "plan", "--json").stdout)["questions_a_day"] == 40


def test_result_is_entered_listed_and_removed(home: Home) -> None:
    given = "result pass --date 2026-01-02 --score 782 --domain 1=meets --domain security=needs"
    done = run(home.root, *given.split())
    assert done.returncode == 0
    assert f"You passed DVA-C02 on {written_day(date(2026, 1, 2))}, with 782." in done.stdout
    assert "  Security: needs improvement" in done.stdout
    assert json.loads(run(home.root, "result", "--json").stdout) == {
        "schema": 1,
        "results": [
            {
                "exam": "DVA-C02",
                "date": "2026-01-02",
                "passed": True,
                "score": 782,
                "domains": {"1": "meets", "2": "needs"},
                "prediction": None,
                "predicted_on": None,
            }
        ],
        "asked": None,
    }
    assert run(home.root, *["result", "--remove", "--date", "2026-01-02", "--json"]).returncode == 0
    assert json.loads(run(home.root, "result", "--json").stdout)["results"] == []
