"""Six weeks of a simulated learner: the planted weakness and mix-up are found."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from quizapp.exam.attempt import Confidence
from quizapp.exam.mock import MockOptions
from quizapp.exam.question import Question
from quizapp.paths import Home
from quizapp.store.bootstrap.home_row import WeakTopic
from quizapp.store.catalog import explanations
from quizapp.store.db.schema import QUESTION, REVISION
from quizapp.store.learner.settings import EXAM_DATE, ZONE, write
from quizapp.store.progress import standing
from quizapp.store.selection.drill_stock import drillable
from quizapp.store.selection.review_queue import to_review
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import start_drill, start_mock
from quizapp.store.workspace import Workspace
from quizapp.study.drill import DrillFilter
from quizapp.study.mastery import Verdict
from tests.store.test_drills import backdate
from tests.terminal import run

pytestmark = pytest.mark.slow

MOCKS = {42: 1, 28: 2, 14: 3}
"""Days ago → form."""
DRILLS = (40, 36, 31, 26, 21, 17, 12, 8, 5, 2)
"""Days ago."""
EXAM_IN = 10
KNOWN, WEAK = 0.9, 0.2


@dataclass
class Learner:
    """Knows 90% of every topic but one, and always confuses two concepts."""

    topic: str
    mix_up: tuple[str, str]
    rng: random.Random

    def answer(self, question: Question) -> list[int]:
        """Return the options to choose, in file order."""
        chosen, key = self.mix_up
        concepts = [option.concept for option in question.options]
        keys = sorted(question.keys)
        wrong = [i for i in range(len(concepts)) if i not in question.keys]
        if key in {concepts[i] for i in keys}:
            taken = next((i for i in wrong if concepts[i] == chosen), None)
            if taken is not None:
                return [taken, *(i for i in keys if concepts[i] != key)][: len(keys)]
        share = WEAK if question.topic == self.topic else KNOWN
        if self.rng.random() < share:
            return keys
        return [self.rng.choice(wrong), *keys[1:]]

    def sit(self, sitting: Sitting) -> None:
        """Answer all questions, with a confidence that does not depend on the result."""
        for position in range(len(sitting.attempt.items)):
            sitting.go(position)
            for option in self.answer(sitting.question):
                sitting.choose(option)
            if sitting.attempt.immediate:
                sitting.confirm(Confidence.SURE)
        sitting.submit()


def planted(workspace: Workspace) -> tuple[str, tuple[str, str]]:
    """Return the topic with the most questions, and a frequent mix-up in the other topics.

    A drill can ask at least one question on the mix-up before any mock is taken.
    """
    topics: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    drilled: set[tuple[str, str]] = set()
    with workspace.database.read() as connection:
        asked = {question.code for question in drillable(connection, workspace.scope)}
        rows = connection.execute(
            select(QUESTION.c.code, QUESTION.c.topic, REVISION.c.document)
            .join(REVISION, REVISION.c.id == QUESTION.c.revision_id)
            .where(QUESTION.c.active, ~QUESTION.c.background, ~QUESTION.c.template)
        ).all()
        topics.update(row.topic for row in rows)
        topic = min(topics, key=lambda name: (-topics[name], name))
        for row in rows:
            options = row.document["options"]
            keys = {o["concept"] for o in options if o["key"]}
            if row.topic != topic:
                found = [(o["concept"], key) for o in options if not o["key"] for key in keys]
                pairs.update(found)
                if row.code in asked:
                    drilled.update(found)
        codes = {concept for pair in drilled for concept in pair}
        known = explanations.concepts(connection, workspace.scope.pack, codes)
    explained = [pair for pair in drilled if set(pair) <= set(known)]
    return topic, min(explained, key=lambda pair: (-pairs[pair], pair))


def six_weeks(workspace: Workspace) -> Learner:
    """Take three mocks and ten drills, each moved back to its day."""
    topic, mix_up = planted(workspace)
    learner = Learner(topic, mix_up, random.Random(2))
    wishes = [
        DrillFilter(count=10),
        DrillFilter(topics=frozenset({topic}), count=8),
        DrillFilter(pair=mix_up, count=5),
    ]
    with workspace.database.write() as connection:
        write(connection, workspace.scope, ZONE, "UTC")
        day = datetime.now(UTC).date() + timedelta(days=EXAM_IN)
        write(connection, workspace.scope, EXAM_DATE, day.isoformat())
    where = (workspace.database, workspace.scope, workspace.blueprint)
    begin: dict[int, Callable[[], Sitting]] = {}
    for ago, form in MOCKS.items():
        begin[ago] = partial(start_mock, *where, MockOptions(form=form), rng=learner.rng)
    for n, ago in enumerate(DRILLS):
        begin[ago] = partial(start_drill, *where, wishes[n % 3], rng=learner.rng)
    for ago in sorted(begin, reverse=True):
        sitting = begin[ago]()
        learner.sit(sitting)
        backdate(workspace, sitting, ago)
    return learner


def test_planted_weak_topic_and_mix_up_are_found(workspace: Workspace, home: Home) -> None:
    learner = six_weeks(workspace)
    with workspace.database.read() as connection:
        whose = (workspace.scope, workspace.blueprint)
        found, syllabus = standing.standing(connection, *whose)
        shown = standing.today(connection, *whose)
        due = to_review(connection, workspace.scope)

    worst = found.weak[0]
    assert (worst.name, worst.verdict) == (learner.topic, Verdict.WEAK)
    assert shown.weak == WeakTopic(learner.topic, syllabus.names[learner.topic])
    first = found.confusions[0]
    assert (first.chosen, first.key) == learner.mix_up

    assert found.mock.evidence.enough
    assert 190 <= found.mock.evidence.first_sight <= found.answers
    assert 0 < found.exam.probability < 1
    assert shown.probability == round(found.mock.probability, 4)
    assert found.streak.current == 0
    assert found.days_left in (EXAM_IN, EXAM_IN + 1)  # a study day begins at 04:00
    assert found.overconfident
    assert found.waiting
    assert len(due) == len(found.waiting)  # before an exam, the plan says how many

    workspace.database.close()
    done = run(home.root, "progress", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["weak_areas"][0]["id"] == learner.topic
    assert said["weak_areas"][0]["verdict"] == "weak"
    assert (said["confusions"][0]["chosen"], said["confusions"][0]["key"]) == learner.mix_up
    assert said["readiness"]["enough"]
    assert 0 <= said["readiness"]["real_exam"]["probability"] <= 1
    assert said["readiness"]["mock"]["probability"] == shown.probability
    assert said["due"] == len(found.waiting)
    assert len(said["to_recover"]) == len(found.to_recover)

    page = run(home.root, "progress").stdout
    assert "Fresh mock" in page
    assert f"--confusion {learner.mix_up[0]}:{learner.mix_up[1]}" in page
    assert max(len(line) for line in page.split("\nMix-ups")[0].splitlines()) <= 80
