"""Tests every point of failure, hundreds of kills, hundreds of sittings, and every figure.

    python tools/torture.py [--quick] [--only NAME] [--jobs N]

Exit status 1 if any promise was broken. The promises are those of docs/reliability.md.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.campaign import Found as Campaigns

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))


@dataclass(frozen=True)
class Options:
    """How thorough to be, and how many processes to run in parallel."""

    quick: bool
    jobs: int


SEEDS = 5
KILLS = 50
EXAMPLES = 500
MUTATED = 6_000
KEYS = 20_000
MOMENTS = 200
LEARNERS, ANSWERS = 20, 160
"""Campaigns against the independent record, and the answers in each."""
SAMPLE = 61
"""With --quick: every 61st point, as in the tests."""


@dataclass
class Result:
    """One row of the table: what was covered, in words, and what failed."""

    promise: str
    how: str
    covered: str = ""
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0


def _stage(kind: str, number: int, quick: bool) -> tuple[int, int, int, list[str]]:
    """Run the campaign of one stage, in a separate process and folder."""
    from tests.faults import dying, failing
    from tests.faults.life import scenes

    logging.disable()
    fast = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="torture-", dir=fast if fast.is_dir() else None))
    try:
        scene = scenes(folder)[number]
        total = failing.CampaignResult()
        if kind == "fail":
            total.add(failing.campaign(scene, folder, stride=SAMPLE if quick else 1))
        else:
            for seed in range(1 if quick else SEEDS):
                found = dying.campaign(scene, folder, stride=5 if quick else 1, seed=seed)
                found.points = found.points if not seed else 0
                total.add(found)
        return total.points, total.runs, total.refusals, total.failures
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _campaign(kind: str, options: Options) -> tuple[int, int, int, list[str]]:
    from tests.faults.life import STAGES

    points = runs = refusals = 0
    failures: list[str] = []
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        tasks = [pool.submit(_stage, kind, n, options.quick) for n in range(len(STAGES))]
        for stage, task in zip(STAGES, tasks, strict=True):
            p, r, s, found = task.result()
            print(f"  {kind:<5}{stage.name:<22}{p:>6,} points {r:>7,} runs", flush=True)
            points, runs, refusals = points + p, runs + r, refusals + s
            failures += found
    return points, runs, refusals, failures


def fail(options: Options) -> Result:
    result = Result("1, 2, 5", "the n-th call that changes the disk fails")
    points, runs, refusals, result.failures = _campaign("fail", options)
    result.covered = f"{points:,} points, {runs:,} faults, {refusals:,} refusals shown"
    return result


def die(options: Options) -> Result:
    result = Result("1, 2, 5", "the power goes after the n-th call")
    points, runs, _, result.failures = _campaign("die", options)
    result.covered = f"{points:,} points, {runs:,} states of the disk"
    return result


def _pytest(result: Result, *arguments: str, **environment: str) -> str:
    """Run tests, add their failures to the row, and return their output."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-o", "addopts=", "--timeout=0", "-v", "-rf", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        result.failures = lines or ["the run ended without a summary"]
        # Hypothesis prints the failing example at the end of a test's output.
        result.failures[-1] += "\n" + done.stdout[-6_000:] + done.stderr[-2_000:]
    return done.stdout


def _passed(said: str) -> int:
    found = re.search(r"(\d+) passed", said)
    return int(found[1]) if found else 0


def kills(options: Options) -> Result:
    result = Result("1, 2, 5", "kill -9 at random moments, in real processes")
    number = 3 if options.quick else KILLS
    said = _pytest(result, "tests/store/test_kill_storm.py", QUIZAPP_KILLS=str(number))
    kinds = len(re.findall(r"(?:PASSED|FAILED) +\[", said))
    result.covered = f"{number * kinds:,} kills, {kinds} kinds of work"
    return result


def moves(options: Options) -> Result:
    result = Result("1, 6", "random moves, crashes, and clock jumps against a model")
    examples, steps = (20, 25) if options.quick else (EXAMPLES, 50)
    extra = {} if options.quick else {"QUIZAPP_TORTURE": "1"}
    environment = {"QUIZAPP_EXAMPLES": str(examples), **extra}
    _pytest(result, "tests/store/test_sitting_machine.py", **environment)
    result.covered = f"{examples:,} sittings of up to {steps} steps"
    return result


