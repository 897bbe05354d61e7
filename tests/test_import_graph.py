"""tools/import_graph.py finds import cycles, large files, and complex functions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOOL = ROOT / "tools" / "import_graph.py"
BRANCHES = "\n".join(f"    if x == {n}:\n        return {n}" for n in range(16))


def measured(root: Path, files: dict[str, str]) -> tuple[int, str]:
    """Return exit status and output for a package of these files."""
    for name in ("__init__.py", "store/__init__.py", *files):
        file = root / "quizapp" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(files.get(name, ""))
    done = subprocess.run(
        [sys.executable, str(TOOL), "--root", str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    return done.returncode, done.stdout


def test_package_within_the_limits_passes(tmp_path: Path) -> None:
    files = {"a.py": "from quizapp import b\nfrom quizapp.store import c\n", "b.py": "import sys\n"}
    files |= {f"store/{letter}.py": "" for letter in "cdefghi"}
    files["b.py"] += "\n" * 399
    status, said = measured(tmp_path, files)
    assert status == 0, said
    figures = dict(line.rsplit("  ", 1) for line in said.splitlines())
    figures = {name.strip(): figure for name, figure in figures.items()}
    assert figures["modules"] == "11"
    assert figures["imports between them"] == "2"
    assert figures["files directly in quizapp/store"] == "8 (at most 8)"
    assert figures["longest file"] == "quizapp/b.py, 400 lines (at most 400)"


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        (
            {
                "a.py": "from quizapp import b\n",
                "b.py": "def f() -> None:\n    from quizapp import a\n",
            },
            "quizapp.b:2: from quizapp import a",
        ),
        (
            {
                "a.py": "from quizapp import b\n",
                "b.py": "from quizapp import c\n",
                "c.py": "from typing import TYPE_CHECKING\n\n"
                "if TYPE_CHECKING:\n    from quizapp.a import A\n",
            },
            "import cycle among 3 modules: quizapp.a, quizapp.b, quizapp.c",
        ),
        ({f"store/{n}.py": "" for n in "abcdefgh"}, "9 files directly in quizapp/store"),
        ({"a.py": "\n" * 401}, "quizapp/a.py: 401 lines"),
        ({"a.py": f"def f(x: int) -> int:\n{BRANCHES}\n    return 0\n"}, "quizapp/a.py:1: `f`"),
        (
            {"a.py": f"def f(x: int) -> int:  # noqa: C901\n{BRANCHES}\n    return 0\n"},
            "no comment says why",
        ),
    ],
    ids=["inside a function", "for types", "crowded", "long", "complex", "complex without reason"],
)
def test_exceeded_limit_is_named(tmp_path: Path, files: dict[str, str], fault: str) -> None:
    status, said = measured(tmp_path, files)
    assert status == 1
    assert fault in said


def test_complex_function_with_a_reason_passes(tmp_path: Path) -> None:
    head = "def f(x: int) -> int:  # noqa: C901 -- one branch for each number"
    status, said = measured(tmp_path, {"a.py": f"{head}\n{BRANCHES}\n    return 0\n"})
    assert status == 0, said
