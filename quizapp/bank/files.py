"""The files of a pack, and a fingerprint that reveals changes. Imports no parser."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

CONFIGURATION = ("blueprints", "forms")
ENDING = ".yaml"
OTHER_ENDINGS = (".yml", ENDING)


def question_files(pack: Path) -> list[Path]:
    """Return the question files, <folder>/<topic>.yaml, in a fixed order. Raises OSError."""
    folders = sorted(p for p in _entries(pack) if p.is_dir() and p.name not in CONFIGURATION)
    return [path for folder in folders for path in _named(folder)]


def configuration_files(pack: Path, folder: str) -> list[Path]:
    """Return the files in `blueprints` or `forms`, in a fixed order. Raises OSError."""
    return _named(pack / folder) if (pack / folder).is_dir() else []


def misnamed_files(pack: Path) -> list[Path]:
    """Return YAML files with a suffix that is not read, such as `.yml`. Raises OSError."""
    folders = [pack, *sorted(path for path in _entries(pack) if path.is_dir())]
    return sorted(
        path
        for folder in folders
        for path in _entries(folder)
        if path.suffix.casefold() in OTHER_ENDINGS and path.suffix != ENDING
    )


def leads_out(pack: Path, file: Path) -> bool:
    """Whether a file is outside the pack's folder after links are resolved."""
    if not _linked(pack, file):
        return False
    try:
        return not file.resolve().is_relative_to(pack.resolve())
    except (OSError, RuntimeError):
        return True


def _linked(pack: Path, file: Path) -> bool:
    """Whether the path from the pack's folder to a file may contain a link."""
    if ".." in file.parts:
        return True
    while file != pack:
        if file.is_symlink() or file == file.parent:
            return True
        file = file.parent
    return False


def _entries(folder: Path) -> list[Path]:
    """Return the entries of a folder. Unlike `Path.glob`, raises OSError if it cannot be listed."""
    return list(folder.iterdir())


def _named(folder: Path) -> list[Path]:
    """Return all entries of a folder with the name of a question file, of any type."""
    return sorted(path for path in _entries(folder) if path.name.endswith(ENDING))


def fingerprint(pack: Path) -> str:
    """Return a digest of the names, sizes, and modification times of all files.

    No file is opened. A file that cannot be examined counts as changed. Raises OSError if the
    pack cannot be listed.
    """
    digest = hashlib.sha256()
    found: list[tuple[str, int, int]] = []
    root = os.fspath(pack)
    pending = [root]
    prefix = len(root) + 1
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                    elif entry.name.endswith(ENDING):
                        found.append((entry.path[prefix:], *_state(entry)))
        except OSError:
            if folder == root:
                raise
            found.append((folder[prefix:], -1, -1))
    for name, size, changed in sorted(found):
        digest.update(f"{name}\0{size}\0{changed}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _state(entry: os.DirEntry[str]) -> tuple[int, int]:
    try:
        status = entry.stat()
    except OSError:
        return -1, -1
    return status.st_size, status.st_mtime_ns
