"""Straight into a drill or a review.

Exit status: 0 done, 1 nothing to ask or something failed, 2 misuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quizapp.cli import Failed, Places, enter, need_terminal, plain_option
from quizapp.cli.complete import concepts, domains, services, skills, tasks, topics
from quizapp.cli.manual import Manual
from quizapp.cli.words import Word, exam_of, exam_option, known_words, pair_of, words_of
from quizapp.exam.question import LEVELS
from quizapp.study.drill import BLOCKED, FILTERS, MIXED, Wish

if TYPE_CHECKING:
    from quizapp.cli.complete import Completer

F = TypeVar("F", bound=Callable[..., Any])


def _many(flag: str, metavar: str, words: Completer, what: str) -> Callable[[F], F]:
    """An option that names something and may be repeated."""
    return click.option(
        flag, flag.lstrip("-"), multiple=True, metavar=metavar, shell_complete=words, help=what
    )


@click.command(
    cls=Manual,
    examples=[
        ("quizapp drill", "20 of everything, new ones first"),
        ("quizapp drill --domain 2 --only missed", "missed, in domain 2"),
        ("quizapp drill --service sqs --service sns", "either service"),
        ("quizapp drill --topic lambda.esm --count 10", "ten of one topic"),
        ("quizapp drill --calculations", "numbers, new ones each time"),
    ],
    exits={1: "no question matches", 2: "misuse, a word that is not known, or no terminal"},
)
@_many("--domain", "D", domains, "A domain, by number or name.")
@_many("--task", "T", tasks, "A task, such as 1.2.")
@_many("--topic", "T", topics, "A topic; background topics are asked only when named.")
@_many("--skill", "S", skills, "A skill, such as 1.2.3.")
@_many("--service", "S", services, "A service, such as sqs.")
@click.option(
    "--level",
    type=Word(LEVELS, case_sensitive=False),
    multiple=True,
    help="How deep: know it, use it, or weigh one thing against another.",
)
@click.option(
    "--only",
    type=Word(FILTERS, case_sensitive=False),
    multiple=True,
    help="What became of a question so far; lucky: right, but guessed.",
)
@click.option(
    "--confusion",
    multiple=True,
    metavar="A:B",
    shell_complete=concepts,
    help="Questions that set two concepts apart; `quizapp progress` names your mix-ups.",
)
@click.option(
    "--order",
    type=Word((MIXED, BLOCKED), case_sensitive=False),
    default=MIXED,
    show_default=True,
    help="Topics mixed, or one after the other.",
)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=Wish().count,
    show_default=True,
    metavar="N",
    help="At most so many questions.",
)
@click.option("--calculations", is_flag=True, help="Number questions; new numbers each time.")
@exam_option
@plain_option
@click.pass_obj
def drill(
    places: Places,
    /,
    level: tuple[str, ...],
    only: tuple[str, ...],
    confusion: tuple[str, ...],
    order: str,
    count: int,
    calculations: bool,
    exam: str | None,
    **named: tuple[str, ...],
) -> None:
    """Go straight into a drill.

    Options repeat (any of them) and combine (all of them). The answer and the reasons are shown
    after each question. Questions of forms that you have not sat are kept for their mock.
    """
    if len(confusion) > 1:
        raise click.UsageError("--confusion names one pair; give it once.")
    if not (exam or confusion or any(named.values())):
        need_terminal(places)
    with places.reading(to_write=True) as (workspace, connection):
        from quizapp.store.selection import drill_query
        from quizapp.store.sittings.start import NOTHING_MATCHES

        blueprint = exam_of(workspace, exam)
        known = words_of(connection, workspace, blueprint)
        chosen = {
            option: known_words(f"--{option}", named[option], known[option]) for option in known
        }
        wish = Wish(
            domains=chosen["domain"],
            tasks=chosen["task"],
            topics=chosen["topic"],
            skills=chosen["skill"],
            services=chosen["service"],
            levels=frozenset(level),
            only=frozenset(only),
            pair=pair_of(connection, workspace, confusion[0]) if confusion else None,
            templates=calculations,
            order=order,
            count=count,
        )
        need_terminal(places)
        scope = workspace.scope_of(blueprint.code)
        found, _ = drill_query.count(connection, scope, wish, most=1)
        held = not found and drill_query.held(connection, scope, wish)
    if not (found or held):
        raise Failed(NOTHING_MATCHES)
    raise SystemExit(enter(places, exam=blueprint.code, drill=wish))


@click.command(
    cls=Manual,
    examples=[("quizapp review", "today's review, 30 questions at most")],
    exits={1: "nothing is due today", 2: "misuse, or no terminal"},
)
@plain_option
@click.pass_obj
def review(places: Places) -> None:
    """Ask what is due, and what was missed and is not yet recovered.

    A missed question is recovered when it was right on three separate days.
    """
    need_terminal(places)
    with places.reading(to_write=True) as (workspace, connection):
        from quizapp.store.selection.review_queue import to_review
        from quizapp.store.sittings.start import NOTHING_DUE

        found = to_review(connection, workspace.scope)
    if not found:
        raise Failed(NOTHING_DUE)
    raise SystemExit(enter(places, review=True))
