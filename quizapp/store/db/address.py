"""Where a database is: the address of one in a file, or one that was given."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from quizapp.store.errors import StoreError, check_place


def file_url(file: Path) -> URL:
    """The URL of a file, whatever its name; in a string a `?` would end the name."""
    return URL.create("sqlite", database=str(file))


def checked_url(url: str) -> str:
    """A database URL that can be used here. Raises StoreError, never with the password."""
    where = shown_url(url)
    try:
        url.encode()
        parsed = make_url(url)
        parsed.get_dialect().import_dbapi()
        if parsed.get_backend_name() == "sqlite":
            if parsed.database in (None, "", ":memory:"):
                raise StoreError(f"{where}: names no file; write sqlite:///FILE")
            if parsed.query or str(parsed.database).startswith("file:"):
                raise StoreError(f"{where}: only sqlite:///FILE is understood; leave the rest out")
            check_place(Path(str(parsed.database)).absolute())
    except (ArgumentError, ValueError):
        raise StoreError(
            f"{where}: not a database URL; write sqlite:///FILE or postgresql+psycopg://…"
        ) from None
    except ImportError as error:
        raise StoreError(
            f"{where}: needs the Python package {error.name!r}; install it beside quizapp"
        ) from None
    return url


def shown_url(url: str) -> str:
    """A database URL for messages. Of what cannot be parsed only the beginning is shown."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (SQLAlchemyError, ValueError):
        return f"{url.partition(':')[0][:20]}…"
