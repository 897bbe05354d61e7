"""Read question files into mappings, lists, and strings with their line numbers.

General YAML loaders accept what a question file must not contain: `NO` read as False, duplicate
keys, aliases that expand a thousandfold, tags, and nesting deep enough to crash the C loader.
Therefore, this module uses only the parser's event stream, and builds the nodes itself.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from quizapp.words import is_visible

MAX_BYTES = 5_000_000
MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_MESSAGE = 400

Node: TypeAlias = "str | MappingNode | SequenceNode"


class MappingNode(dict[str, Any]):
    """A mapping with the lines (from 1) of its beginning and of each key."""

    __slots__ = ("key_lines", "line")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.key_lines: dict[str, int] = {}


class SequenceNode(list[Any]):
    """A list with the lines (from 1) of its beginning and of each item."""

    __slots__ = ("item_lines", "line")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.item_lines: list[int] = []


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a file: its location, and a message that says what to do.

    Its texts may quote the file, so they are shortened, and control characters are replaced.
    """

    file: str
    line: int
    question: str
    rule: str
    message: str

    def __post_init__(self) -> None:
        for name in ("file", "question", "message"):
            object.__setattr__(self, name, printable(getattr(self, name)))

    def __str__(self) -> str:
        who = f"{self.question}: " if self.question else ""
        return f"{self.file}:{self.line}: {who}{self.message}"


def printable(text: str) -> str:
    """Return a text on one line, with at most MAX_MESSAGE characters, all of them visible."""
    cut = text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"
    return "".join(c if is_visible(c) else " " if c.isspace() else "\ufffd" for c in cut)


class FileProblem(Exception):
    """A file cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(path: Path, shown_as: str | None = None) -> Node:
    """Read one file. Raises FileProblem with file, line and remedy for anything unreadable."""
    name = shown_as or path.name
    try:
        data = _bytes(path)
    except OSError as error:
        raise _problem(name, 1, f"cannot be read: {error.strerror or error}") from None
    if data is None:
        raise _problem(name, 1, "is not a regular file; replace it with a text file")
    if len(data) > MAX_BYTES:
        size = max(path.stat().st_size, len(data))
        raise _problem(
            name, 1, f"the file has {size:,} bytes; the limit is {MAX_BYTES:,}; split it"
        )
    return parse(data, name)


def _bytes(path: Path) -> bytes | None:
    """The first MAX_BYTES + 1 bytes of a file; None for a pipe, a device or a folder.

    The file is opened without blocking, because opening a pipe would block, and its type is checked
    once it is open.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(number, "rb") as stream:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return None
        return stream.read(MAX_BYTES + 1)


def parse(data: bytes, name: str) -> Node:
    """Parse the bytes of one file; `name` is its name in messages. Raises FileProblem."""
    if len(data) > MAX_BYTES:
        raise _problem(name, 1, f"over {MAX_BYTES:,} bytes; split the file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _problem(name, line, "not UTF-8 text; save the file as UTF-8") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = _build(name, iter(loader(text).get_event, None))
    except yaml.YAMLError as error:
        raise _syntax(name, text, error) from None
    except RecursionError:
        raise _problem(name, 1, f"nested deeper than {MAX_DEPTH} levels; flatten it") from None
    if root is None:
        raise _problem(name, 1, "the file is empty; write a list of questions or remove it")
    return root


def line_of(root: Node, path: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of the deepest existing part of `path` (keys and indexes)."""
    node: Any = root
    line = getattr(root, "line", 1)
    for step in path:
        if isinstance(node, MappingNode) and isinstance(step, str) and step in node:
            line = node.key_lines[step]
            node = node[step]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node):
            line = node.item_lines[step]
            node = node[step]
        else:
            break
    return line


def _build(name: str, events: Iterator[Any]) -> Node | None:
    """Build nodes from parser events, and refuse YAML that question files do not use.

    For speed, it is one loop over local names: a bank has tens of thousands of events.
    """
    root: Node | None = None
    parent: MappingNode | SequenceNode | None = None
    key: str | None = None
    above: list[tuple[MappingNode | SequenceNode | None, str | None]] = []
    documents = nodes = 0
    for event in events:
        line = event.start_mark.line + 1
        kind = type(event)
        node: Node
        if kind is ScalarEvent:
            node = event.value
        elif kind is MappingStartEvent:
            node = MappingNode(line)
        elif kind is SequenceStartEvent:
            node = SequenceNode(line)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            parent, key = above.pop()
            continue
        else:
            documents += kind is DocumentStartEvent
            _refuse(name, line, event, documents)
            continue
        nodes += 1
        if nodes > MAX_NODES or event.anchor or event.tag:
            _refuse_marked(name, line, event, nodes)
        if parent is None:
            root = node
        elif isinstance(parent, SequenceNode):
            parent.append(node)
            parent.item_lines.append(line)
        elif key is None:
            if not isinstance(node, str) or node in parent:
                raise _no_name(name, line, parent, node)
            key = node
            parent.key_lines[key] = line
            parent[key] = ""
            continue
        else:
            parent[key] = node
            key = None
        if not isinstance(node, str):
            if len(above) == MAX_DEPTH:
                raise _problem(name, line, f"nested deeper than {MAX_DEPTH} levels; flatten it")
            above.append((parent, key))
            parent, key = node, None
    return root


def _refuse(name: str, line: int, event: Any, documents: int) -> None:
    """Refuse aliases, and all documents but the first. Raises FileProblem."""
    if isinstance(event, AliasEvent):
        message = f"alias *{event.anchor}: aliases are not allowed; write it out"
        raise _problem(name, line, message)
    if documents > 1:
        raise _problem(name, line, "a second document (---) starts here; keep one per file")


def _refuse_marked(name: str, line: int, event: Any, nodes: int) -> None:
    """Refuse too many nodes, anchors, and tags. Raises FileProblem."""
    if nodes > MAX_NODES:
        message = f"more than {MAX_NODES:,} names and values; split the file"
        raise _problem(name, line, message)
    if event.anchor:
        message = f"anchor &{event.anchor}: anchors are not allowed; remove it"
        raise _problem(name, line, message)
    if event.tag != "!":
        raise _problem(name, line, f"tag {event.tag}: tags are not allowed; remove it")


def _no_name(name: str, line: int, parent: MappingNode, node: Node) -> FileProblem:
    """Return the problem with a node that cannot be a key of a mapping."""
    if not isinstance(node, str):
        message = "a name is expected, not a mapping or list; quote it if it is text"
        return _problem(name, line, message)
    first = parent.key_lines[node]
    return _problem(name, line, f"“{node}” is repeated (first on line {first}); keep one")


def _problem(name: str, line: int, message: str) -> FileProblem:
    return FileProblem(Problem(name, line, "", "file", message))


def _syntax(name: str, text: str, error: yaml.YAMLError) -> FileProblem:
    line = 1
    what = str(error).splitlines()[0]
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        last = max(1, text.count("\n") + (not text.endswith("\n")))
        line = min(mark.line + 1, last) if mark else 1
        what = error.problem or what
    else:
        position = getattr(error, "position", None)
        if isinstance(position, int):
            line = text.count("\n", 0, position) + 1
            what = "a control character that YAML does not allow; remove it"
    return _problem(name, line, f"syntax: {what}; check indentation, quotes and colons here")
