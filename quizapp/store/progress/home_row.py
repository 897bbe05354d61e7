"""Reads and updates of the home row, in the transaction of each change that home shows.

There is one row for each learner and pack, and the row names its exam. Therefore the `exam` of a
scope is ignored, except by `rewrite_from_pack`, which sets the row's exam.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select

from quizapp.exam.attempt import SCORED
from quizapp.exam.blueprint import Blueprint
from quizapp.store.bootstrap.home_row import HomeRow, LastMock, OpenSitting, open_sitting
from quizapp.store.catalog import queries as catalog
from quizapp.store.db.engine import Database
from quizapp.store.db.schema import ATTEMPT, OPEN_STATES, PACK, SUMMARY
from quizapp.store.db.upsert import put_row
from quizapp.store.errors import DamagedRow
from quizapp.store.learner import settings
from quizapp.store.scope import Scope

logger = logging.getLogger(__name__)

FIGURES = 4
"""The version of the stored figures. Figures of another version are recomputed."""


def read(connection: Connection, scope: Scope) -> HomeRow:
    """Return the row with the pack's open sittings; an empty row if none is stored yet."""
    return _row(connection, scope).with_open(_open(connection, scope))


def write(connection: Connection, scope: Scope, row: HomeRow) -> None:
    """Store the row, without its open sittings."""
    key = {"learner_id": scope.learner, "pack_id": scope.pack}
    put_row(connection, SUMMARY, key, {"document": row.to_json()})


def mark_figures_current(connection: Connection, scope: Scope) -> None:
    """Note that the figures are up to date: computed in the current zone from all answers."""
    row = _row(connection, scope)
    zone = settings.zone_name(connection, row.settings)
    write(connection, scope, row._replace(figures=FIGURES, zone=zone, changed=True))


def figures_are_current(connection: Connection, row: HomeRow) -> bool:
    """Whether the figures have the current version and were computed in the current time zone."""
    zone = settings.zone_name(connection, row.settings)
    return row.figures == FIGURES and row.zone == zone


def update_forms_and_last_mock(connection: Connection, scope: Scope) -> None:
    """Update the forms taken and the last mock, after sittings ended or were removed."""
    row = _row(connection, scope)
    own = replace(scope, exam=row.exam or scope.exam)
    last = _last_mock(connection, own)
    row = row._replace(pack=scope.pack, forms=_forms(connection, own), last=last, changed=True)
    write(connection, scope, row)


def rewrite_from_pack(connection: Connection, scope: Scope, blueprint: Blueprint) -> None:
    """Update the row after the pack was opened or synced, or after the exam was changed.

    `blueprint` is the blueprint of the scope's exam.
    """
    title, source = connection.execute(
        select(PACK.c.title, PACK.c.source).where(PACK.c.id == scope.pack)
    ).one()
    row = _row(connection, scope)._replace(
        pack=scope.pack,
        source=source,
        title=title,
        exam=blueprint.code,
        minutes=blueprint.minutes,
        unit=blueprint.unit,
        target=blueprint.pass_fraction,
        domains=tuple((d.id, d.name, d.weight) for d in blueprint.domains),
        forms=_forms(connection, scope),
        last=_last_mock(connection, scope),
        changed=True,
    )
    write(connection, scope, row)
    settings.copy_to_home_rows(connection, scope.learner)


def drop_damaged(database: Database) -> None:
    """Delete every row that cannot be read. Its contents will be computed again."""
    with database.read() as connection:
        rows = connection.execute(
            select(SUMMARY.c.learner_id, SUMMARY.c.pack_id, SUMMARY.c.document)
        ).all()
    for learner, pack, document in rows:
        try:
            HomeRow.from_json(document)
        except DamagedRow:
            logger.warning("deleted the damaged home row of pack %s", pack)
            own = (SUMMARY.c.learner_id == learner, SUMMARY.c.pack_id == pack)
            with database.write() as connection:
                connection.execute(delete(SUMMARY).where(*own))


def _forms(connection: Connection, scope: Scope) -> tuple[tuple[int, int], ...]:
    """The forms by number, with how often each was taken; at least once if it is taken."""
    return tuple(
        (form.number, form.times or int(form.taken)) for form in catalog.forms(connection, scope)
    )


def _row(connection: Connection, scope: Scope) -> HomeRow:
    own = (SUMMARY.c.learner_id == scope.learner, SUMMARY.c.pack_id == scope.pack)
    return HomeRow.from_json(connection.scalar(select(SUMMARY.c.document).where(*own)))


def _last_mock(connection: Connection, scope: Scope) -> LastMock | None:
    """The last mock. One dated later than now, by a wrong clock, comes before all others."""
    by_a_wrong_clock = ATTEMPT.c.ended_at > datetime.now(UTC)
    row = connection.execute(
        select(
            ATTEMPT.c.id,
            ATTEMPT.c.title,
            ATTEMPT.c.score,
            ATTEMPT.c.correct,
            ATTEMPT.c.questions,
        )
        .where(
            ATTEMPT.c.learner_id == scope.learner,
            ATTEMPT.c.pack_id == scope.pack,
            ATTEMPT.c.exam == scope.exam,
            ATTEMPT.c.kind.in_([kind.value for kind in SCORED]),
            ATTEMPT.c.state.in_(catalog.FINISHED_STATES),
        )
        .order_by(by_a_wrong_clock, ATTEMPT.c.ended_at.desc(), ATTEMPT.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else LastMock(*row)


def _open(connection: Connection, scope: Scope) -> list[OpenSitting]:
    """Return the open sittings of the pack, the newest first.

    The pack and the order are applied here, to the few open sittings. In the statement, they would
    make SQLite choose another index and read every attempt.
    """
    rows = connection.execute(
        select(
            ATTEMPT.c.pack_id,
            ATTEMPT.c.id,
            ATTEMPT.c.title,
            ATTEMPT.c.answered,
            ATTEMPT.c.questions,
            ATTEMPT.c.allowed_seconds,
            ATTEMPT.c.used_seconds,
            ATTEMPT.c.kind,
            ATTEMPT.c.form,
            ATTEMPT.c.exam,
            ATTEMPT.c.exam_day,
            ATTEMPT.c.started_at,
            ATTEMPT.c.boot,
            ATTEMPT.c.boot_seconds,
        ).where(ATTEMPT.c.learner_id == scope.learner, ATTEMPT.c.state.in_(OPEN_STATES))
    ).all()
    own = [row for row in rows if row.pack_id == scope.pack]
    own.sort(key=lambda row: (row.started_at, row.id), reverse=True)
    return [open_sitting(*row[1:]) for row in own]
