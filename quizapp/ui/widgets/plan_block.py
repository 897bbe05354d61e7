"""The top of home: the chance of passing, today's part of the plan, and the coming days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.practice.offers import lacking, real_exam, today
from quizapp.practice.plan import day_text, fitted, parts
from quizapp.ui import text
from quizapp.words import WEEKDAYS

if TYPE_CHECKING:
    from quizapp.store.bootstrap.home_row import HomeRow
    from quizapp.store.bootstrap.plan_row import PlanRow

LEAD = 5
"""Cells of a weekday and the space after it."""
WITH_HINT = 31
"""Cells from which the key that opens the plan is named."""


def chance_lines(row: HomeRow, room: int, *, narrow: bool) -> Content:
    """Return the chance of passing, and what it is based on, in two lines of `room` cells."""
    standing, unit = row.standing, row.unit
    what = "Chance of passing   " if narrow else "Chance of passing a new mock   "
    if standing.probability is None or standing.score is None:
        return Content.assemble(
            what,
            ("not enough evidence yet", "bold"),
            (f"\n{lacking(standing)}", text.MUTED),
        )
    low, high = standing.score
    parts = [
        f"score {low}–{high}{unit}",
        f"{standing.first_sight} of {standing.answers} new",
        real_exam(standing),
    ]
    if len(" · ".join(parts)) > room:
        del parts[1]
    return Content.assemble(
        what,
        (str(standing.words), "bold $accent"),
        (f"\n{' · '.join(parts)}", text.MUTED),
    )


def today_lines(row: HomeRow, room: int, *, narrow: bool) -> Content:
    """Return today's part of the plan, and what is so, in lines of `room` cells.

    The last phrase gets a line of its own where it does not fit; a `narrow` screen has only two.
    """
    plan, phrases = row.standing.plan, list(today(row))
    name = "Today   " if plan is None else "So far  "
    if narrow:
        del phrases[2:]
    said = " · ".join(phrases)
    if not narrow and len(name + said) > room:
        said = f"{' · '.join(phrases[:-1])}\n{' ' * len(name)}{phrases[-1]}"
    shown = Content.assemble((name, text.MUTED), said)
    if plan is None:
        return shown
    part = Content.assemble(("Today   ", text.MUTED), _part(fitted(plan, room - len(name))))
    return Content("\n").join([part, shown] if row.standing.answers else [part])


def _part(row: PlanRow) -> Content:
    """Return today's part; what is done of it has a check mark and is muted."""
    if row.today.day == row.exam_day:
        return Content.styled("your exam", "bold")
    shown = []
    for part in parts(row):
        words = text.clean(part.text)
        if part.done:
            shown.append(Content.styled(f"✓ {words}", text.MUTED))
        else:
            done = f" ({part.progress})" if part.progress else ""
            shown.append(Content.assemble((words, "bold"), (done, text.MUTED)))
    return Content(" · ").join(shown) if shown else Content("rest")


def coming_days(row: PlanRow, width: int) -> Content:
    """Return the coming days up to the exam in `width` cells, each on one line."""
    hint = "   p opens the plan" if width >= WITH_HINT else ""
    lines = [Content.assemble(("To the exam", "bold"), (hint, text.MUTED))]
    for day in row.coming:
        when = date.fromisoformat(day.day)
        style = "$accent" if day.mock else ""
        weekday = Content.styled(f"{WEEKDAYS[when.weekday()]}  ", text.MUTED)
        words = text.cut(text.clean(day_text(day, width - LEAD)), width - LEAD)
        lines.append(weekday + Content.styled(words, style))
    return Content("\n").join(lines)
