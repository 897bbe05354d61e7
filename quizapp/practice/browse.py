"""Searching and reading every question of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.practice.annotations import Annotations
from quizapp.store.browser import search

if TYPE_CHECKING:
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry, Page
    from quizapp.store.workspace import Workspace


def page(workspace: Workspace, query: Query, after: int = 0) -> Page:
    """The questions that match a query and come after the row `after`. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.page(connection, workspace.scope, query, after=after)


def held_back(workspace: Workspace) -> int:
    """How many questions are kept for mocks not taken yet. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.held_back(connection, workspace.scope)


def entry(workspace: Workspace, row_id: int) -> Entry | None:
    """One question whole, with the learner's additions; None if none. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.read(connection, workspace.scope, row_id)


def topics(workspace: Workspace) -> dict[str, str]:
    """Every topic that has questions, with its name. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.topics(connection, workspace.scope.pack)


def services(workspace: Workspace) -> list[str]:
    """Every service that a question asks about. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.services(connection, workspace.scope.pack)


def annotations_of(workspace: Workspace, found: Entry) -> Annotations:
    """The learner's additions to a question that was read."""
    return Annotations(
        workspace.database, workspace.scope.learner, found.hit.row_id, found.revision_id
    )
