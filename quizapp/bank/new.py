"""The starter pack: a small, complete pack from which to make a new one."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path

STARTER = Path(__file__).parent / "starter"


class NotEmpty(Exception):
    """The folder for the pack is not empty. The message says what to do."""


def create(folder: Path, *, exam: str, title: str, today: date) -> list[Path]:
    """Write the starter pack to `folder`, which must be new or empty. Return the files written.

    `exam` is the blueprint's code, such as DVA-C03. Raises NotEmpty or OSError; then nothing that
    was written is left.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(f"{folder} is not empty; choose a new folder")
    words = {
        "name": slug(folder.name),
        # A JSON string is always a valid double-quoted scalar of YAML.
        "title": json.dumps(title, ensure_ascii=False),
        "exam": exam,
        "day": today.isoformat(),
    }
    made: list[Path] = []
    written: list[Path] = []
    try:
        for source in sorted(STARTER.rglob("*.yaml")):
            text = source.read_text(encoding="utf-8")
            for word, value in words.items():
                text = text.replace("{{" + word + "}}", value)
            file = folder / source.relative_to(STARTER).as_posix().replace("EXAM", exam)
            for parent in reversed(file.parents):
                if not parent.exists():
                    parent.mkdir()
                    made.append(parent)
            with file.open("x", encoding="utf-8") as stream:
                written.append(file)
                stream.write(text)
    except BaseException:
        with suppress(OSError):
            for file in written:
                file.unlink()
            for parent in reversed(made):
                parent.rmdir()
        raise
    return written


def slug(name: str) -> str:
    """Convert a folder's name to a pack's name: lower-case ASCII words joined by hyphens.

    If letters are lost, as in most scripts, a short digest is added, so that different folders get
    different names.
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    if any(c.isalnum() and not c.isascii() for c in letters):
        digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:8]
        return f"{words or 'pack'}-{digest}"
    return words or "my-pack"
