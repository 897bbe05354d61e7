"""Messages between the app's parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from quizapp.store.workspace import Workspace


@dataclass
class StoreReady(Message):
    """The database is open and the pack is up to date."""

    workspace: Workspace


@dataclass
class StoreFailed(Message):
    """The database cannot be used; `text` is the one line that says why and what to do."""

    text: str


@dataclass
class StoreProgress(Message):
    """Loading goes on: what, how far, of how much."""

    what: str
    done: int
    total: int


@dataclass
class TerminalGone(Message):
    """The terminal was closed: nobody can see or type anything any more."""


@dataclass
class OptionPicked(Message):
    """An option of the question shown was picked; counted from 0 in the order shown."""

    shown: int
