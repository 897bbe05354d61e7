"""Runs the migrations on the caller's connection, in the caller's transaction."""

from alembic import context

from quizapp.store.catalog.word_index import in_metadata
from quizapp.store.db.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,
    include_name=in_metadata,
)
context.run_migrations()
