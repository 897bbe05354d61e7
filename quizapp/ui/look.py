"""Applies the theme and key settings to the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App

from quizapp.settings import DEFAULT_THEME


def apply_theme(app: App[Any], name: str) -> None:
    """Apply a theme, or the default theme if there is none with that name."""
    if name not in app.available_themes:
        name = DEFAULT_THEME
    if app.theme == name:
        return
    if name != DEFAULT_THEME or app.is_running:
        app.theme = name
        return
    # Before the app runs, this has the same effect without parsing the style sheet twice.
    app.set_reactive(type(app).theme, name)
    app.set_classes(["-dark-mode", f"-theme-{name}"])
    app.stylesheet.set_variables(app.get_css_variables())


def key_map(assigned: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the valid part of a key map (binding id to keys), and a message for each problem.

    Import the rules for keys only if the map is not empty, because they import every screen.
    """
    if not assigned:
        return {}, []
    from quizapp.ui.keys import checked_key_map

    return checked_key_map(assigned)
