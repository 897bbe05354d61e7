"""`make run` recovers from any damage to the checkout, the environment, or the interpreter.

Played with the real make, venv and pip in a copy of the checkout. The copy depends on click alone,
and on packages that were downloaded once, so that no step waits for a network.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from quizapp import __version__

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PYTHON = getattr(sys, "_base_executable", sys.executable)
FILES = ("Makefile", "README.md", "LICENSE", "constraints.txt", "tools/environment.py")
ASKED_FOR = re.compile(
    r"^dependencies = \[.*?^\]|^\[project\.optional-dependencies\].*?(?=^\[)", re.M | re.S
)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels that an installation of the copy needs."""
    folder = tmp_path_factory.mktemp("wheels")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(folder)),
            *("--constraint", str(ROOT / "constraints.txt"), "click", "hatchling", "editables"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("no package index can be reached from here")
    return folder


@dataclass
class Checkout:
    """A copy of the files that `make run` uses, with a separate interpreter on the PATH."""

    root: Path
    index: Path
    bin: Path
    said: str = field(default="", init=False)

    @property
    def python(self) -> Path:
        return self.root / ".venv" / "bin" / "python"

    @property
    def site(self) -> Path:
        return next((self.root / ".venv").glob("lib/python*/site-packages"))

    def make(self) -> str | None:
        """Return the output of `make run`; None if it fails. `said` is its standard error."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "MAKE", "PYTHON"))}
        for name in ("MFLAGS", "VIRTUAL_ENV", "GNUMAKEFLAGS", "VENV", "EXTRAS"):
            kept.pop(name, None)
        done = subprocess.run(
            ["make", "--no-print-directory", "run", "ARGS=--version"],
            cwd=self.root,
            env={
                **kept,
                "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_NO_INDEX": "1",
                "PIP_FIND_LINKS": str(self.index),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        self.said = done.stderr
        return done.stdout if done.returncode == 0 else None

    def verdict(self, extras: str = "") -> str:
        """Return the problems that the environment check finds; empty if there are none."""
        done = subprocess.run(
            [self.python, "tools/environment.py", ".venv", "--verdict", "--extras", extras],
            cwd=self.root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not done.stderr
        return done.stdout.strip()

    def ends_well(self) -> bool:
        """Whether the app starts, and nothing is left to repair."""
        if self.make() != f"quizapp {__version__}\n":
            return False
        repaired = self.said
        whole = self.make() == f"quizapp {__version__}\n" and self.said == ""
        self.said = repaired
        return whole

    def script(self) -> str:
        """Return the interpreter of the console script."""
        return (self.python.parent / "quizapp").read_text().splitlines()[0]


@pytest.fixture
def checkout(tmp_path: Path, wheels: Path) -> Checkout:
    root = tmp_path / "checkout"
    (root / "tools").mkdir(parents=True)
    for name in FILES:
        shutil.copy(ROOT / name, root / name)
    for name in ("quizapp", "migrations"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "questions").mkdir()
    project = ASKED_FOR.sub(
        lambda found: 'dependencies = ["click"]' if found[0].startswith("dep") else "",
        (ROOT / "pyproject.toml").read_text(),
    )
    (root / "pyproject.toml").write_text(project)
    own = tmp_path / "bin"
    own.mkdir()
    (own / "python3").symlink_to(PYTHON)
    return Checkout(root, wheels, own)


def without_its_interpreter(checkout: Checkout) -> None:
    for link in checkout.python.parent.glob("python*"):
        link.unlink()
        link.symlink_to("/nonexistent/python")


def half_a_package(checkout: Checkout) -> None:
    files = sorted((checkout.site / "click").glob("*.py"))
    for file in files[::2]:
        file.unlink()


def a_whole_package(checkout: Checkout) -> None:
    for folder in checkout.site.glob("click*"):
        shutil.rmtree(folder)


def a_file_cut_short(checkout: Checkout) -> None:
    (checkout.site / "click" / "core.py").write_text("")


def no_complete_installation(checkout: Checkout) -> None:
    """This is also the state after the pip commands of the README."""
    (checkout.root / ".venv" / "environment.json").unlink()


def an_interrupted_installation(checkout: Checkout) -> None:
    (checkout.root / ".venv" / "environment.json").unlink()
    next(checkout.site.glob("click-*.dist-info")).joinpath("RECORD").unlink()
    (checkout.site / "click" / "core.py").unlink()


def another_interpreter(checkout: Checkout) -> None:
    """This is the state after an upgrade of the interpreter."""
    stamp = checkout.root / ".venv" / "environment.json"
    stamp.write_text(json.dumps({**json.loads(stamp.read_text()), "python": "3.11.0 (main)"}))


def other_dependencies(checkout: Checkout) -> None:
    with (checkout.root / "constraints.txt").open("a") as constraints:
        constraints.write("# changed\n")


SEEN: list[tuple[Callable[[Checkout], None], str, str]] = [
    (half_a_package, "create", "is missing"),
    (a_file_cut_short, "create", "was changed"),
    (an_interrupted_installation, "create", "is partly installed"),
    (no_complete_installation, "install", "no complete installation is recorded"),
    (a_whole_package, "install", "a package is missing"),
    (other_dependencies, "install", "the dependencies have changed"),
    (another_interpreter, "renew", "the interpreter has changed"),
]


def test_make_run_recovers_from_any_broken_environment(checkout: Checkout, tmp_path: Path) -> None:
    online, offline = checkout.index, tmp_path / "empty"
    offline.mkdir()
    assert checkout.ends_well(), checkout.said
    assert "it does not exist yet" in checkout.said

    # What is wrong is recognized, each time in an environment that was whole.
    whole, venv = tmp_path / "whole", checkout.root / ".venv"
    shutil.copytree(venv, whole, symlinks=True)
    constraints = (checkout.root / "constraints.txt").read_bytes()
    assert checkout.verdict() == ""
    assert checkout.verdict("dev") == "install: dev asked for"
    for damage, action, words in SEEN:
        damage(checkout)
        found = checkout.verdict()
        assert found.startswith(f"{action}: "), f"{damage.__name__}: {found}"
        assert words in found, damage.__name__
        shutil.rmtree(venv)
        shutil.copytree(whole, venv, symlinks=True)
        (checkout.root / "constraints.txt").write_bytes(constraints)
    assert checkout.verdict() == ""

    # And repaired.
    without_its_interpreter(checkout)
    assert checkout.ends_well(), checkout.said
    assert "its Python no longer exists" in checkout.said

    half_a_package(checkout)
    checkout.index = offline
    assert checkout.make() is None
    assert "is missing" in checkout.said
    checkout.index = online
    assert checkout.ends_well(), checkout.said

    # Without a package index, one that only was moved is used as it is.
    checkout.root = checkout.root.rename(tmp_path / "moved")
    checkout.index = offline
    assert checkout.make() == f"quizapp {__version__}\n", checkout.said
    assert "its folder was moved" in checkout.said
    assert "the old one still works and is used" in checkout.said
    assert str(checkout.root) not in checkout.script()
    checkout.index = online
    assert checkout.ends_well(), checkout.said
    assert str(checkout.root) in checkout.script()
    assert not (checkout.root / ".venv.before").exists()
