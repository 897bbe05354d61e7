"""Fixtures shared by the tests of several rooms."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quizapp import paths
from quizapp.paths import Home
from quizapp.settings import SETTINGS
from quizapp.store.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

# A test run in the background may have inherited ignored signals; what it starts should not.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Use three workers on two cores, since many tests wait for screens and terminals."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (usable or 1) * 3 // 2


TOGETHER = ("tests/ui/test_looks.py",)
"""Files whose tests one worker runs, because they share a fixture that takes minutes."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Start with the tests of the files above; give every other test to the next free worker.

    `--dist loadgroup` cannot do this: pytest-xdist 3.8 marks groups in a private attribute that
    pytest 9.2 does not have, and then ignores them without a word.
    """
    from xdist.scheduler import LoadScopeScheduling

    class FilesTogether(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.split("::")[0]
            return file if file in TOGETHER else nodeid

    return FilesTogether(config, log)


@pytest.fixture(autouse=True)
def _no_home_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the data of the person who runs them."""
    monkeypatch.setenv("QUIZAPP_HOME", str(tmp_path / "elsewhere"))
    for name in ("QUIZAPP_DATABASE_URL", *(setting.variable for setting in SETTINGS)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped bank loaded, created once."""
    root = tmp_path_factory.mktemp("first") / "home"
    made = open_workspace(Home(root), None, paths.pack())
    made.refresh_standing()
    made.database.close()
    return root


@pytest.fixture
def home(first_home: Path, tmp_path: Path) -> Home:
    """A private copy of a home with the shipped bank loaded."""
    root = tmp_path / "home"
    shutil.copytree(first_home, root)
    return Home(root)


@pytest.fixture
def workspace(home: Home) -> Iterator[Workspace]:
    found = open_workspace(home, None, paths.pack())
    yield found
    found.database.close()
