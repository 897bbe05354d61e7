"""The line of keys at the foot of a screen, made from the screen's own bindings."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static


def declared(owner: object) -> list[Binding]:
    """The bindings that a screen or app declares itself, in order."""
    return [b for b in getattr(type(owner), "BINDINGS", []) if isinstance(b, Binding)]


def key_name(binding: Binding) -> str:
    """How a key is written for people."""
    if binding.key_display:
        return binding.key_display
    first = binding.key.split(",")[0]
    names = {"escape": "esc", "question_mark": "?", "left": "←", "right": "→", "f1": "F1"}
    return names.get(first, first)


def possible(owner: DOMNode, binding: Binding) -> bool:
    """Whether what a key does can be done now."""
    if not binding.description:
        return False
    name, _, rest = binding.action.partition("(")
    arguments: tuple[object, ...] = (rest.rstrip(")"),) if rest else ()
    return owner.check_action(name, arguments) is not False


class Hints(Static):
    """Shows what can be done now; a click does what the key does."""

    DEFAULT_CSS = """
    Hints { height: 1; padding: 0 1; color: $quiz-muted; }
    """

    GAP = 2

    def __init__(self) -> None:
        super().__init__(Content(""))
        self._places: list[tuple[int, int, object, str]] = []

    def on_mount(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Draw the line again, after what is possible has changed."""
        screen = self.screen
        parts: list[Content] = []
        self._places = []
        at = 0
        for owner in (screen, self.app):
            for binding in declared(owner):
                if not binding.show or not possible(owner, binding):
                    continue
                part = Content.assemble(
                    (key_name(binding), "bold $accent"), " ", binding.description
                )
                parts.append(part)
                self._places.append((at, at + part.cell_length, owner, binding.action))
                at += part.cell_length + self.GAP
        self.update(Content(" " * self.GAP).join(parts), layout=False)

    def on_click(self, event: events.Click) -> None:
        at = event.x - self.gutter.left
        for start, end, owner, action in self._places:
            if start <= at < end:
                self.app.call_later(self.app.run_action, action, owner)
