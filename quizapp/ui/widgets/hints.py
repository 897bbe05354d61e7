"""The line of key hints at the bottom of a screen, and the names of keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.actions import parse
from textual.binding import Binding, BindingType
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
    return _assigned(owner, getattr(type(owner), "BINDINGS", []))


def _assigned(owner: object, bindings: Iterable[BindingType]) -> list[Binding]:
    keymap = _keymap(owner)
    return [
        b.with_key(keymap[b.id]) if b.id in keymap else b
        for b in bindings
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


def key_of(owner: DOMNode, action: str, among: Iterable[BindingType] | None = None) -> str:
    """Return the name of the key that runs an action, for a sentence that names it.

    The action is one of the screen `owner`, or of another screen with the bindings `among`. "" if
    it has no key.
    """
    bindings = declared_bindings(owner) if among is None else _assigned(owner, among)
    return next((key_name(b, owner) for b in bindings if b.action == action), "")


def is_available(owner: DOMNode, binding: Binding) -> bool:
    """Return whether the action of a binding is available now."""
    if not binding.description:
        return False
    _, name, arguments = parse(binding.action)
    return owner.check_action(name, arguments) is not False


def _leads_out(binding: object) -> bool:
    """Return whether a binding, as it is declared, leaves a screen or the app."""
    return isinstance(binding, Binding) and (
        "escape" in binding.key.split(",") or binding.id == "app.quit"
    )


class Hints(Static):
    """Shows the keys of the available actions. A click on a key runs its action."""

    DEFAULT_CSS = """
    Hints { height: 1; padding: 0 1; color: $quiz-muted; }
    """

    GAP = 2
    SHORT = 66
    """Columns below which a key with ctrl is written as ^q, so that more keys fit."""

    def __init__(self, *, with_help: bool = True) -> None:
        """`with_help` is false where every key is taken, so that F1 does not open help."""
        super().__init__(Content(""))
        self._with_help = with_help
        self._line = Content("")
        self._places: list[tuple[int, int, object, str]] = []

    def on_mount(self) -> None:
        self.renew()

    def on_resize(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Redraw the line after the available actions have changed.

        The ways of a screen's `spare_hints` are left out first if not all of them fit. The way out
        of the screen and the app's own keys (help) always stay; `…` replaces what does
        not fit.
        """
        out, name = self._way_out()
        last = [*out, *(self._parts(self.app) if self._with_help else [])]
        own = self._parts(self.screen, without=[name])
        room = self.content_size.width or self.app.size.width
        room -= sum(part.cell_length + self.GAP for part, _, _ in last)
        spare: Sequence[str] = getattr(self.screen, "spare_hints", ())
        if sum(part.cell_length + self.GAP for part, _, _ in own) - self.GAP > room:
            own = self._parts(self.screen, without=[name, *spare])
        shown: list[tuple[Content, object, str]] = []
        used = 0
        for index, (part, owner, action) in enumerate(own):
            final = index == len(own) - 1
            if used + part.cell_length + (0 if final else self.GAP + 1) > room:
                shown.append((Content.styled("…", MUTED), self.app, "help"))
                break
            shown.append((part, owner, action))
            used += part.cell_length + self.GAP
        self._places = []
        at = 0
        for part, owner, action in (*shown, *last):
            self._places.append((at, at + part.cell_length, owner, action))
            at += part.cell_length + self.GAP
        line = Content(" " * self.GAP).join([part for part, _, _ in (*shown, *last)])
        if line != self._line:
            self._line = line
            self.update(line, layout=False)

    def _way_out(self) -> tuple[list[tuple[Content, object, str]], str | None]:
        """Return the key that leaves the screen, or quits where there is none, and its id."""
        for owner in (self.screen, self.app):
            ways = {b.id for b in getattr(type(owner), "BINDINGS", []) if _leads_out(b)}
            for binding in declared_bindings(owner):
                if binding.id in ways and is_available(owner, binding):
                    return [self._part(owner, binding)], binding.id
        return [], None

    def _parts(
        self, owner: DOMNode, without: Sequence[str | None] = ()
    ) -> list[tuple[Content, object, str]]:
        """Return the hints of an owner's keys.

        A screen's `shown_hints` are the actions whose keys are in the line only now.
        """
        shown_now: Sequence[str] = getattr(owner, "shown_hints", ())
        return [
            self._part(owner, b)
            for b in declared_bindings(owner)
            if (b.show or b.action in shown_now)
            and is_available(owner, b)
            and (b.id is None or b.id not in without)
        ]

    def _part(self, owner: DOMNode, binding: Binding) -> tuple[Content, object, str]:
        """Return the hint of a binding; its group is shown as one hint with all keys.

        The label of a compact group is all of its hint, so it must name its keys. A screen's
        `hint_labels` maps ids of bindings to what their keys do now, and `hint_keys` to the keys.
        Each label begins with a capital letter, whatever its binding has.
        """
        if binding.group is not None and binding.group.compact:
            return Content(binding.group.description), owner, binding.action
        now: dict[str, str] = getattr(owner, "hint_labels", {})
        names: dict[str, str] = getattr(owner, "hint_keys", {})
        name = binding.id or ""
        keys = names.get(name) or key_name(binding, owner)
        label = now.get(name, binding.description)
        if binding.group is not None:
            same = [b for b in declared_bindings(owner) if b.group == binding.group]
            keys, label = " ".join(key_name(b, owner) for b in same), binding.group.description
        if self.app.size.width < self.SHORT:
            keys = keys.replace("ctrl+", "^")
        said = f"{label[:1].upper()}{label[1:]}"
        return Content.assemble((keys, "bold $accent"), " ", said), owner, binding.action

    def on_click(self, event: events.Click) -> None:
        at = event.x - self.gutter.left
        for start, end, owner, action in self._places:
            if start <= at < end:
                self.app.call_later(self.app.run_action, action, owner)
