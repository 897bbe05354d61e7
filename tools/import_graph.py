"""Measures the import graph and the size of the code, and fails if a limit is exceeded.

    python tools/import_graph.py [--root FOLDER] [--all-cycles]

Every import counts: at the top of a module, inside a function, or under `if TYPE_CHECKING`. An
import by a name that is computed at run time cannot be followed; the table lists the lines. Exit
status 1 if a limit is exceeded.

Limits: no import cycle, at most 8 files directly in `quizapp/store`, at most 400 lines in a file,
and a cyclomatic complexity of at most 15, unless `# noqa: C901` and a reason follow the function's
first line.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import grimp

PACKAGE = "quizapp"
CROWDED = "store"
MAX_FILES = 8
MAX_LINES = 400
MAX_COMPLEXITY = 15
REASON = re.compile(r"#\s*noqa:\s*C901\W+(\w+(?:\W+\w+)+)")
"""A reason takes at least two words."""

Edges = Mapping[str, set[str]]


@dataclass
class Measured:
    """The figures of one checkout; `faults` are the limits exceeded, one or more lines each."""

    figures: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def components(edges: Edges) -> list[list[str]]:
    """Return the strongly connected components of more than one module, largest first."""
    reached = {module: reachable(edges, module) for module in edges}
    found: dict[str, list[str]] = {}
    for module in sorted(edges):
        ring = sorted(other for other in reached[module] if module in reached[other])
        if len(ring) > 1:
            found[ring[0]] = ring
    return sorted(found.values(), key=lambda ring: (-len(ring), ring))


def reachable(edges: Edges, start: str) -> set[str]:
    """Return everything that `start` imports, directly or not; itself only if on a cycle."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = edges[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found


def shortest_cycle(edges: Edges, ring: list[str]) -> list[str]:
    """Return the shortest cycle among the modules of a component."""
    inside = set(ring)
    best: list[str] = []
    for start in ring:
        ways: dict[str, list[str]] = {start: [start]}
        waiting = [start]
        for module in waiting:
            for imported in sorted(edges[module] & inside):
                if imported == start and (not best or len(ways[module]) < len(best) - 1):
                    best = [*ways[module], start]
                if imported not in ways:
                    ways[imported] = [*ways[module], imported]
                    waiting.append(imported)
    return best


def named_at_run_time(file: Path) -> list[int]:
    """Return the lines that import a module by a name computed at run time."""
    calls = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    return [
        call.lineno
        for call in calls
        if ast.unparse(call.func).rsplit(".", 1)[-1] in ("import_module", "__import__")
        and call.args
        and not isinstance(call.args[0], ast.Constant)
    ]


def graph(root: Path, every_cycle: bool, into: Measured) -> None:
    """Measure modules, imports, and cycles."""
    sys.path.insert(0, str(root))
    built = grimp.build_graph(PACKAGE, exclude_type_checking_imports=False, cache_dir=None)
    edges = {module: built.find_modules_directly_imported_by(module) for module in built.modules}
    tangled = components(edges)
    hidden = [
        f"{file.relative_to(root)}:{line}"
        for file in sorted((root / PACKAGE).rglob("*.py"))
        for line in named_at_run_time(file)
    ]
    into.figures += [
        ("modules", str(len(edges))),
        ("imports between them", str(sum(len(imported) for imported in edges.values()))),
        ("cycles (components of more than one module)", str(len(tangled))),
        ("modules in the largest", str(len(tangled[0]) if tangled else 0)),
        ("imports by a computed name, not followed", ", ".join(hidden) or "none"),
    ]
    for ring in tangled:
        into.faults.append(f"import cycle among {len(ring)} modules: {', '.join(ring)}")
        pairs = list(pairwise(shortest_cycle(edges, ring)))
        if every_cycle:
            inside = set(ring)
            pairs = [(module, to) for module in ring for to in sorted(edges[module] & inside)]
        for importer, imported in pairs:
            for how in built.get_import_details(importer=importer, imported=imported):
                into.faults.append(f"    {importer}:{how['line_number']}: {how['line_contents']}")


def files(root: Path, into: Measured) -> None:
    """Measure how many files are directly in the store, and how long each file is."""
    lines = {
        str(file.relative_to(root)): len(file.read_text().splitlines())
        for file in sorted((root / PACKAGE).rglob("*.py"))
    }
    crowd = sorted(file.name for file in (root / PACKAGE / CROWDED).glob("*.py"))
    longest = max(lines, key=lambda file: lines[file])
    into.figures += [
        (f"files directly in {PACKAGE}/{CROWDED}", f"{len(crowd)} (at most {MAX_FILES})"),
        ("longest file", f"{longest}, {lines[longest]} lines (at most {MAX_LINES})"),
    ]
    if len(crowd) > MAX_FILES:
        into.faults.append(
            f"{len(crowd)} files directly in {PACKAGE}/{CROWDED}, at most {MAX_FILES} allowed"
        )
    for name, length in lines.items():
        if length > MAX_LINES:
            into.faults.append(f"{name}: {length} lines, at most {MAX_LINES} allowed")


def findings(root: Path) -> list[dict[str, Any]]:
    """Return the functions over the limit, including those with a comment that allows it."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "ruff", "check", "--isolated", "--ignore-noqa", "--no-cache"),
            *("--select", "C901", "--config", f"lint.mccabe.max-complexity = {MAX_COMPLEXITY}"),
            *("--output-format", "json", "--exit-zero", PACKAGE),
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def complexity(root: Path, into: Measured) -> None:
    found = findings(root)
    into.figures.append((f"functions with a complexity over {MAX_COMPLEXITY}", str(len(found))))
    for finding in found:
        file, row = Path(finding["filename"]), finding["noqa_row"]
        if not REASON.search(file.read_text().splitlines()[row - 1]):
            where = f"{file.resolve().relative_to(root)}:{row}"
            into.faults.append(f"{where}: {finding['message']}, and no comment says why")


def measure(root: Path, every_cycle: bool = False) -> Measured:
    measured = Measured()
    graph(root, every_cycle, measured)
    files(root, measured)
    complexity(root, measured)
    return measured


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent)
    parser.add_argument("--all-cycles", action="store_true", help="print every import of a cycle")
    wish = parser.parse_args()
    measured = measure(wish.root.resolve(), wish.all_cycles)
    width = max(len(name) for name, _ in measured.figures)
    for name, figure in measured.figures:
        print(f"{name:{width}}  {figure}")
    for fault in measured.faults:
        print(fault)
    return 1 if measured.faults else 0


if __name__ == "__main__":
    sys.exit(main())
