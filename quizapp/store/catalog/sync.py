"""A pack's files become rows; what somebody has answered keeps the text they answered."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update

from quizapp.exam.forms import Form
from quizapp.exam.question import Question
from quizapp.store.catalog import word_index
from quizapp.store.db.codec import blueprint_to_json, question_to_json
from quizapp.store.db.schema import (
    ATTEMPT,
    BLUEPRINT,
    FORM,
    FORM_QUESTION,
    PACK,
    QUESTION,
    QUESTION_CONCEPT,
    QUESTION_SERVICE,
    QUESTION_SKILL,
    RESPONSE,
    REVISION,
)
from quizapp.store.db.upsert import new_row

if TYPE_CHECKING:
    from quizapp.bank.pack import Pack
    from quizapp.bank.templates import Template


@dataclass
class Synced:
    """What a sync did; `kept` names forms whose new contents were refused.

    `new` says that nothing was known of the pack before: then nothing was ever answered in it.
    `moved` counts questions that were withdrawn, came back or stand under another topic now: then
    figures are to be remade.
    """

    pack_id: int
    new: bool = False
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    moved: int = 0
    kept: list[str] = field(default_factory=list)


def is_synced(connection: Connection, source: str, fingerprint: str) -> bool:
    """Whether the pack was synced from files with just this fingerprint."""
    known = connection.scalar(select(PACK.c.fingerprint).where(PACK.c.source == source))
    return known == fingerprint


def sync(connection: Connection, pack: Pack, fingerprint: str) -> Synced:
    """Bring the rows of `pack` in line with its files, in the caller's transaction.

    Questions are known by id, and by a digest of all their parts. A changed text replaces the old
    revision, unless somebody has been asked that one: then it is kept beside the new. Questions
    that left the files stay, withdrawn. A form that has been sat is never changed.
    """
    now = datetime.now(UTC)
    questions: dict[str, Question | Template] = {**pack.questions, **pack.templates}
    document = {
        "topics": [{"id": t.id, "name": t.name, "domain": t.domain} for t in pack.topics],
        "syllabus": _syllabus(questions.values()),
    }
    source = str(pack.path)
    values = {
        "source": source,
        "title": pack.title,
        "fingerprint": fingerprint,
        "synced_at": now,
        "document": document,
    }
    pack_id = connection.scalar(select(PACK.c.id).where(PACK.c.name == pack.name))
    new = pack_id is None
    if pack_id is None:
        pack_id = new_row(connection, PACK, {"name": pack.name, **values})
    else:
        connection.execute(update(PACK).where(PACK.c.id == pack_id).values(values))
    done = Synced(pack_id, new)
    connection.execute(delete(BLUEPRINT).where(BLUEPRINT.c.pack_id == pack_id))
    blueprints = [
        {"pack_id": pack_id, "code": b.code, "position": i, "document": blueprint_to_json(b)}
        for i, b in enumerate(pack.blueprints)
    ]
    if blueprints:
        connection.execute(insert(BLUEPRINT), blueprints)
    _sync_questions(connection, pack_id, questions, done, now)
    word_index.renew(connection, pack_id)
    ids = _question_ids(connection, pack_id)
    _sync_forms(connection, pack_id, pack.forms, ids, done)
    return done


def _syllabus(questions: Iterable[Question | Template]) -> dict[str, dict[str, list[Any]]]:
    """For each exam, topic → [domain, questions]; a topic belongs to the domain of most of them."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    for question in questions:
        for exam, skills in question.skills.items():
            topics = counts.setdefault(exam, {})
            topics.setdefault(question.topic, Counter())[domain_of(skills[0])] += 1
    return {
        exam: {
            topic: [max(sorted(found), key=found.__getitem__), found.total()]
            for topic, found in sorted(topics.items())
        }
        for exam, topics in counts.items()
    }


def domain_of(skill: str) -> str:
    return skill.split(".", 1)[0]


def shuffle(code: str) -> int:
    """A question's place in the shuffle (0 to 2³¹ − 1), the same everywhere and for good."""
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) >> 1


