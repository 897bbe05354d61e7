"""The command palette: everything that can be done here, and the way to everywhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from quizapp.ui.widgets.hints import declared_bindings, is_available, key_name


def commands(
    app: App[Any],
    screen: Screen[Any],
    home: Screen[Any],
    *,
    leave_for: Callable[[str | None], None] | None,
) -> Iterator[SystemCommand]:
    """Every binding of the screen and the app, the themes, and the way to any other screen.

    `leave_for` goes home, and on by one of home's actions; where it is None there is no way out.
    """
    named: set[tuple[str, str]] = set()
    for owner in (screen, app):
        for binding in declared_bindings(owner):
            if binding.id != "app.palette" and is_available(owner, binding):
                name = binding.description[0].upper() + binding.description[1:]
                if (name, binding.action) in named:
                    continue
                named.add((name, binding.action))
                yield SystemCommand(
                    name,
                    f"{binding.tooltip} ({key_name(binding)})",
                    partial(app.call_later, app.run_action, binding.action, owner),
                )
    yield SystemCommand(
        "Theme", "Choose other colors", partial(app.call_later, app.run_action, "change_theme")
    )
    if screen is home or leave_for is None:
        return
    yield SystemCommand("Go to Home", "What to do next", partial(leave_for, None))
    for binding in declared_bindings(home):
        if binding.action != "settings" and is_available(home, binding):
            yield SystemCommand(
                f"Go to {binding.description}",
                binding.tooltip,
                partial(leave_for, binding.action),
            )
