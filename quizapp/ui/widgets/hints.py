"""The line of keys at the foot of a screen, made from the screen's own bindings."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.widgets import Static

from quizapp.ui.text import MUTED, clean

NAMES = {
    "escape": "esc",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "backspace": "⌫",
    "space": "space",
}


def declared_bindings(owner: object) -> list[Binding]:
    """The bindings that a screen or app declares itself, in order, each with its active key."""
    keymap = (
        getattr(getattr(owner, "app", None), "keymap", {}) if isinstance(owner, DOMNode) else {}
    )
    return [
        b.with_key(keymap[b.id]) if b.id in keymap else b
        for b in getattr(type(owner), "BINDINGS", [])
        if isinstance(b, Binding)
    ]


def key_label(key: str) -> str:
    """How one key is written for people."""
    *modifiers, last = key.split("+")
    if last in NAMES:
        name = NAMES[last]
    elif len(last) > 1 and last[0] == "f" and last[1:].isdigit():
        name = last.upper()
    else:
        name = key_to_character(last) or last
    return "+".join([*modifiers, clean(name)])


def key_name(binding: Binding) -> str:
    """How the first key of a binding is written for people."""
    return binding.key_display or key_label(binding.key.split(",")[0])


def key_names(binding: Binding) -> str:
    """How all keys of a binding are written for people."""
    return binding.key_display or " ".join(key_label(key) for key in binding.key.split(","))


def is_available(owner: DOMNode, binding: Binding) -> bool:
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

    def on_resize(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Draw the line again, after what is possible has changed.

        Where there is no room for all, the app's own keys (help) stay, and … stands for the rest.
        """
        own = self._parts(self.screen)
        general = self._parts(self.app)
        room = self.content_size.width or self.app.size.width
        room -= sum(part.cell_length + self.GAP for part, _, _ in general)
        shown: list[tuple[Content, object, str]] = []
        used = 0
        for index, (part, owner, action) in enumerate(own):
            last = index == len(own) - 1
            if used + part.cell_length + (0 if last else self.GAP + 1) > room:
                shown.append((Content.styled("…", MUTED), self.app, "help"))
                break
            shown.append((part, owner, action))
            used += part.cell_length + self.GAP
        self._places = []
        at = 0
        for part, owner, action in (*shown, *general):
            self._places.append((at, at + part.cell_length, owner, action))
            at += part.cell_length + self.GAP
        line = Content(" " * self.GAP).join([part for part, _, _ in (*shown, *general)])
        self.update(line, layout=False)

    @staticmethod
    def _parts(owner: DOMNode) -> list[tuple[Content, object, str]]:
        return [
            (
                Content.assemble((key_name(b), "bold $accent"), " ", b.description),
                owner,
                b.action,
            )
            for b in declared_bindings(owner)
            if b.show and is_available(owner, b)
        ]

    def on_click(self, event: events.Click) -> None:
        at = event.x - self.gutter.left
        for start, end, owner, action in self._places:
            if start <= at < end:
                self.app.call_later(self.app.run_action, action, owner)
