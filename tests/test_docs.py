"""Files, links, and commands in the docs exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import drawings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
NAMED = re.compile(r"`((?:quizapp|tests|tools|docs|questions|migrations)/[\w./-]*)`")
TREE = re.compile(r"^    (?:([a-z]+)/ +)?((?:[a-z_]+(?:, |  |$))+)", re.MULTILINE)
TARGET = re.compile(r"`make ([a-z]+)")


def ids(page: Path) -> str:
    return page.name


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_link_and_file_in_the_docs_exists(page: Path) -> None:
    text = page.read_text()
    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    missing += [name for name in NAMED.findall(text) if not (ROOT / name).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_make_target_in_the_docs_exists(page: Path) -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(TARGET.findall(page.read_text())) <= set(targets)


def test_architecture_page_names_every_room_and_store_file() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    for room in (ROOT / "quizapp").iterdir():
        if room.is_dir() and (room / "__init__.py").exists():
            assert f"  {room.name}/" in text, room.name
    tree = text[text.index("  store/") : text.index("  export/")]
    named = {
        (room, name) for room, line in TREE.findall(tree) for name in re.findall(r"[a-z_]+", line)
    }
    store = ROOT / "quizapp" / "store"
    files = {
        ("" if file.parent == store else file.parent.name, file.stem)
        for file in store.rglob("*.py")
        if file.stem != "__init__"
    }
    assert named == files


@pytest.mark.parametrize(("name", "draw"), drawings.DRAWN.items())
def test_drawings_are_current_and_load_nothing(name: str, draw: Callable[[], str]) -> None:
    stored = (drawings.FOLDER / f"{name}.svg").read_text()
    assert stored == draw()
    assert stored.count("http") == 1, "the name space alone"
    assert "@import" not in stored
