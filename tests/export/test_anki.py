"""Anki cards: stable ids and escaped text."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quizapp.exam.question import Option, Question
from quizapp.export.anki import FIELDS, NOTE_TYPE_ID, fields, order, package
from quizapp.store.flashcards import CardQuestion, Cards
from tests.builders import question
from tests.export.test_page import ADDRESSES, MARKUP, Reader
from tests.ui.test_text import HOSTILE

ANKI = "anki==26.9.3"
MOMENT = 1_795_000_000.0
IMPORTER = """
import json, os, sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection(os.path.join(sys.argv[1], "collection.anki2"))
said = []
for file in sys.argv[2:]:
    request = ImportAnkiPackageRequest(package_path=file, options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    said.append([len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting)])
notes = [collection.get_note(i) for i in collection.find_notes("tag:quizapp")]
print(json.dumps({
    "log": said,
    "notes": {n["Id"]: {"stem": n["Stem"], "tags": n.tags, "shown": n.cards()[0].answer()}
              for n in notes},
    "decks": [d.name for d in collection.decks.all_names_and_ids()],
    "cards": collection.card_count(),
}))
collection.close()
"""


def cards(asked: Sequence[Question], **changes: Any) -> Cards:
    return Cards(
        "tiny",
        "A tiny pack",
        "TST-C01",
        tuple(
            replace(
                CardQuestion(each, "1", "Topic one", frozenset({"missed"})),
                **changes,
            )
            for each in asked
        ),
    )


def opened(raw: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Return the notes, decks, and note types of a package (SQLite in a zip file)."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    assert archive.namelist() == ["collection.anki2", "media"]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(archive.read("collection.anki2"))
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (decks, models) = connection.execute("SELECT decks, models FROM col").fetchone()
        return {
            "notes": connection.execute("SELECT guid, mid, flds, tags FROM notes").fetchall(),
            "cards": connection.execute("SELECT did FROM cards").fetchall(),
            "decks": sorted((key, deck["name"]) for key, deck in json.loads(decks).items()),
            "models": sorted((key, model["name"]) for key, model in json.loads(models).items()),
        }


def test_ids_are_stable_across_exports() -> None:
    asked = [question("one"), question("two", keys=(1, 3))]
    first = opened(package(cards(asked), MOMENT))
    mended = [replace(each, stem="Another text altogether.") for each in asked]
    later = opened(package(cards(mended), MOMENT + 60))
    assert [note[:2] for note in first["notes"]] == [note[:2] for note in later["notes"]]
    assert len({note[0] for note in first["notes"]}) == 2
    assert {note[1] for note in first["notes"]} == {NOTE_TYPE_ID}
    assert first["decks"] == later["decks"]
    assert first["cards"] == later["cards"]
    assert first["notes"][0][2] != later["notes"][0][2]
    assert "quizapp::A tiny pack" in [name for _, name in first["decks"]]


def test_card_has_all_parts_of_a_question() -> None:
    each = cards([question("two", keys=(1, 3), options=5)], note="Mind the *limit*.").questions[0]
    found = dict(zip(FIELDS, fields(each), strict=True))
    keys = sorted(order("two", 5).index(key) + 1 for key in (1, 3))
    assert found["Answer"] == f'<p class="answer">Answer: {keys[0]} and {keys[1]}</p>'
    assert found["Options"].count("<li>") == found["Reasons"].count("<li ") == 5
    assert found["Reasons"].count("Right.") == 2
    assert "Remember two." in found["Remember"]
    assert 'href="https://docs.example.com/page"' in found["References"]
    assert "Mind the *limit*." in found["Note"]
    (note,) = opened(package(cards([question("two")]), MOMENT))["notes"]
    assert set(note[3].split()) == {
        "quizapp",
        "quizapp::domain::1",
        "quizapp::topic::topic.one",
        "quizapp::level::apply",
        "quizapp::mark::missed",
    }


def test_text_is_escaped_and_anki_commands_are_disabled() -> None:
    commands = ["[sound:x.mp3]", "[latex]\\input{x}[/latex]", "\\(x\\) \\[y\\]", "[$]z[/$]"]
    hostile = "\n\n".join([*MARKUP, *HOSTILE, *commands, "{{c1::cloze}} {{FrontSide}}"])
    nasty = replace(
        question("nasty"),
        stem=hostile,
        takeaway=hostile,
        options=tuple(Option(f"{hostile} {i}", hostile, i == 0, "c") for i in range(4)),
        references=ADDRESSES,
        topic=hostile,
        level=hostile,
    )
    found = fields(CardQuestion(nasty, hostile, hostile, frozenset(), hostile))
    whole = "".join(found)
    assert "[" not in whole
    assert "\\(" not in whole
    read = Reader(whole)
    assert read.open == []
    allowed = {"a", "b", "br", "code", "div", "li", "ol", "p", "pre", "span"}
    assert read.tags <= allowed
    assert read.attributes <= {"class", "href"}
    assert set(read.links) == {ADDRESSES[-1]}
    for text in MARKUP[:6]:
        assert text in "".join(read.text)
    assert "[sound:x.mp3]" in "".join(read.text)
    package(cards([nasty], note=hostile, domain=hostile), MOMENT)


def test_no_notes_are_left_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    package(cards([question("one")]), MOMENT)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def real_anki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a separate environment with the Anki library, which quizapp never imports."""
    place = tmp_path_factory.mktemp("anki")
    python = place / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", place], check=True, timeout=120)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--only-binary", ":all:", ANKI],
            check=True,
            capture_output=True,
            timeout=400,
            env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"{ANKI} cannot be installed here: {type(error).__name__}")
    return python


@pytest.mark.slow
def test_anki_updates_notes_without_duplicates(real_anki: Path, tmp_path: Path) -> None:
    asked = [question("one"), question("two", keys=(0, 2)), replace(question("three"), stem="`a`")]
    (tmp_path / "first.apkg").write_bytes(package(cards(asked), MOMENT))
    mended = [replace(asked[0], stem="Mended <b>text</b>."), *asked[1:]]
    (tmp_path / "second.apkg").write_bytes(package(cards(mended), MOMENT + 60))
    where = tmp_path / "collection"
    where.mkdir()
    done = subprocess.run(
        [real_anki, "-c", IMPORTER, where, tmp_path / "first.apkg", tmp_path / "second.apkg"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["log"][0] == [3, 0, 0, 0]
    assert found["log"][1][0] == 0
    assert found["log"][1][1] >= 1
    assert found["cards"] == 3
    assert set(found["notes"]) == {"one", "two", "three"}
    assert "Mended &lt;b&gt;text&lt;/b&gt;." in found["notes"]["one"]["stem"]
    assert "<code>a</code>" in found["notes"]["three"]["stem"]
    keys = sorted(order("two", 4).index(key) + 1 for key in (0, 2))
    assert f"Answer: {keys[0]} and {keys[1]}" in found["notes"]["two"]["shown"]
    assert "quizapp::A tiny pack" in found["decks"]
