"""The help dialog: the purpose of the screen below, and its keys.

The purpose is the docstring of the screen's class; the keys are its bindings.
"""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList, Static

from quizapp.docstrings import docstring
from quizapp.ui import text
from quizapp.ui.screens.base import LIST_DIALOG, WIDE_DIALOG, Dialog, dialog_width, scroll_page
from quizapp.ui.widgets.hints import Hints, declared_bindings, is_available, key_names

KEY_WIDTH = 14
AROUND = 8
"""Cells of the dialog's border, padding, and scroll bar."""
LIST_KEYS = (
    ("↑ ↓", "Move the highlight"),
    ("PgUp PgDn", "A page up or down"),
)


class HelpScreen(Dialog[None]):
    """Press esc to close this help."""

    BINDINGS = [
        Binding("escape,f1", "back", "Close", id="help.close", tooltip="Close this help"),
        Binding("down", "scroll(1)", "Scroll", id="help.down", tooltip="Scroll down"),
        Binding("up", "scroll(-1)", "Up", id="help.up", show=False, tooltip="Scroll up"),
        Binding("pagedown,space", "page(1)", "Page", id="help.page_down", tooltip="A page down"),
        Binding(
            "pageup", "page(-1)", "Page up", id="help.page_up", show=False, tooltip="A page up"
        ),
    ]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content("Help"), classes="dialog-title")
            with VerticalScroll(id="help-body", can_focus=False):
                yield Static(self._text())
            yield Static(Content(""))
            yield Hints()

    def _text(self) -> Content:
        width = dialog_width(self.app.size.width, LIST_DIALOG, WIDE_DIALOG) - AROUND
        own_purpose: str | None = getattr(self._about, "purpose", None)
        purpose = own_purpose or " ".join(docstring(type(self._about)).split())
        lines = [text.plain(purpose)] if purpose else []
        seen: set[str] = set()
        own = _rows(self._about, seen, width)
        if self._has_list:
            taken = {key for names in seen for key in names.split()}
            own += [
                _row(names, effect, width)
                for names, effect in LIST_KEYS
                if not taken.issuperset(names.split())
            ]
        anywhere = _rows(self.app, seen, width)
        for title, rows in (("Keys", own), ("Anywhere", anywhere)):
            if rows:
                lines += [Content(""), Content.styled(title, "bold"), *rows]
        lines += [
            Content(""),
            Content.styled("To change keys, colors, and more, open Settings.", text.MUTED),
        ]
        return Content("\n").join(lines)

    def on_mount(self) -> None:
        self.call_after_refresh(self.query_one(Hints).renew)

    def on_resize(self) -> None:
        self.call_after_refresh(self.query_one(Hints).renew)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to scroll only where there is something to scroll."""
        if action not in ("scroll", "page") or not self.is_mounted:
            return True
        return self.query_one("#help-body", VerticalScroll).max_scroll_y > 0

    @property
    def _has_list(self) -> bool:
        focused: Widget | None = self._about.focused
        return isinstance(focused, OptionList)

    def action_scroll(self, direction: int) -> None:
        body = self.query_one("#help-body", VerticalScroll)
        body.scroll_relative(y=direction, animate=False)

    def action_page(self, direction: int) -> None:
        scroll_page(self.query_one("#help-body", VerticalScroll), direction, kept=1)

    def action_back(self) -> None:
        self.dismiss(None)


def _rows(owner: DOMNode, seen: set[str], width: int) -> list[Content]:
    """Return a line for each binding that works now and whose keys are not in `seen`; add them.

    A screen's `key_effects` map ids of bindings to what their keys do now, if that changes.
    """
    rows: list[Content] = []
    now: dict[str, str] = getattr(owner, "key_effects", {})
    for binding in declared_bindings(owner):
        name = key_names(binding)
        if is_available(owner, binding) and name not in seen:
            seen.add(name)
            effect = now.get(binding.id or "") or binding.tooltip or binding.description
            rows.append(_row(name, effect, width))
    return rows


def _row(key: str, effect: str, width: int) -> Content:
    lead = Content.styled(f"{key:<{KEY_WIDTH - 1}} ", "bold $accent")
    return text.hanging(text.plain(effect), lead, width)
