"""A pack's files become rows; what somebody has answered keeps the text they answered."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from quizapp.exam.forms import Form
from quizapp.exam.question import Question
from quizapp.store import search_index
from quizapp.store.documents import from_blueprint, from_question
from quizapp.store.tables import (
    AttemptRow,
    BlueprintRow,
    FormQuestionRow,
    FormRow,
    PackRow,
    QuestionConceptRow,
    QuestionRow,
    QuestionServiceRow,
    QuestionSkillRow,
    ResponseRow,
    RevisionRow,
)

if TYPE_CHECKING:
    from quizapp.bank.pack import Pack
    from quizapp.bank.templates import Template


@dataclass
class Synced:
    """What a sync did; `kept` names forms whose new contents were refused.

    `moved` counts questions that were withdrawn, came back or stand under another topic now: then
    figures are to be remade.
    """

    pack_id: int
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    moved: int = 0
    kept: list[str] = field(default_factory=list)


def is_synced(session: Session, source: str, fingerprint: str) -> bool:
    """Whether the pack was synced from files with just this fingerprint."""
    known = session.scalar(select(PackRow.fingerprint).where(PackRow.source == source))
    return known == fingerprint


def sync(session: Session, pack: Pack, fingerprint: str) -> Synced:
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
    row = session.scalar(select(PackRow).where(PackRow.name == pack.name))
    if row is None:
        row = PackRow(
            name=pack.name,
            source=source,
            title=pack.title,
            fingerprint="",
            synced_at=now,
            document=document,
        )
        session.add(row)
        session.flush()
    row.source, row.title, row.synced_at, row.document = source, pack.title, now, document
    row.fingerprint = fingerprint
    done = Synced(row.id)
    session.execute(delete(BlueprintRow).where(BlueprintRow.pack_id == row.id))
    session.add_all(
        BlueprintRow(pack_id=row.id, code=b.code, position=i, document=from_blueprint(b))
        for i, b in enumerate(pack.blueprints)
    )
    _sync_questions(session, row.id, questions, done, now)
    search_index.renew(session, row.id)
    ids = _question_ids(session, row.id)
    _sync_forms(session, row.id, pack.forms, ids, done)
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


def _question_ids(session: Session, pack_id: int) -> dict[str, int]:
    rows = session.execute(
        select(QuestionRow.code, QuestionRow.id).where(QuestionRow.pack_id == pack_id)
    )
    return {row.code: row.id for row in rows}


def _digest(document: dict[str, Any]) -> str:
    raw = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(raw).hexdigest()


def _sync_questions(
    session: Session,
    pack_id: int,
    questions: Mapping[str, Question | Template],
    done: Synced,
    now: datetime,
) -> None:
    known = {
        code: (question_id, digest, active, revision_id, topic)
        for code, question_id, digest, active, revision_id, topic in session.execute(
            select(
                QuestionRow.code,
                QuestionRow.id,
                QuestionRow.digest,
                QuestionRow.active,
                QuestionRow.revision_id,
                QuestionRow.topic,
            ).where(QuestionRow.pack_id == pack_id)
        )
    }
    documents = {code: from_question(question) for code, question in questions.items()}
    digests = {code: _digest(document) for code, document in documents.items()}
    fresh = [code for code in questions if code not in known]
    if fresh:
        session.execute(
            insert(QuestionRow),
            [_question_values(pack_id, questions[code], digests[code]) for code in fresh],
        )
        ids = _question_ids(session, pack_id)
        session.execute(
            insert(RevisionRow),
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
        _link(session, {ids[code]: questions[code] for code in fresh})
        _point_at_revisions(session, [ids[code] for code in fresh])
        done.added = len(fresh)
    for code, question in questions.items():
        if code not in known:
            continue
        question_id, digest, active, revision_id, topic = known[code]
        if digest == digests[code] and active:
            continue
        done.changed += 1
        done.moved += topic != question.topic or not active
        _change(session, question_id, question, documents[code], revision_id, now)
        values = _question_values(pack_id, question, digests[code])
        session.execute(update(QuestionRow).where(QuestionRow.id == question_id).values(values))
    gone = [known[code][0] for code in known if code not in questions and known[code][2]]
    if gone:
        session.execute(update(QuestionRow).where(QuestionRow.id.in_(gone)).values(active=False))
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
    session: Session,
    question_id: int,
    question: Question | Template,
    document: dict[str, Any],
    revision_id: int | None,
    now: datetime,
) -> None:
    """Store a question's new text: over the old one if nobody was asked it, else beside it."""
    same = session.scalar(
        select(RevisionRow).where(
            RevisionRow.question_id == question_id, RevisionRow.hash == question.revision
        )
    )
    if same is not None:
        same.document = document
    else:
        asked = session.scalar(
            select(ResponseRow.id).where(ResponseRow.revision_id == revision_id).limit(1)
        )
        if asked is None:
            session.execute(delete(RevisionRow).where(RevisionRow.id == revision_id))
        same = RevisionRow(
            question_id=question_id, hash=question.revision, created_at=now, document=document
        )
        session.add(same)
    session.flush()
    session.execute(
        update(QuestionRow).where(QuestionRow.id == question_id).values(revision_id=same.id)
    )
    session.execute(delete(QuestionSkillRow).where(QuestionSkillRow.question_id == question_id))
    session.execute(delete(QuestionServiceRow).where(QuestionServiceRow.question_id == question_id))
    session.execute(delete(QuestionConceptRow).where(QuestionConceptRow.question_id == question_id))
    _link(session, {question_id: question})


