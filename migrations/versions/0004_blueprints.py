"""Each attempt stores its blueprint: the exam as it was when the attempt began."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("blueprint", sa.JSON(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    packs: dict[int, dict[str, dict]] = {}
    for pack, code, document in connection.execute(
        sa.text("SELECT pack_id, code, document FROM blueprint ORDER BY pack_id, position")
    ):
        packs.setdefault(pack, {})[code] = _rules(_parsed(document))
    asked = connection.execute(sa.text("SELECT DISTINCT pack_id, exam FROM attempt")).all()
    for pack, exam in asked:
        known = packs.get(pack, {})
        rules = known.get(exam) or _of_answers(connection, pack, exam, known)
        connection.execute(
            sa.text("UPDATE attempt SET blueprint = :rules WHERE pack_id = :pack AND exam = :exam"),
            {"rules": json.dumps(rules), "pack": pack, "exam": exam},
        )


def _parsed(stored):
    return json.loads(stored) if isinstance(stored, str) else stored


def _rules(document):
    """Return a blueprint without tasks, skills, and services, with the unit of its scores."""
    low, passing, high = document["score"]
    percent = (low, high) == (0, 100) and abs(document["pass_fraction"] * 100 - passing) < 0.5
    return {
        **document,
        "services": [],
        "domains": [{**domain, "tasks": []} for domain in document["domains"]],
        "unit": "%" if percent else "",
    }


def _of_answers(connection, pack, exam, known):
    """Reconstruct an exam that is no longer in its pack.

    The domains are those of the questions asked; the scale is that of the pack's main exam.
    """
    rows = connection.execute(
        sa.text(
            "SELECT domain, count(*) FROM response JOIN attempt ON attempt.id = attempt_id"
            " WHERE pack_id = :pack AND exam = :exam AND domain IS NOT NULL"
            " GROUP BY domain ORDER BY domain"
        ),
        {"pack": pack, "exam": exam},
    ).all()
    total = sum(row[1] for row in rows)
    scale = next(iter(known.values()), {})
    return {
        "minutes": 130,
        "score": [100, 720, 1000],
        "pass_fraction": 0.72,
        "first_day": None,
        "last_day": None,
        "services": [],
        "scored": None,
        "unit": "",
        **scale,
        "code": exam,
        "name": exam,
        "domains": [
            {
                "id": domain,
                "name": domain,
                "weight": round(100 * number / total),
                "questions": number,
                "tasks": [],
            }
            for domain, number in rows
        ],
    }
