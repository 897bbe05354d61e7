"""Reports of sittings, in plain mode and as exported files, against the record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from tests.oracle.figures import PASS, likely, scores
from tests.oracle.record import FINISHED, Sitting
from tests.oracle.world import World, bank, plural

SCORE = re.compile(r"(.+)\. Practice score (\d+); 720 passes\. Likely range (\d+) to (\d+)\.")
COUNTS = re.compile(r"(\d+) of (\d+) right, (\d+) answered\.( Time ran out\.)? (.*)")
DOMAIN = re.compile(
    r"(.+), (\d+) percent of the exam: (?:(\d+) of (\d+) right|not asked)\.(?: (.+)\.)?"
)

SHOWN = 6
"""The most earlier mocks in a report."""


def status(world: World, form: int) -> str:
    """What the list of forms says of one."""
    record, asked = world.record, bank().forms[form]
    own = [sitting for sitting in record.sittings if sitting.form == form]
    if any(sitting.state == "open" for sitting in own):
        return "open: resume it from home"
    seen = sum(question in record.shown for question in asked)
    some = f"{seen} of its {len(asked)} questions seen before"
    times = sum(sitting.state in FINISHED for sitting in own)
    if times:
        taken = f"taken {'once' if times == 1 else f'{times} times'}; "
        return taken + ("no longer new" if seen == len(asked) else some)
    if not seen:
        return "not taken"
    return some + ("; no longer new" if form in record.taken(bank()) else "")


def by_domain(sitting: Sitting) -> dict[str, tuple[int, int | None]]:
    """Domain → (right, asked). `asked` is None if questions that were not shown may be of any."""
    known = bank().questions
    right = {domain.id: 0 for domain in bank().domains}
    asked = dict(right)
    for item in sitting.items.values():
        if item.known.domain is not None:
            right[item.known.domain] += item.right
            asked[item.known.domain] += 1
    if sitting.form is not None:
        asked = dict.fromkeys(asked, 0)
        for question in bank().forms[sitting.form]:
            asked[known[question].domain or ""] += 1
    sure = sitting.form is not None or len(sitting.items) == sitting.size
    return {d: (right[d], asked[d] if sure else None) for d in right}


def score(world: World, sitting: Sitting, said: int, low: int, high: int) -> None:
    """Compare a practice score and its likely range."""
    right, size = sitting.right, sitting.size
    lows, highs = likely(right, size)
    world.true(f"score {said}: {right} of {size}", said in scores(Fraction(right, size)))
    world.true(f"low end {low}: {right} of {size}", low in lows)
    world.true(f"high end {high}: {right} of {size}", high in highs)


def first_sight(sitting: Sitting) -> str:
    """The sentence on first sight."""
    shown, first = len(sitting.items), sum(item.first for item in sitting.items.values())
    questions = plural(sitting.size, "question")
    before = {0: "had not seen any of", shown: "had seen all of"}.get(
        shown - first, f"had seen {shown - first} of"
    )
    if shown == sitting.size == 1:
        return f"You had {'not ' if first else ''}seen this question before."
    if shown == sitting.size:
        number = "" if first in (0, shown) else f" {shown}"
        return f"You {before} these{number} questions before."
    lead = f"{shown} of {questions} {'was' if shown == 1 else 'were'} shown"
    return f"{lead}; you {before} them before." if shown else f"{lead}."


def changes(sitting: Sitting) -> tuple[int, int, int]:
    """Answers changed from wrong to right, from right to wrong, and from wrong to wrong."""
    up = down = flat = 0
    for item in sitting.items.values():
        if item.first_choice is None or item.first_choice == item.chosen:
            continue
        if not item.answered:
            continue
        was = item.first_choice == item.keys
        up += item.right and not was
        down += was and not item.right
        flat += not was and not item.right
    return up, down, flat


def plain_report(world: World, sitting: Sitting, lines: Sequence[str]) -> None:
    """Compare a report that plain mode says."""
    text = "\n".join(lines)
    world.true(f"no report in {text}", f"Report of {sitting.title}, DVA-C03, " in text)
    scored = sitting.kind in ("mock", "short") and sitting.state in FINISHED
    if not scored:
        own = f"{sitting.right} of {sitting.size} right."
        if sitting.state == "abandoned":
            own = f"Abandoned: {sitting.answered} of {sitting.size} answered; no score."
        world.true(f"{own!r} is not in {text}", own in text)
    else:
        _scored(world, sitting, lines)
    for found in filter(None, map(DOMAIN.fullmatch, lines)):
        domain = next(d for d in bank().domains if d.name == found[1])
        world.same("weight", int(found[2]), domain.weight)
        right, asked = by_domain(sitting)[domain.id]
        if sitting.state == "abandoned":
            asked = sum(i.known.domain == domain.id for i in sitting.items.values())
        world.same(f"right in {domain.id}", int(found[3] or 0), right)
        if asked is not None:
            world.same(f"asked in {domain.id}", int(found[4] or 0), asked)
        if not scored:
            world.same(f"verdict on {domain.id}", found[5], None)
        elif found[4]:
            meets = int(found[3]) >= PASS * int(found[4])
            own = "Meets competencies" if meets else "Needs improvement"
            world.same(f"verdict on {domain.id}", found[5], own)


def _scored(world: World, sitting: Sitting, lines: Sequence[str]) -> None:
    head = next(filter(None, map(SCORE.fullmatch, lines)))
    score(world, sitting, int(head[2]), int(head[3]), int(head[4]))
    passed = sitting.right >= PASS * sitting.size
    world.same("passed", head[1].casefold().startswith("pass"), passed)
    counts = next(filter(None, map(COUNTS.fullmatch, lines)))
    own = (sitting.right, sitting.size, sitting.answered)
    world.same("right, asked, answered", tuple(map(int, counts.groups()[:3])), own)
    world.same("ran out", bool(counts[4]), sitting.state == "expired")
    world.same("first sight", counts[5], first_sight(sitting))
    up, down, flat = changes(sitting)
    said = [line for line in lines if line.startswith("You changed ")]
    own_words = [
        f"You changed {plural(up + down + flat, 'answer')}: {up} from wrong to right, {down} from "
        f"right to wrong, {flat} from wrong to wrong."
    ]
    world.same("changes", said, own_words if up + down + flat else [])
    earlier = [line for line in lines if line.startswith("Your earlier full mocks that were new: ")]
    own_earlier = earlier_scores(world, sitting)
    if not own_earlier:
        world.same("earlier mocks", earlier, [])
        return
    numbers = [int(n) for n in re.findall(r"\d+", earlier[0])] if earlier else []
    world.same("number of earlier mocks", len(numbers), len(own_earlier))
    for number, among in zip(numbers, own_earlier, strict=True):
        world.true(f"earlier mock: {number}, not {among}", number in among)


def earlier_scores(world: World, sitting: Sitting) -> list[set[int]]:
    """The scores of first-sight mocks begun before one, the newest few, oldest first."""
    return [
        scores(Fraction(each.right, each.size))
        for each in sorted(world.record.sittings, key=lambda each: each.started)
        if each.started < sitting.started
        and each.kind == "mock"
        and each.state in FINISHED
        and not each.repeat
    ][-SHOWN:]
