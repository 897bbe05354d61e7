"""The navigator: a grid of the questions of a mock with their status."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from quizapp.exam.attempt import Item
from quizapp.exam.wording import progress
from quizapp.ui import text
from quizapp.ui.screens.base import Dialog
from quizapp.ui.widgets.grid import STATES, Cell, Grid, cells
from quizapp.ui.widgets.hints import Hints

if TYPE_CHECKING:
    from quizapp.store.sittings.sitting import Sitting

JUMP = Binding.Group("type a number", compact=True)
DETAIL_LINES = 2
"""Lines about the highlighted question below the grid."""


def grid_keys(prefix: str) -> list[Binding]:
    """Return the keys that move in a grid of numbers; their ids start with `prefix`."""
    return [
        Binding("enter", "jump", "go", id=f"{prefix}.jump", tooltip="Go to this question"),
        *(
            Binding(
                str(digit),
                f"digit({digit})",
                "number",
                id=f"{prefix}.digit_{digit}",
                show=digit == 0,
                key_display="0–9",
                group=JUMP,
                tooltip="Type a question's number, then press enter to go there",
            )
            for digit in range(10)
        ),
        *(
            Binding(key, action, name, id=f"{prefix}.{key}", show=False, tooltip=tooltip)
            for key, action, name, tooltip in (
                ("left", "move(-1)", "Left", "Previous question"),
                ("right", "move(1)", "Right", "Next question"),
                ("up", "move_row(-1)", "Up", "A row up"),
                ("down", "move_row(1)", "Down", "A row down"),
                ("home", "edge(0)", "First", "The first question"),
                ("end", "edge(-1)", "Last", "The last question"),
            )
        ),
    ]


class GridScreen(Dialog[int | None]):
    """A dialog with a grid of question numbers. Its result is the position of a question."""

    WHERE: ClassVar[str]
    """What the numbers belong to, in words."""

    def __init__(self, listed: Sequence[int], here: int) -> None:
        """`listed` are the positions to show, from 0, and `here` is the one to begin at."""
        super().__init__()
        self.listed = listed
        self.at = listed.index(here) if here in listed else 0
        """The place of the highlighted question in `listed`."""
        self._typed = self._refused = ""
        """The digits of a number so far, and a number that was typed and is not listed."""

    def heading(self) -> Content:
        """Return the title with the counts."""
        raise NotImplementedError

    def cells(self) -> list[Cell]:
        """Return the cells of `listed`."""
        raise NotImplementedError

    def legend(self) -> str:
        """Return the line that explains the marks."""
        raise NotImplementedError

    def detail(self, position: int) -> tuple[Content, Content]:
        """Return the status of a question in words, and the beginning of its text."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self.heading(), classes="dialog-title", id="grid-title")
            yield Grid(id="grid")
            yield Static(Content(""), id="grid-legend")
            yield Static(Content(""), id="grid-detail")
            yield Hints()

    def on_mount(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Draw the grid, its marks, and what it says about the highlighted question."""
        self.query_one("#grid-legend", Static).update(Content(self.legend()))
        self.query_one(Grid).show(self.cells(), self.at, [p + 1 for p in self.listed])
        lines = self._refusal() if self._refused else self.detail(self.listed[self.at])
        self.query_one("#grid-detail", Static).update(Content("\n").join(lines))

    def refusal(self, typed: str) -> str:
        """Say why the question whose number was typed cannot be chosen."""
        return f"There is no question {typed} in this {self.WHERE}."

    def _refusal(self) -> tuple[Content, Content]:
        """Return what to say about a number that is not listed, in place of the details."""
        said = self.refusal(self._refused)
        first, last = self.listed[0] + 1, self.listed[-1] + 1
        return (
            Content.styled(said, "bold $accent"),
            Content.styled(f"Type a number from {first} to {last}.", text.MUTED),
        )

    @property
    def room(self) -> int:
        """The width of a line, in cells."""
        return self.query_one("#grid-detail", Static).content_size.width or 40

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    @on(Grid.Jump)
    def _clicked(self, message: Grid.Jump) -> None:
        if message.at < len(self.listed):
            self.dismiss(self.listed[message.at])

    def _go(self, at: int, typed: str = "", refused: str = "") -> None:
        self._typed, self._refused = typed, refused
        self.at = max(0, min(len(self.listed) - 1, at))
        self.draw()

    def to_next(self, wanted: Callable[[int], bool], missing: str) -> None:
        """Highlight the next question for whose position `wanted` is true, or say `missing`."""
        number = len(self.listed)
        for step in range(1, number + 1):
            at = (self.at + step) % number
            if wanted(self.listed[at]):
                self._go(at)
                return
        self.say(missing)

    def action_digit(self, digit: int) -> None:
        """Add a digit to the number that is typed; if there is none such, say so and begin anew."""
        numbers = [str(position + 1) for position in self.listed]
        typed = f"{self._typed}{digit}"
        if any(number.startswith(typed) for number in numbers):
            self._go(numbers.index(typed) if typed in numbers else self.at, typed)
        else:
            self._go(self.at, refused=typed)

    def action_move(self, step: int) -> None:
        self._go(self.at + step)

    def action_move_row(self, step: int) -> None:
        to = self.at + step * self.query_one(Grid).columns
        if 0 <= to < len(self.listed):
            self._go(to)

    def action_edge(self, at: int) -> None:
        self._go(at % len(self.listed))

    def action_jump(self) -> None:
        if self._refused:  # The number that was meant is not the one that is highlighted.
            return
        self.dismiss(self.listed[self.at])

    def action_back(self) -> None:
        self.dismiss(None)


class NavigatorScreen(GridScreen):
    """All questions with their status. Type a number, or move there, and press enter."""

    WHERE = "exam"

    BINDINGS = [
        *grid_keys("navigator"),
        Binding("escape,g", "back", "back", id="navigator.back", tooltip="Back to the question"),
        Binding(
            "u",
            "unanswered",
            "unanswered",
            id="navigator.unanswered",
            tooltip="The next question without a complete answer",
        ),
        Binding(
            "f",
            "flagged",
            "flagged",
            id="navigator.flagged",
            tooltip="The next question flagged for review",
        ),
    ]

    def __init__(self, sitting: Sitting) -> None:
        attempt = sitting.attempt
        super().__init__(attempt.part("all"), attempt.position)
        self.sitting = sitting

    def heading(self) -> Content:
        attempt = self.sitting.attempt
        parts = [f"{attempt.answered} of {len(attempt.items)} answered"]
        parts += [f"{len(attempt.incomplete)} incomplete"] if attempt.incomplete else []
        parts += [f"{len(attempt.flagged)} flagged"] if attempt.flagged else []
        return Content(" · ".join(parts))

    def cells(self) -> list[Cell]:
        return cells(self.sitting.attempt)

    def legend(self) -> str:
        return "  ".join(STATES)

    def detail(self, position: int) -> tuple[Content, Content]:
        item = self.sitting.attempt.items[position]
        flag = " · ⚑ flagged" if item.flagged else ""
        status = Content.assemble(
            (f"{position + 1}", "bold"), f"  {progress(item)}", (flag, "$accent")
        )
        return status, opening(self.sitting, item, self.room)

    def action_unanswered(self) -> None:
        items = self.sitting.attempt.items
        self.to_next(lambda at: not items[at].answered, "Every question is answered.")

    def action_flagged(self) -> None:
        items = self.sitting.attempt.items
        self.to_next(lambda at: items[at].flagged, "No question is flagged.")


def opening(sitting: Sitting, item: Item, room: int) -> Content:
    """Return the beginning of a question's text on one line; it stays covered until it is seen."""
    if not item.seen:
        return Content.styled("not seen yet", text.MUTED)
    stem = sitting.stored.questions[item.question_id].stem
    return text.opening(stem, room + 1, text.MUTED).truncate(room, ellipsis=True)
