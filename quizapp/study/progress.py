"""The learner's standing: everything that home, weak areas, and `progress --json` show.

It is a pure function of the answers, the blueprint, and the study day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from quizapp.exam.attempt import Confidence
from quizapp.exam.blueprint import Blueprint
from quizapp.study.answer_summary import Answered, AnswerSummary
from quizapp.study.confusions import Choice, Confusion, confusions
from quizapp.study.counted import CountedAnswers, evidence_kind
from quizapp.study.mastery import Mastery, Tally, mastery, weak_areas
from quizapp.study.readiness import Readiness
from quizapp.study.real_exam import PRIOR, Shock
from quizapp.study.schedule import (
    DAILY_REVIEWS,
    Due,
    Memory,
    Review,
    memories,
    queue,
    remaining,
    study_day,
    unrecovered,
)
from quizapp.study.streak import Streak, streak

CONFUSED_FROM = 2
"""How often a pair must be confused to be shown."""
NO_SHOCK = Shock(0.0, 0.0)
"""A mock here is as difficult as the others."""
DRAWS = 2000
"""Simulated sittings."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One marked answer. `choice` is set for wrong answers only; `at` has a time zone.

    If `withdrawn`, the question is no longer in the pack. The answer still counts for mastery and
    readiness, but the question is not reviewed.
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
    """The topics of an exam: topic → domain, topic → number of questions, and topic → name."""

    domains: Mapping[str, str]
    questions: Mapping[str, int]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """A learner's standing on one study day.

    `mock` is the chance of passing a fresh mock from this bank, and `exam` that of passing the real
    exam, which is less certain. `weak` are the topics below the pass line, largest gain first.
    `waiting` are the questions left in today's review. `to_recover` are the questions missed and
    not yet right on three separate days. `days_left` is None without an exam date.
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
    """The stored figures from which the standing is computed.

    `tallies` maps topic → first-sight answers; `days` are the study days with answers. `shock` is
    the shift of the real exam's difficulty.
    """

    summary: AnswerSummary
    tallies: Mapping[str, Tally]
    waiting: Sequence[Due]
    to_recover: Sequence[Memory]
    lucky: Sequence[Memory]
    overconfident: Sequence[Memory]
    confusions: Sequence[Confusion]
    days: Iterable[date]
    shock: Shock = PRIOR


def progress(
    given: Sequence[GivenAnswer],
    blueprint: Blueprint,
    syllabus: Syllabus,
    now: datetime,
    zone: tzinfo,
    exam_date: date | None = None,
) -> Progress:
    """Return the standing at the moment `now`, computed from all answers, oldest first.

    `now` has a time zone. `zone` is the learner's time zone, in which a study day begins at 04:00.
    This is the definition; `standing` gives the same result from figures updated answer by answer.
    """
    today = study_day(now, zone)
    summary = AnswerSummary.empty(syllabus.domains, blueprint.form)
    summary.add(_answered(given, zone))
    reviews = [g.review for g in given if not g.withdrawn]
    known = memories(reviews, zone)
    found = Figures(
        summary=summary,
        tallies=_tallies(given),
        waiting=remaining(
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
    """Return the standing on the study day `today`, computed from stored figures."""
    known = found.summary
    domains, topics = mastery_by_area(known.counted, found.tallies, blueprint, syllabus)
    draws = DRAWS if known.answers else 1
    real = blueprint.short_form(blueprint.scored_questions)

    def chance(form: Mapping[str, int], shock: Shock) -> Readiness:
        return known.readiness_state.predict(
            form,
            pass_fraction=blueprint.pass_fraction,
            shock=shock.deviation,
            shift=shock.mean,
            draws=draws,
        )

    return Progress(
        answers=known.answers,
        mock=chance(blueprint.form, NO_SHOCK),
        exam=chance(real, found.shock),
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


def mastery_by_area(
    counted: CountedAnswers,
    tallies: Mapping[str, Tally],
    blueprint: Blueprint,
    syllabus: Syllabus,
) -> tuple[tuple[Mastery, ...], tuple[Mastery, ...]]:
    """Return the mastery of every domain, and of every topic."""
    found = mastery(
        counted,
        tallies,
        domains=syllabus.domains,
        weights={domain.id: float(domain.weight) for domain in blueprint.domains},
        questions=syllabus.questions,
        target=blueprint.pass_fraction,
    )
    return found.domains, found.topics


def _answered(given: Iterable[GivenAnswer], zone: tzinfo) -> list[Answered]:
    """Return answers with their kind for mastery, oldest first."""
    last: dict[str, date] = {}
    found = []
    for g in given:
        day = study_day(g.at, zone)
        counts_as = evidence_kind(g.first_exposure, day, last.get(g.question))
        found.append(Answered(g.topic, g.correct, g.first_exposure, counts_as))
        last[g.question] = day
    return found


def _tallies(given: Iterable[GivenAnswer]) -> dict[str, Tally]:
    counts: dict[str, Tally] = {}
    for g in given:
        if g.first_exposure:
            counts[g.topic] = counts.get(g.topic, Tally()) + Tally(int(g.correct), 1)
    return counts
