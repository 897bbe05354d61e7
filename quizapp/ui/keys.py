"""The rules of the key map: which keys a learner can assign to which action."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from textual.binding import Binding
from textual.keys import Keys, key_to_character
from textual.screen import Screen

from quizapp.ui.bindings import EVERYWHERE, MOVES
from quizapp.ui.textual_private import character_to_key
from quizapp.words import nearest

MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
# Keys that lists, text fields, and the terminal use on every screen.
RESERVED = MOVES | {"enter", "tab", "shift+tab", "ctrl+c", "ctrl+m", "ctrl+j", "ctrl+i"}


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, or the whole app ("anywhere"), with its key bindings."""

    name: str
    bindings: tuple[Binding, ...]


@cache
def places() -> tuple[Place, ...]:
    """Return the app, then every screen that has key bindings. Imports every screen."""
    from quizapp.ui import screens

    named = {"anywhere": Place("anywhere", tuple(b for b in EVERYWHERE if b.id))}
    for module in sorted(m.name for m in pkgutil.iter_modules(screens.__path__)):
        loaded = importlib.import_module(f"{screens.__name__}.{module}")
        for _, owner in inspect.getmembers(loaded, inspect.isclass):
            bindings = _named_bindings(owner) if issubclass(owner, Screen) else ()
            if bindings and owner.__module__ == loaded.__name__:
                place = str(bindings[0].id).split(".", 1)[0]
                named.setdefault(place, Place(place, bindings))
    return tuple(named.values())


def _named_bindings(owner: type) -> tuple[Binding, ...]:
    return tuple(
        b
        for b in getattr(owner, "BINDINGS", ())
        if isinstance(b, Binding) and b.id and b.description
    )


def bindings_by_id() -> dict[str, Binding]:
    """Return every binding by its id, such as `question.flag`."""
    return {str(b.id): b for place in places() for b in place.bindings}


def folded(bindings: Iterable[Binding], own: Mapping[str, str]) -> list[Binding]:
    """Return bindings to list: of those that belong together, only the first and changed ones.

    `own` are the assigned keys by the id of their binding.
    """
    listed: list[Binding] = []
    for binding in bindings:
        first, *_ = together(str(binding.id)) or [str(binding.id)]
        if first == binding.id or binding.id in own:
            listed.append(binding)
    return listed


@cache
def together(name: str) -> list[str]:
    """Return the ids of the bindings that share the shown keys of one, such as 0–9; [] if none."""
    binding = bindings_by_id()[name]
    place = next(place for place in places() if binding in place.bindings)
    same = [
        str(other.id)
        for other in place.bindings
        if binding.key_display and other.key_display == binding.key_display
    ]
    return same if len(same) > 1 else []


def parse_key(key: str) -> str | None:
    """Return Textual's name of a key that a person wrote, such as `!` or `ctrl+t`.

    Return None if there is no such key.
    """
    key = key.strip()
    if len(key) == 1:
        if not key.isprintable() or key.isspace():
            return None
        return key if key.isalnum() else _by_name(key)
    *modifiers, last = key.split("+") if not key.endswith("++") else (*key[:-2].split("+"), "+")
    if not set(modifiers) <= MODIFIERS or not last:
        return None
    if len(last) == 1:
        return "+".join([*modifiers, last if last.isalnum() else _by_name(last)])
    if last in {known_key.value for known_key in Keys} or key_to_character(last) is not None:
        return "+".join([*modifiers, last])
    return None


def _by_name(character: str) -> str:
    return character_to_key(character) if unicodedata.name(character, "") else character


def split_keys(keys: str) -> list[str]:
    """Split a comma-separated list of keys."""
    return [key for part in keys.split(",") if (key := part.strip())]


def checked_key_map(keymap: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the valid part of a key map (binding id to keys), and a message for each problem."""
    bindings = bindings_by_id()
    valid: dict[str, str] = {}
    problems: list[str] = []
    for name, keys in keymap.items():
        binding = bindings.get(name)
        if binding is None:
            near = nearest(name, bindings)
            hint = f"; did you mean {near}?" if near else "; Settings, Keys lists all actions"
            problems.append(f"keys: there is no action {name!r}{hint}")
            continue
        fault = _fault(binding, keys)
        if fault is None:
            valid[name] = ",".join(str(parse_key(key)) for key in split_keys(keys))
        else:
            problems.append(f"keys: {name}: {fault}; it keeps {binding.key}")
    for name, key, other in clashes(valid):
        if valid.pop(name, None) is not None:
            default = bindings[name].key
            problems.append(f"keys: {name}: {key!r} is the key of {other}; it keeps {default}")
    return valid, problems


def _fault(binding: Binding, keys: str) -> str | None:
    if not split_keys(keys):
        return "no key is set"
    for key in split_keys(keys):
        name = parse_key(key)
        if name is None:
            return f"{key!r} is not a key; write it as v, f5, or ctrl+t"
        if name in RESERVED and name not in split_keys(binding.key):
            return f"{key!r} is reserved for lists and text fields"
        if (binding.priority or binding in EVERYWHERE) and key_to_character(name) is not None:
            return f"{key!r} is needed for typing; use a key such as ctrl+t"
    return None


def clashes(keymap: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (id, key, other id) for every key of the map that another binding already uses."""
    everywhere, *others = places()
    for place in (everywhere, *others):
        here = list(place.bindings)
        if place is not everywhere:
            here += everywhere.bindings
        owners: dict[str, str] = {}
        for binding in sorted(here, key=lambda b: b.id in keymap):
            name = str(binding.id)
            for key in split_keys(keymap.get(name, binding.key)):
                full = parse_key(key) or key
                if full in owners and name in keymap and owners[full] != name:
                    yield name, key, owners[full]
                owners.setdefault(full, name)


def conflict(keymap: Mapping[str, str], name: str, key: str) -> str | None:
    """Return why `name` cannot have this key in addition to the map, or None if it can."""
    _, problems = checked_key_map({**keymap, name: key})
    own = [line for line in problems if line.startswith(f"keys: {name}:")]
    return own[0].removeprefix(f"keys: {name}: ").split("; it keeps")[0] if own else None
