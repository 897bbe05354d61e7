"""The words of every question, kept so that search need not read questions.

`search_text` holds a question's words, folded, one row a question. Where SQLite has FTS5, the
virtual table `search_index` lies over it and three triggers keep the two alike, whoever writes.
Elsewhere the words themselves are searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, text

from quizapp.store.db.schema import QUESTION, REVISION, SEARCH_TEXT

INDEX = "search_index"
LONGEST = 64
CHUNK = 500

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[A-Za-z0-9]+")
_BREAKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_HUMP = re.compile(r"[a-z0-9][A-Z]")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PLACES = re.compile(r"\{[a-z_]+\}")

# No ranking and no phrases are asked of it, so it keeps neither positions nor sizes; what it cuts
# into words is folded before, so that it need only look for spaces.
CREATE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='search_text', "
    "content_rowid='question_id', tokenize='ascii', detail='none', columnsize=0, prefix='1 2 3')",
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
    """The words of a text as they are compared: without case, accents and punctuation.

    A word longer than 64 characters is cut there.
    """
    plain = raw.casefold()
    if plain.isascii():
        return [word[:LONGEST] for word in plain.translate(_BREAKS).split()]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", raw).casefold())
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M")
    return [word[:LONGEST] for word in _WORD.findall(plain)]


def folded(parts: Iterable[str]) -> str:
    """Each word of `parts` once, a space before and behind it; empty if there is none.

    A name in capitals and small letters (`ReceiveMessage`) can be found by its parts too.
    """
    whole = "\n".join(parts)
    if whole.isascii():
        runs = dict.fromkeys(whole.translate(_BREAKS).split())
        plain = [run[:LONGEST].casefold() for run in runs]
    else:
        runs = dict.fromkeys(_RUN.findall(whole))
        plain = words(whole)
    humped = " ".join(run for run in runs if not run.islower() and _HUMP.search(run))
    found = dict.fromkeys([*plain, *words(_HUMPS.sub(" ", humped))])
    return f" {' '.join(found)} " if found else ""


def of_question(document: dict[str, Any]) -> str:
    """The words by which a stored question is found; of a template those around its numbers."""
    stem = document["stem"]
    if "template" in document:
        stem = PLACES.sub(" ", stem)
    options = [option["text"] for option in document.get("options", [])]
    return folded(
        [stem, *options, document["takeaway"], document["id"], *document.get("services", [])]
    )


def renew(connection: Connection, pack: int) -> int:
    """Bring the words of a pack's questions in line with its rows; how many were written.

    Reads the texts of new and changed questions only.
    """
    # Made over all words at once, an index takes a tenth of the time that it takes word by word.
    if _parts(connection):
        prepare(connection)
    withdrawn = select(QUESTION.c.id).where(QUESTION.c.pack_id == pack, ~QUESTION.c.active)
    connection.execute(delete(SEARCH_TEXT).where(SEARCH_TEXT.c.question_id.in_(withdrawn)))
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
    """Whether the full-text index can be asked: FTS5 is here, and the index whole.

    Asked with every search, so in one statement, which is put together once.
    """
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.scalar(_USABLE) == 1 + len(TRIGGERS))


def prepare(connection: Connection) -> None:
    """Make the index where FTS5 is there and it is not whole; without FTS5 leave it be.

    A home may be opened with another Python, whose SQLite has no FTS5: then the triggers go, since
    they would keep questions from being stored, and come back with it.
    """
    if connection.dialect.name != "sqlite":
        return
    there = _parts(connection)
    if not _module(connection):
        for name in there - {INDEX}:
            connection.execute(text(f"DROP TRIGGER {name}"))
        return
    if there == {INDEX, *TRIGGERS}:
        return
    if INDEX not in there:
        for statement in CREATE:
            connection.execute(text(statement))
    for name, statement in TRIGGERS.items():
        if name not in there:
            connection.execute(text(statement))
    connection.execute(text(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')"))


_NAMES = ", ".join(f"'{name}'" for name in (INDEX, *TRIGGERS))
_USABLE = text(
    f"SELECT count(*) FROM sqlite_master WHERE name IN ({_NAMES})"
    " AND EXISTS (SELECT 1 FROM pragma_module_list WHERE name = 'fts5')"
)


def _module(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return False
    found = connection.scalar(text("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'"))
    return bool(found)


def _parts(connection: Connection) -> set[str]:
    query = text("SELECT name FROM sqlite_master WHERE name IN :names")
    names = [INDEX, *TRIGGERS]
    return set(connection.scalars(query.bindparams(bindparam("names", names, expanding=True))))


def in_metadata(name: str | None, kind: str, _parents: Any) -> bool:
    """For Alembic's comparisons: the virtual table and its shadows are not among our tables."""
    return not (kind == "table" and name is not None and name.startswith(INDEX))
