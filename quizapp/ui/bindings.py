"""The key bindings that work on every screen, and the screens on which letters choose options."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from textual.binding import Binding

from quizapp.practice.offers import Action

MOVES = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})
"""Keys that move a highlight or scroll."""
EVERYWHERE = [
    Binding("f1", "help", "Help", id="app.help", tooltip="What this screen is for, and its keys"),
    Binding(
        "f2",
        "settings",
        "Settings",
        id="app.settings",
        tooltip="Exam, exam date, theme, keys, and more",
        show=False,
    ),
    Binding(
        "ctrl+p",
        "command_palette",
        "Commands",
        id="app.palette",
        tooltip="Search all commands by name",
        show=False,
        priority=True,
    ),
    Binding(
        "ctrl+q",
        "quit",
        "Quit",
        id="app.quit",
        tooltip="Quit; everything is saved",
        show=False,
        priority=True,
    ),
    Binding(
        "ctrl+z",
        "suspend_process",
        "Suspend",
        id="app.suspend",
        tooltip="Return to the shell; fg comes back (the clock of a mock keeps running)",
        show=False,
        priority=True,
    ),
    Binding(
        "ctrl+c",
        "interrupt",
        "Copy or quit",
        id="app.interrupt",
        tooltip="In a text field, copy; elsewhere, save and quit",
        show=False,
        priority=True,
    ),
]


@runtime_checkable
class ShowsRemark(Protocol):
    """A screen with a line for a brief remark, which goes with the next key."""

    def forget_remark(self) -> None:
        """Remove the remark, if there is one."""


@runtime_checkable
class ShowsRunningClock(Protocol):
    """An app that knows whether the clock of an exam-day mock is running."""

    def running_clock(self) -> str:
        """Return the time left on it in words, as of now; "" if none is running."""


@runtime_checkable
class TakesLetters(Protocol):
    """A screen on which letters choose options."""

    def stands_for(self, letter: str) -> str | None:
        """Return the key of the option that a letter chooses now; None if it chooses none."""


REVIEW = "Today's reviews: questions due, or those of your plan, and missed ones"
# The rows of home name their own keys, so the footer leaves those out.
HOME_LETTERS = tuple(
    Binding(key, action, name, id=f"home.{action}", show=False, tooltip=tooltip)
    for key, action, name, tooltip in (
        ("n", "next", "Next", "Start the questions suggested next"),
        ("m", "mock", "Mock exam", "Choose and take a mock exam"),
        ("d", "drill", "Drill", "Practice topics of your choice"),
        ("r", "review", "Review", REVIEW),
        ("p", "plan", "Plan", "Your days up to the exam, and its date"),
        ("w", "weak", "Weak areas", "Topics that cost you the most"),
        ("b", "browse", "Browse", "Search questions, bookmarks, and notes"),
        ("h", "history", "History", "All your sittings"),
        ("e", "result", "Result", "Enter how your exam went"),
    )
)
HOME_KEYS = {
    Action.MOCK: "mock",
    Action.DRILL: "drill",
    Action.REVIEW: "review",
    Action.WEAK_AREAS: "weak",
    Action.BROWSE: "browse",
    Action.HISTORY: "history",
    Action.PLAN: "plan",
    Action.NEW: "next",
    Action.DRILL_WEAKEST: "next",
    Action.RESULT: "result",
}
"""What the key of a row of home runs."""
HOME_NUMBERS = tuple(
    Binding(
        str(number),
        f"resume({number - 1})",
        f"Resume {number}",
        id=f"home.resume_{number}",
        show=False,
        tooltip=f"Resume the {place} open sitting",
    )
    for number, place in enumerate(("first", "second", "third"), 1)
)
