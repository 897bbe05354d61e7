"""Checks of a pack's forms: questions that give each other away, and balanced difficulty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import fmean, pstdev

from quizapp.bank.gates import Gate, at_most
from quizapp.bank.pack import Pack
from quizapp.bank.yaml_reader import Problem
from quizapp.exam.balance import MAX_MEAN_GAP, MAX_SPREAD_GAP
from quizapp.exam.forms import Form


def given_away(pack: Pack) -> Iterator[Problem]:
    """Yield a problem for each form that has two questions of one entry in pairs.yaml."""
    for form in pack.forms:
        ids = set(form.question_ids)
        for together in pack.apart:
            both = [name for name in together if name in ids]
            if len(both) > 1:
                message = f"{both[0]} and {both[1]} give each other away; keep one of them"
                yield Problem(pack.form_files[form.name], 1, "", "pairs", message)


def gates(pack: Pack, difficulty: Mapping[str, float]) -> Iterator[Gate]:
    """Yield two gates for each exam with balanced forms, on the 1–5 scale of difficulty.

    They are the ranges (highest minus lowest) of the means and of the standard deviations. They
    have no value unless at least two balanced forms are completely rated.
    """
    for blueprint in pack.blueprints:
        forms = [f for f in pack.forms if f.exam == blueprint.code and f.balanced]
        if not forms:
            continue
        rated = [_ratings(form, difficulty) for form in forms]
        whole = [ratings for ratings, form in zip(rated, forms, strict=True) if _all(ratings, form)]
        means = [fmean(ratings) for ratings in whole]
        spreads = [pstdev(ratings) for ratings in whole]
        note = f"{len(whole)} of {len(forms)} balanced forms rated in full"
        for name, values, most in (
            ("mean difficulty", means, MAX_MEAN_GAP),
            ("spread of difficulty", spreads, MAX_SPREAD_GAP),
        ):
            apart = max(values) - min(values) if len(values) > 1 else None
            yield at_most(f"{blueprint.code} forms, {name}", apart, most, note, "points")


def target(pack: Pack, exam: str, difficulty: Mapping[str, float]) -> tuple[float, float] | None:
    """Return the mean and spread of an exam's forms, which new forms should match.

    They are those of the balanced forms; if there is none, those of all its forms.
    """
    existing = [form for form in pack.forms if form.exam == exam]
    forms = [form for form in existing if form.balanced] or existing
    ratings = [_ratings(form, difficulty) for form in forms]
    whole = [each for each, form in zip(ratings, forms, strict=True) if _all(each, form)]
    if not whole:
        return None
    return fmean(map(fmean, whole)), fmean(map(pstdev, whole))


def _ratings(form: Form, difficulty: Mapping[str, float]) -> list[float]:
    return [difficulty[name] for name in form.question_ids if name in difficulty]


def _all(ratings: list[float], form: Form) -> bool:
    return len(ratings) == len(form.question_ids)
