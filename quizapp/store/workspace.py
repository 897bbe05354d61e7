"""The workspace: an open database with an up-to-date pack."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, select
from sqlalchemy.exc import SQLAlchemyError

from quizapp.exam.blueprint import Blueprint
from quizapp.invocation import command
from quizapp.paths import Home
from quizapp.settings import read_overrides
from quizapp.store.catalog import queries as catalog
from quizapp.store.catalog.pack_files import ProgressCallback as ProgressCallback
from quizapp.store.catalog.pack_files import sync_if_changed
from quizapp.store.db.address import checked_url, file_url, shown_url
from quizapp.store.db.engine import Database, open_database
from quizapp.store.db.schema import LEARNER
from quizapp.store.errors import NotWritable, StoreError, check_location, explain
from quizapp.store.learner import settings
from quizapp.store.progress import home_row
from quizapp.store.scope import Scope
from quizapp.store.upkeep.migrate import migrate
from quizapp.store.upkeep.read_only import private_copy

if TYPE_CHECKING:
    from quizapp.store.catalog.sync import Synced

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A database ready for use, with the learner, the pack, and the exam to practice for.

    `warning` is one line about a problem while opening, or None. `new` is true if the database in
    the home folder was just created. `moved` is true if the stored standing is for another exam or
    exam date than the settings now have. Methods that read or write the
    database raise StoreError.
    """

    database: Database
    scope: Scope
    blueprints: tuple[Blueprint, ...]
    blueprint: Blueprint
    warning: str | None = None
    new: bool = False
    moved: bool = False

    def exam(self, code: str | None) -> Blueprint:
        """Return the blueprint of an exam code; of the exam to practice for with None.

        Upper and lower case are equal. Raises StoreError for an unknown code.
        """
        if code is None:
            return self.blueprint
        for blueprint in self.blueprints:
            if blueprint.code.casefold() == code.casefold():
                return blueprint
        codes = ", ".join(blueprint.code for blueprint in self.blueprints)
        raise StoreError(f"no exam {code!r} in this pack; it has {codes}")

    def scope_of(self, code: str | None) -> Scope:
        """Return the scope for an exam code; for the exam to practice for with None.

        Raises StoreError for an unknown code.
        """
        return replace(self.scope, exam=self.exam(code).code)

    def practiced(self) -> Workspace:
        """Return this workspace with the exam that the learner's settings now select."""
        with self.database.read() as connection:
            blueprint = settings.practiced(
                connection, self.scope.learner, self.scope.pack, self.blueprints
            )
        scope = replace(self.scope, exam=blueprint.code)
        return replace(self, scope=scope, blueprint=blueprint)

    def refresh_home_row(self, connection: Connection) -> None:
        """Update the home row from the pack and the settings, in the caller's transaction.

        The exam is read from the settings, which may have changed since the workspace was opened.
        """
        blueprint = settings.practiced(
            connection, self.scope.learner, self.scope.pack, self.blueprints
        )
        home_row.rewrite_from_pack(connection, replace(self.scope, exam=blueprint.code), blueprint)

    def bring_figures_up_to_date(self, connection: Connection) -> None:
        """Recompute figures that are out of date, in the caller's transaction.

        Figures are out of date after a change of the time zone, for example.
        """
        from quizapp.store.progress import record

        record.recompute_if_outdated(connection, self.scope, datetime.now(UTC))

    def refresh_standing(self) -> bool:
        """Recompute the learner's standing if it is out of date; return whether it was.

        This simulates thousands of mocks. Call it in a worker thread, and never while an answer is
        being stored.
        """
        from quizapp.store.progress.freshness import standing_is_current

        with self.database.read() as connection:
            if standing_is_current(connection, self.scope):
                return False
        # Imported only now: most starts find the figures up to date.
        from quizapp.store.progress import standing
        from quizapp.store.selection.next_topic import next_topic

        standing.refresh(self.database, self.scope, self.blueprint, next_topic)
        self.database.forget_statements()
        return True

    def forget(self, attempt_id: int | None) -> None:
        """Delete one attempt, or all of the pack's with None, and recompute the figures."""
        from quizapp.store.progress import predictions, record
        from quizapp.store.sittings import attempts

        with self.database.write() as connection:
            if attempt_id is None:
                predictions.forget(connection, self.scope)
            for pack in attempts.remove(connection, self.scope, attempt_id):
                scope = replace(self.scope, pack=pack)
                record.recompute_figures(connection, scope)
                home_row.update_forms_and_last_mock(connection, scope)

    def copy_if_due(self, home: Home) -> str | None:
        """Make the automatic backup of the home folder's database if one is due.

        Return one line about an error, or None. A large database takes long to copy: call this in a
        worker thread.
        """
        if self.database.refusal is not None or self.database.where != str(home.database):
            return None
        from quizapp.store.upkeep import backups

        try:
            backups.back_up_if_due(home.database, home.backups)
        except (StoreError, OSError) as error:
            logger.exception("the automatic backup failed")
            return f"The automatic backup failed. {explain(error, str(home.backups))}"
        return None


