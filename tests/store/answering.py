"""A process that answers questions and acknowledges each stored answer, until it is killed.

python -m tests.store.answering HOME SEED
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from quizapp import paths
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.sittings.start import start_mock
from quizapp.store.workspace import open_workspace
from tests.store.populate import give_up_open


def main(home: Path, seed: int) -> None:
    rng = random.Random(seed)
    workspace = open_workspace(Home(home), None, paths.pack())
    give_up_open(workspace)
    sitting = start_mock(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        MockOptions(form=1),
        rng=rng,
    )
    while True:
        position = rng.randrange(65)
        sitting.go(position)
        sitting.clear()
        for option in rng.sample(sitting.attempt.item.order, sitting.attempt.item.selects):
            sitting.choose(option)
        chosen = "".join(str(option) for option in sorted(sitting.attempt.item.chosen))
        sys.stdout.write(f"{sitting.stored.id} {position} {chosen}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