def _question_ids(connection: Connection, pack_id: int) -> dict[str, int]:
    rows = connection.execute(
        select(QUESTION.c.code, QUESTION.c.id).where(QUESTION.c.pack_id == pack_id)
    )
    return {row.code: row.id for row in rows}


def _digest(document: dict[str, Any]) -> str:
    raw = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(raw).hexdigest()


def _sync_questions(
    connection: Connection,
    pack_id: int,
    questions: Mapping[str, Question | Template],
    done: Synced,
    now: datetime,
) -> None:
    known = {
        code: (question_id, digest, active, revision_id, topic)
        for code, question_id, digest, active, revision_id, topic in connection.execute(
            select(
                QUESTION.c.code,
                QUESTION.c.id,
                QUESTION.c.digest,
                QUESTION.c.active,
                QUESTION.c.revision_id,
                QUESTION.c.topic,
            ).where(QUESTION.c.pack_id == pack_id)
        )
    }
    documents = {code: question_to_json(question) for code, question in questions.items()}
    digests = {code: _digest(document) for code, document in documents.items()}
    fresh = [code for code in questions if code not in known]
    if fresh:
        connection.execute(
            insert(QUESTION),
            [_question_values(pack_id, questions[code], digests[code]) for code in fresh],
        )
        ids = _question_ids(connection, pack_id)
        connection.execute(
            insert(REVISION),
            [
                {
                    "question_id": ids[code],
                    "hash": questions[code].revision,
                    "created_at": now,
                    "document": documents[code],
                }
                for code in fresh
            ],
        )
        _link(connection, {ids[code]: questions[code] for code in fresh})
        _point_at_revisions(connection, [ids[code] for code in fresh])
        done.added = len(fresh)
    for code, question in questions.items():
        if code not in known:
            continue
        question_id, digest, active, revision_id, topic = known[code]
        if digest == digests[code] and active:
            continue
        done.changed += 1
        done.moved += topic != question.topic or not active
        _change(connection, question_id, question, documents[code], revision_id, now)
        values = _question_values(pack_id, question, digests[code])
        connection.execute(update(QUESTION).where(QUESTION.c.id == question_id).values(values))
    gone = [known[code][0] for code in known if code not in questions and known[code][2]]
    if gone:
        connection.execute(update(QUESTION).where(QUESTION.c.id.in_(gone)).values(active=False))
        done.withdrawn = len(gone)
        done.moved += len(gone)


def _question_values(pack_id: int, question: Question | Template, digest: str) -> dict[str, Any]:
    return {
        "pack_id": pack_id,
        "code": question.id,
        "topic": question.topic,
        "level": question.level,
        "background": question.background,
        "template": not isinstance(question, Question),
        "active": True,
        "digest": digest,
        "shuffle": shuffle(question.id),
    }


def _change(
    connection: Connection,
    question_id: int,
    question: Question | Template,
    document: dict[str, Any],
    revision_id: int | None,
    now: datetime,
) -> None:
    """Store a question's new text: over the old one if nobody was asked it, else beside it."""
    same = connection.scalar(
        select(REVISION.c.id).where(
            REVISION.c.question_id == question_id, REVISION.c.hash == question.revision
        )
    )
    if same is not None:
        connection.execute(update(REVISION).where(REVISION.c.id == same).values(document=document))
    else:
        asked = connection.scalar(
            select(RESPONSE.c.id).where(RESPONSE.c.revision_id == revision_id).limit(1)
        )
        if asked is None:
            connection.execute(delete(REVISION).where(REVISION.c.id == revision_id))
        same = new_row(
            connection,
            REVISION,
            {
                "question_id": question_id,
                "hash": question.revision,
                "created_at": now,
                "document": document,
            },
        )
    connection.execute(
        update(QUESTION).where(QUESTION.c.id == question_id).values(revision_id=same)
    )
    for table in (QUESTION_SKILL, QUESTION_SERVICE, QUESTION_CONCEPT):
        connection.execute(delete(table).where(table.c.question_id == question_id))
    _link(connection, {question_id: question})


