"""The style bands: how similar the writing of a set of questions is to that of a live exam.

Each band is a `Gate`. Its limits were measured on the vendor's own samples and on items in the
style of the current exam. A band is about a set of questions: a single question may be outside of
it. Shares (0–1) are of the questions, or of the options if the name says so. If no question
applies, a band has no value and is met.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from statistics import fmean, pstdev, quantiles

from quizapp.bank import style
from quizapp.bank.gates import Gate, at_least, at_most, between
from quizapp.bank.style import Style
from quizapp.exam.question import Question

SAMPLE = 100


def measure(questions: Sequence[Question]) -> list[Gate]:
    """Return every band of `questions`, in the order to print them.

    The mean and maximum length of stems and the shares of qualifiers and of multiple-response
    questions are gates (gates.py).
    """
    styles = [style.of(question) for question in questions]
    return [
        *_stems(styles),
        *_closings(styles),
        *_wording(styles),
        *_services(styles),
        *_options(styles),
    ]


def _stems(styles: Sequence[Style]) -> Iterator[Gate]:
    """Yield the standard deviation and the percentiles of the number of words in a stem."""
    lengths = [each.stem_words for each in styles]
    enough = len(lengths) > 1
    spread = pstdev(lengths) if enough else None
    tenths = quantiles(lengths, n=10, method="inclusive") if enough else None
    yield at_least("stem words, standard deviation", spread, 15, unit="words")
    tenth = tenths[0] if tenths else None
    yield between("stem words, 10th percentile", tenth, 28, 42, unit="words")
    ninetieth = tenths[-1] if tenths else None
    yield between("stem words, 90th percentile", ninetieth, 84, 112, unit="words")


def _closings(styles: Sequence[Style]) -> Iterator[Gate]:
    """Yield the shares of questions by closing sentence, and the number of different closings."""
    named = _share(styles, lambda s: s.names_requirements)
    yield between("closing names the requirements", named, 0.35, 0.60)
    standard = _share(styles, lambda s: s.standard)
    yield between("closing is exactly “Which solution …”", standard, 0.12, 0.22)
    yield at_most("bare “What should the developer do?”", _share(styles, lambda s: s.bare), 0.04)
    yield between("closing “How should/can …”", _share(styles, lambda s: s.how), 0.07, 0.20)
    closings = Counter(each.closing for each in styles)
    note = f"{len(closings)} in {len(styles)} questions"
    per_hundred = None
    if len(styles) >= SAMPLE:
        per_hundred = 100 * len(closings) / len(styles)
        note += f"; {expected_kinds(list(closings.values()), SAMPLE):.0f} in a random {SAMPLE}"
    yield at_most("different closings per 100 questions", per_hundred, 45, note, "per 100")


def _wording(styles: Sequence[Style]) -> Iterator[Gate]:
    """Yield the shares of stems by their wording."""
    qualified = [each for each in styles if each.qualifier]
    secure = _share(qualified, lambda s: s.secure)
    name = "qualifiers: MOST secure or operationally efficient"
    yield between(name, secure, 0.04, 0.12, f"of {len(qualified)} qualifiers")
    several = [each for each in styles if each.multiple]
    select = _share(several, lambda s: s.select_at_end)
    yield at_least("“(Select TWO.)” ends a multiple response", select, 1.0, f"of {len(several)}")
    official = sum(len(each.official) for each in styles)
    mentions = official + sum(len(each.unofficial) for each in styles)
    share = official / mentions if mentions else None
    yield at_least("first mention as Amazon X or AWS X", share, 0.92, f"of {mentions} mentions")
    yield at_least("must, needs to, wants to or requires", _share(styles, lambda s: s.need), 0.65)
    yield between("stems with a code block", _share(styles, lambda s: s.block), 0.02, 0.09)


def _services(styles: Sequence[Style]) -> Iterator[Gate]:
    """Yield the shares of questions by the number of services in the stem and options."""
    few = _share(styles, lambda s: len(s.services) <= 1)
    many = _share(styles, lambda s: len(s.services) >= style.MANY_SERVICES)
    yield at_most("at most one service in the question", few, 0.20)
    yield at_least("four or more services in the question", many, 0.32)


def _options(styles: Sequence[Style]) -> Iterator[Gate]:
    """Yield shares of all options, and the mean and standard deviation of their words."""
    lengths = [count for each in styles for count in each.option_words]
    whole = len(lengths)

    def share(count: Callable[[Style], int]) -> float | None:
        return sum(map(count, styles)) / whole if whole else None

    several = share(lambda s: s.several_sentences)
    yield between("options of two or more sentences", several, 0.40, 0.75)
    yield at_most("options chained with “, and ”", share(lambda s: s.chained), 0.15)
    yield at_most("options with code font", share(lambda s: s.code), 0.35)
    short = share(lambda s: s.short)
    yield between("options of four words or fewer", short, 0.04, 0.15)
    mean = fmean(lengths) if lengths else None
    yield between("option words, mean", mean, 17, 28, unit="words")
    spread = pstdev(lengths) if lengths else None
    yield at_least("option words, standard deviation", spread, 8, unit="words")


def _share(styles: Sequence[Style], has: Callable[[Style], bool]) -> float | None:
    """Return the share (0–1) of `styles` that have a property; None if there are none."""
    return fmean(map(has, styles)) if styles else None


def expected_kinds(counts: Sequence[int], sample: int) -> float:
    """Return the expected number of kinds in a random sample (rarefaction: Hurlbert 1971).

    `counts` are the numbers of items of each kind; `sample` is at most their sum.
    """
    whole = sum(counts)
    all_samples = math.comb(whole, sample)
    return sum(1 - math.comb(whole - count, sample) / all_samples for count in counts)
