"""Which files make up a pack, and whether any has changed. Imports no parser."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

CONFIGURATION = ("blueprints", "forms")


def question_files(pack: Path) -> list[Path]:
    """The question files, <folder>/<topic>.yaml, in a fixed order.

    A link that leads out of the pack's folder is not followed.
    """
    folders = sorted(p for p in pack.iterdir() if p.is_dir() and p.name not in CONFIGURATION)
    return [path for folder in folders for path in _inside(pack, folder)]


def configuration_files(pack: Path, folder: str) -> list[Path]:
    """The files of `blueprints` or `forms`, in a fixed order."""
    return _inside(pack, pack / folder)


def _inside(pack: Path, folder: Path) -> list[Path]:
    root = pack.resolve()
    if not folder.is_dir():
        return []
    return sorted(
        p for p in folder.glob("*.yaml") if p.is_file() and p.resolve().is_relative_to(root)
    )


def fingerprint(pack: Path) -> str:
    """A digest of every file's name, size and time of change; no file is opened.

    Raises OSError if the folder cannot be listed.
    """
    digest = hashlib.sha256()
    found: list[tuple[str, int, int]] = []
    pending = [os.fspath(pack)]
    prefix = len(os.fspath(pack)) + 1
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                elif entry.name.endswith(".yaml"):
                    status = entry.stat()
                    found.append((entry.path[prefix:], status.st_size, status.st_mtime_ns))
    for name, size, changed in sorted(found):
        digest.update(f"{name}\0{size}\0{changed}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()
