"""Cues: how much the form of a question reveals to a reader who does not know the subject.

Random guessing scores one in four on questions with one key and four options. Each function here
simulates a guesser that uses one cue, or measures one habit of writing. All are pure functions of
questions. Lengths are in characters; similarity and overlap are in stemmed content words. Shares
are 0–1, or None if no question applies. If k options tie, the guesser scores 1/k if one is the key.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from operator import mul
from statistics import fmean

import snowballstemmer  # type: ignore[import-untyped]

from quizapp.exam.question import Question
from quizapp.exam.wording import has_qualifier

MUCH_LONGER = 1.25
MIN_SIMILARITY = 0.8
FOLDS = 10
MIN_QUESTIONS_FOR_RANKER = 40
ROUNDS = 30
STEP = 0.6
SHRINK = 0.002

ABSOLUTE = re.compile(
    r"\b(all|always|any|cannot|completely|each|entire|entirely|every|guarantees?|guaranteed|"
    r"impossible|must|never|none|nothing|only)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-z0-9]+")
TERM = re.compile(r"\w\w+")
_FUNCTION_WORDS = (
    "a about after again all also an and any are as at be because been before being between both "
    "but by can could did do does doing down during each few for from further had has have having "
    "he her here his how i if in into is it its itself just more most must no nor not now of off "
    "on once only or other our out over own s same she should so some such t than that the their "
    "them then there these they this those through to too under until up very was we were what "
    "when where which while who whom why will with would you your"
)
COMMON = frozenset(_FUNCTION_WORDS.split())

_stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def _stemmed(word: str) -> str:
    return str(_stemmer.stemWord(word))


@lru_cache(maxsize=20_000)
def content_words(text: str) -> frozenset[str]:
    """Return the stemmed words of `text` without function words (Snowball's English stemmer)."""
    words = WORD.findall(text.casefold().replace("'s", "").replace("’s", ""))
    return frozenset(_stemmed(word) for word in words if word not in COMMON)


def words(text: str) -> int:
    """Count words as a word processor does: runs of characters without spaces."""
    return len(text.split())


def item_words(question: Question) -> int:
    """Return the number of words in the stem and all options."""
    return words(question.stem) + sum(words(option.text) for option in question.options)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard similarity of two sets (0–1); 0 for two empty sets."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def single(questions: Iterable[Question]) -> list[Question]:
    """Return the questions with one key."""
    return [question for question in questions if not question.multiple]


def lengths(question: Question) -> list[float]:
    """Return the length of each option in characters."""
    return [float(len(option.text)) for option in question.options]


def overlaps(question: Question) -> list[float]:
    """Return, for each option, the number of its content words that are in the stem."""
    asked = content_words(question.stem)
    return [float(len(asked & content_words(option.text))) for option in question.options]


def likeness(question: Question) -> list[float]:
    """Return, for each option, its mean Jaccard similarity to the others (0–1)."""
    sets = [content_words(option.text) for option in question.options]
    return [
        fmean(jaccard(own, other) for j, other in enumerate(sets) if j != i)
        for i, own in enumerate(sets)
    ]


Scores = Callable[[Question], list[float]]


def guesser(questions: Iterable[Question], scores: Scores, *, lowest: bool = False) -> float | None:
    """Return how often (0–1) the option with the highest score is the key.

    Only single-answer questions are used. With `lowest`, the guesser picks the lowest score.
    """
    points = [_point(question, scores(question), lowest) for question in single(questions)]
    return fmean(points) if points else None


def _point(question: Question, scores: Sequence[float], lowest: bool = False) -> float:
    wanted = min(scores) if lowest else max(scores)
    picked = {i for i, score in enumerate(scores) if math.isclose(score, wanted, abs_tol=1e-12)}
    return len(picked & question.keys) / len(picked)


def key_much_longer(questions: Iterable[Question]) -> float | None:
    """Return the share of single-answer questions for which `is_much_longer` is true."""
    found = [is_much_longer(question) for question in single(questions)]
    return fmean(found) if found else None


def relative_length(question: Question) -> float | None:
    """Return the key's length as a multiple of the longest distractor's; None with several keys."""
    keys = [len(option.text) for option in question.options if option.is_key]
    rest = [len(option.text) for option in question.options if not option.is_key]
    return keys[0] / max(rest) if len(keys) == 1 else None


def is_much_longer(question: Question) -> bool:
    """Whether the only key is at least `MUCH_LONGER` times as long as the longest distractor."""
    ratio = relative_length(question)
    return ratio is not None and ratio >= MUCH_LONGER


def absolute_gap(questions: Iterable[Question]) -> float | None:
    """Return the share of keys with an absolute word minus that of distractors (−1 to 1)."""
    keys: list[bool] = []
    distractors: list[float] = []
    for question in single(questions):
        marks = [ABSOLUTE.search(option.text) is not None for option in question.options]
        keys.append(any(marks[i] for i in question.keys))
        distractors.append(fmean(m for i, m in enumerate(marks) if i not in question.keys))
    return fmean(keys) - fmean(distractors) if keys else None


def keys_are_longest(questions: Iterable[Question]) -> float | None:
    """Return the share of multiple-response questions whose k keys are the k longest options."""
    found = []
    for question in questions:
        if question.multiple:
            length = lengths(question)
            rest = [n for i, n in enumerate(length) if i not in question.keys]
            found.append(min(length[i] for i in question.keys) > max(rest))
    return fmean(found) if found else None


def qualifier_share(questions: Sequence[Question]) -> float | None:
    """Return the share of stems that have a capitalized qualifier such as LEAST."""
    return fmean(has_qualifier(q.stem) for q in questions) if questions else None


def multiple_share(questions: Sequence[Question]) -> float | None:
    """Return the share of questions with more than one key."""
    return fmean(q.multiple for q in questions) if questions else None


def opens_with(questions: Sequence[Question], opening: str) -> float | None:
    """Return the share of stems that begin with `opening`."""
    return fmean(q.stem.startswith(opening) for q in questions) if questions else None


# A ranker that learns from all cues.

CUES = (
    "length",
    "the longest",
    "the shortest",
    "words of the stem",
    "most words of the stem",
    "likeness",
    "most like",
    "least like",
    "absolute words",
)
FEATURES = (*CUES, "commas", "code")
ALL_FEATURES = len(FEATURES)
CUE_FEATURES = len(CUES)


def features(question: Question) -> list[list[float]]:
    """Return a row of `FEATURES` for each option; none of them needs an understanding of it."""
    length, overlap, like = lengths(question), overlaps(question), likeness(question)
    texts = [option.text for option in question.options]
    columns = [
        _around_mean(length, fmean(length)),
        _marks(length, max(length)),
        _marks(length, min(length)),
        _around_mean(overlap, max(overlap) or 1.0),
        _marks(overlap, max(overlap)),
        _around_mean(like, max(like) or 1.0),
        _marks(like, max(like)),
        _marks(like, min(like)),
        [float(ABSOLUTE.search(text) is not None) for text in texts],
        _around_mean([float(text.count(",")) for text in texts], 1.0),
        _around_mean([float(text.count("`")) for text in texts], 2.0),
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _around_mean(values: list[float], unit: float) -> list[float]:
    mean = fmean(values)
    return [(value - mean) / unit for value in values]


def _marks(values: list[float], wanted: float) -> list[float]:
    return [float(math.isclose(value, wanted, abs_tol=1e-12)) for value in values]


def ranker(questions: Iterable[Question], seen: int = ALL_FEATURES) -> float | None:
    """Return how often (0–1) a ranker trained on the first `seen` features ranks the key first.

    `CUE_FEATURES` is length, overlap, likeness, and absolute words; `ALL_FEATURES` adds commas and
    code.

    The ranker is a conditional logit (McFadden 1974) over `features`, fitted by gradient ascent,
    with 10-fold cross-validation on the single-answer questions. The folds depend on a hash of the
    id, so the result is the same on every run. None for fewer than 40 questions.
    """
    asked = sorted(single(questions), key=lambda q: hashlib.sha256(q.id.encode()).digest())
    if len(asked) < MIN_QUESTIONS_FOR_RANKER:
        return None
    rows, behind = _prepared(asked, seen)
    points = []
    for fold in range(FOLDS):
        weights = _fit([d for i, d in enumerate(behind) if i % FOLDS != fold])
        for i in range(fold, len(asked), FOLDS):
            scores = [sum(map(mul, weights, row)) for row in rows[i]]
            points.append(_point(asked[i], scores))
    return fmean(points)


def learned(questions: Iterable[Question], most: int = 3) -> str:
    """Return the features with the largest weights, in words: “less length, more code”."""
    weights = _fit(_prepared(single(questions), ALL_FEATURES)[1])
    strongest = sorted(zip(weights, FEATURES, strict=True), key=lambda pair: -abs(pair[0]))
    return ", ".join(f"{'more' if w > 0 else 'less'} {name}" for w, name in strongest[:most])


def _prepared(
    asked: Sequence[Question], seen: int
) -> tuple[list[list[list[float]]], list[list[list[float]]]]:
    rows = _in_spreads([[row[:seen] for row in features(q)] for q in asked])
    return rows, [_minus_key(row, q) for row, q in zip(rows, asked, strict=True)]


def _in_spreads(rows: list[list[list[float]]]) -> list[list[list[float]]]:
    flat = [row for question in rows for row in question]
    means = [fmean(column) for column in zip(*flat, strict=True)]
    spreads = [
        math.sqrt(fmean((value - mean) ** 2 for value in column)) or 1.0
        for column, mean in zip(zip(*flat, strict=True), means, strict=True)
    ]
    return [
        [[(v - m) / s for v, m, s in zip(row, means, spreads, strict=True)] for row in question]
        for question in rows
    ]


def _minus_key(rows: list[list[float]], question: Question) -> list[list[float]]:
    """Return each distractor's features minus the key's; the likelihood depends on nothing else."""
    (key,) = question.keys
    return [
        [v - k for v, k in zip(row, rows[key], strict=True)]
        for i, row in enumerate(rows)
        if i != key
    ]


def _fit(behind: list[list[list[float]]]) -> list[float]:
    rows = [row for differences in behind for row in differences]
    columns = list(zip(*rows, strict=True))
    weights = [0.0] * len(columns)
    for _ in range(ROUNDS):
        odds = iter([math.exp(min(30.0, sum(map(mul, weights, row)))) for row in rows])
        shares: list[float] = []
        for differences in behind:
            chances = list(islice(odds, len(differences)))
            whole = 1.0 + sum(chances)
            shares += [chance / whole for chance in chances]
        weights = [
            w - STEP * (sum(map(mul, shares, column)) / len(behind) + SHRINK * w)
            for w, column in zip(weights, columns, strict=True)
        ]
    return weights


# Similarity of questions.


def vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """Return unit-length tf-idf vectors over single words and pairs of adjacent words.

    The idf is smoothed: ln((1 + n) / (1 + df)) + 1, so a term that is in every text still counts.
    """
    counts = []
    for text in texts:
        terms = TERM.findall(text.casefold())
        pairs = (f"{a} {b}" for a, b in pairwise(terms))
        counts.append(Counter([*terms, *pairs]))
    spread = Counter(term for count in counts for term in count)
    found = []
    for count in counts:
        weighted = {
            term: n * (math.log((1 + len(texts)) / (1 + spread[term])) + 1)
            for term, n in count.items()
        }
        norm = math.sqrt(sum(w * w for w in weighted.values())) or 1.0
        found.append({term: w / norm for term, w in weighted.items()})
    return found


def cosine(one: dict[str, float], other: dict[str, float]) -> float:
    """Return the cosine of two unit-length vectors (0–1)."""
    if len(other) < len(one):
        one, other = other, one
    return sum(w * other[term] for term, w in one.items() if term in other)


def near_pairs(texts: Sequence[str], least: float = MIN_SIMILARITY) -> list[tuple[int, int, float]]:
    """Return (index, index, cosine) for the pairs of texts with a cosine of at least `least`.

    Only the rarest terms of a text are indexed. Its other terms have a norm below `least`, so a
    pair that shares only these cannot reach it (prefix filtering: Bayardo, Ma, and Srikant 2007,
    "Scaling up all pairs similarity search"). A thousand questions therefore do not need a million
    comparisons.
    """
    rows = vectors(texts)
    spread = Counter(term for row in rows for term in row)
    posted: dict[str, list[int]] = defaultdict(list)
    found = []
    for number, row in enumerate(rows):
        rare = _rarest(row, spread, least)
        candidates = {earlier for term in rare for earlier in posted[term]}
        for earlier in sorted(candidates):
            near = cosine(rows[earlier], row)
            if near >= least - 1e-9:
                found.append((earlier, number, near))
        for term in rare:
            posted[term].append(number)
    return sorted(found)


def _rarest(row: dict[str, float], spread: Counter[str], least: float) -> list[str]:
    ordered = sorted(row, key=lambda term: (-spread[term], term))
    norm = 0.0
    for position, term in enumerate(ordered):
        norm += row[term] ** 2
        if norm >= least * least - 1e-9:
            return ordered[position:]
    return []


def near_duplicates(questions: Sequence[Question]) -> list[tuple[Question, Question, float]]:
    """Return the pairs of questions with similar stems (cosine of at least .8)."""
    pairs = near_pairs([question.stem for question in questions])
    return [(questions[a], questions[b], near) for a, b, near in pairs]


def same_answers(questions: Sequence[Question]) -> list[tuple[Question, Question, float]]:
    """Return the pairs with the same topic and concept and similar keys (cosine of at least .8)."""
    keys = [(q, option) for q in questions for option in q.options if option.is_key]
    rows = vectors([option.text for _, option in keys])
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, (question, option) in enumerate(keys):
        groups[question.topic, option.concept].append(position)
    found: dict[tuple[str, str], tuple[Question, Question, float]] = {}
    for group in groups.values():
        for i, first in enumerate(group):
            for second in group[i + 1 :]:
                one, other = keys[first][0], keys[second][0]
                near = cosine(rows[first], rows[second])
                if one.id != other.id and near >= MIN_SIMILARITY - 1e-9:
                    found.setdefault((one.id, other.id), (one, other, near))
    return list(found.values())


def asked_again(questions: Sequence[Question]) -> float | None:
    """Return the share of questions with the same answer as an earlier question."""
    if not questions:
        return None
    return len({later.id for _, later, _ in same_answers(questions)}) / len(questions)
