"""Output files are atomic, private, and never overwrite another file by accident."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from quizapp.export.files import FileFault, write


def test_new_file_is_readable_only_by_its_owner(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    write(target, b"whole")
    assert target.read_bytes() == b"whole"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_existing_file_is_replaced_only_with_force(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_bytes(b"before")
    with pytest.raises(FileFault, match=r"exists; .* --force"):
        write(target, b"after")
    assert target.read_bytes() == b"before"
    write(target, b"after", force=True)
    assert target.read_bytes() == b"after"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_folder_pipe_and_missing_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFault, match="is a folder"):
        write(tmp_path, b"x", force=True)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileFault, match="not a regular file"):
        write(pipe, b"x", force=True)
    assert pipe.is_fifo()
    with pytest.raises(FileFault, match="No such file"):
        write(tmp_path / "nowhere" / "report.html", b"x")
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "gone")
    with pytest.raises(FileFault, match="not a regular file"):
        write(dangling, b"x", force=True)


def test_file_is_written_completely_without_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    target = tmp_path / "report.html"
    write(target, b"whole")
    with pytest.raises(FileFault, match="exists"):
        write(target, b"again")
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]
