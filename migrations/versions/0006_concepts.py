"""What the concepts of a pack mean, and when its questions were last checked."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = 40
"""Characters of a fingerprint that are kept, so that the pack is read again at the next start."""


def upgrade() -> None:
    op.create_table(
        "concept",
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("checked", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["pack.id"], name=op.f("fk_concept_pack_id_pack"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pack_id", "code", name=op.f("pk_concept")),
    )
    op.create_table(
        "question_check",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_question_check_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_question_check")),
    )
    op.get_bind().execute(
        sa.text("UPDATE pack SET fingerprint = substr(fingerprint, 1, :kept)"), {"kept": KEPT}
    )
