"""The built wheel contains everything it needs, and starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_contains_questions_and_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "quizapp/_questions/aws-developer/pack.yaml" in names
    assert "quizapp/_questions/aws-developer/forms/DVA-C03-1.yaml" in names
    assert "quizapp/_questions/kubernetes-associate/pack.yaml" in names
    assert "quizapp/bank/starter/pack.yaml" in names
    assert "quizapp/_migrations/versions/0001_first.py" in names
    assert "quizapp/_migrations/head.sql" in names
    assert "quizapp/ui/app.tcss" in names
    assert "quizapp/ui/screens/pages.tcss" in names
    assert {"quizapp/export/page.css", "quizapp/export/anki.css"} <= names
    assert not any(name.startswith(("tests/", "tools/")) for name in names)


def test_installed_wheel_starts_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """It is installed next to this environment's libraries and run outside of the checkout."""
    place = tmp_path / "env"
    venv.create(place, with_pip=False, symlinks=True)
    site = next(place.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    libraries = [p for p in sys.path if p.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries) + "\n")
    environment = {**os.environ, "QUIZAPP_HOME": str(tmp_path / "home")}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [str(place / "bin" / "python"), "-m", "quizapp", "history", "--json"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["attempts"] == []
    made = subprocess.run(
        [str(place / "bin" / "python"), "-m", "quizapp", "bank", "new", "mine"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "mine" / "questions" / "examples.yaml").is_file()
    where = subprocess.run(
        [
            str(place / "bin" / "python"),
            "-c",
            "import quizapp.paths as p; print(p.packs()); print(p.migrations())",
        ],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert where.splitlines() == [
        str(site / "quizapp" / "_questions"),
        str(site / "quizapp" / "_migrations"),
    ]
