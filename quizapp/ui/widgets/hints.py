"""The line of key hints at the bottom of a screen, and the names of keys."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.widgets import Static

from quizapp.ui.bindings import TakesLetters
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
    """Return the bindings of a screen or app in order, with the keys of the key map."""
    keymap = _keymap(owner)
    return [
        b.with_key(keymap[b.id]) if b.id in keymap else b
        for b in getattr(type(owner), "BINDINGS", [])
        if isinstance(b, Binding)
    ]


def is_reassigned(owner: object, binding: Binding) -> bool:
    """Return whether the learner has assigned the key of a binding."""
    return binding.id in _keymap(owner)


def _keymap(owner: object) -> dict[str, str]:
    if not isinstance(owner, DOMNode):
        return {}
    keymap: dict[str, str] = getattr(owner.app, "keymap", {})
    return keymap


def key_label(key: str) -> str:
    """Return the name of one key for display, such as `PgDn` or `ctrl+t`."""
    *modifiers, last = key.split("+")
    if last in NAMES:
        name = NAMES[last]
    elif len(last) > 1 and last[0] == "f" and last[1:].isdigit():
        name = last.upper()
    else:
        name = key_to_character(last) or last
    return "+".join([*modifiers, clean(name)])


def key_name(binding: Binding, owner: object = None) -> str:
    """Return the name of the first key of a binding for display.

    A key that chooses an option on the screen `owner` now is passed over.
    """
    keys = binding.key.split(",")
    if isinstance(owner, TakesLetters):
        keys = [key for key in keys if owner.stands_for(key) is None] or keys
    return binding.key_display or key_label(keys[0])


def key_names(binding: Binding) -> str:
    """Return the names of all keys of a binding for display, separated by spaces."""
    return binding.key_display or " ".join(key_label(key) for key in binding.key.split(","))


def is_available(owner: DOMNode, binding: Binding) -> bool:
    """Return whether the action of a binding is available now."""
    if not binding.description:
        return False
    name, _, rest = binding.action.partition("(")
    arguments: tuple[object, ...] = (rest.rstrip(")"),) if rest else ()
    return owner.check_action(name, arguments) is not False


class Hints(Static):
    """Shows the keys of the available actions. A click on a key runs its action."""

    DEFAULT_CSS = """
    Hints { height: 1; padding: 0 1; color: $quiz-muted; }
    """

    GAP = 2

    def __init__(self) -> None:
        super().__init__(Content(""))
        self._line = Content("")
        self._places: list[tuple[int, int, object, str]] = []

    def on_mount(self) -> None:
        self.renew()

    def on_resize(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Redraw the line after the available actions have changed.

        If there is not enough room, the app's own keys (help) stay and `…` replaces the rest.
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
        if line != self._line:
            self._line = line
            self.update(line, layout=False)

    @staticmethod
    def _parts(owner: DOMNode) -> list[tuple[Content, object, str]]:
        return [
            (
                Content.assemble((key_name(b, owner), "bold $accent"), " ", b.description),
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
