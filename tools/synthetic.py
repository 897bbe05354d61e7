"""Generates a large bank and a long history, to measure how costs grow.

python tools/synthetic.py HOME --questions 100000 --answers 1000000 [--seed 1]

The questions are generated for the blueprints and topics of the shipped pack. The code that stores
packs stores them. The answers are stored as finished sittings, and the code that runs after a
migration computes the learner's figures from them.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from quizapp import paths
from quizapp.bank.pack import load
from quizapp.exam.question import Question
from quizapp.paths import Home
from quizapp.practice.room import open_practice
from quizapp.store.catalog.pack_files import NAME, state_of
from quizapp.store.catalog.sync import sync
from quizapp.store.db.codec import rules_to_json
from quizapp.store.db.engine import open_database
from quizapp.store.db.schema import ATTEMPT, EXPOSURE, LEARNER, QUESTION, RESPONSE
from quizapp.store.db.upsert import new_row
from quizapp.store.learner import settings
from quizapp.store.progress import home_row, record
from quizapp.store.scope import Scope
from quizapp.store.upkeep.migrate import migrate

SITTING = 50
DAYS = 400


def copies(questions: dict[str, Question], number: int) -> Iterator[Question]:
    """Yield copies of the given questions, each with its own id and text."""
    originals = list(questions.values())
    for n in range(number):
        of = originals[n % len(originals)]
        yield replace(of, id=f"{of.id}-{n}", stem=f"{of.stem} (Variant {n}.)", revision=f"{n:016x}")


def fill_bank(home: Home, number: int) -> None:
    """Store the shipped pack, its forms, and more questions, `number` in all."""
    folder = paths.pack()
    pack = load(folder)
    more = copies(pack.questions, max(0, number - len(pack.questions) - len(pack.templates)))
    pack.questions.update({question.id: question for question in more})
    home.make()
    migrate(home.url, None)
    database = open_database(home.url, str(home.database))
    with database.write() as connection:
        me = {"name": NAME, "created_at": datetime.now(UTC)}
        learner = new_row(connection, LEARNER, me)
        done = sync(connection, pack, state_of(folder))
        blueprint = settings.practiced(connection, learner, done.pack_id, pack.blueprints)
        scope = Scope(learner, done.pack_id, blueprint.code)
        home_row.rewrite_from_pack(connection, scope, blueprint)
        record.recompute_figures(connection, scope)
    database.close()


def fill_history(home: Home, number: int, rng: random.Random) -> None:
    """Store `number` marked answers in drills of 50, spread over the days before today."""
    workspace = open_practice(home, None, paths.pack()).workspace
    begin = datetime.now(UTC) - timedelta(days=DAYS, hours=1)
    sittings = -(-number // SITTING)
    rules = rules_to_json(workspace.blueprint)
    with workspace.database.write() as connection:
        rows = connection.execute(
            select(QUESTION.c.id, QUESTION.c.revision_id)
            .where(QUESTION.c.pack_id == workspace.scope.pack, ~QUESTION.c.template)
            .order_by(QUESTION.c.id)
        ).all()
        met: dict[int, dict[str, Any]] = {}
        for sitting in range(sittings):
            at = begin + timedelta(days=DAYS * sitting / sittings)
            attempt = new_row(
                connection,
                ATTEMPT,
                {
                    "learner_id": workspace.scope.learner,
                    "pack_id": workspace.scope.pack,
                    "kind": "drill",
                    "exam": workspace.blueprint.code,
                    "title": "Drill",
                    "state": "submitted",
                    "started_at": at,
                    "ended_at": at + timedelta(minutes=50),
                    "used_seconds": 3000.0,
                    "questions": SITTING,
                    "answered": SITTING,
                    "correct": 0,
                    "blueprint": rules,
                },
            )
            asked = rng.sample(rows, min(SITTING, len(rows)))
            responses = []
            for position, (question, revision) in enumerate(asked):
                moment = at + timedelta(seconds=60 * position)
                known = met.get(question)
                correct = rng.random() < 0.7
                responses.append(
                    {
                        "attempt_id": attempt,
                        "position": position,
                        "question_id": question,
                        "revision_id": revision,
                        "domain": "1",
                        "option_order": "0123",
                        "chosen": "0" if correct else "1",
                        "changes": 0,
                        "flagged": False,
                        "struck": "",
                        "seconds": 60.0,
                        "seen_at": moment,
                        "answered_at": moment,
                        "marked_at": moment,
                        "first_exposure": known is None,
                        "correct": correct,
                    }
                )
                met[question] = {
                    "learner_id": workspace.scope.learner,
                    "question_id": question,
                    "first_at": known["first_at"] if known else moment,
                    "last_at": moment,
                    "times": known["times"] + 1 if known else 1,
                    "flagged": False,
                }
            connection.execute(insert(RESPONSE), responses)
        connection.execute(insert(EXPOSURE), list(met.values()))
        record.recompute_figures(connection, workspace.scope)
    workspace.database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    home = Home(args.home.absolute())
    if home.database.exists():
        sys.exit(f"{home.database}: already exists; name another folder")
    begun = time.perf_counter()
    fill_bank(home, args.questions)
    print(f"{args.questions:,} questions stored after {time.perf_counter() - begun:.0f} s")
    if args.answers:
        fill_history(home, args.answers, random.Random(args.seed))
    print(f"{args.answers:,} answers stored after {time.perf_counter() - begun:.0f} s")
    open_practice(home, None, paths.pack()).workspace.database.close()
    print(f"open after {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