def _link(connection: Connection, questions: Mapping[int, Question | Template]) -> None:
    skills = [
        {
            "question_id": question_id,
            "exam": exam,
            "position": position,
            "skill": skill,
            "domain": domain_of(skill),
            "shuffle": place,
        }
        for question_id, question in questions.items()
        for place in [shuffle(question.id)]
        for exam, ids in question.skills.items()
        for position, skill in enumerate(ids)
    ]
    services = [
        {"question_id": question_id, "service": service}
        for question_id, question in questions.items()
        for service in dict.fromkeys(question.services)
    ]
    concepts = [
        {"question_id": question_id, "concept": concept, "key": key}
        for question_id, question in questions.items()
        for concept, key in sorted(_concepts(question))
    ]
    for table, rows in (
        (QUESTION_SKILL, skills),
        (QUESTION_SERVICE, services),
        (QUESTION_CONCEPT, concepts),
    ):
        if rows:
            connection.execute(insert(table), rows)


def _concepts(question: Question | Template) -> set[tuple[str, bool]]:
    """What the options stand for, and whether they are keys; of a template, every slip's too."""
    if isinstance(question, Question):
        return {(option.concept, option.is_key) for option in question.options}
    from quizapp.bank.calculators import CALCULATORS

    calculator = CALCULATORS[question.calculator]
    slips = {(calculator.slips[name].concept, False) for name in question.slips}
    return {(calculator.concept, True), *slips}


def _point_at_revisions(connection: Connection, question_ids: list[int]) -> None:
    newest = (
        select(REVISION.c.id)
        .where(REVISION.c.question_id == QUESTION.c.id)
        .order_by(REVISION.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    connection.execute(
        update(QUESTION)
        .where(QUESTION.c.id >= min(question_ids), QUESTION.c.id <= max(question_ids))
        .values(revision_id=newest)
    )


def _sync_forms(
    connection: Connection, pack_id: int, forms: list[Form], ids: Mapping[str, int], done: Synced
) -> None:
    known = {
        (row.exam, row.number): row
        for row in connection.execute(select(FORM).where(FORM.c.pack_id == pack_id))
    }
    wanted = {(form.exam, form.number): form for form in forms}
    for key, form in wanted.items():
        row = known.get(key)
        if row is None:
            values = {
                "pack_id": pack_id,
                "exam": form.exam,
                "number": form.number,
                "released": form.released,
            }
            form_id = new_row(connection, FORM, values)
        else:
            form_id = row.id
            stored = connection.scalars(
                select(FORM_QUESTION.c.question_id)
                .where(FORM_QUESTION.c.form_id == form_id)
                .order_by(FORM_QUESTION.c.position)
            ).all()
            same = list(stored) == [ids[code] for code in form.question_ids]
            if not same and _sat(connection, pack_id, form):
                done.kept.append(form.name)
                continue
            if row.released != form.released:
                released = update(FORM).where(FORM.c.id == form_id).values(released=form.released)
                connection.execute(released)
            if same:
                continue
            connection.execute(delete(FORM_QUESTION).where(FORM_QUESTION.c.form_id == form_id))
        connection.execute(
            insert(FORM_QUESTION),
            [
                {"form_id": form_id, "position": position, "question_id": ids[code]}
                for position, code in enumerate(form.question_ids)
            ],
        )
    for key, row in known.items():
        if key not in wanted and not _sat(connection, pack_id, Form(row.exam, row.number, ())):
            connection.execute(delete(FORM_QUESTION).where(FORM_QUESTION.c.form_id == row.id))
            connection.execute(delete(FORM).where(FORM.c.id == row.id))


def _sat(connection: Connection, pack_id: int, form: Form) -> bool:
    return (
        connection.scalar(
            select(ATTEMPT.c.id)
            .where(
                ATTEMPT.c.pack_id == pack_id,
                ATTEMPT.c.exam == form.exam,
                ATTEMPT.c.form == form.number,
            )
            .limit(1)
        )
        is not None
    )
