"""From nothing to a usable database: migrated, with a learner and an up-to-date pack."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from quizapp.bank.files import fingerprint
from quizapp.exam.blueprint import Blueprint, current
from quizapp.paths import Home
from quizapp.settings import outside
from quizapp.store import answers, attempts, backups, library, settings, standing, summary
from quizapp.store.engine import Database, open_database
from quizapp.store.errors import StoreError, explain
from quizapp.store.migrate import migrate
from quizapp.store.sync import is_synced, sync
from quizapp.store.tables import LearnerRow, PackRow

logger = logging.getLogger(__name__)

LEARNER = "me"
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
) -> Opened:
    """Make the home folder, migrate the database, bring the pack up to date.

    `progress` is called with (what is going on, done, in all). Raises StoreError with one line.
    """
    target = url or home.url
    where = str(home.database) if url is None else _shown(url)
    try:
        home.make()
        migrate(target, home.backups)
        database = open_database(target, where, outside(home.root))
        try:
            warning = _bring_up_to_date(database, pack_folder, progress)
            with database.read() as session:
                opened = _opened(database, session, pack_folder, warning)
            _remember(opened)
            refresh_standing(opened)
            if url is None:
                _copy_now_and_then(home)
            return opened
        except BaseException:
            database.close()
            raise
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        raise explain(error, where) from error


def practised(opened: Opened) -> Opened:
    """The same database with the exam that the learner's settings now ask for."""
    with opened.database.read() as session:
        return replace(opened, blueprint=_practised(session, opened.learner, opened.blueprints))


def _remember(opened: Opened) -> None:
    """Make the summary row and the figures of the pack that was opened, if they are not there."""
    with opened.database.read() as session:
        document = summary.read(session, opened.learner, opened.pack)
    made = document.get("figures") == summary.FIGURES
    if made and document.get("exam") == opened.blueprint.code:
        return
    with opened.database.write() as session:
        refresh_summary(session, opened.learner, opened.pack)
        if not made:
            remake(session, opened.learner, opened.pack)


def remake(session: Session, learner: int, pack: int) -> None:
    """Make every figure anew, and note that they are made, in the caller's transaction."""
    answers.remake(session, learner, pack)
    document = summary.read(session, learner, pack)
    document["figures"] = summary.FIGURES
    document["changed"] = True
    summary.write(session, learner, pack, document)


def refresh_standing(opened: Opened) -> bool:
    """Work the learner's standing out anew if answers or the day have changed; True if so.

    This draws thousands of imagined sittings, so it is done beside the screen and never while an
    answer is stored.
    """
    learner, pack, blueprint = opened.learner, opened.pack, opened.blueprint
    with opened.database.read() as session:
        document = summary.read(session, learner, pack)
        day = answers.day_of(session, learner).isoformat()
        told = (document.get("standing") or {}).get("answers", 0)
        known = sum(tally.total for tally in answers.tallies(session, learner, pack).values())
        if not summary.stale(document, day) and told == known:
            return False
    with opened.database.write() as session:
        standing.keep_experience(session, learner, pack, blueprint)
    with opened.database.read() as session:
        found = standing.document(session, learner, pack, blueprint)
    with opened.database.write() as session:
        document = summary.read(session, learner, pack)
        document["standing"] = found
        document["changed"] = False
        summary.write(session, learner, pack, document)
    return True


def forget(opened: Opened, attempt_id: int | None) -> None:
    """Remove one attempt from history, or with None all of the pack's, and what they taught."""
    with opened.database.write() as session:
        pack = opened.pack if attempt_id is None else None
        for changed in attempts.remove(session, opened.learner, attempt_id, pack=pack):
            remake(session, opened.learner, changed)
            summary.closed(session, opened.learner, changed)


def _shown(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return url


def _copy_now_and_then(home: Home) -> None:
    """Make the automatic copy; a full disk must not keep anybody from practising."""
    try:
        backups.now_and_then(home.database, home.backups)
    except StoreError:
        logger.exception("no automatic copy could be made")


def _opened(database: Database, session: Session, pack_folder: Path, warning: str | None) -> Opened:
    learner = session.scalar(select(LearnerRow.id).order_by(LearnerRow.id).limit(1))
    pack = _pack_row(session, pack_folder)
    if learner is None or pack is None:
        raise StoreError(warning or f"{pack_folder}: no pack could be read there")
    blueprints = tuple(library.blueprints(session, pack))
    return Opened(
        database, learner, pack, blueprints, _practised(session, learner, blueprints), warning
    )


def _pack_row(session: Session, folder: Path) -> int | None:
    return session.scalar(select(PackRow.id).where(PackRow.source == str(folder)))


def _practised(session: Session, learner: int, blueprints: tuple[Blueprint, ...]) -> Blueprint:
    """The exam of the learner's choice, else the one given on their exam date, else the newest."""
    chosen = settings.read(session, learner, settings.EXAM)
    for blueprint in blueprints:
        if blueprint.code == chosen:
            return blueprint
    return current(blueprints, datetime.now(UTC).date(), settings.exam_date(session, learner))


def _bring_up_to_date(database: Database, folder: Path, progress: Progress | None) -> str | None:
    """Sync the pack if its files have changed; a warning if they cannot be used as they are."""
    print_ = fingerprint(folder)
    with database.read() as session:
        learner = session.scalar(select(LearnerRow.id).limit(1))
        if learner is not None and is_synced(session, str(folder), print_):
            return None
        known = _pack_row(session, folder) is not None
    from quizapp.bank.pack import load

    def read(done: int, total: int) -> None:
        if progress:
            progress("Reading questions", done, total)

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
    with database.write() as session:
        if learner is None:
            row = LearnerRow(name=LEARNER, created_at=datetime.now(UTC))
            session.add(row)
            session.flush()
            learner = row.id
        done = sync(session, pack, print_)
        if done.moved:
            remake(session, learner, done.pack_id)
        refresh_summary(session, learner, done.pack_id)
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


def refresh_summary(session: Session, learner: int, pack: int) -> None:
    """Work home's row out anew, for the exam that is practised now."""
    blueprints = tuple(library.blueprints(session, pack))
    blueprint = _practised(session, learner, blueprints)
    title, source = session.execute(
        select(PackRow.title, PackRow.source).where(PackRow.id == pack)
    ).one()
    forms = library.forms(session, pack, blueprint.code, learner)
    summary.renew(
        session,
        learner,
        title=title,
        pack=pack,
        source=source,
        blueprint=blueprint,
        forms=[[form.number, form.sat] for form in forms],
    )
    settings.repeat(session, learner)
