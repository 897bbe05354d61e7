"""From nothing to a usable database: migrated, with a learner and an up-to-date pack."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, delete, select
from sqlalchemy.exc import SQLAlchemyError

from quizapp.bank.files import fingerprint
from quizapp.exam.blueprint import Blueprint, current
from quizapp.paths import Home
from quizapp.process import garbage_collection_paused
from quizapp.settings import outside
from quizapp.store.bootstrap.first_look import is_sound
from quizapp.store.bootstrap.private_copy import PrivateCopy
from quizapp.store.catalog import queries as catalog
from quizapp.store.catalog.sync import is_synced, sync
from quizapp.store.db.address import checked_url, file_url, shown_url
from quizapp.store.db.engine import Database, open_database
from quizapp.store.db.schema import LEARNER, PACK, SUMMARY
from quizapp.store.db.upsert import new_row
from quizapp.store.errors import NotWritable, StoreError, check_place, explain
from quizapp.store.learner import settings
from quizapp.store.progress import home_row
from quizapp.store.upkeep.migrate import migrate

logger = logging.getLogger(__name__)

NAME = "me"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A database ready for use; `warning` is one line about a pack that could not be renewed."""

    database: Database
    learner: int
    pack: int
    blueprints: tuple[Blueprint, ...]
    blueprint: Blueprint
    warning: str | None = None

    def exam(self, code: str | None) -> Blueprint:
        """The blueprint of an exam code, or the one to practise for. Raises StoreError."""
        if code is None:
            return self.blueprint
        for blueprint in self.blueprints:
            if blueprint.code.casefold() == code.casefold():
                return blueprint
        known = ", ".join(blueprint.code for blueprint in self.blueprints)
        raise StoreError(f"no exam {code!r} in this pack; it has {known}")


def open_all(
    home: Home,
    url: str | None,
    pack_folder: Path,
    progress: Progress | None = None,
    *,
    with_standing: bool = True,
) -> Opened:
    """Make the home folder, migrate the database, bring the pack up to date, and, if wished, the
    learner's standing.

    `progress` is called with (what is going on, done, in all). A database in the home folder that
    may not be written is opened on a copy, to be read: `database.refusal` then says why. Raises
    StoreError with one line.
    """
    try:
        if url is not None:
            opened = _open(home, checked_url(url), shown_url(url), pack_folder, progress)
        else:
            opened = _open_home(home, pack_folder, progress)
    except NotWritable as error:
        found = None if url is not None else _open_copy(home, pack_folder, str(error), progress)
        if found is None:
            raise
        opened = found
    try:
        if with_standing:
            _refresh(opened)
        return opened
    except BaseException:
        opened.database.close()
        raise


def _open_home(home: Home, pack_folder: Path, progress: Progress | None) -> Opened:
    file = home.database
    check_place(file)
    new = not (file.exists() and file.stat().st_size)
    opened = _open(home, file_url(file), str(file), pack_folder, progress)
    return replace(opened, warning=opened.warning or (_earlier(home) if new else None))


def _open_copy(home: Home, pack_folder: Path, why: str, progress: Progress | None) -> Opened | None:
    """What the home's database holds, to be read; None if it cannot be read either."""
    logger.warning("opened to be read only: %s", why)
    try:
        if not home.database.stat().st_size:
            return None
        copy = PrivateCopy(home.database)
    except (StoreError, OSError):
        logger.exception("the database cannot be copied either")
        return None
    try:
        place = Home(copy.file.parent)
        opened = _open(place, file_url(copy.file), str(home.database), pack_folder, progress)
    except StoreError:
        logger.exception("the copy cannot be used either")
        copy.close()
        return None
    except BaseException:
        copy.close()
        raise
    database = replace(opened.database, refusal=why, copy=copy)
    return replace(opened, database=database, warning=f"Nothing can be answered now. {why}")


def _open(
    home: Home, url: str | URL, where: str, pack_folder: Path, progress: Progress | None
) -> Opened:
    try:
        home.make()
        migrate(url, home.backups)
        database = open_database(url, where, outside(home.root))
        try:
            _mend_summary(database)
            warning = _bring_up_to_date(database, pack_folder, progress)
            with database.read() as connection:
                opened = _opened(database, connection, pack_folder, warning)
            _remember(opened)
            return opened
        except BaseException:
            database.close()
            raise
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise explain(error, where) from error


