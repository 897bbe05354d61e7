"""Sync of a pack's rows with its files.

Text that a learner has answered is kept, so that every answer can be shown with its question.
"""

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
from quizapp.exam.question import Question, domain_of
from quizapp.store.catalog import explanations, word_index
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
    """The result of a sync.

    `new` is true if the database did not contain the pack before. `added`, `changed`, and
    `withdrawn` count questions. `moved` counts those that were withdrawn, came back, or changed
    their topic; if there are any, figures must be recomputed. `frozen_forms` are the names of
    forms that changed in the files but not in the database, because they have been taken.
    """

    pack_id: int
    new: bool = False
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    moved: int = 0
    frozen_forms: list[str] = field(default_factory=list)


def sync(connection: Connection, pack: Pack, state: str) -> Synced:
    """Update the rows of `pack` from its files, in the caller's transaction.

    `state` is that of the files, see `pack_files.state_of`.

    Questions are identified by id; a digest of all their parts shows whether they have changed. New
    text replaces the current revision, or becomes another revision if a learner has been asked the
    current one. Questions that are no longer in the files are withdrawn, not deleted. A form that
    has been taken is never changed.
    """
    now = datetime.now(UTC)
    questions: dict[str, Question | Template] = {**pack.questions, **pack.templates}
    document = {
        "topics": [{"id": t.id, "name": t.name, "domain": t.domain} for t in pack.topics],
        "syllabus": _syllabus(questions.values()),
        "services": dict(pack.services),
    }
    source = str(pack.path)
    values = {
        "source": source,
        "title": pack.title,
        "fingerprint": state,
        "synced_at": now,
        "document": document,
    }
    stored = connection.execute(
        select(PACK.c.id, PACK.c.fingerprint).where(PACK.c.name == pack.name)
    ).first()
    if stored is None:
        pack_id = new_row(connection, PACK, {"name": pack.name, **values})
    else:
        pack_id = stored.id
        connection.execute(update(PACK).where(PACK.c.id == pack_id).values(values))
    changes = Synced(pack_id, new=stored is None)
    connection.execute(delete(BLUEPRINT).where(BLUEPRINT.c.pack_id == pack_id))
    blueprints = [
        {"pack_id": pack_id, "code": b.code, "position": i, "document": blueprint_to_json(b)}
        for i, b in enumerate(pack.blueprints)
    ]
    if blueprints:
        connection.execute(insert(BLUEPRINT), blueprints)
    _sync_questions(connection, pack_id, questions, changes, now)
    folded_before = stored is not None and not stored.fingerprint.startswith(word_index.PREFIX)
    word_index.update_words(connection, pack_id, everything=folded_before)
    ids = _question_ids(connection, pack_id)
    explanations.put(connection, pack_id, pack, ids)
    _sync_forms(connection, pack_id, pack.forms, ids, changes)
    return changes


def _syllabus(questions: Iterable[Question | Template]) -> dict[str, dict[str, list[Any]]]:
    """Return exam → topic → [domain, number of questions].

    A topic belongs to the domain of most of its questions.
    """
    counts: dict[str, dict[str, Counter[str]]] = {}
    for question in questions:
        for exam, skills in question.skills.items():
            topics = counts.setdefault(exam, {})
            topics.setdefault(question.topic, Counter())[domain_of(skills[0])] += 1
    return {
        exam: {
            topic: [max(sorted(domains), key=domains.__getitem__), domains.total()]
            for topic, domains in sorted(topics.items())
        }
        for exam, topics in counts.items()
    }


def shuffle(code: str) -> int:
    """Return a question's position in the shuffle (0 to 2³¹ − 1), computed from its id alone."""
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
    changes: Synced,
    now: datetime,
) -> None:
    stored = {
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
    added = [code for code in questions if code not in stored]
    if added:
        connection.execute(
            insert(QUESTION),
            [_question_values(pack_id, questions[code], digests[code]) for code in added],
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
                for code in added
            ],
        )
        _link(connection, {ids[code]: questions[code] for code in added})
        _point_at_revisions(connection, [ids[code] for code in added])
        changes.added = len(added)
    for code, question in questions.items():
        if code not in stored:
            continue
        question_id, digest, active, revision_id, topic = stored[code]
        if digest == digests[code] and active:
            continue
        changes.changed += 1
        changes.moved += topic != question.topic or not active
        _change(connection, question_id, question, documents[code], revision_id, now)
        values = _question_values(pack_id, question, digests[code])
        connection.execute(update(QUESTION).where(QUESTION.c.id == question_id).values(values))
    withdrawn = [stored[code][0] for code in stored if code not in questions and stored[code][2]]
    if withdrawn:
        connection.execute(
            update(QUESTION).where(QUESTION.c.id.in_(withdrawn)).values(active=False)
        )
        changes.withdrawn = len(withdrawn)
        changes.moved += len(withdrawn)


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
    """Store a question's new text. The current revision is deleted if no learner was asked it."""
    revision = connection.scalar(
        select(REVISION.c.id).where(
            REVISION.c.question_id == question_id, REVISION.c.hash == question.revision
        )
    )
    if revision is not None:
        connection.execute(
            update(REVISION).where(REVISION.c.id == revision).values(document=document)
        )
    else:
        asked = connection.scalar(
            select(RESPONSE.c.id).where(RESPONSE.c.revision_id == revision_id).limit(1)
        )
        if asked is None:
            connection.execute(delete(REVISION).where(REVISION.c.id == revision_id))
        revision = new_row(
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
        update(QUESTION).where(QUESTION.c.id == question_id).values(revision_id=revision)
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
    """Return the options' concepts, with whether they are keys; for a template, of every slip."""
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
    connection: Connection, pack_id: int, forms: list[Form], ids: Mapping[str, int], changes: Synced
) -> None:
    stored = {
        (row.exam, row.number): row
        for row in connection.execute(select(FORM).where(FORM.c.pack_id == pack_id))
    }
    wanted = {(form.exam, form.number): form for form in forms}
    for key, form in wanted.items():
        row = stored.get(key)
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
            question_ids = connection.scalars(
                select(FORM_QUESTION.c.question_id)
                .where(FORM_QUESTION.c.form_id == form_id)
                .order_by(FORM_QUESTION.c.position)
            ).all()
            same = list(question_ids) == [ids[code] for code in form.question_ids]
            if not same and _was_taken(connection, pack_id, form):
                changes.frozen_forms.append(form.name)
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
    for key, row in stored.items():
        if key not in wanted and not _was_taken(
            connection, pack_id, Form(row.exam, row.number, ())
        ):
            connection.execute(delete(FORM_QUESTION).where(FORM_QUESTION.c.form_id == row.id))
            connection.execute(delete(FORM).where(FORM.c.id == row.id))


def _was_taken(connection: Connection, pack_id: int, form: Form) -> bool:
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
