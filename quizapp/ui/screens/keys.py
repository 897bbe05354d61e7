"""The list of key bindings, which the learner can change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.settings import FILE, KEY_MAP, set_elsewhere
from quizapp.ui import keys, look, messages, text
from quizapp.ui.screens.base import Dialog, QuizScreen, ShowsSettings
from quizapp.ui.widgets.heading import Heading
from quizapp.ui.widgets.hints import Hints, key_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizapp.practice.settings import Preferences

KEY, WIDEST = 14, 98
PLACES = {
    "anywhere": "Anywhere",
    "ask": "Dialogs with a text field",
    "briefing": "Mock exams: choosing one",
    "browse": "Browse",
    "choice": "Dialogs with choices",
    "contents": "Navigator of a report",
    "drill": "Drill: choosing the questions",
    "filter": "Filter of Browse",
    "keys": "This list",
    "navigator": "Navigator of a mock",
    "note": "Notes",
    "pick": "Lists to choose from",
    "practice": "Question in a drill or a review",
    "press": "Assigning a key",
    "question": "Question in a mock",
    "reasons": "Explanation of a question",
    "report": "Report of a mock, or the end of a drill",
    "result": "Result of the real exam",
    "review": "Reading a report",
    "sheet": "Sheet of a topic or a task",
    "sheets": "Sheets: choosing one",
    "side": "Side by side: two ideas that you mixed up",
    "themes": "Theme",
    "weak": "Weak areas",
}
"""Where keys work; other places are called by their own names."""


class KeysScreen(QuizScreen, ShowsSettings):
    """All keys, by screen. Press enter to assign another key to an action."""

    BINDINGS = [
        Binding("enter", "change", "Change", id="keys.change", tooltip="Assign another key"),
        Binding(
            "backspace,delete",
            "forget",
            "Default",
            id="keys.forget",
            key_display="⌫",
            tooltip="Restore the default key",
        ),
        Binding("escape", "back", "Back", id="keys.back", tooltip="Back"),
    ]

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self._drawn_width = 0

    def settings_changed(self, preferences: Preferences, exam: str) -> None:
        self.preferences = preferences
        if self.is_mounted:
            self._draw()
            self.query_one(Hints).renew()

    def compose(self) -> ComposeResult:
        yield Heading(Content("Settings · Keys"))
        with Vertical(classes="page"):
            yield Static(
                Content.styled("Press enter, then the key to assign to the action.\n", text.MUTED)
            )
            yield OptionList()
            yield Static(Content(""), id="keys-note")
        yield Hints()

    def on_mount(self) -> None:
        self._draw()
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        if self.is_mounted and self.size.width != self._drawn_width:
            self._draw()

    def _draw(self) -> None:
        self._drawn_width = self.size.width
        own = self._own_keys()
        rows = self.query_one(OptionList)
        at = rows.highlighted
        rows.clear_options()
        for place in keys.places():
            where = PLACES.get(place.name, place.name.capitalize())
            rows.add_option(Option(Content.styled(f" {where}", "bold"), disabled=True))
            listed = keys.folded(place.bindings, own)
            rows.add_options([Option(self._row(b, own), id=b.id) for b in listed])
        rows.highlighted = at if at is not None else 1

    def _own_keys(self) -> dict[str, str]:
        """Return the assigned keys that are valid, by the id of their binding."""
        return look.key_map(self.preferences.now.keys)[0]

    def _row(self, binding: Binding, own_keys: dict[str, str]) -> Content:
        own = own_keys.get(str(binding.id))
        active = binding.with_key(own) if own else binding
        changed = "changed: " if own else ""
        effect = text.plain(f"{changed}{binding.tooltip or binding.description}")
        lead = Content.styled(f"   {key_names(active):<{KEY}}", "bold $accent" if own else "bold")
        room = max(8, min(WIDEST, self.size.width - 10) - lead.cell_length)
        return lead + effect.truncate(room, ellipsis=True)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show in full what the highlighted key does; its row may be too narrow."""
        binding = keys.bindings_by_id().get(event.option_id or "")
        effect = "" if binding is None else binding.tooltip or binding.description
        name = "" if binding is None else f"   in {FILE}: {event.option_id}"
        note = Content.assemble(text.plain(f"\n{effect}"), (name, text.MUTED))
        self.query_one("#keys-note", Static).update(note)

    @property
    def _chosen(self) -> str | None:
        rows = self.query_one(OptionList)
        if rows.highlighted is None:
            return None
        return rows.get_option_at_index(rows.highlighted).id

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        name = event.option_id
        if name is not None and (same := keys.together(name)):
            self.say(
                f"These keys belong together. {FILE} can change each: {same[0]} to {same[-1]}."
            )
        elif name is not None and not self._refused(name):
            own = self._own_keys().get(name)
            self.app.push_screen(
                PressScreen(name, own, lambda key: self._fault(name, key)),
                lambda key: self._assign(name, key),
            )

    def _refused(self, name: str) -> bool:
        """Return whether a key is set in the file or the environment; if so, show a notice."""
        overrides = self.preferences.overrides
        for source, layer in (("QUIZAPP_KEYS", overrides.environment), (FILE, overrides.file)):
            if name in KEY_MAP.read(layer.get("keys", "")):
                self.say(set_elsewhere(_action(name), source))
                return True
        return False

    def _fault(self, name: str, key: str) -> str | None:
        """Return why an action cannot have a key, in one sentence; None if it can."""
        reason = keys.conflict(self.preferences.now.keys, name, key)
        if reason is None:
            return None
        *words, last = reason.split(" ")
        if last in keys.bindings_by_id():
            reason = f"{' '.join(words)} {_action(last)}"
        return text.sentence(reason)

    def _assign(self, name: str, key: str | None) -> None:
        if key == keys.bindings_by_id()[name].key:
            self.action_forget()
        elif key is not None:
            self._store({**self.preferences.own_keys, name: key})

    def _store(self, own: dict[str, str]) -> None:
        self.post_message(messages.ChangeSetting("keys", KEY_MAP.write(own) or None))

    def action_forget(self) -> None:
        name = self._chosen
        if name is None or self._refused(name):
            return
        own = dict(self.preferences.own_keys)
        if own.pop(name, None) is not None:
            self._store(own)

    def action_change(self) -> None:
        self.query_one(OptionList).action_select()

    def action_back(self) -> None:
        self.step_back()


