"""SQLite's own calls: the system calls of its unix VFS, and the flushes of its files.

SQLite lets each system call of its VFS be replaced (`xSetSystemCall`); its own tests do so. What it
does not offer there, fsync, is seen where it is asked for: the method `xSync` of each open file.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.faults.calls import HALF, NOW, REAL, Call, guarded, note_write, opening_call, path_of

SQLITE_CANTOPEN = 14
SQLITE_IOERR_FSYNC = 10 | 4 << 8

_NAMES = (
    "xOpen",
    "xDelete",
    "xAccess",
    "xFullPathname",
    "xDlOpen",
    "xDlError",
    "xDlSym",
    "xDlClose",
    "xRandomness",
    "xSleep",
    "xCurrentTime",
    "xGetLastError",
    "xCurrentTimeInt64",
    "xSetSystemCall",
    "xGetSystemCall",
    "xNextSystemCall",
)


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        ("pNext", ctypes.c_void_p),
        ("zName", ctypes.c_char_p),
        ("pAppData", ctypes.c_void_p),
        *((name, ctypes.c_void_p) for name in _NAMES),
    ]


_METHODS = {1: 12, 2: 16, 3: 18}
_X_SYNC = 4


class _Methods(ctypes.Structure):
    _fields_ = [("iVersion", ctypes.c_int), ("x", ctypes.c_void_p * 18)]


class _File(ctypes.Structure):
    _fields_ = [("pMethods", ctypes.POINTER(_Methods))]


def _c(*types: Any) -> Any:
    return ctypes.CFUNCTYPE(*types, use_errno=True)


_SET = _c(ctypes.c_int, ctypes.POINTER(_Vfs), ctypes.c_char_p, ctypes.c_void_p)
_GET = _c(ctypes.c_void_p, ctypes.POINTER(_Vfs), ctypes.c_char_p)
_XOPEN = _c(
    ctypes.c_int,
    ctypes.POINTER(_Vfs),
    ctypes.c_void_p,  # SQLite keeps this pointer, so pass it through unchanged
    ctypes.POINTER(_File),
    ctypes.c_int,
    ctypes.POINTER(ctypes.c_int),
)
_XSYNC = _c(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_OPEN = _c(ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_int)
_PWRITE = _c(ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int64)
_WRITE = _c(ctypes.c_ssize_t, ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t)
_FTRUNCATE = _c(ctypes.c_int, ctypes.c_int, ctypes.c_int64)
_UNLINK = _c(ctypes.c_int, ctypes.c_char_p)
_OPENDIR = _c(ctypes.c_int, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int))


_hooks: dict[str, Any] = {}
_methods: dict[int, tuple[_Methods, Any]] = {}
"""Made once and kept for good: SQLite holds on to a file's methods until it closes the file."""
_paths: dict[int, str] = {}


def vfs() -> Any:
    """Return the default VFS of the SQLite library that `sqlite3` uses."""
    import _sqlite3

    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    library.sqlite3_vfs_find.argtypes = [ctypes.c_char_p]
    found = library.sqlite3_vfs_find(None)
    if not found:
        raise AttributeError("no default VFS")
    return found