def _mend_summary(database: Database) -> None:
    """Forget a summary that is none: it says nothing that cannot be worked out again."""
    with database.read() as connection:
        rows = connection.execute(
            select(SUMMARY.c.learner_id, SUMMARY.c.pack_id, SUMMARY.c.document)
        ).all()
    broken = [(learner, pack) for learner, pack, document in rows if not is_sound(document)]
    for learner, pack in broken:
        logger.warning("the summary of pack %s is worked out again", pack)
        with database.write() as connection:
            connection.execute(
                delete(SUMMARY).where(SUMMARY.c.learner_id == learner, SUMMARY.c.pack_id == pack)
            )


def practised(opened: Opened) -> Opened:
    """The same database with the exam that the learner's settings now ask for."""
    with opened.database.read() as connection:
        return replace(opened, blueprint=_practised(connection, opened.learner, opened.blueprints))


def _remember(opened: Opened) -> None:
    """Make the summary row and the figures of the pack that was opened, if they are not there."""
    with opened.database.read() as connection:
        document = home_row.read(connection, opened.learner, opened.pack)
    made = document.get("figures") == home_row.FIGURES
    if made and document.get("exam") == opened.blueprint.code:
        return
    with opened.database.write() as connection:
        refresh_summary(connection, opened.learner, opened.pack)
        if not made:
            remake(connection, opened.learner, opened.pack)


def _refresh(opened: Opened) -> None:
    """Bring the standing up to date; what hinders it (a full disk) keeps nobody from looking."""
    try:
        refresh_standing(opened)
    except StoreError:
        logger.exception("the standing could not be worked out")


def remake(connection: Connection, learner: int, pack: int) -> None:
    """Make every figure anew, and note that they are made, in the caller's transaction."""
    from quizapp.store.progress import record

    record.remake(connection, learner, pack)
    home_row.made(connection, learner, pack)


def refresh_standing(opened: Opened) -> bool:
    """Work the learner's standing out anew if answers or the day have changed; True if so.

    This draws thousands of imagined sittings, so it is done beside the screen and never while an
    answer is stored.
    """
    from quizapp.store.progress import queries as progress
    from quizapp.store.progress import standing

    learner, pack, blueprint = opened.learner, opened.pack, opened.blueprint
    with opened.database.read() as connection:
        document = home_row.read(connection, learner, pack)
        day = progress.day_of(connection, learner).isoformat()
        told = (document.get("standing") or {}).get("answers", 0)
        known = sum(tally.total for tally in progress.tallies(connection, learner, pack).values())
        if not home_row.stale(document, day) and told == known:
            return False
    with opened.database.write() as connection:
        standing.keep_experience(connection, learner, pack, blueprint)
    with opened.database.read() as connection:
        found = standing.document(connection, learner, pack, blueprint)
    with opened.database.write() as connection:
        document = home_row.read(connection, learner, pack)
        document["standing"] = found
        document["changed"] = False
        home_row.write(connection, learner, pack, document)
    return True


def forget(opened: Opened, attempt_id: int | None) -> None:
    """Remove one attempt from history, or with None all of the pack's, and what they taught."""
    from quizapp.store.sittings import attempts

    with opened.database.write() as connection:
        pack = opened.pack if attempt_id is None else None
        for changed in attempts.remove(connection, opened.learner, attempt_id, pack=pack):
            remake(connection, opened.learner, changed)
            home_row.closed(connection, opened.learner, changed)


def copy_now_and_then(opened: Opened, home: Home) -> str | None:
    """Make the automatic copy, if it is time for one; what hinders it, in one line.

    It takes as long as the database is large: it is made beside the screen, once that is there.
    """
    if opened.database.refusal is not None or opened.database.where != str(home.database):
        return None
    from quizapp.store.upkeep import backups

    try:
        backups.now_and_then(home.database, home.backups)
    except (StoreError, OSError) as error:
        logger.exception("no automatic copy could be made")
        return f"No automatic copy could be made. {explain(error, str(home.backups))}"
    return None