def _link(session: Session, questions: Mapping[int, Question | Template]) -> None:
    skills = [
        {
            "question_id": question_id,
            "exam": exam,
            "position": position,
            "skill": skill,
            "domain": domain_of(skill),
            "shuffle": shuffle(question.id),
        }
        for question_id, question in questions.items()
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
        (QuestionSkillRow, skills),
        (QuestionServiceRow, services),
        (QuestionConceptRow, concepts),
    ):
        if rows:
            session.execute(insert(table), rows)


def _concepts(question: Question | Template) -> set[tuple[str, bool]]:
    """What the options stand for, and whether they are keys; of a template, every slip's too."""
    if isinstance(question, Question):
        return {(option.concept, option.is_key) for option in question.options}
    from quizapp.bank.calculators import CALCULATORS

    calculator = CALCULATORS[question.calculator]
    slips = {(calculator.slips[name].concept, False) for name in question.slips}
    return {(calculator.concept, True), *slips}


def _point_at_revisions(session: Session, question_ids: list[int]) -> None:
    newest = (
        select(RevisionRow.id)
        .where(RevisionRow.question_id == QuestionRow.id)
        .order_by(RevisionRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    session.execute(
        update(QuestionRow)
        .where(QuestionRow.id >= min(question_ids), QuestionRow.id <= max(question_ids))
        .values(revision_id=newest)
        .execution_options(synchronize_session=False)
    )


def _sync_forms(
    session: Session, pack_id: int, forms: list[Form], ids: Mapping[str, int], done: Synced
) -> None:
    known = {
        (row.exam, row.number): row
        for row in session.scalars(select(FormRow).where(FormRow.pack_id == pack_id))
    }
    wanted = {(form.exam, form.number): form for form in forms}
    for key, form in wanted.items():
        row = known.get(key)
        if row is None:
            row = FormRow(
                pack_id=pack_id, exam=form.exam, number=form.number, released=form.released
            )
            session.add(row)
            session.flush()
        else:
            stored = session.scalars(
                select(FormQuestionRow.question_id)
                .where(FormQuestionRow.form_id == row.id)
                .order_by(FormQuestionRow.position)
            ).all()
            if list(stored) == [ids[code] for code in form.question_ids]:
                row.released = form.released
                continue
            if _sat(session, pack_id, form):
                done.kept.append(form.name)
                continue
            session.execute(delete(FormQuestionRow).where(FormQuestionRow.form_id == row.id))
            row.released = form.released
        session.execute(
            insert(FormQuestionRow),
            [
                {"form_id": row.id, "position": position, "question_id": ids[code]}
                for position, code in enumerate(form.question_ids)
            ],
        )
    for key, row in known.items():
        if key not in wanted and not _sat(session, pack_id, Form(row.exam, row.number, ())):
            session.execute(delete(FormQuestionRow).where(FormQuestionRow.form_id == row.id))
            session.delete(row)


def _sat(session: Session, pack_id: int, form: Form) -> bool:
    return (
        session.scalar(
            select(AttemptRow.id)
            .where(
                AttemptRow.pack_id == pack_id,
                AttemptRow.exam == form.exam,
                AttemptRow.form == form.number,
            )
            .limit(1)
        )
        is not None
    )
