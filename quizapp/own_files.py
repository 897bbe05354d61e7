"""The files that quizapp keeps the learner's data in. No command writes its output to one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from quizapp import paths
from quizapp.paths import Home
from quizapp.settings import FILE as SETTINGS

SQLITE = re.compile(r"sqlite(?:\+\w+)?:///([^?]+)")


def refusal(target: Path, home: Home | None = None, url: str | None = None) -> str | None:
    """Return one line that refuses to write to `target`, or None if it is none of quizapp's files.

    Its files are those of `home` (by default, the home of the environment), of the SQLite database
    at `url`, and of any folder with a quizapp database. A link, another spelling of the path, and a
    file that does not exist yet are recognized.
    """
    try:
        if _is_own(target, home or paths.home(), url):
            return f"{target}: quizapp keeps your data there; name another file"
    except (OSError, RuntimeError, ValueError):
        return None  # the attempt to write explains what is wrong with the path
    return None


def _is_own(target: Path, home: Home, url: str | None) -> bool:
    for path in {Path(os.path.abspath(target)), target.resolve()}:  # noqa: PTH100
        roots = [home.root]
        roots += [folder for folder in path.parents[:2] if (folder / home.database.name).exists()]
        if any(_same(path, own) for root in roots for own in _files(Home(root))):
            return True
        if any(path.exists() and _is_in(path, Home(root).backups) for root in roots):
            return True
    found = SQLITE.match(url or "")
    return found is not None and any(_same(target, own) for own in _parts(Path(found[1])))


def _files(home: Home) -> Iterator[Path]:
    yield from _parts(home.database)
    yield home.root / SETTINGS
    yield home.log
    yield from home.root.glob(f"{home.log.name}.*")
    yield home.backups
    yield from home.backups.glob("*")


def _parts(database: Path) -> Iterator[Path]:
    for ending in paths.DATABASE_ENDINGS:
        yield Path(f"{database}{ending}")


def _is_in(path: Path, folder: Path) -> bool:
    return any(_same(parent, folder) for parent in path.parents)


def _same(one: Path, other: Path) -> bool:
    """Whether two paths name one file. Names that differ in case do on some file systems."""
    with suppress(OSError):
        if one.samefile(other):
            return True
    return str(one.resolve()).casefold() == str(other.resolve()).casefold()
