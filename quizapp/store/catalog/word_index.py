"""The search index: the words of every question.

The table `search_text` has one row per question, with its words folded. If SQLite has FTS5, the
virtual table `search_index` indexes these rows, and three triggers keep it up to date. Otherwise,
search scans `search_text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, text, update

from quizapp.store.db.schema import MARK, QUESTION, REVISION, SEARCH_TEXT
from quizapp.store.errors import reads_row
from quizapp.words import ASCII_BREAKS, plain_words

INDEX = "search_index"
FOLDING = 3
"""The version of the rules in `words` and `folded`. Increase it when they change: every stored text
is then folded again at the next start."""
PREFIX = f"{FOLDING}."
"""The beginning of the stored state of a pack whose words were folded by these rules."""
IN_STEM, ELSEWHERE = "·", "¦"
"""Signs before a stored word. A word of a stem is stored both with and without IN_STEM. A word that
is neither in the stem nor in an option is stored only with ELSEWHERE."""
MAX_WORD = 64
CHUNK = 500

_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, Japanese, and Chinese: written without spaces between words."""
_RUN = re.compile(r"[A-Za-z0-9]+")
_WRITTEN = re.compile("[^\\W_][^\\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\\W_]*)*")
"""A word as it is written, with its accents."""
_CASE_CHANGE = re.compile(r"[a-z0-9][A-Z]")
_CASE_CHANGES = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PLACEHOLDERS = re.compile(r"\{[a-z_]+\}")

# Search uses no phrases and ranks by the length of the stored words, so the index stores neither
# positions nor sizes. Words are folded before they are stored, so the simplest tokenizer is enough.
# It takes every character that is not ASCII as part of a word, and so the signs. A short beginning
# of a word, with or without a sign, is found at once; a longer one has few words to merge.
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='search_text', "
    "content_rowid='question_id', tokenize='ascii', detail='none', columnsize=0, "
    "prefix='1 2 3 4 5')",
)
TRIGGERS = {
    "search_text_put": f"""
        CREATE TRIGGER search_text_put AFTER INSERT ON search_text BEGIN
        INSERT INTO {INDEX}(rowid, words) VALUES (new.question_id, new.words); END""",
    "search_text_gone": f"""
        CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN
        INSERT INTO {INDEX}({INDEX}, rowid, words)
        VALUES ('delete', old.question_id, old.words); END""",
    "search_text_changed": f"""
        CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
        INSERT INTO {INDEX}({INDEX}, rowid, words)
        VALUES ('delete', old.question_id, old.words);
        INSERT INTO {INDEX}(rowid, words) VALUES (new.question_id, new.words); END""",
}


def words(raw: str) -> list[str]:
    """Return the words of a text without case, accents, and punctuation.

    Words are cut at 64 characters. A run of characters of a script without spaces gives each pair
    of neighbors, and its last character, so that any part of it can be found.
    """
    return [part for word in plain_words(raw) for part in _parts_of(word, whole=True)]


def wanted(raw: str) -> list[str]:
    """Return the words to search for. A question has to contain each of them; see `is_beginning`
    for those that may be the beginning of a word."""
    return [part for word in plain_words(raw) for part in _parts_of(word, whole=False)]


def is_beginning(word: str) -> bool:
    """Whether a word of `wanted` is the beginning of a pair, wherever it is in the search."""
    return len(word) == 1 and _SPACELESS.match(word) is not None


def _parts_of(word: str, *, whole: bool) -> list[str]:
    """Split a word where scripts without spaces begin and end; `whole` adds the last character."""
    if word.isascii() or _SPACELESS.search(word) is None:
        return [word[:MAX_WORD]]
    found: list[str] = []
    at = 0
    for match in _SPACELESS.finditer(word):
        run = match[0]
        found += [word[at : match.start()][:MAX_WORD]] if match.start() > at else []
        found += [run[n : n + 2] for n in range(len(run) - 1)]
        found += [run[-1]] if whole or len(run) == 1 else []
        at = match.end()
    return [*found, word[at:][:MAX_WORD]] if at < len(word) else found


def folded(parts: Iterable[str]) -> str:
    """Return each word of `parts` once, with spaces around it; an empty string without words.

    The parts of a name in mixed case (`ReceiveMessage`) are added as words.
    """
    whole = "\n".join(parts)
    if whole.isascii():
        runs = dict.fromkeys(whole.translate(ASCII_BREAKS).split())
        plain = [run[:MAX_WORD].casefold() for run in runs]
    else:
        runs = dict.fromkeys(_RUN.findall(whole))
        plain = words(whole)
    mixed_case = " ".join(run for run in runs if not run.islower() and _CASE_CHANGE.search(run))
    found = dict.fromkeys([*plain, *words(_CASE_CHANGES.sub(" ", mixed_case))])
    return f" {' '.join(found)} " if found else ""