def _earlier(home: Home) -> str | None:
    """That there are copies of an earlier database, where a new one has just been made."""
    from quizapp.store.upkeep import backups

    try:
        copy = backups.newest_good(home.backups)
    except OSError:
        return None
    return f"This is a new database; an earlier one: quizapp restore {copy.path}" if copy else None


def _opened(
    database: Database, connection: Connection, pack_folder: Path, warning: str | None
) -> Opened:
    learner = connection.scalar(select(LEARNER.c.id).order_by(LEARNER.c.id).limit(1))
    pack = _pack_row(connection, pack_folder)
    if learner is None or pack is None:
        raise StoreError(warning or f"{pack_folder}: no pack could be read there")
    blueprints = tuple(catalog.blueprints(connection, pack))
    if not blueprints:
        raise StoreError(
            f"{database.where}: the exams of this pack are gone from it; "
            "`quizapp doctor` names the newest good backup"
        )
    return Opened(
        database, learner, pack, blueprints, _practised(connection, learner, blueprints), warning
    )


def _pack_row(connection: Connection, folder: Path) -> int | None:
    return connection.scalar(select(PACK.c.id).where(PACK.c.source == str(folder)))


def _practised(
    connection: Connection, learner: int, blueprints: tuple[Blueprint, ...]
) -> Blueprint:
    """The exam of the learner's choice, else the one given on their exam date, else the newest."""
    chosen = settings.read(connection, learner, settings.EXAM)
    for blueprint in blueprints:
        if blueprint.code == chosen:
            return blueprint
    return current(blueprints, datetime.now(UTC).date(), settings.exam_date(connection, learner))


def _bring_up_to_date(database: Database, folder: Path, progress: Progress | None) -> str | None:
    """Sync the pack if its files have changed; a warning if they cannot be used as they are."""
    try:
        print_ = fingerprint(folder)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; give another pack with --pack") from error
    with database.read() as connection:
        learner = connection.scalar(select(LEARNER.c.id).limit(1))
        if learner is not None and is_synced(connection, str(folder), print_):
            return None
        known = _pack_row(connection, folder) is not None
    from quizapp.bank.pack import load

    def read(done: int, total: int) -> None:
        if progress:
            progress("Reading questions", done, total)

    with garbage_collection_paused():
        pack = load(folder, read)
    if pack.problems:
        first = pack.problems[0]
        more = f" (and {len(pack.problems) - 1} more)" if len(pack.problems) > 1 else ""
        message = f"{first}{more}; run `quizapp bank check {folder}`"
        logger.warning("pack not loaded: %s", message)
        if not known:
            raise StoreError(message)
        return f"Questions not renewed: {message}"
    if progress:
        progress("Storing questions", 0, 1)
    with garbage_collection_paused(), database.write() as connection:
        # Another quizapp that was started at the same time may have been quicker.
        learner = connection.scalar(select(LEARNER.c.id).limit(1))
        if learner is None:
            me = {"name": NAME, "created_at": datetime.now(UTC)}
            learner = new_row(connection, LEARNER, me)
        done = sync(connection, pack, print_)
        if done.moved:
            remake(connection, learner, done.pack_id)
        refresh_summary(connection, learner, done.pack_id)
        if done.new:
            home_row.made(connection, learner, done.pack_id)
    if progress:
        progress("Storing questions", 1, 1)
    logger.info(
        "pack %s: %d added, %d changed, %d withdrawn",
        pack.name,
        done.added,
        done.changed,
        done.withdrawn,
    )
    if done.kept:
        return f"Kept as they were, since they have been sat: {', '.join(done.kept)}"
    return None


def refresh_summary(connection: Connection, learner: int, pack: int) -> None:
    """Work home's row out anew, for the exam that is practised now."""
    blueprints = tuple(catalog.blueprints(connection, pack))
    blueprint = _practised(connection, learner, blueprints)
    title, source = connection.execute(
        select(PACK.c.title, PACK.c.source).where(PACK.c.id == pack)
    ).one()
    forms = catalog.forms(connection, pack, blueprint.code, learner)
    home_row.renew(
        connection,
        learner,
        title=title,
        pack=pack,
        source=source,
        blueprint=blueprint,
        forms=[[form.number, form.sat] for form in forms],
    )
    settings.repeat(connection, learner)
