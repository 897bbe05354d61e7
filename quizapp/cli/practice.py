"""Straight into a drill or a review.

Exit status: 0 done, 1 nothing to ask or something failed, 2 misuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from quizapp import paths
from quizapp.cli import Failed, Places, need_terminal
from quizapp.cli.words import Word, exam_of, exam_option, known_words, pair_of, words_of
from quizapp.exam.question import LEVELS
from quizapp.study.drill import BLOCKED, FILTERS, MIXED, Wish

if TYPE_CHECKING:
    pass

F = TypeVar("F", bound=Callable[..., Any])


def _many(flag: str, metavar: str, what: str) -> Callable[[F], F]:
    """An option that names something and may be repeated."""
    return click.option(flag, flag.lstrip("-"), multiple=True, metavar=metavar, help=what)


@click.command()
@_many("--domain", "D", "A domain, by number or name.")
@_many("--task", "T", "A task, such as 1.2.")
@_many("--topic", "T", "A topic; background topics are asked only when named.")
@_many("--skill", "S", "A skill, such as 1.2.3.")
@_many("--service", "S", "A service, such as sqs.")
@click.option("--level", type=Word(LEVELS, case_sensitive=False), multiple=True)
@click.option("--only", type=Word(FILTERS, case_sensitive=False), multiple=True)
@click.option(
    "--confusion",
    multiple=True,
    metavar="A:B",
    help="Questions that set two concepts apart; `quizapp progress` names your mix-ups.",
)
@click.option("--order", type=Word((MIXED, BLOCKED), case_sensitive=False), default=MIXED)
@click.option("--count", type=click.IntRange(min=1), default=Wish().count, show_default=True)
@click.option("--calculations", is_flag=True, help="Number questions; new numbers each time.")
@exam_option
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

    Options repeat (any of them) and combine (all of them).

    \b
    quizapp drill                                  20 of everything
    quizapp drill --domain 2 --only missed         missed, in domain 2
    quizapp drill --service sqs --service sns      either service
    """
    if len(confusion) > 1:
        raise click.UsageError("--confusion names one pair; give it once.")
    if not (exam or confusion or any(named.values())):
        need_terminal()
    opened = places.open(to_write=True)
    from quizapp.store import drills, summary
    from quizapp.store.errors import StoreError
    from quizapp.study.drill import matching

    try:
        blueprint = exam_of(opened, exam)
        with opened.database.read() as session:
            known = words_of(session, opened, blueprint)
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
                pair=pair_of(session, opened, confusion[0]) if confusion else None,
                templates=calculations,
                order=order,
                count=count,
            )
            need_terminal()
            stock = drills.practisable(
                session, opened.learner, opened.pack, blueprint.code, pair=wish.pair
            )
            found = bool(matching(stock, wish))
            home = summary.read(session, opened.learner)
    except StoreError as error:
        raise Failed(str(error)) from error
    finally:
        opened.database.close()
    if not found:
        raise Failed(drills.NOTHING_MATCHES)
    _enter(places, home, exam=blueprint.code, drill=wish)


@click.command()
@click.pass_obj
def review(places: Places) -> None:
    """Ask what is due, and what was missed and is not yet recovered.

    A missed question is recovered when it was right on three separate days.
    """
    need_terminal()
    opened = places.open(to_write=True)
    from quizapp.store import drills, summary
    from quizapp.store.errors import StoreError

    try:
        with opened.database.read() as session:
            found = drills.to_review(session, opened.learner, opened.pack)
            home = summary.read(session, opened.learner)
    except StoreError as error:
        raise Failed(str(error)) from error
    finally:
        opened.database.close()
    if not found:
        raise Failed(drills.NOTHING_DUE)
    _enter(places, home, review=True)


def _enter(places: Places, home: dict[str, Any], **into: Any) -> NoReturn:
    """Open the screens with `home` as the first frame's summary, and go straight `into` it."""
    from quizapp.ui.app import Launch, run

    launch = Launch(places.home, paths.pack(places.pack), places.url, summary=home, **into)
    raise SystemExit(run(launch))
