"""Write output files atomically, readable by their owner alone, without overwriting by accident."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from quizapp.own_files import refusal
from quizapp.paths import Home


class FileFault(Exception):
    """The file could not be written. The message is one line for the learner."""


def write(
    target: Path,
    contents: bytes,
    *,
    force: bool = False,
    home: Home | None = None,
    url: str | None = None,
) -> None:
    """Write a file that only its owner can read. Raises FileFault.

    The contents go to a temporary file in the same folder, which is then renamed, so that the file
    is never incomplete. An existing file is replaced only with `force`, and only if it is a regular
    file: renaming would replace a device or a pipe instead of writing to it. Quizapp's own files
    are refused; for `home` and `url`, see `own_files`.
    """
    refused = refusal(target, home, url)
    if refused is not None:
        raise FileFault(refused)
    partial = target.with_name(f".{target.name[:60]}.{secrets.token_hex(4)}.part")
    try:
        if target.is_dir():
            raise FileFault(f"{target}: is a folder; name a file in it")
        if os.path.lexists(target) and not target.is_file():
            raise FileFault(f"{target}: is not a regular file; use - for standard output")
        try:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(contents)
                out.flush()
                os.fsync(out.fileno())
            if force:
                partial.replace(target)
            else:
                _rename_new(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    except FileExistsError as error:
        raise FileFault(
            f"{target}: exists; name another file, or replace it with --force"
        ) from error
    except OSError as error:
        raise FileFault(f"{target}: {error.strerror or error}; choose another place") from error


def _rename_new(partial: Path, target: Path) -> None:
    """Rename a finished file, unless the target exists. Raises FileExistsError."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no hard links. There, the check and the rename are not atomic.
        if os.path.lexists(target):
            raise FileExistsError(str(target)) from None
        partial.rename(target)


def save(folder: Path, name: str, page: str) -> Path:
    """Write a page to a folder, in place of an earlier one, and return its path.

    The folder is created if it is missing; only its owner can read it. Raises FileFault.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileFault(f"{folder}: {error.strerror}") from error
    write(folder / name, page.encode(), force=True)
    return folder / name
