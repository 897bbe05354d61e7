"""Where data, logs, packs and migrations are on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent
DEFAULT_PACK = "aws-developer"


@dataclass(frozen=True, slots=True)
class Home:
    """The learner's own folder: one database, its backups, one log."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "quizapp.db"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def log(self) -> Path:
        return self.root / "quizapp.log"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    def make(self) -> None:
        """Create the folder, readable by its owner alone. Raises OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)


def home(given: str | None = None) -> Home:
    """The home folder: as given, else QUIZAPP_HOME, else the platform's folder for user data.

    Raises FileNotFoundError, with a one-line message, if `~` cannot be resolved or a name is not
    UTF-8.
    """
    chosen = given or os.environ.get("QUIZAPP_HOME")
    try:
        if chosen:
            return Home(_named(absolute(Path(chosen).expanduser())))
        from platformdirs import user_data_path

        return Home(_named(absolute(user_data_path("quizapp", appauthor=False).expanduser())))
    except RuntimeError:
        raise FileNotFoundError(
            f"{chosen or 'your home folder'}: not known on this machine; give a folder with --home"
        ) from None


def absolute(path: Path) -> Path:
    """Return the absolute path. Raises FileNotFoundError if the current folder was deleted."""
    try:
        return path.absolute()
    except FileNotFoundError:
        raise FileNotFoundError(
            f"{path}: the current folder was deleted; change to another one, or give a full path"
        ) from None


def _named(path: Path) -> Path:
    """A path that a database can store. Raises FileNotFoundError if the name is not UTF-8."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise FileNotFoundError(
            f"{path}: the name is not UTF-8; choose another folder, or rename it"
        ) from None
    return path


def _shipped(packaged: str, checkout: str) -> Path:
    """A folder that is inside the package in a wheel and at the top level of a checkout."""
    inside = PACKAGE / packaged
    return inside if inside.is_dir() else PACKAGE.parent / checkout


def migrations() -> Path:
    """The folder of the Alembic migrations."""
    return _shipped("_migrations", "migrations")


def packs() -> Path:
    """The folder of the packs shipped with quizapp."""
    return _shipped("_questions", "questions")


def is_shipped(name: str) -> bool:
    """Whether a name is that of a shipped pack."""
    try:
        return "/" not in name and (packs() / name / "pack.yaml").is_file()
    except OSError:  # too long for a file name
        return False


def from_anywhere(pack: str) -> str:
    """A pack as it can be named from any folder: a shipped one by its name, another by its path.

    What cannot be a path is returned as it is; `pack` refuses it.
    """
    if is_shipped(pack):
        return pack
    try:
        return str(Path(pack).expanduser().absolute())
    except (RuntimeError, OSError):
        return pack


def pack(name_or_folder: str | None = None) -> Path:
    """The folder of a pack, given the name of a shipped pack or a path; else the default pack's.

    Raises FileNotFoundError, with a message that names the missing pack.
    """
    wanted = name_or_folder or DEFAULT_PACK
    shipped = packs()
    try:
        if is_shipped(wanted):
            return shipped / wanted
        own = _named(Path(wanted).expanduser().absolute())
        if (own / "pack.yaml").is_file():
            return own
    except (RuntimeError, OSError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileNotFoundError(f"no pack at {wanted[:200]!r}: {reason}") from None
    names = ", ".join(sorted(p.parent.name for p in shipped.glob("*/pack.yaml")))
    raise FileNotFoundError(
        f"no pack at {wanted!r}: give a folder with a pack.yaml, or one of: {names}"
    )
