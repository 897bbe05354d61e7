"""Fixtures of the fault tests: the recorded stages, and the thoroughness."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import watch
from tests.faults.life import Scene, scenes

TORTURE = bool(os.environ.get("QUIZAPP_TORTURE"))
"""Every point instead of a fixed sample."""


@pytest.fixture(scope="session")
def fast_tmp() -> Iterator[Path]:
    """A folder in memory, if possible, because these tests track flushes themselves."""
    fast = Path("/dev/shm")
    usable = fast.is_dir() and os.access(fast, os.W_OK)
    folder = Path(tempfile.mkdtemp(prefix="quizapp-", dir=fast if usable else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def life_scenes(fast_tmp: Path) -> dict[str, Scene]:
    return {scene.stage.name: scene for scene in scenes(fast_tmp)}


@pytest.fixture(autouse=True)
def _only_where_calls_can_be_seen() -> Iterator[None]:
    why = watch.unavailable()
    if why is not None:
        pytest.skip(why)
    logging.disable()
    yield
    logging.disable(logging.NOTSET)
