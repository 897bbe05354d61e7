"""Runs the tests on every supported Python on this machine, each in a separate environment.

    python tools/versions.py [--all] [ARGUMENT ...]

Runs the quick tests, or all tests with `--all`; further arguments go to pytest. Deprecation
warnings are errors, also in the processes that tests start. Interpreters are searched on the PATH
and among those of pyenv and uv; missing ones are listed. Exit status 1 if tests failed on any.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from environment import NEWEST, OLDEST, answer

ROOT = Path(__file__).resolve().parent.parent
DEPRECATIONS = ("DeprecationWarning", "PendingDeprecationWarning")
PLACES = (".pyenv/versions/*/bin", ".local/share/uv/python/*/bin")


def candidates(name: str) -> Iterator[str]:
    found = shutil.which(name)
    if found is not None:
        yield found
    for place in PLACES:
        yield from map(str, sorted(Path.home().glob(f"{place}/{name}")))


def find(version: str) -> str | None:
    """Return an interpreter of this version that runs (a pyenv shim may point nowhere)."""
    for python in candidates(f"python{version}"):
        said = answer(python)
        if said and said[0].startswith(f"{version}."):
            return python
    return None


def test(version: str, python: str, arguments: list[str]) -> bool:
    """Install the requirements of the tests, and run the tests."""
    variables = [f"VENV=.venv-{version}", f"PYTHON={python}", "EXTRAS=dev"]
    make = ["make", "--no-print-directory", *variables]
    whole = "--all" in arguments
    passed_on = [argument for argument in arguments if argument != "--all"]
    passed_on += [f"-W error::{name}" for name in DEPRECATIONS]
    strict = {"PYTHONWARNINGS": ",".join(f"error::{name}" for name in DEPRECATIONS)}
    tests = [*make, "-o", "ready-dev", "test" if whole else "quicktest"]
    return all(
        subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0
        for command, environment in (
            ([*make, "ready-dev"], None),
            ([*tests, f"ARGS={' '.join(passed_on)}"], {**os.environ, **strict}),
        )
    )


def main() -> int:
    said = {}
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        version = f"{OLDEST[0]}.{minor}"
        python = find(version)
        if python is None:
            said[version] = "not on this machine"
            continue
        print(f"-- Python {version}: {python}", flush=True)
        said[version] = "passed" if test(version, python, sys.argv[1:]) else "FAILED"
    for version, how in said.items():
        print(f"Python {version}: {how}")
    return 1 if "FAILED" in said.values() else 0


if __name__ == "__main__":
    sys.exit(main())
