"""Themes and keys as the settings have them, applied to the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App

from quizapp.settings import DEFAULT_THEME


def apply_theme(app: App[Any], wanted: str) -> None:
    """Give the app a theme; our own where there is none of that name."""
    if wanted not in app.available_themes:
        wanted = DEFAULT_THEME
    if app.theme == wanted:
        return
    if wanted != DEFAULT_THEME or app.is_running:
        app.theme = wanted
        return
    # Before the start this does the same without reading the style sheet a second time.
    app.set_reactive(type(app).theme, wanted)
    app.set_classes(["-dark-mode", f"-theme-{wanted}"])
    app.stylesheet.set_variables(app.get_css_variables())


def key_map(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The keys that can be set as `wanted` (binding id to key), and a line for each that cannot.

    The rules of keys are imported only if any key is to be changed.
    """
    if not wanted:
        return {}, []
    from quizapp.ui.keys import checked_key_map

    return checked_key_map(wanted)
