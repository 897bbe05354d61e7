"""What is set, as the screens ask for it: applied to the app, and changed on request."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from quizapp.settings import DEFAULT_THEME, NOTHING, Held, Outside, Settings, held, values

if TYPE_CHECKING:
    from quizapp.store.bootstrap.home_row import HomeRow
    from quizapp.store.workspace import Workspace
    from quizapp.ui.app import QuizApp

STANDING = ("exam", "exam_date", "time_zone")
NAMED = 6


class Preferences:
    """All settings as they hold: by type (`now`), with their source (`held`), and our own keys.

    `row` is the home row that the first frame is painted from; it repeats what is stored.
    """

    def __init__(self, outside: Outside, row: HomeRow) -> None:
        self.outside = outside
        self.now: Settings
        self.held: dict[str, Held]
        self.own_keys: dict[str, str]
        self.take(row.settings)

    def take(self, stored: Mapping[str, str]) -> None:
        """Hold what is stored now, below what is set from outside."""
        self.held = held(self.outside, stored)
        self.now = values(self.outside, stored)
        self.own_keys = held(NOTHING, stored)["keys"].value

    def read(self, workspace: Workspace) -> None:
        """Take what the database holds. Raises StoreError."""
        from quizapp.store.learner import settings

        with workspace.database.read() as connection:
            self.take(settings.stored(connection, workspace.scope.learner))

    def store(self, workspace: Workspace, name: str, text: str | None) -> None:
        """Store a value, None for the default, and hold it. Raises StoreError."""
        from quizapp.store.learner import settings

        with workspace.database.write() as connection:
            settings.write(connection, workspace.scope.learner, name, text)
            if name in STANDING:
                workspace.refresh_home_row(connection)
            stored = settings.stored(connection, workspace.scope.learner)
        self.take(stored)


def dress(app: QuizApp) -> None:
    """Give the app the theme that is set; our own if there is none of that name."""
    wanted = app.preferences.now.theme
    if wanted not in app.available_themes:
        wanted = DEFAULT_THEME
    if app.theme == wanted:
        return
    if wanted != DEFAULT_THEME or app.is_running:
        app.theme = wanted
        return
    # Before the start this is the same, but the style sheet is not read twice.
    app.set_reactive(type(app).theme, wanted)
    app.set_classes(["-dark-mode", f"-theme-{wanted}"])
    app.stylesheet.set_variables(app.get_css_variables())


def rekey(app: QuizApp) -> list[str]:
    """Let the keys do what they are set to; what cannot hold, a line each.

    Nothing is imported for those who have set no keys.
    """
    wished = app.preferences.now.keys
    problems: list[str] = []
    if wished or app.keymap:
        from quizapp.ui.keys import checked

        app.keymap, problems = checked(wished)
        app.set_keymap(app.keymap)
    return problems


def take(app: QuizApp, workspace: Workspace) -> None:
    """Take on what the database holds, and say what is wrong with what is set outside of it."""
    preferences = app.preferences
    if app.guard(lambda: preferences.read(workspace)):
        dress(app)
    lines = [*preferences.outside.problems, *_unknown(app, workspace), *rekey(app)]
    for line in lines:
        app.say(line, severity="warning", timeout=12)


def change(app: QuizApp, name: str, text: str | None) -> bool:
    """Store a setting, None for its default, and act on it at once. True if it was stored."""
    workspace = app.workspace
    if workspace is None or not app.guard(lambda: app.preferences.store(workspace, name, text)):
        return False
    dress(app)
    rekey(app)
    if name in STANDING:
        app.reopen()
    return True


def _unknown(app: QuizApp, workspace: Workspace) -> list[str]:
    """What is set to something that this pack and this app do not have, a line each."""
    found = []
    for name, known in (
        ("exam", [blueprint.code for blueprint in workspace.blueprints]),
        ("theme", sorted(app.available_themes)),
    ):
        held = app.preferences.held[name]
        if held.fixed and held.value is not None and held.value not in known:
            near = difflib.get_close_matches(held.value, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known[:NAMED])}"
            where = held.fixed if held.fixed == held.setting.variable else f"{held.fixed}: {name}"
            found.append(f"{where}: there is no {held.value!r}; {hint}")
    return found


def show(app: QuizApp) -> None:
    """Put the settings above whatever is there, once."""
    from quizapp.ui.screens.settings import SettingsScreen

    if not any(isinstance(screen, SettingsScreen) for screen in app.screen_stack):
        app.push_screen(SettingsScreen())


def choose_theme(app: QuizApp) -> None:
    """Choose a theme by looking at it."""
    from quizapp.ui.screens.themes import ThemeScreen

    def kept(theme: str | None) -> None:
        if theme is not None:
            change(app, "theme", theme)

    fixed = app.preferences.held["theme"].fixed
    if fixed:
        app.say(f"The theme is set in {fixed}; change it there.")
    elif not isinstance(app.screen, ThemeScreen):
        app.push_screen(ThemeScreen(), kept)
