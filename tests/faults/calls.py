"""Calls that change the disk, and the hook that is asked about each one."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HALF = -1
"""What `before` returns to let only the first half of a write through."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that changes the disk. `kind` is create, open, write, truncate, sync, unlink,
    rename, link, chmod, mkdir or "sync folder"; `size` is that of a truncated file."""

    kind: str
    path: str
    offset: int = 0
    data: bytes = b""
    target: str = ""
    size: int = 0

    @property
    def allocates(self) -> bool:
        """Whether a full disk makes the call fail."""
        return self.kind in ("create", "write", "mkdir", "rename", "link")


ERRORS = {
    "create": errno.ENOSPC,
    "open": errno.EACCES,
    "write": errno.ENOSPC,
    "truncate": errno.EIO,
    "sync": errno.EIO,
    "sync folder": errno.EIO,
    "unlink": errno.EACCES,
    "rename": errno.ENOSPC,
    "link": errno.ENOSPC,
    "chmod": errno.EPERM,
    "mkdir": errno.ENOSPC,
}

Before = Callable[[Call], int]
After = Callable[[Call], None]


@dataclass(slots=True)
class Watch:
    root: str
    before: Before
    after: After

    def meant(self, path: str) -> bool:
        return path.startswith(self.root)


@dataclass(slots=True)
class _Now:
    """The active watch, if any."""

    watch: Watch | None = None


NOW = _Now()

REAL: dict[str, Any] = {
    name: getattr(os, name)
    for name in (
        "readlink",
        "rename",
        "replace",
        "link",
        "unlink",
        "remove",
        "chmod",
        "mkdir",
        "open",
        "write",
        "fsync",
        "lseek",
    )
}


def path_of(handle: int) -> str:
    try:
        if hasattr(fcntl, "F_GETPATH"):
            return fcntl.fcntl(handle, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0").decode()
        return REAL["readlink"](f"/proc/self/fd/{handle}")  # type: ignore[no-any-return]
    except OSError:
        return ""


def opening_call(path: str, flags: int) -> Call:
    fresh = flags & os.O_CREAT and not os.path.lexists(path)
    return Call("create" if fresh else "open", path)


def guarded(call: Call, do: Callable[[], int], failed: int = -1) -> int:
    """Make a system call for SQLite, unless it is to fail."""
    watch = NOW.watch
    if watch is None or not watch.meant(call.path):
        return do()
    refused = watch.before(call)
    if refused > 0:
        ctypes.set_errno(refused)
        return failed
    result = do()
    if result >= 0:
        watch.after(call)
    return result


def note_write(watch: Watch, call: Call, wrote: int) -> int:
    if wrote > 0:
        whole = wrote == len(call.data)
        watch.after(call if whole else Call("write", call.path, call.offset, call.data[:wrote]))
    return wrote
