"""Settings of one exam belong to their pack; the plan to the exam day; results of real exams."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OF_PACK = ("exam", "exam_date")
"""The settings of this revision that belong to a pack."""


def upgrade() -> None:
    op.add_column(
        "attempt",
        sa.Column("on_demand", sa.Boolean(), nullable=False, server_default=sa.text("0")),
    )
    _create("pack_setting", ["name"], _text("name", 60), sa.Column("value", sa.Text(), **FULL))
    _create(
        "plan",
        [],
        _text("exam", 40),
        sa.Column("exam_date", sa.Date(), **FULL),
        sa.Column("budget", sa.Integer(), **FULL),
        sa.Column("made", sa.Date(), **FULL),
        sa.Column("day", sa.Date(), **FULL),
        sa.Column("document", sa.JSON(), **FULL),
    )
    _create(
        "prediction",
        ["exam", "day"],
        _text("exam", 40),
        sa.Column("day", sa.Date(), **FULL),
        sa.Column("mock", sa.Double(), **FULL),
        sa.Column("real", sa.Double(), **FULL),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.Integer(), **FULL),
        sa.Column("learner_id", sa.Integer(), **FULL),
        sa.Column("pack_id", sa.Integer(), **FULL),
        _text("exam", 40),
        sa.Column("day", sa.Date(), **FULL),
        sa.Column("passed", sa.Boolean(), **FULL),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("domains", sa.JSON(), **FULL),
        sa.Column("prediction", sa.Double(), nullable=True),
        sa.Column("predicted_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), **FULL),
        *_owners("result"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint(
            "learner_id", "pack_id", "day", name=op.f("uq_result_learner_id_pack_id_day")
        ),
    )
    _move_settings(op.get_bind())


FULL = {"nullable": False}


def _text(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False)


def _owners(table):
    return [
        sa.ForeignKeyConstraint(
            [f"{owner}_id"],
            [f"{owner}.id"],
            name=op.f(f"fk_{table}_{owner}_id_{owner}"),
            ondelete="CASCADE",
        )
        for owner in ("learner", "pack")
    ]


def _create(table, key, *columns):
    """Create a table with one row for each learner, pack, and `key`."""
    op.create_table(
        table,
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        *columns,
        *_owners(table),
        sa.PrimaryKeyConstraint("learner_id", "pack_id", *key, name=op.f(f"pk_{table}")),
    )


def _move_settings(connection):
    """Move the settings of an exam to the pack that they were made for.

    It is the pack that has the chosen exam. If no exam is chosen, or no pack has it, it is the pack
    that the learner used last.
    """
    rows = connection.execute(
        sa.text("SELECT learner_id, name, value FROM setting WHERE name IN ('exam', 'exam_date')")
    ).all()
    own: dict = {}
    for learner, name, value in rows:
        own.setdefault(learner, {})[name] = value
    for learner, values in own.items():
        packs = _packs(connection, learner)
        if not packs:
            continue
        codes = connection.execute(
            sa.text("SELECT pack_id FROM blueprint WHERE upper(code) = :code"),
            {"code": str(values.get("exam", "")).upper()},
        )
        having = {pack for (pack,) in codes}
        pack = next((pack for pack in packs if pack in having), packs[0])
        for name in OF_PACK:
            if name in values:
                connection.execute(
                    sa.text(
                        "INSERT INTO pack_setting (learner_id, pack_id, name, value)"
                        " VALUES (:learner, :pack, :name, :value)"
                    ),
                    {"learner": learner, "pack": pack, "name": name, "value": values[name]},
                )
        connection.execute(
            sa.text(
                "DELETE FROM setting WHERE learner_id = :learner AND name IN ('exam', 'exam_date')"
            ),
            {"learner": learner},
        )


def _packs(connection, learner):
    """Return the packs, the one used last first: by the newest sitting, then by the home row."""
    rows = connection.execute(
        sa.text(
            "SELECT pack.id, pack.synced_at,"
            " (SELECT max(started_at) FROM attempt WHERE attempt.pack_id = pack.id"
            "  AND attempt.learner_id = :learner) AS started,"
            " (SELECT document FROM summary WHERE summary.pack_id = pack.id"
            "  AND summary.learner_id = :learner) AS document"
            " FROM pack"
        ),
        {"learner": learner},
    ).all()
    used = [
        (str(row.started or ""), _computed_at(row.document), str(row.synced_at or ""), row.id)
        for row in rows
    ]
    return [row[-1] for row in sorted(used, reverse=True)]


def _computed_at(document):
    """Return when a home row's figures were computed; "" if that is not known."""
    try:
        return str((json.loads(document or "{}").get("standing") or {}).get("at") or "")
    except (AttributeError, ValueError):
        return ""
