"""Where a learner stands: everything that home, weak areas and `progress --json` show.

A pure function of the answers given, the blueprint and the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from quizapp.exam.attempt import Confidence
from quizapp.exam.blueprint import Blueprint
from quizapp.study.confusions import Choice, Confusion, confusions
from quizapp.study.counted import CountedAnswers, worth
from quizapp.study.knowledge import Answered, Knowledge
from quizapp.study.mastery import Mastery, Tally, mastery, weak_areas
from quizapp.study.readiness import Readiness
from quizapp.study.schedule import (
    Due,
    Memory,
    Review,
    left,
    memories,
    queue,
    study_day,
    unrecovered,
)
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


@dataclass(frozen=True, slots=True)
class Figures:
    """What is kept of a learner's answers, from which everything else follows.

    `tallies` count first-sight answers by topic, `days` are the study days with answers.
    """

    knowledge: Knowledge
    tallies: Mapping[str, Tally]
    waiting: Sequence[Due]
    to_recover: Sequence[Memory]
    lucky: Sequence[Memory]
    overconfident: Sequence[Memory]
    confusions: Sequence[Confusion]
    days: Iterable[date]


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
    at 04:00. This defines the figures; kept answer by answer (`standing`), they are the same.
    """
    today = study_day(now, zone)
    knowledge = Knowledge.none(syllabus.domains, blueprint.form)
    knowledge.take(_answered(given, zone))
    reviews = [g.review for g in given if not g.withdrawn]
    known = memories(reviews, zone)
    found = Figures(
        knowledge=knowledge,
        tallies=_tallies(given),
        waiting=left(
            queue(reviews, today, zone, exam=exam_date, limit=DAILY_REVIEWS), reviews, today, zone
        ),
        to_recover=unrecovered(known),
        lucky=[m for m in known.values() if m.lucky],
        overconfident=[m for m in known.values() if m.sure_and_wrong],
        confusions=confusions((g.choice for g in given if g.choice is not None), CONFUSED_FROM),
        days=[study_day(g.at, zone) for g in given],
    )
    return standing(found, blueprint, syllabus, today, exam_date)


def standing(
    found: Figures,
    blueprint: Blueprint,
    syllabus: Syllabus,
    today: date,
    exam_date: date | None = None,
) -> Progress:
    """Where a learner stands on the study day `today`, from the figures kept of their answers."""
    known = found.knowledge
    domains, topics = picture(known.counted, found.tallies, blueprint, syllabus)
    draws = DRAWS if known.answers else 1
    real = blueprint.short_form(blueprint.scored_questions)

    def chance(form: Mapping[str, int], shock: float) -> Readiness:
        return known.experience.predict(
            form, pass_fraction=blueprint.pass_fraction, shock=shock, draws=draws
        )

    return Progress(
        answers=known.answers,
        mock=chance(blueprint.form, 0.0),
        exam=chance(real, REAL_EXAM_SHOCK),
        domains=domains,
        topics=topics,
        weak=tuple(weak_areas(topics)),
        waiting=tuple(found.waiting),
        to_recover=tuple(found.to_recover),
        lucky=tuple(found.lucky),
        overconfident=tuple(found.overconfident),
        confusions=tuple(found.confusions),
        streak=streak(found.days, today),
        days_left=None if exam_date is None else (exam_date - today).days,
    )


def picture(
    counted: CountedAnswers,
    tallies: Mapping[str, Tally],
    blueprint: Blueprint,
    syllabus: Syllabus,
) -> tuple[tuple[Mastery, ...], tuple[Mastery, ...]]:
    """Mastery of every domain, and of every topic."""
    found = mastery(
        counted,
        tallies,
        domains=syllabus.domains,
        weights={domain.id: float(domain.weight) for domain in blueprint.domains},
        questions=syllabus.questions,
        target=blueprint.pass_fraction,
    )
    return found.domains, found.topics


def _answered(given: Iterable[Given], zone: tzinfo) -> list[Answered]:
    """Answers with what they count as, oldest first."""
    last: dict[str, date] = {}
    found = []
    for g in given:
        day = study_day(g.at, zone)
        counts_as = worth(g.first_exposure, day, last.get(g.question))
        found.append(Answered(g.topic, g.correct, g.first_exposure, counts_as))
        last[g.question] = day
    return found


def _tallies(given: Iterable[Given]) -> dict[str, Tally]:
    counts: dict[str, Tally] = {}
    for g in given:
        if g.first_exposure:
            counts[g.topic] = counts.get(g.topic, Tally()) + Tally(int(g.correct), 1)
    return counts
