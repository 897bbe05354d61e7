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

from sqlalchemy import bindparam, delete, insert, or_, select, text
from sqlalchemy.orm import Session

from quizapp.store.tables import QuestionRow, RevisionRow, SearchTextRow

INDEX = "search_index"
LONGEST = 64
CHUNK = 500

_WORD = re.compile(r"[^\W_]+")
_HUMPED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*")
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
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", raw).casefold())
        plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M")
    return [word[:LONGEST] for word in _WORD.findall(plain)]


def folded(parts: Iterable[str]) -> str:
    """Each word of `parts` once, a space before and behind it; empty if there is none.

    A name in capitals and small letters (`ReceiveMessage`) can be found by its parts too.
    """
    whole = "\n".join(parts)
    humped = " ".join(_HUMPED.findall(whole))
    found = dict.fromkeys([*words(whole), *words(_HUMPS.sub(" ", humped))])
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


def renew(session: Session, pack: int) -> int:
    """Bring the words of a pack's questions in line with its rows; how many were written.

    Reads the texts of new and changed questions only.
    """
    prepare(session)
    withdrawn = select(QuestionRow.id).where(QuestionRow.pack_id == pack, ~QuestionRow.active)
    session.execute(
        delete(SearchTextRow)
        .where(SearchTextRow.question_id.in_(withdrawn))
        .execution_options(synchronize_session=False)
    )
    stale = session.scalars(
        select(QuestionRow.id)
        .join(RevisionRow, RevisionRow.id == QuestionRow.revision_id)
        .outerjoin(SearchTextRow, SearchTextRow.question_id == QuestionRow.id)
        .where(
            QuestionRow.pack_id == pack,
            QuestionRow.active,
            or_(SearchTextRow.question_id.is_(None), SearchTextRow.hash != RevisionRow.hash),
        )
        .order_by(QuestionRow.id)
    ).all()
    for start in range(0, len(stale), CHUNK):
        _write(session, stale[start : start + CHUNK])
    return len(stale)


def _write(session: Session, ids: Iterable[int]) -> None:
    rows = session.execute(
        select(QuestionRow.id, RevisionRow.hash, RevisionRow.document)
        .join(RevisionRow, RevisionRow.id == QuestionRow.revision_id)
        .where(QuestionRow.id.in_(ids))
    ).all()
    session.execute(
        delete(SearchTextRow)
        .where(SearchTextRow.question_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        insert(SearchTextRow),
        [
            {"question_id": row.id, "hash": row.hash, "words": of_question(row.document)}
            for row in rows
        ],
    )


# -- FTS5 --------------------------------------------------------------------------------------


def usable(session: Session) -> bool:
    """Whether the full-text index can be asked: FTS5 is here, and the index whole."""
    return _module(session) and _parts(session) == {INDEX, *TRIGGERS}


def prepare(session: Session) -> None:
    """Make the index where FTS5 is there and it is not whole; without FTS5 leave it be.

    A home may be opened with another Python, whose SQLite has no FTS5: then the triggers go, since
    they would keep questions from being stored, and come back with it.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    there = _parts(session)
    if not _module(session):
        for name in there - {INDEX}:
            session.execute(text(f"DROP TRIGGER {name}"))
        return
    if there == {INDEX, *TRIGGERS}:
        return
    if INDEX not in there:
        for statement in CREATE:
            session.execute(text(statement))
    for name, statement in TRIGGERS.items():
        if name not in there:
            session.execute(text(statement))
    session.execute(text(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')"))


def _module(session: Session) -> bool:
    if session.get_bind().dialect.name != "sqlite":
        return False
    found = session.scalar(text("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'"))
    return bool(found)


def _parts(session: Session) -> set[str]:
    query = text("SELECT name FROM sqlite_master WHERE name IN :names")
    names = [INDEX, *TRIGGERS]
    return set(session.scalars(query.bindparams(bindparam("names", names, expanding=True))))


def in_metadata(name: str | None, kind: str, _parents: Any) -> bool:
    """For Alembic's comparisons: the virtual table and its shadows are not among our tables."""
    return not (kind == "table" and name is not None and name.startswith(INDEX))
