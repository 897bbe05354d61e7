"""The command palette: everything that can be done here, and the way to everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from quizapp.ui.widgets.hints import declared, key_name, possible

if TYPE_CHECKING:
    from quizapp.ui.app import QuizApp


def commands(app: QuizApp, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Every binding of the screen and the app, the themes, and the way to any screen.

    An exam-day sitting offers no way to anywhere else.
    """
    named: set[tuple[str, str]] = set()
    for owner in (screen, app):
        for binding in declared(owner):
            if binding.id != "app.palette" and possible(owner, binding):
                name = binding.description[0].upper() + binding.description[1:]
                if (name, binding.action) in named:
                    continue
                named.add((name, binding.action))
                yield SystemCommand(
                    name,
                    f"{binding.tooltip} ({key_name(binding)})",
                    partial(app.call_later, app.run_action, binding.action, owner),
                )
    yield SystemCommand("Theme", "Choose other colours", app.action_change_theme)
    if screen is app.home or (app.sitting is not None and app.sitting.stored.plan.exam_day):
        return
    yield SystemCommand("Go to Home", "What to do next", partial(go_to, app, None))
    for binding in declared(app.home):
        if binding.action != "settings" and possible(app.home, binding):
            yield SystemCommand(
                f"Go to {binding.description}", binding.tooltip, partial(go_to, app, binding.action)
            )


def go_to(app: QuizApp, action: str | None) -> None:
    """Home, and on from there; a sitting that is open waits there to be resumed."""
    if app.sitting is not None:
        title = app.sitting.stored.plan.title
        app.leave_sitting()
        app.say(f"{title} is saved and waits on the home screen.")
    app.go_home()
    if action is not None:
        app.call_later(app.run_action, action, app.home)