def _system_calls(get: Callable[[str], int]) -> dict[str, Any]:  # noqa: C901 -- a closure for each call
    """Return replacements for SQLite's system calls, by their names in the VFS."""
    made: dict[str, Any] = {}

    def stand_in(name: str, kind: Any, make: Callable[[Any], Callable[..., int]]) -> None:
        at = get(name)
        if at:
            made[name] = kind(make(kind(at)))

    def opening(real: Any) -> Callable[..., int]:
        def call(path: bytes, flags: int, mode: int) -> int:
            return guarded(opening_call(os.fsdecode(path), flags), lambda: real(path, flags, mode))

        return call

    def written(handle: int, data: int, size: int, offset: int, do: Callable[[int], int]) -> int:
        watch = NOW.watch
        path = path_of(handle) if watch is not None else ""
        if watch is None or not watch.meant(path):
            return do(size)
        call = Call("write", path, offset, ctypes.string_at(data, size))
        refused = watch.before(call)
        if refused > 0:
            ctypes.set_errno(refused)
            return -1
        return note_write(watch, call, do(max(1, size // 2) if refused == HALF else size))

    def pwriting(real: Any) -> Callable[..., int]:
        def call(handle: int, data: int, size: int, offset: int) -> int:
            return written(handle, data, size, offset, lambda n: real(handle, data, n, offset))

        return call

    def writing(real: Any) -> Callable[..., int]:
        def call(handle: int, data: int, size: int) -> int:
            offset = REAL["lseek"](handle, 0, os.SEEK_CUR)
            return written(handle, data, size, offset, lambda n: real(handle, data, n))

        return call

    def truncating(real: Any) -> Callable[..., int]:
        def call(handle: int, size: int) -> int:
            made_call = Call("truncate", path_of(handle), size=size)
            return guarded(made_call, lambda: real(handle, size))

        return call

    def unlinking(real: Any) -> Callable[..., int]:
        def call(path: bytes) -> int:
            if not os.path.lexists(path):
                return real(path)  # type: ignore[no-any-return]
            return guarded(Call("unlink", os.fsdecode(path)), lambda: real(path))

        return call

    def folder(real: Any) -> Callable[..., int]:
        def call(path: bytes, handle: Any) -> int:
            where = os.path.dirname(os.fsdecode(path))  # noqa: PTH120
            made_call = Call("sync folder", where)
            # 0 is success here and other values are SQLite's own codes.
            return -guarded(made_call, lambda: -real(path, handle), -SQLITE_CANTOPEN)

        return call

    stand_in("open", _OPEN, opening)
    stand_in("pwrite64", _PWRITE, pwriting)
    stand_in("pwrite", _PWRITE, pwriting)
    stand_in("write", _WRITE, writing)
    stand_in("ftruncate", _FTRUNCATE, truncating)
    stand_in("unlink", _UNLINK, unlinking)
    stand_in("openDirectory", _OPENDIR, folder)
    return made


def _synced(real: Any) -> Callable[..., int]:
    def call(file: int, flags: int) -> int:
        watch = NOW.watch
        path = _paths.get(file, "")
        if watch is None or not watch.meant(path):
            return real(file, flags)  # type: ignore[no-any-return]
        made = Call("sync", path)
        if watch.before(made) > 0:
            return SQLITE_IOERR_FSYNC
        result: int = real(file, flags)
        if result == 0:
            watch.after(made)
        return result

    return call


def _with_our_sync(methods: Any) -> Any:
    """A copy of a file's methods whose xSync is ours."""
    at = ctypes.cast(methods, ctypes.c_void_p).value or 0
    if at not in _methods:
        copy = _Methods()
        copy.iVersion = methods.contents.iVersion
        for i in range(_METHODS[copy.iVersion]):
            copy.x[i] = methods.contents.x[i]
        ours = _XSYNC(_synced(_XSYNC(methods.contents.x[_X_SYNC])))
        copy.x[_X_SYNC] = ctypes.cast(ours, ctypes.c_void_p).value
        _methods[at] = (copy, ours)
    return ctypes.pointer(_methods[at][0])


def _x_open(real: Any) -> Callable[..., int]:
    def call(vfs: Any, name: int | None, file: Any, flags: int, out: Any) -> int:
        result: int = real(vfs, name, file, flags, out)
        if result == 0 and file.contents.pMethods:
            at = ctypes.cast(file, ctypes.c_void_p).value or 0
            _paths[at] = os.fsdecode(ctypes.string_at(name)) if name else ""
            file.contents.pMethods = _with_our_sync(file.contents.pMethods)
        return result

    return call


@contextmanager
def hooked() -> Iterator[None]:
    """Intercept SQLite's calls within the block."""
    found = vfs()
    get, put = _GET(found.contents.xGetSystemCall), _SET(found.contents.xSetSystemCall)
    first = found.contents.xOpen
    if not _hooks:
        _hooks["calls"] = _system_calls(lambda name: get(found, name.encode()) or 0)
        _hooks["open"] = _XOPEN(_x_open(_XOPEN(first)))
    try:
        for name, stand_in in _hooks["calls"].items():
            put(found, name.encode(), ctypes.cast(stand_in, ctypes.c_void_p))
        found.contents.xOpen = ctypes.cast(_hooks["open"], ctypes.c_void_p).value
        yield
    finally:
        found.contents.xOpen = first
        for name in _hooks["calls"]:
            put(found, name.encode(), None)
