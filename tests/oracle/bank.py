"""The question bank, read from its YAML files: what may be asked, and what is right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

EXAM = "DVA-C03"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def bare(text: str) -> str:
    """A text without anything that depends on how it is laid out."""
    text = re.sub(r"^\s*```.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"[\s`]|\bCode:$|\bEnd of code\.$", "", text, flags=re.MULTILINE)


@dataclass(frozen=True)
class Known:
    """One question of the bank. `options` maps a bare text to (whether it is right, concept); it is
    empty for a number question, whose options the app computes."""

    id: str
    topic: str
    domain: str | None
    options: Mapping[str, tuple[bool, str]] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None

    @property
    def numbers(self) -> bool:
        """Whether its numbers are new each time."""
        return self.pattern is not None


@dataclass(frozen=True)
class Domain:
    id: str
    name: str
    weight: int


class Unknown(AssertionError):
    """The app showed a question that is not in the bank."""


class Bank:
    """Every question of a pack, for one exam."""

    def __init__(self, folder: Path) -> None:
        rules = _read(folder / "blueprints" / f"{EXAM}.yaml")
        self.domains = [Domain(d["id"], d["name"], d["weight"]) for d in rules["domains"]]
        self.form_size = sum(d["questions"] for d in rules["domains"])
        self.scored: int = rules["scored"]
        self.forms: dict[int, list[str]] = {}
        for path in sorted((folder / "forms").glob("*.yaml")):
            form = _read(path)
            if form["exam"] == EXAM:
                self.forms[form["number"]] = form["questions"]
        self.questions: dict[str, Known] = {}
        self._stems: dict[str, list[Known]] = {}
        self._numbers: list[Known] = []
        for path in sorted(folder.glob("*/*.yaml")):
            if path.parent.name in ("blueprints", "forms"):
                continue
            document = _read(path)
            for entry in document if isinstance(document, list) else ():
                self._add(entry)

    def _add(self, entry: Mapping[str, Any]) -> None:
        skills = (entry.get("skills") or {}).get(EXAM)
        domain = skills[0].split(".", 1)[0] if skills else None
        if "template" in entry:
            pieces = re.split(r"\{\w+\}", entry["stem"])
            pattern = re.compile(".+?".join(re.escape(bare(piece)) for piece in pieces))
            known = Known(entry["id"], entry["topic"], domain, pattern=pattern)
            self._numbers.append(known)
        else:
            options = {
                bare(each["text"]): (bool(each.get("key")), each.get("concept", ""))
                for each in entry["options"]
            }
            known = Known(entry["id"], entry["topic"], domain, options)
            self._stems.setdefault(bare(entry["stem"]), []).append(known)
        self.questions[known.id] = known

    def find(self, stem: str, options: Iterable[str]) -> Known:
        """The question with this stem and these options as printed. Raises Unknown."""
        key, offered = bare(stem), {bare(option) for option in options}
        for known in self._stems.get(key, ()):
            if set(known.options) == offered:
                return known
        for known in self._numbers:
            if known.pattern is not None and known.pattern.fullmatch(key):
                return known
        raise Unknown(f"not in the bank: {stem[:200]!r}")

    @cached_property
    def topics(self) -> dict[str, str]:
        """Topic → the domain of most of its questions on this exam."""
        counts: dict[str, Counter[str]] = {}
        for known in self.questions.values():
            if known.domain is not None:
                counts.setdefault(known.topic, Counter())[known.domain] += 1
        return {topic: min((-n, d) for d, n in by.items())[1] for topic, by in counts.items()}

    @cached_property
    def form_of(self) -> dict[str, int]:
        """Question → the form of this exam that asks it."""
        return {question: n for n, asked in self.forms.items() for question in asked}

    @cached_property
    def concepts(self) -> set[str]:
        """The concepts of all options that are written out."""
        return {c for known in self.questions.values() for _, c in known.options.values()}


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), _LOADER)
