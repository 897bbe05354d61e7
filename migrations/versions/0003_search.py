"""Search: the words of every question and note, and a full-text index where SQLite has FTS5."""

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHUNK = 500
WORD = re.compile(r"[^\W_]+")
HUMPED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*")
HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PLACES = re.compile(r"\{[a-z_]+\}")

INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text', "
    "content_rowid='question_id', tokenize='ascii', detail='none', columnsize=0, prefix='1 2 3')",
    """CREATE TRIGGER search_text_put AFTER INSERT ON search_text BEGIN
    INSERT INTO search_index(rowid, words) VALUES (new.question_id, new.words); END""",
    """CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN
    INSERT INTO search_index(search_index, rowid, words)
    VALUES ('delete', old.question_id, old.words); END""",
    """CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN
    INSERT INTO search_index(search_index, rowid, words)
    VALUES ('delete', old.question_id, old.words);
    INSERT INTO search_index(rowid, words) VALUES (new.question_id, new.words); END""",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
)


def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_search_text_question_id_question"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_search_text")),
    )
    op.add_column("mark", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.create_index(op.f("ix_question_pack_id_topic"), "question", ["pack_id", "topic"])
    op.drop_index(op.f("ix_question_service_service"), "question_service")
    op.create_index(
        op.f("ix_question_service_service_question_id"),
        "question_service",
        ["service", "question_id"],
    )
    connection = op.get_bind()
    _fill_questions(connection)
    _fill_notes(connection)
    if connection.dialect.name == "sqlite" and connection.scalar(
        sa.text("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'")
    ):
        for statement in INDEX:
            connection.exec_driver_sql(statement)


def _fill_questions(connection: sa.Connection) -> None:
    after = 0
    while True:
        rows = connection.execute(
            sa.text(
                "SELECT q.id, r.hash, r.document FROM question q "
                "JOIN revision r ON r.id = q.revision_id "
                "WHERE q.active AND q.id > :after ORDER BY q.id LIMIT :count"
            ),
            {"after": after, "count": CHUNK},
        ).all()
        if not rows:
            return
        connection.execute(
            sa.text("INSERT INTO search_text (question_id, hash, words) VALUES (:id, :hash, :w)"),
            [{"id": row.id, "hash": row.hash, "w": _of_question(row.document)} for row in rows],
        )
        after = rows[-1].id


def _fill_notes(connection: sa.Connection) -> None:
    rows = connection.execute(
        sa.text("SELECT learner_id, question_id, note FROM mark WHERE note <> ''")
    ).all()
    if rows:
        connection.execute(
            sa.text(
                "UPDATE mark SET words = :w WHERE learner_id = :learner AND question_id = :question"
            ),
            [
                {"learner": row.learner_id, "question": row.question_id, "w": _folded([row.note])}
                for row in rows
            ],
        )


# A copy of the folding of words as of this revision. Later changes in the app do not apply here.


def _of_question(stored) -> str:
    document = json.loads(stored) if isinstance(stored, str) else stored
    stem = document["stem"]
    if "template" in document:
        stem = PLACES.sub(" ", stem)
    options = [option["text"] for option in document.get("options", [])]
    return _folded(
        [stem, *options, document["takeaway"], document["id"], *document.get("services", [])]
    )


def _folded(parts) -> str:
    whole = "\n".join(parts)
    humped = " ".join(HUMPED.findall(whole))
    found = dict.fromkeys([*_words(whole), *_words(HUMPS.sub(" ", humped))])
    return f" {' '.join(found)} " if found else ""


def _words(raw: str) -> list[str]:
    plain = raw.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", raw).casefold())
        plain = "".join(c for c in plain if unicodedata.category(c)[0] != "M")
    return [word[:64] for word in WORD.findall(plain)]
