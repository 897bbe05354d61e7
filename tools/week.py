"""A learner's week, on the screens and in plain mode, with a clock that is moved from day to day.

At each step, what is on the screen is compared with what the commands say of the database.
`tools/walk.py` records it; `tests/test_walk.py` plays it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.oracle.world import shim
from tests.terminal import QUIZAPP, Terminal

SIZE = (100, 36)
EXAM_AFTER = 3
"""Days from the first start to the exam."""
NEXT_AFTER = 40
ANSWERS = 4
"""Answers in each sitting: the mock is submitted early, a drill and a review are left."""
TODAY = re.compile(
    r"(?:Today|So far):? +(\d+|no) (?:due|reviews? (?:left|today))[ ·,]+(\d+) missed to get right"
)
NOTE = "Read this again"


@dataclass
class Week:
    """A home, and the days that have passed since its first start."""

    home: Path
    clock: Path
    days: int = 0

    @classmethod
    def begin(cls, folder: Path) -> Week | None:
        """Return a new week; None if no clock can be made on this machine."""
        clock = shim(folder)
        return None if clock is None else cls(folder / "home", clock)

    @property
    def today(self) -> date:
        return (datetime.now(UTC) + timedelta(days=self.days, hours=-4)).date()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self.clock),
            "ORACLE_SHIFT": str(86_400 * self.days),
            "ORACLE_SEED": str(self.days + 1),
            "QUIZAPP_TIME_ZONE": "UTC",
        }

    def terminal(self) -> Terminal:
        return Terminal(self.home, size=SIZE, extra=self.environment)

    def ask(self, *arguments: str) -> str:
        """Return what a command prints on this day."""
        done = subprocess.run(
            [*QUIZAPP, "--home", str(self.home), *arguments],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=True,
        )
        return done.stdout

    def record(self, *arguments: str) -> Any:
        return json.loads(self.ask(*arguments, "--json"))

    def say(self, *typed: str) -> str:
        """Type lines in plain mode, and return what it says."""
        done = subprocess.run(
            [*QUIZAPP, "--home", str(self.home), "--plain"],
            input="\n".join([*typed, ""]),
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"status {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout

    # -- what the record says ------------------------------------------------------------------

    def agrees(self, said: str) -> None:
        """Compare the figures of home, or of the menu of plain mode, with the record."""
        progress = self.record("progress")
        found = [
            (0 if due == "no" else int(due), int(recover)) for due, recover in TODAY.findall(said)
        ]
        own = (progress["due"], len(progress["to_recover"]))
        same(f"due and to recover on day {self.days}", set(found[-1:]), {own})
        left = re.findall(r"[Ee]xam (?:in (\d+) days?|(today))", said)
        days = {0 if today else int(number) for number, today in left}
        expected = progress["days_left"]
        same("days left", days, set() if expected is None or expected < 0 else {expected})
        plan = self.record("plan")["today"]
        if plan is not None and plan["mock"] is not None:
            same(f"the plan names {plan['mock']}", plan["mock"] in said, True)

    def last(self) -> dict[str, Any]:
        attempts: list[dict[str, Any]] = self.record("history")["attempts"]
        return attempts[-1]


def same(what: str, said: object, own: object) -> None:
    """Compare what is said with the record. Raises AssertionError."""
    if said != own:
        raise AssertionError(f"{what}: the app says {said!r}, the record {own!r}")


# -- on the screens -------------------------------------------------------------------------------


class Screens:
    """One day on the screens: every key is one that the screen names."""

    def __init__(self, week: Week, terminal: Terminal, parts: list[str]) -> None:
        self.week, self.terminal, self.parts = week, terminal, parts

    def see(self, *wanted: str, gone: str | None = None) -> str:
        self.terminal.wait_for(*wanted, gone=gone)
        self.terminal.read(0.3)
        return self.terminal.screen

    def press(self, key: str, named: str) -> None:
        """Press a key that the words `named` on the screen name, and record the screen."""
        screen = self.terminal.screen
        same(f"the screen names {named!r}:\n{screen}", named in screen, True)
        self.parts.append(f"```text\n{screen.rstrip()}\n```\n\nKey: `{key}` – “{named.strip()}”\n")
        self.terminal.press(key)

    def type(self, text: str, named: str) -> None:
        screen = self.terminal.screen
        same(f"the screen names {named!r}:\n{screen}", named in screen, True)
        self.parts.append(f"```text\n{screen.rstrip()}\n```\n\nTyped: `{text}`\n")
        self.terminal.press(*text)

    def choose(self) -> None:
        """Choose as many options as the question asks for, the first ones."""
        match = re.search(r"[01] of (\d) chosen|Select (TWO|THREE)", self.terminal.screen)
        number = {"TWO": 2, "THREE": 3}.get(match[2] or "", 0) if match else 1
        for option in range(1, (number or int(match[1] if match else 1)) + 1):
            self.terminal.press(str(option))

    def answer(self, number: int) -> None:
        """Answer a question with feedback, and go on."""
        self.see(f"{number} of ", "enter Answer", gone="Your choice")
        self.choose()
        self.terminal.read(0.2)
        self.press("enter", "enter Answer")
        after = self.see("Your choice", gone="enter Answer")
        self.press("enter", "enter Next" if "enter Next" in after else "enter Finish")

    def quit(self) -> None:
        self.terminal.press("ctrl+q")
        same("exit status", self.terminal.wait(), 0)


def _day(week: Week, parts: list[str], title: str, play: Callable[[Screens], None]) -> None:
    parts.append(f"### {title}\n")
    with week.terminal() as terminal:
        day = Screens(week, terminal, parts)
        play(day)
        day.quit()


def on_screens(week: Week) -> list[str]:
    """Play the week on the screens; return it as parts of a page."""
    parts: list[str] = []
    for days, title, play in (
        (0, "The first day: an exam date, a mock, and rereading it", _first_day),
        (1, "The second day: a drill on a weak topic, and a review", _second_day),
        (EXAM_AFTER, "The day of the exam", _exam_day),
        (EXAM_AFTER + 1, "The day after: how did it go?", _day_after),
    ):
        week.days = days
        _day(week, parts, title, play)
    return parts


def _first_day(day: Screens) -> None:
    week = day.week
    day.see("When is your exam?", "enter Skip")
    day.type((week.today + timedelta(EXAM_AFTER)).isoformat(), "When is your exam?")
    day.press("enter", "enter")
    day.see(f"exam in {EXAM_AFTER} days", gone="When is your exam?")
    same("the exam date", week.record("plan")["days_left"], EXAM_AFTER)
    day.press("m", "Mock  ")
    day.see("65 questions", "enter Begin")
    day.press("enter", "enter Begin")
    for number in range(1, ANSWERS + 1):
        day.see(f"{number} of 65")
        day.choose()
        day.see(f"{number} answered")
        day.press("right", "← → Move")
        day.terminal.read(0.5)
        if "more options below" in day.terminal.screen:
            day.press("right", "← → Move")
    day.see(f"{ANSWERS + 1} of 65")
    day.press("ctrl+s", "^s Submit")
    day.see("Submit and see the score")
    day.terminal.press("\x1b[F")
    day.press("enter", "Submit and see the score")
    screen = day.see("PRACTICE SCORE", "of 65 right")
    mock = week.last()
    right = re.search(r"(\d+) of 65 right", screen)
    score = re.search(r"PRACTICE SCORE +(\d+)", screen)
    same("right", right and int(right[1]), mock["correct"])
    same("score", score and int(score[1]), mock["score"])
    same("answered", mock["answered"], ANSWERS)
    day.press("m", "m Review the")
    day.see("b Bookmark")
    day.press("b", "b Bookmark")
    day.see("★ bookmarked")
    day.press("e", "e Note")
    day.see("A note to yourself")
    day.type(NOTE, "A note to yourself")
    day.press("ctrl+s", "^s Save")
    day.see("bookmarked, note", gone="A note to yourself")
    day.press("k", "k didn't know")
    day.see("didn't know")
    day.press("escape", "esc Report")
    day.see("PRACTICE SCORE")
    day.press("escape", "esc Back")
    _home(day, f"exam in {EXAM_AFTER} days")


def _home(day: Screens, *wanted: str) -> None:
    """See home, and compare it with the record."""
    day.see("s Settings", "Today", *wanted)
    day.terminal.read(1.5)
    day.week.agrees(day.see("s Settings", "Today", *wanted))


def _second_day(day: Screens) -> None:
    week = day.week
    _home(day, f"exam in {EXAM_AFTER - 1} days")
    before = week.record("progress")["answers"]
    day.press("w", "Weak areas  ")
    day.see("enter Drill")
    day.press("a", "a All topics")  # a topic with one answer is only among all
    day.press("enter", "enter Drill")
    for number in (1, 2):
        day.answer(number)
    day.see("3 of")
    day.terminal.press("escape")
    day.see("esc Home")
    day.press("escape", "esc Home")
    _home(day, "Resume")
    same("answers in the drill", week.last()["answered"], 2)
    day.press("r", "Review  ")
    day.terminal.read(1.5)  # a review, or a question whether to review what is not due
    if re.search("Nothing (is due|to review) today|has no reviews today", day.terminal.screen):
        same("due", week.record("progress")["due"], 0)
        day.press("enter", "you missed")
    for number in (1, 2):
        day.answer(number)
    day.see("3 of")
    day.terminal.press("escape")
    _home(day, "Resume")
    same("kind", week.last()["kind"], "review")
    same("answers", week.record("progress")["answers"], before + 4)


def _exam_day(day: Screens) -> None:
    _home(day, "exam today", "your exam")
    day.press("p", "Plan  ")
    day.see("questions a day", "esc Home", gone="s Settings")
    day.press("escape", "esc Home")
    _home(day, "exam today")


def _day_after(day: Screens) -> None:
    week = day.week
    day.see("how did it go?", "s Settings")
    day.press("p", "Plan  ")
    day.see("r Result", gone="s Settings")
    day.press("r", "r Result")
    day.see("How did it go?", "p Passed")
    day.press("p", "p Passed")
    day.see("passed", "s Save")
    day.press("s", "s Save")
    day.see("When is your next exam?")
    (result,) = week.record("result")["results"]
    same("the result", (result["passed"], result["date"]), (True, _exam_date(week).isoformat()))
    day.type((week.today + timedelta(NEXT_AFTER)).isoformat(), "When is your next exam?")
    day.terminal.press("enter")
    _home(day, f"exam in {NEXT_AFTER} days")


def _exam_date(week: Week) -> date:
    return week.today - timedelta(1)


# -- in plain mode --------------------------------------------------------------------------------


def in_plain(week: Week) -> list[str]:
    """Play the week in plain mode; return it as parts of a page."""
    parts: list[str] = []

    def say(title: str, *typed: str) -> str:
        said = week.say(*typed, "quit")
        lines = "\n".join(f"{line or '(enter)'}" for line in (*typed, "quit"))
        parts.append(f"### {title}\n\nTyped:\n\n```text\n{lines}\n```\n")
        parts.append(f"Said:\n\n```text\n{said.strip()}\n```\n")
        return said

    week.days = 0
    exam = week.today + timedelta(EXAM_AFTER)
    say("The first day: an exam date", exam.isoformat())
    same("the exam date", week.record("plan")["days_left"], EXAM_AFTER)
    said = say("A mock that is submitted early", "mock", "", "1", "next", "1", "submit", "yes", "")
    mock = week.last()
    right = re.search(r"(\d+) of 65 right", said)
    same("right", right and int(right[1]), mock["correct"])
    week.agrees(said)
    week.days = 1
    said = say("The second day: the review can wait", "review", "", "")
    same("offered", "you missed?" in said, bool(week.record("progress")["to_recover"]))
    week.agrees(said)
    said = say("The new questions of the plan", "", "1", "", "", "leave", "plan", "")
    same("kind", week.last()["kind"], "drill")
    done = week.record("plan")["today"]["new_done"]
    same("new ones done", done, week.record("history")["attempts"][-1]["answered"])
    week.agrees(said)
    week.days = EXAM_AFTER
    week.agrees(say("The day of the exam", "menu"))
    week.days = EXAM_AFTER + 1
    following = (week.today + timedelta(NEXT_AFTER)).isoformat()
    said = say("The day after: how did it go?", "result", "pass", "", "", following, "menu")
    (result,) = week.record("result")["results"]
    same("the result", (result["passed"], result["date"]), (True, exam.isoformat()))
    week.agrees(said)
    return parts


def page() -> str | None:
    """Play both weeks, and return them as a part of the page; None without a C compiler."""
    parts = []
    for title, play in (
        ("A week on the screens", on_screens),
        ("The same week in plain mode", in_plain),
    ):
        with tempfile.TemporaryDirectory() as folder:
            week = Week.begin(Path(folder))
            if week is None:
                return None
            parts += [f"## {title}\n", *play(week)]
    return "\n".join(parts)
