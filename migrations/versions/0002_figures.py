"""Figures that are updated with every answer, and columns for drawing from a large bank."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "belief",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("exam", sa.String(length=40), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_belief_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["pack.id"], name=op.f("fk_belief_pack_id_pack"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("learner_id", "pack_id", "exam", name=op.f("pk_belief")),
    )
    op.create_table(
        "confusion",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_confusion_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["pack.id"], name=op.f("fk_confusion_pack_id_pack"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "pack_id", "chosen", "key", name=op.f("pk_confusion")
        ),
    )
    op.create_index(
        op.f("ix_confusion_learner_id_pack_id_count"),
        "confusion",
        ["learner_id", "pack_id", "count"],
        unique=False,
    )
    op.create_table(
        "study_day",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_study_day_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["pack.id"], name=op.f("fk_study_day_pack_id_pack"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("learner_id", "pack_id", "day", name=op.f("pk_study_day")),
    )
    op.create_table(
        "tally",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_tally_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["pack.id"], name=op.f("fk_tally_pack_id_pack"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("learner_id", "pack_id", "topic", name=op.f("pk_tally")),
    )
    op.create_table(
        "card",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("was_due", sa.Date(), nullable=True),
        sa.Column("lucky", sa.Boolean(), nullable=False),
        sa.Column("sure_and_wrong", sa.Boolean(), nullable=False),
        sa.Column("times_sure_and_wrong", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("unrecovered", sa.Boolean(), nullable=False),
        sa.Column("right_days", sa.Integer(), nullable=False),
        sa.Column("right_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_card_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["pack.id"], name=op.f("fk_card_pack_id_pack"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_card_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", "question_id", name=op.f("pk_card")),
    )
    op.create_index(
        op.f("ix_card_learner_id_pack_id_due_question_id"),
        "card",
        ["learner_id", "pack_id", "due", "question_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_card_learner_id_pack_id_last"),
        "card",
        ["learner_id", "pack_id", "last"],
        unique=False,
    )
    op.create_index(
        "ix_card_lucky",
        "card",
        ["learner_id", "pack_id", "due", "question_id"],
        unique=False,
        sqlite_where=sa.text("lucky = 1"),
        postgresql_where=sa.text("lucky"),
    )
    op.create_index(op.f("ix_card_question_id"), "card", ["question_id"], unique=False)
    op.create_index(
        "ix_card_sure_and_wrong",
        "card",
        ["learner_id", "pack_id", "due", "question_id"],
        unique=False,
        sqlite_where=sa.text("sure_and_wrong = 1"),
        postgresql_where=sa.text("sure_and_wrong"),
    )
    op.create_index(
        "ix_card_unrecovered",
        "card",
        ["learner_id", "pack_id", "due", "question_id"],
        unique=False,
        sqlite_where=sa.text("unrecovered = 1"),
        postgresql_where=sa.text("unrecovered"),
    )
    op.create_table(
        "mix_up",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_mix_up_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_mix_up_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "question_id", "chosen", "key", name=op.f("pk_mix_up")
        ),
    )
    op.create_table(
        "question_concept",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("concept", sa.String(length=120), nullable=False),
        sa.Column("key", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_question_concept_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", "concept", "key", name=op.f("pk_question_concept")),
    )
    op.create_index(
        op.f("ix_question_concept_concept_key_question_id"),
        "question_concept",
        ["concept", "key", "question_id"],
        unique=False,
    )
    op.add_column("attempt", sa.Column("boot", sa.String(length=80), nullable=True))
    op.add_column("attempt", sa.Column("boot_seconds", sa.Double(), nullable=True))
    op.add_column(
        "exposure", sa.Column("flagged", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_exposure_flagged",
        "exposure",
        ["learner_id"],
        unique=False,
        sqlite_where=sa.text("flagged = 1"),
        postgresql_where=sa.text("flagged"),
    )
    op.create_index(
        op.f("ix_exposure_learner_id_last_at"), "exposure", ["learner_id", "last_at"], unique=False
    )
    op.add_column(
        "question", sa.Column("shuffle", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index(
        op.f("ix_question_pack_id_active_shuffle"),
        "question",
        ["pack_id", "active", "shuffle"],
        unique=False,
    )
    op.create_index(
        op.f("ix_question_pack_id_topic_shuffle"),
        "question",
        ["pack_id", "topic", "shuffle"],
        unique=False,
    )
    op.add_column(
        "question_skill",
        sa.Column("domain", sa.String(length=10), nullable=False, server_default=""),
    )
    op.add_column(
        "question_skill", sa.Column("shuffle", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index(
        op.f("ix_question_skill_exam_position_domain_shuffle"),
        "question_skill",
        ["exam", "position", "domain", "shuffle"],
        unique=False,
    )
    op.add_column("response", sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_response_marked_at"), "response", ["marked_at"], unique=False)
    op.create_index(
        op.f("ix_response_question_id_seed"), "response", ["question_id", "seed"], unique=False
    )
    op.drop_index(op.f("ix_response_question_id"), table_name="response")
    op.create_index(
        op.f("ix_attempt_learner_id_pack_id_exam_form"),
        "attempt",
        ["learner_id", "pack_id", "exam", "form"],
        unique=False,
    )
    op.create_index(
        op.f("ix_attempt_learner_id_pack_id_kind_ended_at"),
        "attempt",
        ["learner_id", "pack_id", "kind", "ended_at"],
        unique=False,
    )
    # The home row can be recomputed at any time. From this revision on, there is one per learner
    # and pack.
    op.drop_table("summary")
    op.create_table(
        "summary",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.id"],
            name=op.f("fk_summary_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["pack.id"], name=op.f("fk_summary_pack_id_pack"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("learner_id", "pack_id", name=op.f("pk_summary")),
    )
    connection = op.get_bind()
    _questions(connection)
    _answers(connection)


def _questions(connection: sa.Connection) -> None:
    """Give every question its place in the shuffle, its domain, and its concepts.

    Number questions get their concepts from the pack's files. The next start reads the files again,
    because the fingerprint no longer matches.
    """
    rows = connection.execute(
        sa.text(
            "SELECT question.id, question.code, revision.document FROM question"
            " LEFT JOIN revision ON revision.id = question.revision_id"
        )
    ).all()
    places = [{"id": row.id, "shuffle": shuffle(row.code)} for row in rows]
    if places:
        connection.execute(sa.text("UPDATE question SET shuffle = :shuffle WHERE id = :id"), places)
        connection.execute(
            sa.text("UPDATE question_skill SET shuffle = :shuffle WHERE question_id = :id"), places
        )
    skills = connection.execute(sa.text("SELECT DISTINCT skill FROM question_skill")).scalars()
    domains = [{"skill": skill, "domain": skill.split(".", 1)[0]} for skill in skills]
    if domains:
        connection.execute(
            sa.text("UPDATE question_skill SET domain = :domain WHERE skill = :skill"), domains
        )
    concepts = []
    for row in rows:
        document = json.loads(row.document) if isinstance(row.document, str) else row.document
        options = (document or {}).get("options", [])
        concepts += [(row.id, option["concept"], bool(option["key"])) for option in options]
    if concepts:
        connection.execute(
            sa.text(
                "INSERT INTO question_concept (question_id, concept, key)"
                " VALUES (:question_id, :concept, :key)"
            ),
            [
                {"question_id": question, "concept": concept, "key": key}
                for question, concept, key in dict.fromkeys(concepts)
            ],
        )
    connection.execute(sa.text("UPDATE pack SET fingerprint = ''"))
    connection.execute(sa.text("UPDATE question SET digest = '' WHERE template"))


def _answers(connection: sa.Connection) -> None:
    """Answers of a mock count from its end, other answers from when they were given."""
    connection.execute(
        sa.text(
            "UPDATE response SET marked_at = ("
            " SELECT CASE WHEN attempt.kind IN ('mock', 'short')"
            " THEN coalesce(attempt.ended_at, response.answered_at, attempt.started_at)"
            " ELSE coalesce(response.answered_at, attempt.ended_at, attempt.started_at) END"
            " FROM attempt WHERE attempt.id = response.attempt_id)"
            " WHERE correct IS NOT NULL"
        )
    )
    connection.execute(
        sa.text(
            "UPDATE exposure SET flagged = true WHERE EXISTS ("
            " SELECT 1 FROM response JOIN attempt ON attempt.id = response.attempt_id"
            " WHERE attempt.learner_id = exposure.learner_id"
            " AND response.question_id = exposure.question_id AND response.flagged"
            " AND response.id = ("
            "  SELECT max(r.id) FROM response AS r JOIN attempt AS a ON a.id = r.attempt_id"
            "  WHERE a.learner_id = exposure.learner_id"
            "  AND r.question_id = exposure.question_id AND r.seen_at IS NOT NULL))"
        )
    )


def shuffle(code: str) -> int:
    """A copy of `quizapp.store.catalog.sync.shuffle` as of this revision."""
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) >> 1
