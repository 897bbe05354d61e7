"""`bank forms`: assemble new forms from unused questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from quizapp.cli import Failed
from quizapp.cli.bank_common import load_pack, path_argument
from quizapp.cli.bank_output import clean, say
from quizapp.cli.complete import exams
from quizapp.cli.manual import Manual

if TYPE_CHECKING:
    from quizapp.bank.pack import Pack

POOL_PER_SKILL = 3
"""The questions of each skill that stay in the pool, so that drills reach it without the forms."""


@click.command(
    cls=Manual,
    examples=[
        ("quizapp bank forms --exam DVA-C03", "preview one more form"),
        ("quizapp bank forms my-pack --exam ABC --count 2 --write", "write two forms"),
    ],
    exits={1: "there are too few questions, or a form's file exists"},
)
@path_argument
@click.option(
    "--exam",
    required=True,
    metavar="CODE",
    shell_complete=exams,
    help="The blueprint, such as DVA-C03.",
)
@click.option(
    "--count", type=click.IntRange(1, 50), default=1, metavar="N", help="Number of forms."
)
@click.option("--write", is_flag=True, help="Write the forms to the pack's folder forms/.")
@click.pass_context
def forms(context: click.Context, path: str | None, exam: str, count: int, write: bool) -> None:
    """Assemble new forms from unused questions.

    A question is unused if it is in no form of the exam. Three questions for every skill, but at
    most half of the unused ones, and one for every cluster stay in the pool. No form gets two
    questions that pairs.yaml keeps apart. Questions are swapped between the forms until their
    difficulty, as rated in reviews.yaml, is similar. The result depends only on the pack. When you
    release a form to learners, add `released:` with a date to its file; a released form never
    changes.
    """
    from quizapp.bank import form_checks, reviews
    from quizapp.exam.forms import CannotAssemble, assemble

    pack = load_pack(context, path)
    if pack.problems:
        raise Failed(
            f"{pack.name} has {len(pack.problems)} problems; the first: "
            f"{clean(str(pack.problems[0]))}"
        )
    blueprint = pack.blueprint(exam)
    if blueprint is None:
        codes = ", ".join(b.code for b in pack.blueprints)
        raise click.BadParameter(f"{exam!r} is not one of {codes}", context, param_hint="--exam")
    existing = [form for form in pack.forms if form.exam == exam]
    ratings = reviews.difficulties(
        reviews.current_reviews(reviews.load(pack).entries, pack.questions)
    )
    first = max((form.number for form in existing), default=0) + 1
    try:
        assembled = assemble(
            blueprint,
            pack.questions.values(),
            count,
            taken={i for form in existing for i in form.question_ids},
            reserve=_reserve(pack, exam),
            apart=pack.apart,
            difficulty=ratings,
            target=form_checks.target(pack, exam, ratings),
            seed=first,
        )
    except CannotAssemble as error:
        raise Failed(f"{error}; write more questions or ask for fewer") from error
    for number, ids in enumerate(assembled, first):
        _say_form(pack, exam, number, ids, ratings)
        if write:
            _write_form(pack, exam, number, ids, balanced=ratings.keys() >= set(ids))
    done = "written" if write else "assembled; --write writes them"
    say(f"{len(assembled)} {'form' if count == 1 else 'forms'} {done}")


def _reserve(pack: Pack, exam: str) -> dict[str, int]:
    """Return how many questions to keep in the pool, by skill and by cluster.

    POOL_PER_SKILL for each skill, but at most half of the unused ones, and one for each cluster
    that no background question covers.
    """
    blueprint = pack.blueprint(exam)
    unused = Counter(skill for q in pack.pool(exam) for skill in q.skills.get(exam, ()))
    skills = {
        skill.id: max(1, min(POOL_PER_SKILL, unused[skill.id] // 2))
        for skill in (blueprint.skills() if blueprint else ())
    }
    answered = {note for q in pack.questions.values() if q.background for note in q.notes}
    clusters = [cluster.id for cluster in pack.clusters if cluster.id not in answered]
    return skills | dict.fromkeys(clusters, 1)


def _write_form(pack: Pack, exam: str, number: int, ids: Iterable[str], *, balanced: bool) -> None:
    from quizapp.bank import writing

    file = pack.path / "forms" / f"{exam}-{number}.yaml"
    lines = [f"exam: {exam}", f"number: {number}", *(["balanced: true"] if balanced else [])]
    lines += ["questions:", *(f"  - {i}" for i in ids)]
    try:
        writing.refuse_link(pack.path, file.parent)
        file.parent.mkdir(exist_ok=True)
        writing.create(pack.path, file, "\n".join(lines) + "\n")
    except writing.Refused as error:
        raise Failed(str(error)) from error
    except FileExistsError as error:
        raise Failed(f"{file} exists, and forms are never overwritten") from error
    except OSError as error:
        raise Failed(f"{file}: {error.strerror}; make it writable") from error
    say(f"wrote {file}")


def _say_form(
    pack: Pack, exam: str, number: int, ids: Sequence[str], ratings: Mapping[str, float]
) -> None:
    from quizapp.bank.review_figures import difficulty
    from quizapp.exam.wording import has_qualifier

    asked = [pack.questions[i] for i in ids]
    domains = Counter(question.domain(exam) for question in asked)
    counts = "/".join(str(domains[domain]) for domain in sorted(domains, key=str))
    rated = difficulty(ids, ratings)
    hard = "difficulty not rated"
    if rated.mean is not None:
        hard = f"difficulty {rated.mean:.2f} ± {rated.spread:.2f} ({rated.rated} rated)"
    say(
        f"{exam}-{number}: {len(asked)} questions, domains {counts}, "
        f"{sum(q.multiple for q in asked)} with several keys, "
        f"{sum(has_qualifier(q.stem) for q in asked)} with a qualifier, "
        f"{len({q.topic for q in asked})} topics, {hard}"
    )
