"""Measures quizapp against an empty Textual app, interleaved in one run.

python tools/bench [--runs 5] [--presses 500] [--idle 60] [--only starts,commands,growth,…]
                    [--banks FOLDER]

Programs run in a pseudo-terminal of 120 × 36. A start is timed from the spawn of the process until
the last text of its frame arrives; a key press, from the write to the first byte of output. Only
ratios are comparable, since the speed of a machine varies from minute to minute. A figure that
exceeds its limit is printed as "over".
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import answering
import growing
import starting
from table import head, row
from terminal import measure

PARTS = ("starts", "presses", "commands", "loading", "predicting", "answers", "growth")


def predicting(runs: int) -> None:
    """Measure a prediction from 3,000 answers, compared with a fixed piece of work."""
    from quizapp.study.readiness import Answer, predict

    rng = random.Random(1)
    topics = [f"{d}.{t}" for d in "1234" for t in range(20)]
    answers = [Answer(rng.choice(topics), rng.random() < 0.7, n % 3 > 0) for n in range(3000)]
    domains = {topic: topic[0] for topic in topics}
    form = {"1": 20, "2": 17, "3": 14, "4": 14}
    sorts, predictions = [], []
    numbers = [rng.random() for _ in range(100_000)]
    for _ in range(max(3, runs)):
        begun = time.perf_counter()
        sorted(numbers)
        between = time.perf_counter()
        predict(answers, domains=domains, form=form, pass_fraction=0.72)
        predictions.append(time.perf_counter() - between)
        sorts.append(between - begun)
    head("Chance of passing")
    row("sort 100,000 numbers", sorts, sorts)
    row("predict from 3,000 answers", predictions, sorts)


def hello_presses(folder: Path) -> list[float]:
    """Measure key presses of an empty app, for the parts that do not measure them."""
    hello = starting.hello_in(folder)
    measure(hello, starting.environment_of(folder / "none"), 100)
    return hello.presses


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--presses", type=int, default=500)
    parser.add_argument("--idle", type=float, default=60)
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts: {', '.join(PARTS)}")
    parser.add_argument("--banks", type=Path, help="a folder that keeps the synthetic banks")
    args = parser.parse_args()
    parts = args.only.split(",")
    unknown = set(parts) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as place:
        folder = Path(place)
        if "starts" in parts:
            starting.starts(folder, args.runs)
        if "presses" in parts:
            starting.presses(folder, args.runs, args.presses, args.idle)
        if "commands" in parts:
            starting.commands(folder, args.runs)
        if "loading" in parts:
            starting.loading(folder, args.runs)
        if "predicting" in parts:
            predicting(args.runs)
        if "answers" in parts:
            home = folder / "items"
            subprocess.run(
                [
                    sys.executable,
                    str(Path(__file__).parent.parent / "synthetic.py"),
                    str(home),
                    "--questions",
                    str(answering.ITEMS),
                    "--answers",
                    "0",
                ],
                check=True,
                capture_output=True,
            )
            answering.answers(folder, home, 200, hello_presses(folder))
        if "growth" in parts:
            press = sorted(hello_presses(folder))
            banks = args.banks or folder
            banks.mkdir(parents=True, exist_ok=True)
            growing.sizes(banks, 9, press[len(press) // 2])


if __name__ == "__main__":
    main()
