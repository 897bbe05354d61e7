"""A new learner's first drill, and a learner's week (tools/week.py), recorded in docs/walk.md.

    python tools/walk.py [COMMAND …]   starts quizapp with COMMAND (`make run`) and writes the page

The newcomer reads only the screen. `Walk.press` refuses a key that the screen does not name, and
answers are chosen from the words on the screen.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.terminal import QUIZAPP, Terminal
from tools import week

PAGE = Path(__file__).parent.parent / "docs" / "walk.md"
SIZE = (80, 24)
QUESTIONS = 10
HOME = "Browse      search every question"
"""Words that only home shows."""
STILL = 0.4
"""Seconds without a change after which a screen counts as drawn."""

OPTION = re.compile(r"^ (?:❯| ) (\d)  [○●☐☑]  (.*)$")
ASKED = re.compile(r"(\d) of (\d) chosen")
SKIPPED = frozenset(("that", "this", "with", "from", "into", "their", "which", "what", "when"))

HEAD = """\
# A newcomer's walk

Recorded by `make walk` in a pseudo-terminal of 80 × 24 with a new home folder. The newcomer has
read nothing: every key is one that the screen names at that moment, and answers are chosen only
from the words on the screen. A test plays the same walk (`tests/test_walk.py`). Questions are drawn
at random, so each recording has different ones.
"""

WEEK = """\
# A learner's week

The clock is moved from day to day: an exam date and a mock that is submitted early, rereading it, a
drill on a weak topic, reviews, the day of the exam, its result, and the date of the next exam. At
each step, the figures on the screen are compared with those of the commands.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A key press: its reason, the words that named the key, and the screen before it."""

    why: str
    key: str
    named: str
    before: str


class Walk:
    """Presses keys that the screen names, and records each with its screen."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.steps: list[Step] = []

    def see(self, *wanted: str, gone: str | None = None) -> str:
        """Wait until the screen shows these words and stops changing, and return it."""
        self.terminal.wait_for(*wanted, gone=gone)
        seen, since = self.terminal.screen, time.monotonic()
        while time.monotonic() - since < STILL:
            self.terminal.read()
            if self.terminal.screen != seen:
                seen, since = self.terminal.screen, time.monotonic()
        return seen

    def press(self, key: str, named: str, why: str) -> None:
        """Press `key`, which the words `named` on the screen must name."""
        before = self.terminal.screen
        if named not in before:
            raise AssertionError(f"nothing on the screen says {named!r}:\n{before}")
        self.steps.append(Step(why, key, named, before))
        self.terminal.press(key)


def options(screen: str) -> dict[str, str]:
    """Return number → text, for the options that can be chosen."""
    found: dict[str, str] = {}
    number = ""
    for line in screen.splitlines():
        if match := OPTION.match(line):
            number = match[1]
            found[number] = match[2]
        elif number and line.startswith(" " * 9):
            found[number] += " " + line.strip()
        elif line.strip():
            number = ""
    return found


def words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]{4,}", text.lower()) if word not in SKIPPED}


def closest(screen: str) -> list[str]:
    """Return the numbers of the options, most words in common with the question first."""
    found = options(screen)
    asked: set[str] = set()
    for line in screen.splitlines()[1:]:
        if OPTION.match(line):
            break
        asked |= words(line)
    return sorted(found, key=lambda number: (-len(words(found[number]) & asked), number))


def answer(walk: Walk, number: int) -> None:
    """Read a question, choose the closest option, state the confidence, and read the feedback."""
    screen = walk.see(f"{number} of {QUESTIONS}", "enter Answer", "Choose", gone="Your choice")
    walk.terminal.read(0.3)  # the rest of the frame
    screen = walk.terminal.screen
    ranked = closest(screen)
    match = ASKED.search(screen)
    wanted = int(match[2]) if match else 1
    for count, option in enumerate(ranked[:wanted], 1):
        rows = [row for row in screen.splitlines() if OPTION.match(row)]
        line = next(row for row in rows if row[3] == option)
        walk.press(option, line.strip(" ❯"), "This option sounds closest to the question.")
        if wanted > 1:
            screen = walk.see(f"{count} of {wanted} chosen")
        else:
            screen = walk.see(f" {option}  ●")
    key, said, why = (
        ("u", "u Unsure", "Chosen, but without much confidence.")
        if number % 3
        else ("g", "g Guess", "That was a guess, and there is a key for that.")
    )
    walk.press(key, said, why)
    last = number == QUESTIONS
    screen = walk.see("Your choice", "space Question")
    asked_why = any(step.key == "k" for step in walk.steps)
    if "k didn't know  m misread" in screen and not asked_why:
        walk.press("k", "k didn't know", "Wrong; I didn't know it.")
        walk.terminal.read(STILL)  # the cause is marked
    why = "That was the last question." if last else "Read it, then go on."
    walk.press("enter", "enter Finish" if last else "enter Next", why)


def play(terminal: Terminal) -> tuple[list[Step], str]:
    """Play the whole walk, and return its steps and the last screen, which is home."""
    walk = Walk(terminal)
    walk.see("Welcome.", "When is your exam?", "enter Skip", HOME)
    walk.press("enter", "enter Skip", "I have no date yet.")
    screen = walk.see("Mock exam 1", HOME, gone="When is your exam?")
    row = next(line.strip() for line in screen.splitlines() if line.strip().startswith("Drill "))
    walk.press("d", row, "A welcome, and a list of what to do. A drill seems a good start.")
    walk.see("q Quick 10", "kept for mocks")
    walk.press("q", "q Quick 10", "Many filters are available; ten quick questions will do.")
    for number in range(1, QUESTIONS + 1):
        answer(walk, number)
    walk.see(f"of {QUESTIONS} right.", "enter Home")
    walk.press("enter", "enter Home", "The drill is over; this is how it went.")
    return walk.steps, walk.see("Today", HOME)


def page(command: str, steps: Sequence[Step], end: str) -> str:
    """Return the page: each screen with the key that was pressed on it."""
    parts = [HEAD, f"In a terminal:\n\n```sh\n{command}\n```\n"]
    for number, step in enumerate(steps, 1):
        parts.append(f"## {number}\n\n{step.why}\n\n```text\n{step.before.rstrip()}\n```\n")
        parts.append(f"Key: `{step.key}` – the screen says “{step.named.strip()}”\n")
    parts.append(f"## Home\n\n```text\n{end.rstrip()}\n```\n")
    return "\n".join(parts)


def main(command: Sequence[str]) -> None:
    shown = " ".join(command) or "quizapp"
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal(Path(home) / "home", size=SIZE, command=command or QUIZAPP) as terminal,
    ):
        steps, end = play(terminal)
    whole = page(shown, steps, end)
    lived = week.page()
    if lived is None:
        sys.exit("no C compiler, so the clock cannot be moved: the page is not written")
    PAGE.write_text(f"{whole}\n{WEEK}\n{lived}")
    print(f"{PAGE}: {len(steps)} keys")


if __name__ == "__main__":
    main(sys.argv[1:])
