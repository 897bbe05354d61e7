"""Keys as they are typed: other keyboard layouts, Caps Lock, and keys pressed twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from math import inf
from typing import Any

from textual import events, on
from textual.keys import key_to_character
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from quizapp.ui.bindings import TakesLetters
from quizapp.ui.ending import EndingApp
from quizapp.ui.messages import KeysBefore
from quizapp.ui.textual_private import character_to_key, has_priority

LATIN = "qwertyuiopasdfghjklzxcvbnm"
LAYOUTS = (
    "йцукенгшщзфывапролдячсмить",
    "йцукенгшщзфівапролдячсмить",
    ";ςερτυθιοπασδφγηξκλζχψωβνμ",
    "/'קראטוןםפשדגכעיחלךזסבהנמצ",
    "ضصثقفغعهخحشسيبلاتنمئءؤرلىة",
)
"""The letters on the keys of `LATIN`: Russian, Ukrainian, Greek, Hebrew, and Arabic keyboards."""
KEYS = {
    letter: latin
    for layout in LAYOUTS
    for letter, latin in zip(layout, LATIN, strict=True)
    if not letter.isascii()
}
LOOK_AGAIN = 0.05
"""Seconds after which a held key looks whether its screen is still open."""
BRIEF = 4
"""Seconds that the notice about a key without a function is shown."""


def latin_keys(character: str) -> Iterator[str]:
    """Yield the characters that the same key types on a Latin keyboard without Caps Lock."""
    folded = unicodedata.normalize("NFKC", character).lower()
    if len(folded) != 1:
        return
    digit = unicodedata.digit(folded, None)
    if digit is not None:
        folded = str(digit)
    if folded != character:
        yield folded
    if folded in KEYS:
        yield KEYS[folded]


class TypedApp(EndingApp):
    """An app whose keys also work with Caps Lock, full-width digits, and other layouts.

    A key that closed a dialog, and was typed again before the dialog was closed, is ignored: it
    was not meant for the screen below. So is a key that was typed before the first frame of a page
    that follows work (`follows_work`): it was meant for the page before.

    Keys take effect in the order in which they were typed. Textual runs a priority key, such as
    ctrl+q, when it arrives, but passes other keys to the focus and back first; so ctrl+q would
    overtake the answer that was typed before it. Here a priority key is held until they are done.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last_key = ""
        self._closed_by: tuple[str, float] = ("", 0.0)
        self._followed: tuple[Screen[Any] | None, float] = (None, 0.0)

    def follows_work(self, screen: Screen[Any]) -> None:
        """Note that a screen, which opens now, follows work, so that keys typed before its first
        frame do not act on it."""

        def painted() -> None:
            if self._followed[0] is screen:
                self._followed = (screen, Message().time)

        self._followed = (screen, inf)
        screen.call_after_refresh(painted)

    def _is_early(self, event: events.Key) -> bool:
        """Whether a key was typed before its page, which follows work, was painted."""
        page, since = self._followed
        return page is self.screen and event.time <= since and not has_priority(self, event.key)

    def dialog_closed(self) -> None:
        """Note which key has closed a dialog, and when."""
        self._closed_by = (self._last_key, Message().time)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            key, closed = self._closed_by
            if (event.key == key and event.time <= closed) or self._is_early(event):
                return
            if not event.is_forwarded:
                self._adapt(event)
                self._last_key = event.key
                if has_priority(self, event.key):
                    self._hold(event)
                    return
        await super().on_event(event)

    # -- the order of keys ---------------------------------------------------------------------

    def _hold(self, event: events.Key) -> None:
        """Send a message the way of the earlier keys; the key is handled when it is back."""
        target = self.focused or self.screen
        held = KeysBefore(event)
        target.post_message(held)
        self.set_timer(LOOK_AGAIN, lambda: self._look_again(held, target))

    async def _look_again(self, held: KeysBefore, target: Widget) -> None:
        """Handle a held key whose screen was closed, so that its message cannot come back."""
        if held.handled:
            return
        if target.is_attached and target.is_running:
            self.set_timer(LOOK_AGAIN, lambda: self._look_again(held, target))
        else:
            await self._release(held)

    @on(KeysBefore)
    async def _release(self, held: KeysBefore) -> None:
        """Handle a held key, once."""
        if not held.handled:
            held.handled = True
            await super().on_event(held.event)

    def _adapt(self, event: events.Key) -> None:
        """Replace a key that has no function with the Latin key that is in the same place.

        A letter that chooses an option on this screen becomes the key of the option.
        """
        character = event.character or ""
        if len(character) != 1 or not character.isprintable() or self._takes_any_key:
            return
        if self._chooses(event, character):
            return
        candidates = list(latin_keys(character))
        if not candidates and character.isascii():
            return
        bindings = self.active_bindings
        if event.key in bindings:
            return
        for latin in candidates:
            if self._chooses(event, latin):
                return
            if (name := character_to_key(latin)) in bindings:
                event.key, event.character = name, latin
                return
        if not character.isascii() and character.isalpha():
            message = f"The key {character} has no function here. F1 lists the keys."
            self.notify(message, severity="warning", timeout=BRIEF, markup=False)

    def _chooses(self, event: events.Key, letter: str) -> bool:
        """Replace a letter that chooses an option with the option's key; return whether it does."""
        screen = self.screen
        key = screen.stands_for(letter) if isinstance(screen, TakesLetters) else None
        if key is not None:
            event.key, event.character = key, key_to_character(key)
        return key is not None

    @property
    def _takes_any_key(self) -> bool:
        """Whether keys are text, or are to be assigned to an action."""
        return self.is_typing or getattr(self.screen, "TAKES_ANY_KEY", False) is True
