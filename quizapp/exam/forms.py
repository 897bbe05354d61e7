"""Forms: sets of questions in a blueprint's exact proportions, and the assembly of new ones."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from quizapp.exam.wording import has_qualifier

if TYPE_CHECKING:
    from quizapp.exam.blueprint import Blueprint
    from quizapp.exam.question import Question


class Form(NamedTuple):
    """A numbered, fixed set of questions for one mock, in the blueprint's exact proportions.

    `balanced` forms were assembled for equal difficulty. `released` is the day from which the form
    never changes; None if it is not released.
    """

    exam: str
    number: int
    question_ids: tuple[str, ...]
    released: date | None = None
    balanced: bool = False

    @property
    def name(self) -> str:
        return f"{self.exam}-{self.number}"


def in_reserve(untaken: Sequence[int], reserve: int) -> frozenset[int]:
    """Return the numbers of the forms to save for later: the last `reserve` of the untaken ones."""
    return frozenset(sorted(untaken)[-reserve:]) if reserve > 0 else frozenset()


class CannotAssemble(Exception):
    """There are too few questions left for another form. The message names the domain or task."""


def faults(form: Form, blueprint: Blueprint, bank: Mapping[str, Question]) -> list[str]:
    """Return the reasons why a form is not exact; empty if it is.

    A form is exact if it has the blueprint's number of questions for each domain and at least one
    for each task, if each question is in the bank and serves the exam, and if none is repeated.
    """
    found: list[str] = []
    for question_id, times in Counter(form.question_ids).items():
        if times > 1:
            found.append(f"{question_id} is listed {times} times")
    counts: Counter[str] = Counter()
    tasks: set[str] = set()
    for question_id in dict.fromkeys(form.question_ids):
        question = bank.get(question_id)
        if question is None:
            found.append(f"{question_id} is not in the bank")
            continue
        domain, task = question.domain(form.exam), question.task(form.exam)
        if domain is None or task is None:
            found.append(f"{question_id} does not serve {form.exam}")
            continue
        counts[domain] += 1
        tasks.add(task)
    for domain, wanted in blueprint.form.items():
        if counts[domain] != wanted:
            found.append(f"domain {domain} has {counts[domain]} questions, wanted {wanted}")
    found.extend(
        f"task {task.id} is not asked" for task in blueprint.tasks() if task.id not in tasks
    )
    return found


def assemble(
    blueprint: Blueprint,
    questions: Iterable[Question],
    count: int,
    *,
    taken: Iterable[str] = (),
    reserve: Mapping[str, int] | None = None,
    pinned: Sequence[Sequence[str]] = (),
    preferred: Iterable[str] = (),
    apart: Iterable[Collection[str]] = (),
    difficulty: Mapping[str, float] | None = None,
    target: tuple[float, float] | None = None,
    seed: int = 0,
) -> list[tuple[str, ...]]:
    """Assemble `count` disjoint, exact forms from questions not in `taken`; return their ids.

    Every form has a question on every task. Topics, levels, and multiple-response and qualifier
    questions are spread evenly over the forms. `reserve` maps skills and clusters → number of
    questions to leave in the pool. `pinned[i]` are ids that form i must have. `preferred` ids are
    used before others of the same domain. No form gets two ids of one collection in `apart`. With
    `difficulty` (id → 1–5), the forms' means and spreads of difficulty are made similar, or close
    to `target` (mean, spread). The result depends only on the arguments. Raises CannotAssemble if a
    domain or task does not have enough questions.
    """
    # Imported here, because taking a mock does not need it.
    from quizapp.exam.balance import balance, rivals

    rng = random.Random(seed)
    exam = blueprint.code
    used = set(taken)
    rivals_of = rivals(apart)
    pins = [list(pinned[i]) if i < len(pinned) else [] for i in range(count)]
    pinned_ids = {question_id for pin in pins for question_id in pin}
    by_id = {q.id: q for q in questions if q.domain(exam) and not q.background and q.id not in used}
    missing = pinned_ids - by_id.keys()
    if missing:
        raise CannotAssemble(f"cannot pin {', '.join(sorted(missing))}: not available")
    kept_back = _kept_back(by_id.values(), exam, reserve or {}, pinned_ids, rng)
    wish = set(preferred)
    chosen: list[list[Question]] = [[by_id[i] for i in pin] for pin in pins]
    for domain, wanted in blueprint.form.items():
        stock = [
            q
            for q in by_id.values()
            if q.domain(exam) == domain and q.id not in pinned_ids and q.id not in kept_back
        ]
        pinned_here = sum(1 for form in chosen for q in form if q.domain(exam) == domain)
        if len(stock) + pinned_here < wanted * count:
            raise CannotAssemble(
                f"{exam} domain {domain}: {len(stock) + pinned_here} questions free, "
                f"{count} forms need {wanted * count}"
            )
        stock.sort(key=lambda q: q.id)
        rng.shuffle(stock)
        stock.sort(key=lambda q: q.id not in wish)
        _deal(stock, chosen, blueprint, domain, wanted, rng, rivals_of)
    dealt = {q.id for form in chosen for q in form}
    spare = sorted((q for q in by_id.values() if q.id not in dealt | kept_back), key=lambda q: q.id)
    balance(
        chosen,
        spare,
        difficulty or {},
        alike=lambda q: (q.task(exam), q.multiple, has_qualifier(q.stem), q.level, q.id in wish),
        apart=rivals_of,
        fixed=pinned_ids,
        target=target,
    )
    for form in chosen:
        rng.shuffle(form)
    return [tuple(q.id for q in form) for form in chosen]


def _kept_back(
    questions: Iterable[Question],
    exam: str,
    reserve: Mapping[str, int],
    pinned: set[str],
    rng: random.Random,
) -> set[str]:
    """Return ids to leave in the pool, so that it covers the skills and clusters in `reserve`."""
    back: set[str] = set()
    candidates = sorted(questions, key=lambda q: q.id)
    rng.shuffle(candidates)
    need = Counter(reserve)
    while +need:
        best = max(
            (q for q in candidates if q.id not in back and q.id not in pinned),
            key=lambda q: sum(1 for name in _reaches(q, exam) if need[name] > 0),
            default=None,
        )
        if best is None or not any(need[name] > 0 for name in _reaches(best, exam)):
            break
        back.add(best.id)
        for name in _reaches(best, exam):
            need[name] -= 1
    return back


def _reaches(question: Question, exam: str) -> tuple[str, ...]:
    """Return the skills and clusters that a question covers."""
    return (*question.skills.get(exam, ()), *question.notes)


def _deal(
    stock: list[Question],
    forms: list[list[Question]],
    blueprint: Blueprint,
    domain: str,
    wanted: int,
    rng: random.Random,
    rivals_of: Mapping[str, frozenset[str]],
) -> None:
    """Add a domain's questions to every form: one for each task, then those of lowest cost."""
    exam = blueprint.code
    tasks = [t.id for d in blueprint.domains if d.id == domain for t in d.tasks]

    def size(form: list[Question]) -> int:
        return sum(1 for q in form if q.domain(exam) == domain)

    def fits(question: Question, form: list[Question]) -> bool:
        apart = rivals_of.get(question.id)
        return not apart or not any(q.id in apart for q in form)

    for task in tasks:
        for form in forms:
            if any(q.task(exam) == task for q in form):
                continue
            pick = next((q for q in stock if q.task(exam) == task and fits(q, form)), None)
            if pick is None:
                raise CannotAssemble(f"{exam} task {task}: no question left for every form")
            stock.remove(pick)
            form.append(pick)
    while any(size(form) < wanted for form in forms):
        order = [form for form in forms if size(form) < wanted]
        rng.shuffle(order)
        order.sort(key=size)
        form = order[0]
        fitting = [q for q in stock if fits(q, form)]
        if not fitting:
            raise CannotAssemble(
                f"{exam} domain {domain}: every question left gives away another's answer"
            )
        cost = _costs(form, stock, exam)
        pick = min(fitting, key=cost)
        stock.remove(pick)
        form.append(pick)


def _costs(form: list[Question], stock: list[Question], exam: str) -> Callable[[Question], float]:
    """Return the cost of adding a question to a form: repeats of topic, skill, level, and shape."""
    size = len(form) + 1
    topics = Counter(q.topic for q in form)
    left = Counter(q.topic for q in stock)
    skills = Counter(q.skills[exam][0] for q in form)
    levels = Counter(q.level for q in form)
    gaps = []
    for has in (_is_multiple, _is_qualified):
        share = sum(map(has, stock)) / len(stock)
        gaps.append((has, share * size - sum(map(has, form))))

    def cost(question: Question) -> float:
        repeats = 2.0 * topics[question.topic] + 1.0 * skills[question.skills[exam][0]]
        total = repeats - 0.15 * left[question.topic]
        for has, gap in gaps:
            total += 2.5 * (abs(gap - 1) if has(question) else abs(gap))
        return total + levels[question.level] / size

    return cost


def _is_multiple(question: Question) -> bool:
    return question.multiple


def _is_qualified(question: Question) -> bool:
    return has_qualifier(question.stem)
