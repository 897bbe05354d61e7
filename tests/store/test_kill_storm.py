"""kill -9 at any moment: no acknowledged answer is lost, and the database stays whole.

QUIZAPP_KILLS sets the number of kills; `make torture` asks for several hundred.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from quizapp import paths
from quizapp.paths import Home
from quizapp.store import attempts, backups
from quizapp.store.opening import open_all

ROOT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("QUIZAPP_KILLS", "8"))
PATIENCE = 60.0


def answers_until_killed(home: Home, seed: int, after: float) -> list[tuple[int, int, str]]:
    """Let a process answer for `after` seconds, kill it, and return what it had acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.answering", str(home.root), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    lines = [process.stdout.readline()]
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.read().splitlines()
    process.stdout.close()
    assert process.wait(PATIENCE) == -signal.SIGKILL
    said = []
    for line in lines:
        parts = line.split()
        if len(parts) == 3:
            said.append((int(parts[0]), int(parts[1]), parts[2]))
    return said


def test_no_acknowledged_answer_is_lost_in_a_storm_of_kills(home: Home) -> None:
    rng = random.Random(9)
    for seed in range(KILLS):
        said = answers_until_killed(home, seed, rng.uniform(0, 0.4))
        assert said
        assert backups.fault(home.database) is None
        opened = open_all(home, None, paths.pack())
        with opened.database.read() as session:
            stored = attempts.load(session, said[-1][0])
        opened.database.close()
        assert stored is not None
        for position, chosen in {position: chosen for _, position, chosen in said}.items():
            item = stored.attempt.items[position]
            kept = "".join(str(option) for option in sorted(item.chosen))
            # The question that was being answered anew when the process died may have moved on.
            if position != stored.attempt.position:
                assert kept == chosen
