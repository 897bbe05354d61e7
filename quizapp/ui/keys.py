"""The key map: which keys can be given another place, and what speaks against a wish."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from textual.binding import Binding
from textual.keys import Keys, key_to_character
from textual.screen import Screen

from quizapp.ui.bindings import EVERYWHERE
from quizapp.ui.textual_private import character_to_key
from quizapp.words import nearest

MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
# What lists, text fields and the terminal need for themselves, wherever they stand.
TAKEN = frozenset(
    [
        "up",
        "down",
        "home",
        "end",
        "pageup",
        "pagedown",
        "enter",
        "tab",
        "shift+tab",
        "ctrl+c",
        "ctrl+m",
        "ctrl+j",
        "ctrl+i",
    ]
)


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, or the app as a whole, with all that its keys do."""

    name: str
    bindings: tuple[Binding, ...]


@cache
def places() -> tuple[Place, ...]:
    """The app, then every screen that declares keys. Imports every screen."""
    from quizapp.ui import screens

    found = {"anywhere": Place("anywhere", tuple(b for b in EVERYWHERE if b.id))}
    for module in sorted(m.name for m in pkgutil.iter_modules(screens.__path__)):
        loaded = importlib.import_module(f"{screens.__name__}.{module}")
        for _, owner in inspect.getmembers(loaded, inspect.isclass):
            bindings = _named(owner) if issubclass(owner, Screen) else ()
            if bindings and owner.__module__ == loaded.__name__:
                place = str(bindings[0].id).split(".", 1)[0]
                found.setdefault(place, Place(place, bindings))
    return tuple(found.values())


def _named(owner: type) -> tuple[Binding, ...]:
    return tuple(
        b
        for b in getattr(owner, "BINDINGS", ())
        if isinstance(b, Binding) and b.id and b.description
    )


def bindings_by_id() -> dict[str, Binding]:
    """Every binding by its id."""
    return {str(b.id): b for place in places() for b in place.bindings}


def parse_key(key: str) -> str | None:
    """A key as the app knows it, from how a person writes it; None if there is no such key."""
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
    return [key for part in keys.split(",") if (key := part.strip())]


def checked_key_map(wished: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The part of a key map that can hold, and a line for each wish that cannot."""
    bindings = bindings_by_id()
    good: dict[str, str] = {}
    problems: list[str] = []
    for name, keys in wished.items():
        binding = bindings.get(name)
        if binding is None:
            near = nearest(name, bindings)
            hint = f"; did you mean {near}?" if near else "; F1 and Settings, Keys list them"
            problems.append(f"keys: there is nothing called {name!r}{hint}")
            continue
        wrong = _fault(binding, keys)
        if wrong is None:
            good[name] = ",".join(str(parse_key(key)) for key in split_keys(keys))
        else:
            problems.append(f"keys: {name}: {wrong}; it keeps {binding.key}")
    for name, key, other in clashes(good):
        if good.pop(name, None) is not None:
            kept = bindings[name].key
            problems.append(f"keys: {name}: {key!r} is {other}'s key; it keeps {kept}")
    return good, problems


def _fault(binding: Binding, keys: str) -> str | None:
    if not split_keys(keys):
        return "no key is given"
    for key in split_keys(keys):
        name = parse_key(key)
        if name is None:
            return f"{key!r} is not a key; write it as v, f5 or ctrl+t"
        if name in TAKEN and name not in split_keys(binding.key):
            return f"{key!r} is needed by lists and text"
        if binding.priority and key_to_character(name) is not None:
            return f"{key!r} is for typing; take one such as ctrl+t"
    return None


def clashes(keymap: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(remapped id, key, other id) for every key of the map that something else has already."""
    everywhere, *others = places()
    for place in (everywhere, *others):
        here = list(place.bindings)
        if place is not everywhere:
            here += everywhere.bindings
        held: dict[str, str] = {}
        for binding in sorted(here, key=lambda b: b.id in keymap):
            name = str(binding.id)
            for key in split_keys(keymap.get(name, binding.key)):
                full = parse_key(key) or key
                if full in held and name in keymap and held[full] != name:
                    yield name, key, held[full]
                held.setdefault(full, name)


def conflict(keymap: Mapping[str, str], name: str, key: str) -> str | None:
    """What speaks against giving `name` this key beside the rest of the map; None if nothing."""
    _, problems = checked_key_map({**keymap, name: key})
    mine = [line for line in problems if line.startswith(f"keys: {name}:")]
    return mine[0].removeprefix(f"keys: {name}: ").split("; it keeps")[0] if mine else None
