"""Searching and reading all questions of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.practice.annotations import Annotations
from quizapp.store.browser import search
from quizapp.store.catalog import names

if TYPE_CHECKING:
    from quizapp.store.browser.places import Place
    from quizapp.store.browser.query import Query
    from quizapp.store.browser.search import Entry, Found, HeldBack, Page
    from quizapp.store.workspace import Workspace


def page(workspace: Workspace, query: Query, after: Place | None = None) -> Page:
    """Return the next page of matching questions after a place. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.page(connection, workspace.scope, query, after=after)


def drillable(workspace: Workspace, query: Query) -> Found:
    """Return the questions found that a drill can ask, the best first. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.drillable(connection, workspace.scope, query)


def held_back(workspace: Workspace) -> HeldBack:
    """Return how many questions are held back, and why. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.held_back(connection, workspace.scope)


def entry(workspace: Workspace, row_id: int) -> Entry | None:
    """Return one question with the learner's annotations, or None. Raises StoreError."""
    with workspace.database.read() as connection:
        return search.read(connection, workspace.scope, row_id)


def topics(workspace: Workspace) -> dict[str, str]:
    """Return topic id → name for the topics with questions, ordered by name. Raises StoreError."""
    with workspace.database.read() as connection:
        found = names.topics(connection, workspace.scope.pack)
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def services(workspace: Workspace) -> dict[str, str]:
    """Return service → name for the services of questions, ordered by name. Raises StoreError."""
    with workspace.database.read() as connection:
        return names.services(connection, workspace.scope.pack)


def annotations_of(workspace: Workspace, entry: Entry) -> Annotations:
    """Return the learner's annotations on a question that was read."""
    return Annotations(
        workspace.database, workspace.scope.learner, entry.hit.row_id, entry.revision_id
    )
