"""Where data, logs, packs and migrations lie."""

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
    def log(self) -> Path:
        return self.root / "quizapp.log"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.database}"

    def make(self) -> None:
        """Create the folder, readable by its owner alone. Raises OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)


def home(given: str | None = None) -> Home:
    """The home folder: as given, else QUIZAPP_HOME, else the platform's place for user data.

    Raises FileNotFoundError whose text is one line, where `~` leads nowhere.
    """
    chosen = given or os.environ.get("QUIZAPP_HOME")
    try:
        if chosen:
            return Home(Path(chosen).expanduser().absolute())
        from platformdirs import user_data_path

        return Home(user_data_path("quizapp", appauthor=False).expanduser().absolute())
    except RuntimeError:
        raise FileNotFoundError(
            f"{chosen or 'your home folder'}: not known on this machine; give a folder with --home"
        ) from None


def _shipped(packaged: str, checkout: str) -> Path:
    """A folder that the wheel carries inside the package and a checkout keeps at its top."""
    inside = PACKAGE / packaged
    return inside if inside.is_dir() else PACKAGE.parent / checkout


def migrations() -> Path:
    return _shipped("_migrations", "migrations")


def packs() -> Path:
    return _shipped("_questions", "questions")


def pack(name_or_folder: str | None = None) -> Path:
    """A pack's folder, by the name of a shipped pack or by its own path.

    Raises FileNotFoundError whose text names what was looked for.
    """
    wanted = name_or_folder or DEFAULT_PACK
    shipped = packs()
    if "/" not in wanted and (shipped / wanted / "pack.yaml").is_file():
        return shipped / wanted
    own = Path(wanted).expanduser().absolute()
    if (own / "pack.yaml").is_file():
        return own
    names = ", ".join(sorted(p.parent.name for p in shipped.glob("*/pack.yaml")))
    raise FileNotFoundError(
        f"no pack at {wanted!r}: give a folder with a pack.yaml, or one of: {names}"
    )
