"""Question files become plain mappings, lists and strings that remember their lines.

The general YAML loaders accept what a question file must not hold: `NO` read as False, duplicate
keys, aliases that expand a thousandfold, tags, and nesting deep enough to crash the C loader. So
only the parser's event stream is used here, with a small builder of our own on top of it.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import yaml

MAX_BYTES = 5_000_000
MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_MESSAGE = 400

Node: TypeAlias = "str | MappingNode | SequenceNode"


class MappingNode(dict[str, Any]):
    """A mapping that knows the line (from 1) it starts on and the line of each key."""

    __slots__ = ("key_lines", "line")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.key_lines: dict[str, int] = {}


class SequenceNode(list[Any]):
    """A list that knows the line (from 1) it starts on and the line of each item."""

    __slots__ = ("item_lines", "line")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.item_lines: list[int] = []


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: where it is, what it is, and what to do about it.

    It names what was found in the file, so its texts are cut and cannot steer a terminal.
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
    """Text on one line, of at most MAX_MESSAGE characters, all of which can be seen."""
    cut = text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + "…"
    return "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in cut)


class FileProblem(Exception):
    """A file that cannot be read at all; carries the one `Problem` that says why."""

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
        raise _problem(name, 1, "is no ordinary file; put a file of text in its place")
    if len(data) > MAX_BYTES:
        size = max(path.stat().st_size, len(data))
        raise _problem(name, 1, f"the file has {size:,} bytes; split it, the most is {MAX_BYTES:,}")
    return parse(data, name)


def _bytes(path: Path) -> bytes | None:
    """What a file holds, up to one byte too many; None for a pipe, a device or a folder.

    It is opened without waiting, since a pipe would be waited for, and looked at when it is open.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with open(number, "rb") as stream:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(number).st_mode):
            return None
        return stream.read(MAX_BYTES + 1)


def parse(data: bytes, name: str) -> Node:
    """Parse the bytes of one file, `name` standing for it in messages. Raises FileProblem."""
    if len(data) > MAX_BYTES:
        raise _problem(name, 1, f"over {MAX_BYTES:,} bytes; split the file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _problem(name, line, "not UTF-8 text; save the file as UTF-8") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _syntax(name, text, error) from None
    except RecursionError:
        raise _problem(name, 1, f"nested deeper than {MAX_DEPTH} levels; flatten it") from None
    if builder.root is None:
        raise _problem(name, 1, "the file is empty; write a list of questions or remove it")
    return builder.root


def line_of(root: Node, path: tuple[int | str, ...]) -> int:
    """The line of the deepest part of `path` (keys and indexes) that exists below `root`."""
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


class _Builder:
    """Builds nodes from parse events, refusing everything a question file has no use for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: Node | None = None
        self._stack: list[MappingNode | SequenceNode] = []
        self._keys: list[str | None] = []
        self._documents = 0
        self._nodes = 0

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        line = mark.line + 1 if mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise _problem(
                self.name, line, f"alias *{event.anchor}: aliases are not allowed; write it out"
            )
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise _problem(
                    self.name, line, "a second document (---) starts here; keep one per file"
                )
        if isinstance(event, yaml.NodeEvent):
            self._nodes += 1
            if self._nodes > MAX_NODES:
                raise _problem(
                    self.name, line, f"more than {MAX_NODES:,} names and values; split the file"
                )
            if event.anchor:
                raise _problem(
                    self.name, line, f"anchor &{event.anchor}: anchors are not allowed; remove it"
                )
            tag = getattr(event, "tag", None)
            if tag and tag != "!":
                raise _problem(self.name, line, f"tag {tag}: tags are not allowed; remove it")
        if isinstance(event, yaml.ScalarEvent):
            self._add(str(event.value), line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(MappingNode(line), line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(SequenceNode(line), line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()
            self._keys.pop()

    def _open(self, node: MappingNode | SequenceNode, line: int) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise _problem(self.name, line, f"nested deeper than {MAX_DEPTH} levels; flatten it")
        self._add(node, line)
        self._stack.append(node)
        self._keys.append(None)

    def _add(self, node: Node, line: int) -> None:
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        if isinstance(parent, SequenceNode):
            parent.append(node)
            parent.item_lines.append(line)
            return
        key = self._keys[-1]
        if key is None:
            if not isinstance(node, str):
                raise _problem(
                    self.name,
                    line,
                    "a mapping or list stands where a name is expected; quote it if it is text",
                )
            if node in parent:
                first = parent.key_lines[node]
                raise _problem(
                    self.name, line, f"“{node}” stands twice (first on line {first}); keep one"
                )
            parent.key_lines[node] = line
            parent[node] = ""
            self._keys[-1] = node
        else:
            parent[key] = node
            self._keys[-1] = None


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
