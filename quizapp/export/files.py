"""Putting a file where it was asked for: whole or not at all, private, never over another."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from quizapp.own_files import refusal
from quizapp.paths import Home


class FileFault(Exception):
    """The file could not be written. The text is one line for the learner."""


def write(
    target: Path,
    contents: bytes,
    *,
    force: bool = False,
    home: Home | None = None,
    url: str | None = None,
) -> None:
    """Write a file readable by its owner alone. Raises FileFault.

    It is written beside its place and put there in one step, so that nobody ever sees half of it.
    An existing file is replaced only with `force`, and only if it is an ordinary file: a device or
    a pipe would be replaced by it, not written to. Quizapp's own files are refused, those of `home`
    and of the database at `url` too (see `own_files`).
    """
    refused = refusal(target, home, url)
    if refused is not None:
        raise FileFault(refused)
    if target.is_dir():
        raise FileFault(f"{target}: is a folder; name a file in it")
    if os.path.lexists(target) and not target.is_file():
        raise FileFault(f"{target}: is no ordinary file; use - for standard output")
    partial = target.with_name(f".{target.name[:60]}.{secrets.token_hex(4)}.part")
    try:
        try:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(contents)
                out.flush()
                os.fsync(out.fileno())
            if force:
                partial.replace(target)
            else:
                _put(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    except FileExistsError as error:
        raise FileFault(
            f"{target}: there already; name another file, or replace it with --force"
        ) from error
    except OSError as error:
        raise FileFault(f"{target}: {error.strerror or error}; choose another place") from error


def _put(partial: Path, target: Path) -> None:
    """Give a finished file its name, unless something has that name. Raises FileExistsError."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems know no links: there the look and the step are two.
        if os.path.lexists(target):
            raise FileExistsError(str(target)) from None
        partial.rename(target)
