"""Database URLs: made from a file name, or given by the user and checked."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from quizapp.store.errors import StoreError, check_location


def file_url(file: Path) -> URL:
    """Return the URL of a file. It is built from parts because a name may contain a `?`."""
    return URL.create("sqlite", database=str(file))


def checked_url(url: str) -> str:
    """Return a database URL if it is usable. Raises StoreError, never with the password."""
    where = shown_url(url)
    try:
        url.encode()
        parsed = make_url(url)
        parsed.get_dialect().import_dbapi()
        if parsed.get_backend_name() == "sqlite":
            if parsed.database in (None, "", ":memory:"):
                raise StoreError(f"{where}: names no file; write sqlite:///FILE")
            if parsed.query or str(parsed.database).startswith("file:"):
                raise StoreError(f"{where}: only sqlite:///FILE is supported; leave out the rest")
            check_location(Path(str(parsed.database)).absolute())
    except (ArgumentError, ValueError):
        raise StoreError(
            f"{where}: not a database URL; write sqlite:///FILE or postgresql+psycopg://…"
        ) from None
    except ImportError as error:
        raise StoreError(
            f"{where}: needs the Python package {error.name!r}; install it alongside quizapp"
        ) from None
    return url


def shown_url(url: str) -> str:
    """Return a database URL for messages, without its password.

    Only the beginning is returned if the URL cannot be parsed.
    """
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (SQLAlchemyError, ValueError):
        return f"{url.partition(':')[0][:20]}…"
