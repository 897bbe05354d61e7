"""The entries of the command palette: the current screen's actions and the other screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen

from quizapp.ui.bindings import MOVES
from quizapp.ui.widgets.hints import declared_bindings, is_available, key_name

NOT_LISTED = frozenset({"app.palette", "app.interrupt"})
"""Keys that the palette is not for: its own, and Ctrl+C, which quits as Ctrl+Q does."""


def commands(
    app: App[Any],
    screen: Screen[Any],
    home: Screen[Any],
    *,
    leave_for: Callable[[str | None], None] | None,
) -> Iterator[SystemCommand]:
    """Yield the available bindings of the screen and the app, the themes, and the other screens.

    `leave_for` goes home and then runs one of home's actions, if given. If `leave_for` is None,
    the palette does not list the other screens.
    """
    listed: set[tuple[str, str]] = set()
    for owner in (screen, app):
        for binding in declared_bindings(owner):
            if (
                binding.id not in NOT_LISTED
                and is_available(owner, binding)
                and not _needs_its_key(owner, binding)
                # One step is of no use after the palette was opened for it.
                and binding.key.split(",")[0] not in MOVES
            ):
                name = binding.description[0].upper() + binding.description[1:]
                if (name, binding.action) in listed:
                    continue
                listed.add((name, binding.action))
                yield SystemCommand(
                    name,
                    f"{binding.tooltip} ({key_name(binding)})",
                    partial(app.call_later, app.run_action, binding.action, owner),
                )
    yield SystemCommand(
        "Theme", "Choose other colors", partial(app.call_later, app.run_action, "change_theme")
    )
    if leave_for is None:
        return
    yield SystemCommand(
        "Go to Sheets",
        "What to remember, by topic or by task",
        partial(leave_for, "app.sheets"),
    )
    if screen is home:
        return
    yield SystemCommand("Go to Home", "What to do next", partial(leave_for, None))
    for binding in declared_bindings(home):
        if binding.action != "settings" and is_available(home, binding):
            yield SystemCommand(
                f"Go to {binding.description}",
                binding.tooltip,
                partial(leave_for, binding.action),
            )


def _needs_its_key(owner: Screen[Any] | App[Any], binding: Binding) -> bool:
    """Whether only the key tells a binding from others, such as 1 to 6, which choose an option."""
    return any(
        (other.description, other.tooltip) == (binding.description, binding.tooltip)
        and other.action != binding.action
        for other in declared_bindings(owner)
    )