def upgrades(_options: Options) -> Result:
    result = Result("2", "every stored database of a released revision is upgraded")
    said = _pytest(result, "tests/store/test_stored_databases.py", "tests/store/test_migrate.py")
    stored = len(list((ROOT / "tests" / "store" / "databases").glob("*.db.gz")))
    result.covered = f"databases stored: {stored}; tests: {_passed(said)}"
    return result


def rows(options: Options) -> Result:
    from tests.faults import rows

    result = Result("4, 7", "rubbish in any column, every command, many screens")
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        stride, screens = (23, 9) if options.quick else (1, 11)
        found = rows.campaign(Path(folder), stride=stride, screens=screens)
    result.failures = found.failures
    result.covered = f"{found.tried:,} corrupted databases, {found.refused:,} refusals shown"
    return result


def inputs(options: Options) -> Result:
    result = Result("7", "corrupted, hostile, and mutated question files")
    number = 60 if options.quick else MUTATED
    said = _pytest(result, "tests/bank/test_hostile_files.py", QUIZAPP_FUZZ=str(number))
    files = len(list((ROOT / "tests" / "bank" / "corpus").glob("*")))
    result.covered = f"{files} stored, {number:,} mutated; tests: {_passed(said)}"
    return result


def terminal(options: Options) -> Result:
    result = Result("7, 9", "keys, sizes, pastes and signals in a real terminal")
    keys, moments = (1_500, 6) if options.quick else (KEYS, MOMENTS)
    said = _pytest(
        result,
        "tests/test_terminal_signals.py",
        "tests/test_terminal_storms.py",
        STORM_KEYS=str(keys),
        QUIZAPP_MOMENTS=str(moments),
    )
    result.covered = (
        f"3 × {keys:,} keys, {moments} moments of a first start; tests: {_passed(said)}"
    )
    return result


def _campaign_of(seed: int) -> Campaigns:
    from tests.oracle.campaign import campaign

    return campaign(seed, ANSWERS)


def oracle(options: Options) -> Result:
    from tests.oracle.campaign import Found, unavailable

    result = Result("1, 10", "every figure against an independent record")
    why = unavailable()
    if why is not None:
        result.covered = f"left out: {why}"
        return result
    total = Found()
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        for found in pool.map(_campaign_of, range(1, 2 if options.quick else LEARNERS + 1)):
            total.add(found)
            print(
                f"  seeds {total.seeds:>3}, answers {total.answers:>6,}, comparisons "
                f"{total.comparisons:>8,}, differences {len(total.differences):>2}",
                flush=True,
            )
    result.failures = total.differences
    result.covered = (
        f"seeds: {total.seeds}; {total.answers:,} answers, {total.comparisons:,} figures"
    )
    return result


PARTS: dict[str, Callable[[Options], Result]] = {
    "fail": fail,
    "die": die,
    "kills": kills,
    "moves": moves,
    "upgrades": upgrades,
    "rows": rows,
    "inputs": inputs,
    "terminal": terminal,
    "oracle": oracle,
}
"""By name, in the order in which they run; to add a part, add a function here."""


def results(names: list[str], options: Options) -> Iterator[Result]:
    for name in names:
        print(f"{name} …", flush=True)
        began = time.monotonic()
        result = PARTS[name](options)
        result.seconds = time.monotonic() - began
        # Parts take up to an hour, and a run may be stopped before the table.
        print(f"  {result.covered}; failures: {len(result.failures)}", flush=True)
        yield result


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a sample, in a minute or two")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be repeated")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    given = parser.parse_args()

    from tests.faults.watch import unavailable

    names = given.only or list(PARTS)
    why = unavailable()
    if why is not None:
        print(f"left out, {why}: fail, die")
        names = [name for name in names if name not in ("fail", "die")]
    found = list(results(names, Options(given.quick, given.jobs)))
    print(f"\n{'promise':<10}{'how':<58}{'covered':<48}{'failures':>8}{'seconds':>9}")
    for row in found:
        counted = len(row.failures)
        print(f"{row.promise:<10}{row.how:<58}{row.covered:<48}{counted:>8}{row.seconds:>9.0f}")
    for row in found:
        for text in row.failures:
            print(f"\n{row.how}: {text}")
    sys.exit(any(row.failures for row in found))


if __name__ == "__main__":
    main()