def _action(name: str) -> str:
    """Return what the binding with an id does, in the words of its hint."""
    return f"“{keys.bindings_by_id()[name].description}”"


class PressScreen(Dialog[str | None]):
    """Press the key to assign. If it cannot be used, the reason is shown; press another one. Esc
    cancels."""

    TAKES_ANY_KEY = True
    BINDINGS = [
        Binding("escape", "back", "Back", id="press.back", tooltip="Back; the key stays as it is")
    ]

    def __init__(
        self,
        name: str,
        now: str | None = None,
        check: Callable[[str], str | None] = lambda _key: None,
    ) -> None:
        """`now` are the keys that the learner has assigned before, if any. `check` returns why a
        key cannot be used; None if it can."""
        super().__init__()
        self._check = check
        self._binding_id = name
        binding = keys.bindings_by_id()[name]
        self._now = binding.with_key(now) if now else binding

    def compose(self) -> ComposeResult:
        effect = self._now.tooltip or self._now.description
        with Vertical(classes="dialog"):
            yield Static(Content("Press a key"), classes="dialog-title")
            yield Static(text.plain(f"for {_action(self._binding_id)}: {effect}"))
            yield Static(text.plain(f"It replaces {key_names(self._now)}.", text.MUTED))
            yield Static(Content(""), id="press-fault")
            yield Hints(with_help=False)

    def on_key(self, event: events.Key) -> None:
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        fault = self._check(event.key)
        if fault is None:
            self.dismiss(event.key)
        else:
            reason = text.plain(f"{fault} Press another key.\n", "$error")
            self.query_one("#press-fault", Static).update(reason)

    def action_back(self) -> None:
        self.dismiss(None)
