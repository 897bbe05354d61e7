"""Keeps the virtual environment that `make` uses in working order.

    python tools/environment.py VENV [--extras dev,facts] [--python COMMAND]

It does nothing if the environment is intact. Otherwise it installs what is missing or, if that is
not enough, creates the environment again. An environment is intact if

- its Python runs and is the one that the packages were installed with,
- it is where it was created: console scripts and the editable install contain absolute paths,
- `pyproject.toml` and `constraints.txt` have not changed, and the requested extras are installed,
- every installed package is present, and every file of it has its size.

After an installation, the packages are imported once. Only then is the stamp with these facts
written, so an interrupted installation has no stamp.

`--python` names the interpreter that the environment must have been created with; without it, any
supported one is accepted. Only the standard library is used.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "quizapp"
OLDEST, NEWEST = (3, 11), (3, 14)
STAMP = "environment.json"
INSTALL, RENEW, CREATE = "install", "renew", "create"
"""What an environment needs: packages; a replacement, although it works; or to be created."""

WHICH = "import os, sys; print(sys.version.split()[0], os.path.realpath(sys.base_prefix))"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# -- run by the environment's own Python -----------------------------------------------------------


def dependency_hash() -> str:
    """Return a hash of the files that determine what is installed."""
    whole = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        whole.update((ROOT / name).read_bytes() + b"\0")
    return whole.hexdigest()


def site() -> Path:
    return Path(sysconfig.get_path("purelib"))


def packages() -> list[str]:
    return sorted(info.name for info in site().glob("*.dist-info"))


def first_damaged_file() -> str | None:
    """Return a sentence about the first installed file that is missing or has another size.

    None if the environment is intact."""
    place = str(site())  # there are thousands of files: no Path for each
    for info in sorted(site().glob("*.dist-info")):
        try:
            rows = list(csv.reader((info / "RECORD").read_text().splitlines()))
        except OSError:
            return f"{info.name} is partly installed"
        for name, _, size in (row for row in rows if len(row) == 3):
            if name.endswith(".pyc"):
                continue
            try:
                found = os.stat(os.path.join(place, name)).st_size  # noqa: PTH116, PTH118
            except OSError:
                return f"{name} is missing"
            if size and int(size) != found:
                return f"{name} was changed"
    return None


def not_importable() -> str | None:
    """Return the first required package that cannot be imported; None if all can be."""
    from importlib import metadata

    try:
        names = [re.split(r"[^\w.-]", line)[0] for line in metadata.requires(PROJECT) or ()]
        asked = [metadata.distribution(name) for name in names if _installed(name)]
    except metadata.PackageNotFoundError as error:
        return f"{error.name} is not installed"
    for distribution in asked:
        parts = [file.parts for file in distribution.files or ()]
        tops = {p[0] for p in parts if len(p) == 2 and p[1] == "__init__.py"}
        tops |= {p[0][:-3] for p in parts if len(p) == 1 and p[0].endswith(".py")}
        for top in sorted(tops):
            if top.isidentifier() and not top.startswith("_"):
                try:
                    importlib.import_module(top)
                except Exception as error:
                    return f"{top} cannot be imported: {error!r}"
    return None


def _installed(name: str) -> bool:
    from importlib import metadata

    try:
        return metadata.distribution(name) is not None
    except metadata.PackageNotFoundError:
        return False


def this_python() -> dict[str, str]:
    return {
        "python": sys.version,
        "base": os.path.realpath(sys.base_prefix),
        "location": os.path.realpath(sys.prefix),
    }


def stamped(venv: Path) -> dict[str, object]:
    try:
        found = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def verdict(venv: Path, extras: list[str], python: str | None) -> tuple[str, str] | None:
    """Return what this environment needs and why; None if it is intact."""
    stamp = stamped(venv)
    broken = first_damaged_file()
    if broken is not None:
        return CREATE, broken
    if not stamp:
        return INSTALL, "no complete installation is recorded"
    now = this_python()
    needs: tuple[str, str] | None = None
    if stamp.get("packages") != [name for name in packages() if name in _listed(stamp)]:
        needs = INSTALL, "a package is missing"
    elif stamp.get("inputs") != dependency_hash():
        needs = INSTALL, "the dependencies have changed"
    elif not set(extras) <= set(_listed(stamp, "extras")):
        needs = INSTALL, f"{', '.join(extras)} asked for"
    moved = stamp.get("location") != now["location"]
    if moved or any(stamp.get(name) != now[name] for name in ("python", "base")):
        why = "its folder was moved" if moved else "the interpreter has changed"
        return (CREATE if needs or not_importable() else RENEW), why
    if python is not None and probe(python) != [sys.version.split()[0], now["base"]]:
        return CREATE, f"{python} asked for"
    return needs


def _listed(stamp: dict[str, object], name: str = "packages") -> list[str]:
    found = stamp.get(name)
    return found if isinstance(found, list) else []


def write_stamp(venv: Path, extras: list[str]) -> str | None:
    """Write the stamp; return the reason if the environment is not intact."""
    fault = first_damaged_file() or not_importable()
    if fault is None:
        stamp = {
            **this_python(),
            "inputs": dependency_hash(),
            "extras": extras,
            "packages": packages(),
        }
        partial = venv / f"{STAMP}.part"
        partial.write_text(json.dumps(stamp, indent=1) + "\n")
        partial.replace(venv / STAMP)
    return fault


# -- run by the interpreter that creates the environment -------------------------------------------


def probe(python: str) -> list[str]:
    """Return the version and location of an interpreter; empty if it does not run."""
    try:
        done = subprocess.run([python, "-c", WHICH], capture_output=True, text=True, check=False)
    except OSError:
        return []
    return done.stdout.split(maxsplit=1) if done.returncode == 0 else []


def supported(python: str) -> bool:
    said = probe(python)
    return bool(said) and tuple(int(part) for part in said[0].split(".")[:2]) >= OLDEST


def interpreter(wanted: str | None) -> str:
    """Return the interpreter to create an environment with."""
    own = getattr(sys, "_base_executable", sys.executable)
    others = [f"python{NEWEST[0]}.{n}" for n in range(NEWEST[1], OLDEST[1] - 1, -1)]
    for python in [wanted] if wanted else [own, *others]:
        path = shutil.which(python)
        if path is not None and supported(path):
            return str(Path(path).absolute())
    oldest = ".".join(map(str, OLDEST))
    say(f"quizapp needs Python {oldest} or newer, and {wanted or 'python3'} is older or missing.")
    sys.exit(f"If you have a newer one, run: make run PYTHON=/path/to/python{oldest}")


def ask_verdict(venv: Path, extras: list[str], python: str | None) -> tuple[str, str] | None:
    """Ask the environment's own Python for its verdict; if it does not run, create it."""
    own = venv / "bin" / "python"
    if not os.path.lexists(venv):
        return CREATE, "it does not exist yet"
    command = [str(own), __file__, str(venv), "--verdict", "--extras", ",".join(extras)]
    try:
        done = subprocess.run(
            [*command, *(("--python", python) if python else ())],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return CREATE, "its Python no longer exists"
    if done.returncode == 0:
        return None
    action, _, why = done.stdout.strip().partition(": ")
    return (action, why) if action in (INSTALL, RENEW) else (CREATE, why or "its Python is broken")


def install(venv: Path, extras: list[str]) -> bool:
    """Install the project; return whether all of it is installed."""
    python = str(venv / "bin" / "python")
    (venv / STAMP).unlink(missing_ok=True)
    what = f".[{','.join(extras)}]" if extras else "."
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    compiled = [python, "-m", "compileall", "-q", PROJECT, "migrations"]
    stamping = [python, __file__, str(venv), "--write-stamp", "--extras", ",".join(extras)]
    # Pip compiles what it installs, but not what an editable install only points to.
    return all(
        subprocess.run(command, cwd=ROOT, check=False).returncode == 0
        for command in ([*pip, "-c", "constraints.txt", "-e", what], compiled, stamping)
    )


def remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def create(venv: Path, extras: list[str], python: str, keep: bool) -> bool:
    """Create the environment again; `keep` brings the old one back if that fails."""
    aside = venv.with_name(f"{venv.name}.before")
    if not (keep and os.path.lexists(venv)):
        remove(venv)
    else:
        remove(aside)
        venv.rename(aside)
    made = subprocess.run([python, "-m", "venv", str(venv)], check=False).returncode == 0
    if not made:
        say(f"{python} cannot create a virtual environment; on Debian and Ubuntu that takes the")
        say("package python3-venv.")
    whole = made and install(venv, extras)
    if keep and not whole:
        say(f"{venv.name}: not created again; the old one still works and is used")
        remove(venv)
        aside.rename(venv)
        return True
    remove(aside)
    return whole


def repair(venv: Path, extras: list[str], python: str | None) -> bool:
    needed = ask_verdict(venv, extras, python)
    if needed is None:
        return True
    action, why = needed
    extras = sorted({*extras, *map(str, _listed(stamped(venv), "extras"))})
    say(f"{venv.name}: {why}; installing what the project needs, which can take a minute")
    if action == INSTALL and install(venv, extras):
        return True
    return create(venv, extras, interpreter(python), keep=action == RENEW)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("venv", type=Path)
    parser.add_argument("--extras", default="")
    parser.add_argument("--python")
    parser.add_argument("--verdict", action="store_true", help="only say what is wrong")
    parser.add_argument(
        "--write-stamp", action="store_true", help="only check, and write the stamp"
    )
    given = parser.parse_args()
    venv: Path = given.venv.absolute()
    extras = sorted(filter(None, given.extras.split(",")))
    if given.verdict:
        needed = verdict(venv, extras, given.python)
        if needed is not None:
            print(": ".join(needed))
        return 1 if needed else 0
    if given.write_stamp:
        fault = write_stamp(venv, extras)
        if fault is not None:
            say(f"{venv.name}: {fault}")
        return 1 if fault else 0
    return 0 if repair(venv, extras, given.python) else 1


if __name__ == "__main__":
    sys.exit(main())
