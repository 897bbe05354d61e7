"""`drill` and `review`: start a sitting from the command line.

Exit status: 0 done, 1 nothing to ask or something failed, 2 misuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quizapp.cli import Failed, Places, enter, need_terminal, plain_option
from quizapp.cli.complete import concepts, domains, services, skills, tasks, topics
from quizapp.cli.manual import Manual
from quizapp.cli.option_values import (
    SuggestingChoice,
    accepted_values,
    exam_of,
    exam_option,
    ids_of,
    pair_of,
)
from quizapp.exam.question import LEVELS
from quizapp.invocation import command
from quizapp.study.drill import BLOCKED, FILTERS, MIXED, DrillFilter

if TYPE_CHECKING:
    from quizapp.cli.complete import Completer

F = TypeVar("F", bound=Callable[..., Any])


def _repeatable(flag: str, metavar: str, completer: Completer, text: str) -> Callable[[F], F]:
    """An option with completed values that may be given several times."""
    return click.option(
        flag, flag.lstrip("-"), multiple=True, metavar=metavar, shell_complete=completer, help=text
    )


@click.command(
    cls=Manual,
    examples=[
        ("quizapp drill", "20 questions from the whole exam, new ones first"),
        ("quizapp drill --domain 2 --only missed", "missed questions of domain 2"),
        ("quizapp drill --service sqs --service sns", "questions on either service"),
        ("quizapp drill --topic lambda.esm --count 10", "ten questions on one topic"),
        ("quizapp drill --calculations", "calculations, with new numbers each time"),
    ],
    exits={1: "no question matches", 2: "misuse, an unknown value, or no terminal"},
)
@_repeatable("--domain", "D", domains, "A domain, by number or name.")
@_repeatable("--task", "T", tasks, "A task, such as 1.2.")
@_repeatable("--topic", "T", topics, "A topic. Background topics are asked only when named.")
@_repeatable("--skill", "S", skills, "A skill, such as 1.2.3.")
@_repeatable("--service", "S", services, "A service, by id or name, such as sqs.")
@click.option(
    "--level",
    type=SuggestingChoice(LEVELS, case_sensitive=False),
    multiple=True,
    help="Depth: know a fact, apply it, or weigh one option against another.",
)
@click.option(
    "--only",
    type=SuggestingChoice(FILTERS, case_sensitive=False),
    multiple=True,
    help="Your history with a question. unseen: new. lucky: right, but guessed.",
)
@click.option(
    "--confusion",
    multiple=True,
    metavar="A:B",
    shell_complete=concepts,
    help="Questions that contrast two concepts; `quizapp progress` lists your mix-ups.",
)
@click.option(
    "--order",
    type=SuggestingChoice((MIXED, BLOCKED), case_sensitive=False),
    default=MIXED,
    show_default=True,
    help="Mix the topics, or ask them one after another.",
)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=DrillFilter().count,
    show_default=True,
    metavar="N",
    help="The maximum number of questions.",
)
@click.option("--calculations", is_flag=True, help="Only calculations; new numbers each time.")
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
    """Start a drill.

    Repeat an option to match any of its values; combine options to match all of them. The answer
    and the explanation are shown after each question. Questions of mocks that you have not taken
    are kept for them.
    """
    if len(confusion) > 1:
        raise click.UsageError("--confusion names one pair; give it once.")
    if not (exam or confusion or any(named.values())):
        need_terminal(places)
    with places.reading(to_write=True) as (workspace, connection):
        from quizapp.store.selection import drill_query
        from quizapp.store.sittings.start import NOTHING_MATCHES

        blueprint = exam_of(workspace, exam)
        known = accepted_values(connection, workspace, blueprint)
        chosen = {option: ids_of(f"--{option}", named[option], known[option]) for option in known}
        wish = DrillFilter(
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
        matches, _ = drill_query.count(connection, scope, wish, most=1)
        held = not matches and drill_query.in_open_sittings(connection, scope, wish)
    if not (matches or held):
        raise Failed(NOTHING_MATCHES)
    raise SystemExit(enter(places, exam=blueprint.code, drill=wish))


@click.command(
    cls=Manual,
    examples=[
        ("quizapp review", "today's review, at most 30 questions"),
        ("quizapp review --on-demand", "extra practice on what you missed, due or not"),
    ],
    exits={1: "nothing to review today", 2: "misuse, or no terminal"},
)
@click.option(
    "--on-demand",
    is_flag=True,
    help="Review what you missed, due or not: extra practice that takes nothing off your list.",
)
@plain_option
@click.pass_obj
def review(places: Places, on_demand: bool) -> None:
    """Review what is due, or what your plan has for today.

    The review includes questions that you missed before today and have not recovered; those missed
    today come back from tomorrow on. A missed question is recovered once you answer it right on
    three separate days. Before your exam, a day has the reviews of the plan.
    """
    need_terminal(places)
    with places.reading(to_write=True) as (workspace, connection):
        from quizapp.store.selection import review_queue

        find = review_queue.on_demand if on_demand else review_queue.to_review
        if not find(connection, workspace.scope):
            nothing = review_queue.nothing_due(connection, workspace.scope)
            hint = f"; for extra practice on what you missed: {command('review', '--on-demand')}"
            raise Failed(f"{nothing}{hint if nothing.asked else ''}")
    raise SystemExit(enter(places, review=True, on_demand=on_demand))
