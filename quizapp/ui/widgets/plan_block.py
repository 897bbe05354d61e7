"""The plan on home: today's part in one line, and the coming days next to the domains."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.practice.offers import today
from quizapp.practice.plan import WEEKDAYS, day_text, parts
from quizapp.ui import text
from quizapp.words import cells

if TYPE_CHECKING:
    from quizapp.store.bootstrap.home_row import HomeRow
    from quizapp.store.bootstrap.plan_row import PlanRow

WRAPPED, MARGIN = 40, 14
"""Cells from which a day may have two lines, and those of a line that may stay empty."""
MOST_PHRASES = 3
"""The most phrases about today that always have room in one line."""
WITH_HINT = 31
"""Cells from which the key that opens the plan is named."""


def today_lines(row: HomeRow, room: int, *, narrow: bool) -> Content:
    """Return today's part of the plan, and what is so, in lines of `room` cells.

    The streak is left out where the last mock would not fit; a `narrow` screen has neither.
    """
    plan, phrases = row.standing.plan, list(today(row))
    name = "Today   " if plan is None else "So far  "
    if narrow:
        del phrases[2:]
    elif len(phrases) > MOST_PHRASES and len(name + " · ".join(phrases)) > room:
        del phrases[2]
    shown = Content.assemble((name, text.MUTED), " · ".join(phrases))
    if plan is None:
        return shown
    part = Content.assemble(("Today   ", text.MUTED), _part(plan))
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


def coming_days(row: PlanRow, width: int, rows: int) -> Content:
    """Return the coming days up to the exam in `width` cells.

    A day has one line; or two, so that its topic is not cut, if `rows` has room for two of each.
    """
    wraps = width >= WRAPPED and 1 + 2 * len(row.coming) <= rows
    hint = "   p opens the plan" if width >= WITH_HINT else ""
    lines = [Content.assemble(("To the exam", "bold"), (hint, text.MUTED))]
    for day in row.coming:
        when = date.fromisoformat(day.day)
        style = "$accent" if day.mock else ""
        weekday = Content.styled(f"{WEEKDAYS[when.weekday()]}  ", text.MUTED)
        words = text.clean(day_text(day))
        if not wraps or cells(words) > 2 * (width - MARGIN):
            words = text.cut(text.clean(day_text(day, width - 5)), width - 5)
        lines.append(text.hanging(Content.styled(words, style), weekday, width))
    return Content("\n").join(lines)
