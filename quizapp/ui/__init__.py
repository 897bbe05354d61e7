"""The Textual app: screens, widgets, themes and key bindings."""