def marked(raw: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where a text has the words of a search, as (start, end): whole words as they are
    written, and only the pairs of characters in a script without spaces.

    The last of `words` may be the beginning of a word.
    """
    found: list[tuple[int, int]] = []
    *before, last = words
    whole = {word for word in before if not _SPACELESS.match(word)}
    pairs = [word for word in words if _SPACELESS.match(word)]
    for match in _WRITTEN.finditer(raw):
        for pair in pairs:
            at = match[0].find(pair)
            found += [(match.start() + at, match.start() + at + len(pair))] if at >= 0 else []
        written = match[0]
        simple = written.isascii() and not _CASE_CHANGE.search(written)
        plain = [written.casefold()] if simple else folded([written]).split()
        if any(each in whole or (each.startswith(last) and last not in pairs) for each in plain):
            found.append(match.span())
    return found


@reads_row
def of_question(document: dict[str, Any]) -> str:
    """Return the folded words of a stored question; for a template, without its numbers.

    Raises DamagedRow.
    """
    stem = document["stem"]
    if "template" in document:
        stem = PLACEHOLDERS.sub(" ", stem)
    options = [option["text"] for option in document.get("options", [])]
    about = [document["takeaway"], document["id"], *document.get("services", [])]
    in_stem = folded([stem]).split()
    shown = dict.fromkeys([*in_stem, *folded(options).split()])
    elsewhere = [word for word in folded(about).split() if word not in shown]
    signed = (f"{IN_STEM}{word}" for word in in_stem)
    found = (*shown, *signed, *(f"{ELSEWHERE}{word}" for word in elsewhere))
    return f" {' '.join(found)} " if found else ""


def update_words(connection: Connection, pack: int, *, everything: bool = False) -> int:
    """Update the words of a pack's questions after a sync; return how many rows were written.

    Only new and changed questions are read, unless `everything` is to be folded again, notes
    included.
    """
    # Building an index over all words takes a tenth of the time of adding them row by row.
    if everything:
        _drop(connection)
    elif _parts(connection):
        prepare(connection)
    of_pack = select(QUESTION.c.id).where(QUESTION.c.pack_id == pack)
    withdrawn = of_pack if everything else of_pack.where(~QUESTION.c.active)
    connection.execute(delete(SEARCH_TEXT).where(SEARCH_TEXT.c.question_id.in_(withdrawn)))
    if everything:
        _fold_notes(connection, pack)
    stale = connection.scalars(
        select(QUESTION.c.id)
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .outerjoin(SEARCH_TEXT, SEARCH_TEXT.c.question_id == QUESTION.c.id)
        .where(
            QUESTION.c.pack_id == pack,
            QUESTION.c.active,
            or_(SEARCH_TEXT.c.question_id.is_(None), SEARCH_TEXT.c.hash != REVISION.c.hash),
        )
        .order_by(QUESTION.c.id)
    ).all()
    for start in range(0, len(stale), CHUNK):
        _write(connection, stale[start : start + CHUNK])
    prepare(connection)
    return len(stale)


def _fold_notes(connection: Connection, pack: int) -> None:
    notes = select(MARK.c.learner_id, MARK.c.question_id, MARK.c.note).join(
        QUESTION, QUESTION.c.id == MARK.c.question_id
    )
    for row in connection.execute(notes.where(QUESTION.c.pack_id == pack, MARK.c.note != "")).all():
        connection.execute(
            update(MARK)
            .where(MARK.c.learner_id == row.learner_id, MARK.c.question_id == row.question_id)
            .values(words=folded([row.note]))
        )


def _write(connection: Connection, ids: Iterable[int]) -> None:
    rows = connection.execute(
        select(QUESTION.c.id, REVISION.c.hash, REVISION.c.document)
        .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
        .where(QUESTION.c.id.in_(ids))
    ).all()
    connection.execute(delete(SEARCH_TEXT).where(SEARCH_TEXT.c.question_id.in_(ids)))
    connection.execute(
        insert(SEARCH_TEXT),
        [
            {"question_id": row.id, "hash": row.hash, "words": of_question(row.document)}
            for row in rows
        ],
    )


# -- FTS5 --------------------------------------------------------------------------------------


def usable(connection: Connection) -> bool:
    """Whether the full-text index can be used: FTS5 is available, and the index is complete.

    Every search calls this, so it is one statement that is built once.
    """
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.scalar(_USABLE) == 1 + len(TRIGGERS))


def _drop(connection: Connection) -> None:
    """Drop the index and its triggers; `prepare` builds them again."""
    if not _has_fts5(connection):
        return
    for name in _parts(connection) - {INDEX}:
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(text(f"DROP TABLE IF EXISTS {INDEX}"))


def prepare(connection: Connection) -> None:
    """Build the index if FTS5 is available and the index is incomplete.

    Another Python may open the database with a SQLite that lacks FTS5. In that case the triggers
    are dropped, since every change of a question would fail. They are created again when FTS5 is
    available.
    """
    if connection.dialect.name != "sqlite":
        return
    parts = _parts(connection)
    if not _has_fts5(connection):
        for name in parts - {INDEX}:
            connection.execute(text(f"DROP TRIGGER {name}"))
        return
    if parts == {INDEX, *TRIGGERS}:
        return
    if INDEX not in parts:
        for statement in CREATE:
            connection.execute(text(statement))
    for name, statement in TRIGGERS.items():
        if name not in parts:
            connection.execute(text(statement))
    connection.execute(text(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')"))


_NAMES = ", ".join(f"'{name}'" for name in (INDEX, *TRIGGERS))
_USABLE = text(
    f"SELECT count(*) FROM sqlite_master WHERE name IN ({_NAMES})"
    " AND EXISTS (SELECT 1 FROM pragma_module_list WHERE name = 'fts5')"
)


def _has_fts5(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    found = connection.scalar(text("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'"))
    return bool(found)


def _parts(connection: Connection) -> set[str]:
    query = text("SELECT name FROM sqlite_master WHERE name IN :names")
    names = [INDEX, *TRIGGERS]
    return set(connection.scalars(query.bindparams(bindparam("names", names, expanding=True))))


def in_metadata(name: str | None, kind: str, _parents: Any) -> bool:
    """Exclude the virtual table and its shadow tables from Alembic's comparison of the schema."""
    return not (kind == "table" and name is not None and name.startswith(INDEX))
