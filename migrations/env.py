"""Runs the migrations on the connection that the caller hands in, inside its transaction."""

from alembic import context

from quizapp.store.search_index import in_metadata
from quizapp.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,
    include_name=in_metadata,
)
context.run_migrations()
