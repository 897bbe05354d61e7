"""Questions as Anki notes, in a package that can be imported repeatedly.

The ids of the deck, the note type and the notes depend only on their names. A later import
therefore updates an existing note instead of creating a second one.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.exam.prose import Part, note_line, parts
from quizapp.exam.wording import blocks, clean, note_blocks
from quizapp.export.markdown import ADDRESS

if TYPE_CHECKING:
    from quizapp.store.flashcards import CardQuestion, Cards

STYLE = Path(__file__).with_name("anki.css")
NOTE_TYPE = "quizapp question"
NOTE_TYPE_ID = 1_703_548_211
"""A random number that must not change: Anki would treat another number as another note type."""
FIELDS = ("Id", "Stem", "Options", "Answer", "Reasons", "Remember", "References", "Note")
FRONT = "{{Stem}}{{Options}}"
BACK = (
    "{{FrontSide}}<hr id=answer>{{Answer}}{{Reasons}}{{Remember}}"
    "{{#Note}}{{Note}}{{/Note}}{{References}}"
)
COMMAND = re.compile(r"\\([(\[])")
NO_TAG = re.compile(r"[^-.\w]+")


def package(cards: Cards, moment: float) -> bytes:
    """The Anki package (.apkg) of `cards`. `moment` is the notes' time of change (seconds, UTC).

    Anki updates a note only if the imported note has a later time of change.
    """
    import genanki

    note_type = genanki.Model(
        NOTE_TYPE_ID,
        NOTE_TYPE,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": FRONT, "afmt": BACK}],
        css=STYLE.read_text(encoding="utf-8"),
    )
    title = clean(cards.title).replace("::", ":").replace("\n", " ")
    deck = genanki.Deck(
        number(f"deck {cards.pack}"), f"quizapp::{title}", "Missed and bookmarked in quizapp."
    )
    for each in cards.questions:
        deck.add_note(
            genanki.Note(
                model=note_type,
                fields=fields(each),
                guid=identity(cards.pack, each.question.id),
                tags=list(tags(each)),
            )
        )
    # genanki's `write_to_file` would leave a copy of all notes in the temporary folder.
    with closing(sqlite3.connect(":memory:")) as connection:
        genanki.Package(deck).write_to_db(connection.cursor(), moment, count(int(moment * 1000)))
        connection.commit()
        collection = connection.serialize()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", collection)
        archive.writestr("media", "{}")
    return out.getvalue()


def identity(pack: str, question: str) -> str:
    """The GUID of a note: always the same for the same question of the same pack."""
    return "quizapp-" + hashlib.sha256(f"{pack}\0{question}".encode()).hexdigest()[:24]


def number(name: str) -> int:
    """A deck id for a name, in the range that Anki expects: from 2^30 to 2^31 - 1."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % (1 << 30)


def order(question: str, options: int) -> list[int]:
    """The order in which a note shows the options: mixed, and always the same for a question.

    Authors often write the right answer first.
    """
    return sorted(
        range(options), key=lambda place: hashlib.sha256(f"{question}\0{place}".encode()).digest()
    )


def fields(each: CardQuestion) -> list[str]:
    """The note's fields in the order of FIELDS, each as HTML."""
    question = each.question
    offered = [question.options[place] for place in order(question.id, len(question.options))]
    keys = [place for place, option in enumerate(offered, 1) if option.is_key]
    options = "".join(f"<li>{_prose(option.text)}</li>" for option in offered)
    reasons = "".join(
        f'<li class="{"key" if option.is_key else "other"}">'
        f"<b>{'Right' if option.is_key else 'Wrong'}.</b> {_prose(option.why)}</li>"
        for option in offered
    )
    references = "<br>".join(_link(reference) for reference in question.references)
    return [
        _text(question.id),
        f'<div class="stem">{_prose(question.stem)}</div>',
        f'<ol class="options">{options}</ol>',
        f'<p class="answer">Answer: {" and ".join(map(str, keys))}</p>',
        f'<ol class="reasons">{reasons}</ol>',
        f'<div class="remember">{_prose(question.takeaway)}</div>',
        f'<p class="references">{references}</p>' if references else "",
        f'<div class="note">{_note(each.note)}</div>' if each.note else "",
    ]


def tags(each: CardQuestion) -> Iterator[str]:
    """Tags for the domain, topic, level, and marks of a question, without spaces."""
    yield "quizapp"
    if each.domain is not None:
        yield _tag("domain", each.domain)
    yield _tag("topic", each.question.topic)
    yield _tag("level", each.question.level)
    for mark in sorted(each.marks):
        yield _tag("mark", mark)


def _tag(kind: str, word: str) -> str:
    return f"quizapp::{kind}::{NO_TAG.sub('-', clean(word))}"


# -- text -----------------------------------------------------------------------------------------


def _text(text: str) -> str:
    return _quiet(html.escape(clean(text)))


def _quiet(escaped: str) -> str:
    """Escaped text that Anki does not read as a sound, LaTeX, or a MathJax formula."""
    return COMMAND.sub(r"\\<span>\1</span>", escaped).replace("[", "&#91;")


def _runs(runs: tuple[Part, ...]) -> str:
    return "".join(
        f"<code>{_quiet(html.escape(run.text))}</code>"
        if run.code
        else _quiet(html.escape(run.text))
        for run in runs
    )


def _prose(text: str) -> str:
    return "".join(
        f"<pre>{_quiet(html.escape(block.text))}</pre>"
        if block.code
        else f"<p>{_runs(parts(block.text))}</p>"
        for block in blocks(text)
    )


def _note(text: str) -> str:
    """A learner's note with its own lines."""
    return "".join(
        f"<pre>{_quiet(html.escape(block.text))}</pre>"
        if block.code
        else f'<div class="line">{_runs(note_line(block.text)) or "<br>"}</div>'
        for block in note_blocks(text)
    )


def _link(address: str) -> str:
    """A reference: a link if it is an https URL, else plain text."""
    if not ADDRESS.fullmatch(address):
        return _text(address)
    return f'<a href="{_text(address)}">{_text(address.removeprefix("https://"))}</a>'
