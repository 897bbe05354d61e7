"""The possible contents of a disk after a power failure, given a record of all calls.

The model, kept simple:
- Later processes see a write at once (kill -9), but it is durable only after the file is flushed.
  Until then, any part of it may be on the disk, in units of 512 bytes.
- A flushed file exists under the name it was created with, as on ext4, XFS, Btrfs, and APFS.
- Renames, links, and removals are durable after their folder is flushed, or after a later one is
  durable. Until then, the last ones may be missing, but never one from the middle.
- A flush that returned is durable. Disks that report a flush too early are not covered.
- `-shm` is memory that processes share. It is left out, because it is never read after a crash.
- Modes of files are not followed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.calls import Call

SECTOR = 512
KILLED, SYNCED, TORN = "killed", "only what was flushed", "torn"
WAYS = (KILLED, SYNCED, TORN)


@dataclass
class File:
    """A file's bytes as seen, as flushed, and the writes in between."""

    now: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    since: list[Call] = field(default_factory=list)

    def write(self, call: Call) -> None:
        _write(self.now, call)
        self.since.append(call)

    def flush(self) -> None:
        self.safe = bytes(self.now)
        self.since.clear()

    def torn(self, rng: random.Random) -> bytes:
        """The flushed bytes, and some sectors of some of the writes since."""
        found = bytearray(self.safe)
        for call in self.since:
            luck = rng.random()
            if luck < 0.3:
                continue
            if call.kind == "truncate" or luck < 0.6:
                _write(found, call)
                continue
            for start in range(0, len(call.data), SECTOR):
                if rng.random() < 0.5:
                    part = call.data[start : start + SECTOR]
                    _write(found, Call("write", call.path, call.offset + start, part))
        return bytes(found)


def _write(data: bytearray, call: Call) -> None:
    if call.kind == "truncate":
        if call.size < len(data):
            del data[call.size :]
        else:
            data.extend(bytes(call.size - len(data)))
        return
    end = call.offset + len(call.data)
    if end > len(data):
        data.extend(bytes(end - len(data)))
    data[call.offset : end] = call.data


Names = dict[str, File]


@dataclass
class Disk:
    """The files below a folder, followed call by call."""

    root: Path
    names: Names = field(default_factory=dict)
    pending: list[Names] = field(default_factory=list)
    """The names before each change of a name that may not be on the disk yet, oldest first."""

    @classmethod
    def of(cls, root: Path) -> Disk:
        """All that is there now, taken as flushed."""
        disk = cls(root)
        for path in sorted(root.rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                disk.names[str(path)] = File(bytearray(data), data)
        return disk

    def do(self, call: Call) -> bool:
        """Apply a call. Return whether it changed what may be on the disk."""
        if call.path.endswith("-shm"):
            return False
        if call.kind == "create":
            self.names.setdefault(call.path, File())
            return True
        if call.kind == "sync folder":
            changed = bool(self.pending)
            self.pending.clear()
            return changed
        file = self.names.get(call.path)
        if file is None:
            return False
        if call.kind in ("write", "truncate"):
            file.write(call)
        elif call.kind == "sync":
            file.flush()
        elif call.kind in ("rename", "link", "unlink"):
            self.pending.append(dict(self.names))
            if call.kind != "unlink":
                self.names[call.target] = file
            if call.kind != "link":
                del self.names[call.path]
        else:
            return False
        return True

    def state(self, way: str, rng: random.Random) -> dict[str, bytes]:
        """What a later start may find, by path."""
        names = self.names
        if way == SYNCED and self.pending:
            names = self._forgetting(0)
        elif way == TORN and self.pending:
            back = rng.randrange(len(self.pending) + 1)
            names = names if back == len(self.pending) else self._forgetting(back)
        return {path: self._data(file, way, rng) for path, file in names.items()}

    def _forgetting(self, back: int) -> Names:
        """The names as before a pending change, and what was made since under a name of its own."""
        old = self.pending[back]
        made = {
            path: file
            for path, file in self.names.items()
            if path not in old and not any(file is known for known in old.values())
        }
        return {**old, **made}

    @staticmethod
    def _data(file: File, way: str, rng: random.Random) -> bytes:
        if way == KILLED:
            return bytes(file.now)
        return file.safe if way == SYNCED else file.torn(rng)


def lay_out(state: dict[str, bytes], root: Path, place: Path) -> None:
    """Write a state below another folder."""
    for path, data in state.items():
        target = place / Path(path).relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
