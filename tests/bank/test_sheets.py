"""A second reader's sheet and what comes back of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from quizapp.bank.pack import load
from quizapp.bank.sheets import LETTERS, code, order, read_back, sheet
from quizapp.cli import quizapp
from tests.builders import entry, question, write_pack


def test_a_sheet_tells_neither_ids_nor_keys_nor_reasons() -> None:
    asked = [question("revealing-id", stem="What now?")]
    text = sheet(asked)
    assert "What now?" in text
    assert code(asked[0]) in text
    assert "revealing-id" not in text.replace("Answer", "").split("A. ")[0]
    assert "Reason" not in text
    assert "What now?" not in sheet(asked, options_only=True)


def test_the_order_follows_from_the_text_alone() -> None:
    asked = question("one")
    assert order(asked) == order(question("one"))
    assert sorted(order(asked)) == [0, 1, 2, 3]


def test_letters_are_read_back_through_that_order() -> None:
    asked = question("pair", keys=(1, 3), options=5)
    right = "".join(LETTERS[order(asked).index(key)] for key in (1, 3))
    assert read_back([asked], {code(asked): right.lower()})[0].agrees
    assert not read_back([asked], {code(asked): right[0]})[0].agrees
    with pytest.raises(ValueError, match="no question is called"):
        read_back([asked], {"unknown": "A"})


def test_a_pack_goes_through_the_sheet_and_back(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", entry("first"), entry("second"))
    runner = CliRunner()
    printed = runner.invoke(quizapp, ["bank", "sheet", str(folder)])
    assert printed.exit_code == 0
    assert printed.output.count("## ") == 2
    first, second = load(folder).questions.values()
    good = LETTERS[order(first).index(0)]
    bad = LETTERS[(order(second).index(0) + 1) % 4]
    answers = tmp_path / "answers.yaml"
    answers.write_text(f'"{code(first)}": {good}\n"{code(second)}": {bad}\n')
    recorded = runner.invoke(quizapp, ["bank", "record", str(answers), str(folder)])
    assert recorded.exit_code == 1
    assert "second: answered" in recorded.output
    assert "answers 2, agreed 1" in recorded.output
    again = runner.invoke(quizapp, ["bank", "sheet", str(folder)])
    assert again.output.count("## ") == 1
    assert code(second) in again.output
