"""A pack to start from: small, whole and ready to be sat."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

STARTER = Path(__file__).parent / "starter"


class NotEmpty(Exception):
    """There is something where the pack should go; the message says what to do."""


def create(folder: Path, *, exam: str, title: str, today: date) -> list[Path]:
    """Write the starter pack into `folder`, which must be new or empty; the files written.

    `exam` is the blueprint's code, such as DVA-C03. Raises NotEmpty or OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(f"{folder} is not empty; choose a new folder")
    words = {
        "name": slug(folder.name),
        # A JSON string is a double-quoted scalar of YAML, whatever the title holds.
        "title": json.dumps(title, ensure_ascii=False),
        "exam": exam,
        "day": today.isoformat(),
    }
    written = []
    for source in sorted(STARTER.rglob("*.yaml")):
        text = source.read_text(encoding="utf-8")
        for word, meant in words.items():
            text = text.replace("{{" + word + "}}", meant)
        name = source.relative_to(STARTER).as_posix().replace("EXAM", exam)
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        written.append(file)
    return written


def slug(name: str) -> str:
    """A name in lower-case words joined by hyphens, as a pack's name has to be."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "my-pack"