def open_workspace(
    home: Home, url: str | None, pack_folder: Path, progress: ProgressCallback | None = None
) -> Workspace:
    """Create the home folder, migrate the database, and bring the pack up to date.

    `progress` is called with (task, steps done, steps in all). If the database in the home folder
    is not writable, a private copy is opened for reading, and `database.refusal` says why. Raises
    StoreError.
    """
    if url is not None:
        return _open(home, checked_url(url), shown_url(url), pack_folder, progress)
    try:
        return _open_home(home, pack_folder, progress)
    except NotWritable as error:
        workspace = _open_copy(home, pack_folder, str(error), progress)
        if workspace is None:
            raise
        return workspace


def _open_home(home: Home, pack_folder: Path, progress: ProgressCallback | None) -> Workspace:
    file = home.database
    check_location(file)
    new = not (file.exists() and file.stat().st_size)
    workspace = _open(home, file_url(file), str(file), pack_folder, progress)
    warning = workspace.warning or (_earlier_backup(home) if new else None)
    return replace(workspace, warning=warning, new=new)


def _open_copy(
    home: Home, pack_folder: Path, why: str, progress: ProgressCallback | None
) -> Workspace | None:
    """Open a copy of the home folder's database for reading; None if that fails too."""
    copy = private_copy(home.database, why)
    if copy is None:
        return None
    try:
        place = Home(copy.file.parent)
        workspace = _open(place, file_url(copy.file), str(home.database), pack_folder, progress)
    except StoreError:
        logger.exception("the private copy cannot be opened")
        copy.close()
        return None
    except BaseException:
        copy.close()
        raise
    database = replace(workspace.database, refusal=why, copy=copy)
    return replace(workspace, database=database, warning=f"You cannot answer questions now. {why}")


def _earlier_backup(home: Home) -> str | None:
    """Return a hint about the newest backup of an earlier database, for a new database."""
    from quizapp.store.upkeep import backups

    try:
        copy = backups.newest_good(home.backups)
    except OSError:
        return None
    if copy is None:
        return None
    return f"This is a new database. To restore your earlier one: {command('restore', copy.path)}"


def _open(
    home: Home, url: str | URL, where: str, pack_folder: Path, progress: ProgressCallback | None
) -> Workspace:
    try:
        home.make()
        migrate(url, home.backups)
        database = open_database(url, where, read_overrides(home.root))
        try:
            home_row.drop_damaged(database)
            warning = sync_if_changed(database, pack_folder, _synced, progress)
            with database.read() as connection:
                workspace = _workspace(database, connection, pack_folder, warning)
            return replace(workspace, moved=_make_home_row(workspace))
        except BaseException:
            database.close()
            raise
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise explain(error, where) from error


def _synced(connection: Connection, learner: int, done: Synced) -> None:
    """Update the figures and the home row after a sync, in its transaction."""
    blueprints = catalog.blueprints(connection, done.pack_id)
    blueprint = settings.practiced(connection, learner, done.pack_id, blueprints)
    scope = Scope(learner, done.pack_id, blueprint.code)
    if done.moved:
        from quizapp.store.progress import record

        record.recompute_figures(connection, scope)
    home_row.rewrite_from_pack(connection, scope, blueprint)
    if done.moved:
        from quizapp.store.selection.review_queue import update_due_counts

        update_due_counts(connection, scope)
    if done.new:
        home_row.mark_figures_current(connection, scope)


def _make_home_row(workspace: Workspace) -> bool:
    """Create the home row and the figures of the opened pack if they are missing or outdated.

    Return whether the stored standing is for another exam or exam date.
    """
    scope = workspace.scope
    with workspace.database.read() as connection:
        row = home_row.read(connection, scope)
        current = home_row.figures_are_current(connection, row)
        same = row.exam == scope.exam
        fits = row.fits(settings.exam_date_of(connection, row.settings))
    moved = row.standing.day is not None and not (same and fits)
    if current and same:
        return moved
    with workspace.database.write() as connection:
        workspace.refresh_home_row(connection)
        if not current:
            from quizapp.store.progress import record

            record.recompute_figures(connection, scope)
    return moved


def _workspace(
    database: Database, connection: Connection, pack_folder: Path, warning: str | None
) -> Workspace:
    learner = connection.scalar(select(LEARNER.c.id).order_by(LEARNER.c.id).limit(1))
    pack = catalog.pack_of_folder(connection, pack_folder)
    if learner is None or pack is None:
        raise StoreError(warning or f"{pack_folder}: contains no readable pack")
    blueprints = tuple(catalog.blueprints(connection, pack))
    if not blueprints:
        raise StoreError(
            f"{database.where}: the exams of this pack are missing; "
            f"`{command('doctor')}` names the newest good backup"
        )
    blueprint = settings.practiced(connection, learner, pack, blueprints)
    return Workspace(database, Scope(learner, pack, blueprint.code), blueprints, blueprint, warning)
