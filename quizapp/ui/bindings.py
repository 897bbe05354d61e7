"""The keys that work on every screen."""

from __future__ import annotations

from textual.binding import Binding

EVERYWHERE = [
    Binding("f1", "help", "Help", id="app.help", tooltip="What this screen is for; its keys"),
    Binding(
        "f2",
        "settings",
        "Settings",
        id="app.settings",
        tooltip="Exam, exam date, theme, keys and more",
        show=False,
    ),
    Binding(
        "ctrl+p",
        "command_palette",
        "Commands",
        id="app.palette",
        tooltip="Everything that can be done, by name",
        show=False,
        priority=True,
    ),
    Binding(
        "ctrl+q",
        "quit",
        "Quit",
        id="app.quit",
        tooltip="Leave; everything is saved",
        show=False,
        priority=True,
    ),
    Binding(
        "ctrl+z",
        "suspend_process",
        "Suspend",
        id="app.suspend",
        tooltip="Back to the shell; fg returns (the clock of a mock keeps running)",
        show=False,
        priority=True,
    ),
    Binding(
        "ctrl+c",
        "interrupt",
        "Interrupt",
        id="app.interrupt",
        tooltip="Leave, saved; in a text field it copies",
        show=False,
        priority=True,
    ),
]
