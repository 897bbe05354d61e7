"""A small bank, in which open sittings soon leave too few questions for others."""

from __future__ import annotations

from pathlib import Path

from quizapp.paths import Home
from quizapp.practice.room import Practice, open_practice
from quizapp.store.sittings.sitting import Sitting
from tests.builders import BLUEPRINT, entry, write_pack


def small_pack(folder: Path, questions: int, *, form: int = 0, exam: int = 10) -> Path:
    """Write a pack; its first `form` questions are in form 1. An exam has `exam` questions."""
    names = [f"question-{number}" for number in range(questions)]
    pack = write_pack(folder, *(entry(name) for name in names), form=names[:form])
    text = BLUEPRINT.replace("questions: 3", f"questions: {exam}")
    (pack / "blueprints" / "TST-C01.yaml").write_text(text)
    return pack


def withdraw(pack: Path, questions: int, gone: set[str]) -> None:
    """Remove questions from the pack's files."""
    names = [f"question-{number}" for number in range(questions)]
    text = "".join(entry(name) for name in names if name not in gone)
    (pack / "only" / "topic-one.yaml").write_text(text)


def opened(home: Home, pack: Path) -> Practice:
    return open_practice(home, None, pack, with_standing=False)


def answer(sitting: Sitting, *positions: int, right: bool = True) -> None:
    """Answer the questions at these positions; in a drill, confirm them."""
    for position in positions:
        if sitting.attempt.position != position:
            sitting.go(position)
        item = sitting.attempt.item
        wrong = sorted(set(item.order) - item.keys)
        for option in sorted(item.keys) if right else wrong[: item.selects]:
            sitting.choose(option)
        if sitting.attempt.immediate:
            sitting.confirm()


def asked(sitting: Sitting) -> list[str]:
    return [item.question_id for item in sitting.attempt.items]
