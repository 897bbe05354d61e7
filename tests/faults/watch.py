"""Sees every call that changes the disk, SQLite's and our own, and can make it fail.

SQLite's are seen through its VFS, our own through the functions of `os`. Only paths below one
folder count. Nothing is compiled; where SQLite's library cannot be found by `ctypes`,
`unavailable()` says why and the tests skip.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.calls import (
    NOW,
    REAL,
    After,
    Before,
    Call,
    Watch,
    note_write,
    opening_call,
    path_of,
)
from tests.faults.vfs import hooked, vfs


def unavailable() -> str | None:
    """Return why SQLite's calls cannot be intercepted here; None if they can."""
    try:
        found = vfs()
    except (ImportError, OSError, AttributeError) as error:
        return f"the SQLite library cannot be reached: {error}"
    if found.contents.iVersion < 3 or not found.contents.xSetSystemCall:
        return "SQLite's VFS does not let system calls be replaced"
    if not os.path.isdir("/proc/self/fd") and not hasattr(fcntl, "F_GETPATH"):  # noqa: PTH112
        return "the path of an open file cannot be found out"
    return None


def _python_calls() -> dict[str, Callable[..., Any]]:
    """Return replacements for the functions of `os` that the app uses."""

    def ask(call: Call) -> Watch | None:
        watch = NOW.watch
        if watch is None or not watch.meant(call.path):
            return None
        refused = watch.before(call)
        if refused > 0:
            raise OSError(refused, os.strerror(refused), call.path)
        return watch

    def simple(name: str, kind: str) -> Callable[..., Any]:
        def call(path: Any, *rest: Any, **named: Any) -> Any:
            target = os.fspath(rest[0]) if kind in ("rename", "link") else ""
            made = Call(kind, os.path.abspath(os.fsdecode(path)), target=target)  # noqa: PTH100
            skip = kind in ("mkdir", "unlink") and os.path.lexists(path) == (kind == "mkdir")
            watch = None if skip else ask(made)
            result = REAL[name](path, *rest, **named)
            if watch is not None:
                watch.after(made)
            return result

        return call

    def opening(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        made = opening_call(os.fsdecode(path), flags)
        watch = ask(made)
        handle: int = REAL["open"](path, flags, *rest, **named)
        if watch is not None:
            watch.after(made)
        return handle

    def syncing(handle: int) -> None:
        path = path_of(handle)
        made = Call("sync folder" if os.path.isdir(path) else "sync", path)  # noqa: PTH112
        watch = ask(made)
        REAL["fsync"](handle)
        if watch is not None:
            watch.after(made)

    def writing(handle: int, data: bytes) -> int:
        watch, path = NOW.watch, path_of(handle)
        if watch is None or not watch.meant(path):
            return REAL["write"](handle, data)  # type: ignore[no-any-return]
        made = Call("write", path, REAL["lseek"](handle, 0, os.SEEK_CUR), bytes(data))
        ask(made)
        return note_write(watch, made, REAL["write"](handle, data))

    return {
        "rename": simple("rename", "rename"),
        "replace": simple("replace", "rename"),
        "link": simple("link", "link"),
        "unlink": simple("unlink", "unlink"),
        "remove": simple("remove", "unlink"),
        "chmod": simple("chmod", "chmod"),
        "mkdir": simple("mkdir", "mkdir"),
        "open": opening,
        "fsync": syncing,
        "write": writing,
    }


@contextmanager
def watching(root: Path, before: Before, after: After = lambda _call: None) -> Iterator[None]:
    """Watch the calls below `root`.

    In the block, `before` is called for every call: 0 lets it through, an errno makes it fail, and
    HALF lets half of a write through. `after` is called for every call that was done.
    """
    if NOW.watch is not None:
        raise RuntimeError("one watch at a time")
    ours = _python_calls()
    try:
        with hooked():
            for name, function in ours.items():
                setattr(os, name, function)
            NOW.watch = Watch(str(root) + os.sep, before, after)
            yield
    finally:
        NOW.watch = None
        for name in ours:
            setattr(os, name, REAL[name])


@contextmanager
def unwatched() -> Iterator[None]:
    """Within, calls are neither counted nor made to fail: for looking at what is there."""
    kept, NOW.watch = NOW.watch, None
    try:
        yield
    finally:
        NOW.watch = kept
