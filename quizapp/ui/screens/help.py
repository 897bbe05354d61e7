"""Help: what the screen below is for, and its keys, from the same declarations as everything."""

from __future__ import annotations

import inspect
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from quizapp.ui import text
from quizapp.ui.screens.base import Dialog
from quizapp.ui.widgets.hints import Hints, declared


class HelpScreen(Dialog[None]):
    """Esc closes this."""

    BINDINGS = [Binding("escape,f1", "back", "Close", id="help.close", tooltip="Close this")]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("Help"), classes="dialog-title")
            with VerticalScroll():
                yield Static(self._text())
            yield Static(Content(""))
            yield Hints()

    def _text(self) -> Content:
        purpose = " ".join(inspect.getdoc(type(self._about) or object).split())  # type: ignore[union-attr]
        lines = [text.plain(purpose), Content("")]
        seen: set[str] = set()
        for owner in (self._about, self.app):
            for binding in declared(owner):
                name = binding.key_display or _keys(binding.key)
                if name in seen or not binding.description:
                    continue
                seen.add(name)
                lines.append(
                    Content.assemble(
                        (f"{name:<12}", "bold $accent"),
                        text.clean(binding.tooltip or binding.description),
                    )
                )
        lines += [
            Content(""),
            Content.styled("ctrl+p finds every command by name.", text.MUTED),
        ]
        return Content("\n").join(lines)

    def action_back(self) -> None:
        self.dismiss(None)


def _keys(key: str) -> str:
    names = {
        "left": "←",
        "right": "→",
        "up": "↑",
        "down": "↓",
        "escape": "esc",
        "f1": "F1",
        "pagedown": "PgDn",
        "pageup": "PgUp",
    }
    return " ".join(names.get(part, part) for part in key.split(","))
