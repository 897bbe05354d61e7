"""The search of the command palette: by the names of commands, and by their descriptions."""

from __future__ import annotations

from textual.command import Hit, Hits
from textual.system_commands import SystemCommandsProvider

from quizapp.words import narrow

BY_DESCRIPTION = 0.01
"""The score of a command of which only the description matches: below all other matches."""


class PaletteCommands(SystemCommandsProvider):
    """The commands of the app; a word of a description finds its command, too."""

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, about, callback, *_ in self.app.get_system_commands(self.screen):
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), callback, help=about)
            elif narrow(query, [about]):
                yield Hit(BY_DESCRIPTION, name, callback, help=about)
