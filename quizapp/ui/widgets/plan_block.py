"""The plan on home: today's part in one line, and the coming days next to the domains."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.practice.plan import WEEKDAYS, day_text, parts
from quizapp.ui import text
from quizapp.words import cells

if TYPE_CHECKING:
    from quizapp.store.bootstrap.plan_row import PlanRow

WRAPPED, MARGIN = 40, 14
"""Cells from which a day may have two lines, and those of a line that may stay empty."""
WITH_HINT = 31
"""Cells from which the key that opens the plan is named."""


def today_part(row: PlanRow) -> Content:
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
    exam = date.fromisoformat(row.exam_day)
    hint = "   p opens the plan" if width >= WITH_HINT else ""
    lines = [Content.assemble(("To the exam", "bold"), (hint, text.MUTED))]
    for day in row.coming:
        when = date.fromisoformat(day.day)
        style = "$accent" if day.mock else ""
        weekday = Content.styled(f"{WEEKDAYS[when.weekday()]}  ", text.MUTED)
        words = text.clean(day_text(day, exam))
        if not wraps or cells(words) > 2 * (width - MARGIN):
            words = text.cut(text.clean(day_text(day, exam, width - 5)), width - 5)
        lines.append(text.hanging(Content.styled(words, style), weekday, width))
    return Content("\n").join(lines)
