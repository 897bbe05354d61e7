"""Writing of files in a pack's folder, never through a symbolic link."""

from __future__ import annotations

import os
from pathlib import Path

NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Refused(Exception):
    """A file must not be written. The message says why and what to do."""


def put(pack: Path, file: Path, text: str) -> None:
    """Write a whole file. Raises Refused for a link, and OSError."""
    _write(pack, file, text, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)


def create(pack: Path, file: Path, text: str) -> None:
    """Write a file that must be new. Raises Refused for a link, FileExistsError and OSError."""
    _write(pack, file, text, os.O_WRONLY | os.O_CREAT | os.O_EXCL)


def append(pack: Path, file: Path, text: str) -> None:
    """Add lines to a file, after a final newline if it lacks one. Raises Refused and OSError."""
    refuse_link(pack, file)
    if file.exists() and not ends_in_newline(file):
        text = "\n" + text
    _write(pack, file, text, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def ends_in_newline(file: Path) -> bool:
    """Whether a file is empty or its last byte ends a line. Raises OSError."""
    with file.open("rb") as stream:
        if stream.seek(0, os.SEEK_END) == 0:
            return True
        stream.seek(-1, os.SEEK_END)
        return stream.read(1) == b"\n"


def refuse_link(pack: Path, file: Path) -> None:
    """Raise Refused if `file`, or a folder between it and `pack`, is a symbolic link."""
    part = file
    while part != pack:
        if part.is_symlink():
            name = part.relative_to(pack).as_posix()
            raise Refused(f"{name} is a symbolic link; nothing is written through it: remove it")
        if part == part.parent:
            raise Refused(f"{file} is not in the pack's folder")
        part = part.parent


def _write(pack: Path, file: Path, text: str, flags: int) -> None:
    refuse_link(pack, file)
    number = os.open(file, flags | NO_LINK, 0o666)
    with open(number, "w", encoding="utf-8") as stream:  # noqa: PTH123
        stream.write(text)
