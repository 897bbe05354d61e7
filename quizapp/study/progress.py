"""Where a learner stands: everything that home, weak areas and `progress --json` show.

A pure function of the answers given, the blueprint and the day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from quizapp.exam.attempt import Confidence
from quizapp.exam.blueprint import Blueprint
from quizapp.study.confusions import Choice, Confusion, confusions
from quizapp.study.mastery import Mastery, mastery, tally, weak_areas
from quizapp.study.readiness import Answer, Readiness, predict
from quizapp.study.schedule import Due, Memory, Review, left, memories, queue, study_day
from quizapp.study.streak import Streak, streak

REAL_EXAM_SHOCK = 0.4
CONFUSED_FROM = 2
DRAWS = 2000
DAILY_REVIEWS = 40


@dataclass(frozen=True, slots=True)
class Given:
    """One marked answer. `choice` is given for wrong answers only.

    `withdrawn`: the question is no longer asked. The answer is still evidence, but nothing can be
    reviewed or recovered.
    """

    question: str
    topic: str
    at: datetime
    correct: bool
    first_exposure: bool
    confidence: Confidence | None = None
    choice: Choice | None = None
    withdrawn: bool = False

    @property
    def review(self) -> Review:
        return Review(self.question, self.at, self.correct, self.confidence)


@dataclass(frozen=True, slots=True)
class Syllabus:
    """What the bank asks for an exam: topic → domain, topic → number of questions, and names."""

    domains: Mapping[str, str]
    questions: Mapping[str, int]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's standing on one study day.

    `mock` is the chance of passing a fresh mock of this bank, `exam` that of the real exam, less
    sure. `waiting` is what today's review still holds; `to_recover` the questions missed and not
    yet right on three separate days; `lucky` and `overconfident` name questions.
    """

    answers: int
    mock: Readiness
    exam: Readiness
    domains: tuple[Mastery, ...]
    topics: tuple[Mastery, ...]
    weak: tuple[Mastery, ...]
    waiting: tuple[Due, ...]
    to_recover: tuple[Memory, ...]
    lucky: tuple[Memory, ...]
    overconfident: tuple[Memory, ...]
    confusions: tuple[Confusion, ...]
    streak: Streak
    days_left: int | None


def progress(
    given: Sequence[Given],
    blueprint: Blueprint,
    syllabus: Syllabus,
    now: datetime,
    zone: tzinfo,
    exam_date: date | None = None,
) -> Progress:
    """Everything that can be said from `given` (oldest first) at the moment `now`.

    `now` and every answer carry a time zone; `zone` is the learner's, in which a study day begins
    at 04:00.
    """
    today = study_day(now, zone)
    answers = [Answer(g.topic, g.correct, g.first_exposure) for g in given]
    reviews = [g.review for g in given if not g.withdrawn]
    weights = {domain.id: float(domain.weight) for domain in blueprint.domains}
    picture = mastery(
        tally((g.topic, g.correct) for g in given),
        domains=syllabus.domains,
        weights=weights,
        questions=syllabus.questions,
        target=blueprint.pass_fraction,
    )
    known = memories(reviews, zone)
    recover = sorted(
        (m for m in known.values() if m.unrecovered), key=lambda m: (m.due, m.question)
    )
    waiting = left(
        queue(reviews, today, zone, exam=exam_date, limit=DAILY_REVIEWS), reviews, today, zone
    )
    form = dict(blueprint.form)
    draws = DRAWS if answers else 1
    real = blueprint.short_form(blueprint.scored_questions)
    return Progress(
        answers=len(given),
        mock=predict(
            answers,
            domains=syllabus.domains,
            form=form,
            pass_fraction=blueprint.pass_fraction,
            draws=draws,
        ),
        exam=predict(
            answers,
            domains=syllabus.domains,
            form=real,
            pass_fraction=blueprint.pass_fraction,
            shock=REAL_EXAM_SHOCK,
            draws=draws,
        ),
        domains=picture.domains,
        topics=picture.topics,
        weak=tuple(weak_areas(picture.topics)),
        waiting=tuple(waiting),
        to_recover=tuple(recover),
        lucky=tuple(m for m in known.values() if m.lucky),
        overconfident=tuple(m for m in known.values() if m.sure_and_wrong),
        confusions=tuple(
            confusions((g.choice for g in given if g.choice is not None), CONFUSED_FROM)
        ),
        streak=streak((study_day(g.at, zone) for g in given), today),
        days_left=None if exam_date is None else (exam_date - today).days,
    )
