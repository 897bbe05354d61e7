"""The plan to the exam day in words, and the exam date.

Home's first frame uses this module, so the store is imported only where it is needed.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from quizapp.exam.wording import count, is_or_are
from quizapp.settings import is_over
from quizapp.store.bootstrap.plan_row import DayPlan, PlanRow
from quizapp.words import cells, cut, full_weekday, written_day, written_weekday

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quizapp.exam.blueprint import Blueprint
    from quizapp.settings import Effective
    from quizapp.store.workspace import Workspace

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
# A pattern is compiled when a date is read: every start waits for this module.
ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
SPAN = r"in ([0-9]{1,3}) (day|week)s?"
SLASHES = r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}|[0-9]{2}))?"
MONTH_FIRST = r"(?P<month>[a-z]{3,9})\.? (?P<day>[0-9]{1,2})(?:,? (?P<year>[0-9]{4}))?"
DAY_FIRST = r"(?P<day>[0-9]{1,2})\.? (?P<month>[a-z]{3,9})\.?(?:,? (?P<year>[0-9]{4}))?"
RECENT = 60
"""A month and a day without a year is a past day if it was at most so many days ago."""
NAMED = 5
"""The most topics of a day that are named in full."""
LEAST_NAME = 24
"""The fewest cells of a topic's name that are worth showing; below, the topics are counted."""
EXAM_DAY = "Exam day"
EXAMPLES = "2026-12-19, 12/19/2026, December 19, or in 3 weeks"
HOW_TO_WRITE = f"write it as {EXAMPLES}"
NO_MORE = "no more reviews before the exam"
NO_DATE = "No exam date is set. With one, every day until the exam has a plan."


class Part(NamedTuple):
    """One thing to do today: what, how much of it is done, and whether all of it is."""

    text: str
    progress: str
    done: bool


class Line(NamedTuple):
    """One day of the plan in words; `done` is true for today if nothing of it is left."""

    day: date
    text: str
    today: bool = False
    done: bool = False

    def name(self, this_day: date) -> str:
        """The day in words: "Today", or such as "Mon, Nov 30", seen from `this_day`."""
        return "Today" if self.today else written_weekday(self.day, this_day)


def plan(workspace: Workspace) -> PlanRow | None:
    """Return the plan with every day to come; None without an exam date, or after it.

    Raises StoreError.
    """
    from quizapp.store.progress import standing

    with workspace.database.read() as connection:
        return standing.plan_row(connection, workspace.scope, workspace.blueprint)


def topic_ids(workspace: Workspace, day: DayPlan) -> frozenset[str]:
    """Return the IDs of the topics that a day's new questions are about. Raises StoreError."""
    from quizapp.store.catalog import names

    with workspace.database.read() as connection:
        known = names.all_topics(connection, workspace.scope.pack)
    return frozenset(topic for topic, name in known.items() if name in day.topics)


# -- in words -------------------------------------------------------------------------------------


def without_plan(exam_date: Effective, today: date) -> str:
    """Return why there is no plan, as sentences; `exam_date` is the setting.

    They say what to do if the exam is over: where to set the date of the next one.
    """
    if not is_over(exam_date.value, today):
        return NO_DATE
    over = f"Your exam on {written_day(exam_date.value, today)} is over."
    return f"{over} {next_exam(exam_date)}."


def next_exam(exam_date: Effective) -> str:
    """Return what to do once the exam is over: to set the next date, and where if not here."""
    where = f" in {exam_date.fixed}" if exam_date.fixed else ""
    return f"Set the date of your next exam{where}"


def still(day: str | None, time_zone: str | None) -> str:
    """Return what to say of the study day `day` (ISO date) after midnight, when it is still on.

    It is "" at any other time, and for a day that is over. `time_zone` is the setting.
    """
    from quizapp.store.learner import zones
    from quizapp.study.schedule import study_day

    now = datetime.now(zones.of(time_zone))
    today = study_day(now, zones.of(time_zone))
    if now.date() == today or day != today.isoformat():
        return ""
    return f"Still {full_weekday(today)}: your study day ends at 4 a.m."


def parts(row: PlanRow) -> tuple[Part, ...]:
    """Return what today's part consists of; empty on a day without anything to do."""
    found = []
    if row.today.mock:
        found.append(Part(row.today.mock, "taken" if row.mock_done else "", row.mock_done))
    for what, planned, done, left in (
        (_new(row.today), row.today.new, row.new_done, row.new_left),
        (count(row.today.reviews, "review"), row.today.reviews, row.reviews_done, row.reviews_left),
    ):
        if planned:
            progress = f"{min(done, planned)} of {planned} done" if done else ""
            found.append(Part(what, progress, not left))
    return tuple(found)


def today_line(row: PlanRow, *, marked: bool = True) -> str:
    """Return today's part in one line; if `marked`, with what is done of it."""
    if row.today.day == row.exam_day:
        return EXAM_DAY
    found = [
        f"{part.text} ✓"
        if part.done and marked
        else f"{part.text} ({part.progress})"
        if part.progress and not part.done
        else part.text
        for part in parts(row)
    ]
    return " · ".join(found) or "rest"


def fitted(row: PlanRow, width: int) -> PlanRow:
    """Return the plan with today's first topic cut so that `today_line` has at most `width` cells.

    The topics are counted instead if too little of the name would be left.
    """
    over = cells(today_line(row)) - width
    if over <= 0 or not row.today.topics:
        return row
    name, *others = row.today.topics
    room = cells(name) - over
    shown = cut(name, room) if room >= LEAST_NAME else ""
    return row._replace(today=row.today._replace(topics=(shown, *others)))


def lines(row: PlanRow, width: int | None = None) -> tuple[Line, ...]:
    """Return one line a day from today to the exam; days after the last known one are left out.

    With `width`, the names of topics are cut so that a line has at most that many cells.
    """
    if width is not None:
        row = fitted(row, width)
    exam = date.fromisoformat(row.exam_day)
    today = date.fromisoformat(row.today.day)
    done = row.done and today < exam
    found = [Line(today, today_line(row, marked=not done), today=True, done=done)]
    found += [Line(date.fromisoformat(day.day), day_text(day, width)) for day in row.coming]
    if today < exam and found[-1].day + timedelta(1) == exam:
        found.append(Line(exam, EXAM_DAY))
    return tuple(found)


def day_text(day: DayPlan, width: int | None = None) -> str:
    """Return the plan for a day to come in words, such as "Mock exam 3 · 24 reviews".

    With `width`, as many topics are named as fit into that many cells. If not even one does, its
    name is cut; the topics are counted instead if too little of it would be left.
    """
    before = [day.mock] if day.mock else []
    after = [count(day.reviews, "review")] if day.reviews else []
    whole = " · ".join([*before, *([_new(day)] if day.new else []), *after]) or "rest"
    if width is None or not day.new:
        return whole
    for named in range(len(day.topics), 1, -1):
        topics = f"{'; '.join(day.topics[:named])}{_others(day.topics[named - 1 :])}"
        longer = " · ".join([*before, f"{day.new} new on {topics}", *after])
        if cells(longer) <= width:
            return longer
    if cells(whole) <= width:
        return whole
    more = _others(day.topics)
    tail = "".join(f" · {part}" for part in after)
    room = width - cells(f"{day.new} new on {more}{tail}")
    if room < LEAST_NAME or not day.topics:
        return f"{_new(day._replace(topics=('', *day.topics[1:]) if day.topics else ()))}{tail}"
    return f"{day.new} new on {cut(day.topics[0], room)}{more}{tail}"


def topics_line(day: DayPlan) -> str:
    """Return the full names of the topics of a day's new questions; "" without any.

    At most `NAMED` are named, and the others counted.
    """
    if not (day.new and day.topics):
        return ""
    more = len(day.topics) - NAMED
    rest = f"; and {count(more, 'more topic')}" if more > 0 else ""
    return f"New questions on {'; '.join(day.topics[:NAMED])}{rest}"


def mock_line(day: DayPlan, blueprint: Blueprint) -> str:
    """Return the size of a day's mock, such as "Mock exam 2: 65 questions in 130 minutes"; "" if
    the day has none. A mock is not part of the questions a day."""
    size = f"{count(blueprint.questions, 'question')} in {count(blueprint.minutes, 'minute')}"
    return f"{day.mock}: {size}" if day.mock else ""


def _new(day: DayPlan) -> str:
    """Return the new questions of a day with the first topic, such as "20 new on KMS".

    If the first name is empty, the topics are counted.
    """
    if not day.topics:
        return f"{day.new} new"
    first = f"{day.topics[0]}{_others(day.topics)}"
    return f"{day.new} new on {first if day.topics[0] else count(len(day.topics), 'topic')}"


def _others(topics: Sequence[str]) -> str:
    """Return how many topics there are after the first, such as " +2 topics"; "" if none."""
    return f" +{count(len(topics) - 1, 'topic')}" if topics[1:] else ""


def unplanned(row: PlanRow) -> str:
    """Return what to say of questions for which no day has room; "" if there are none."""
    if not row.unplanned:
        return ""
    fits = f" About {row.enough} a day would fit all." if row.enough else ""
    return (
        f"{count(row.unplanned, 'new question')} will not fit before the exam: a day has at most "
        f"{row.budget} questions.{fits} Those that help most come first."
    )


def about_mocks(row: PlanRow) -> str:
    """Return why the plan has no more mocks than it has, in one sentence; "" without any."""
    number = sum(bool(day.mock) for day in (row.today, *row.coming))
    if not number:
        return ""
    return (
        f"{count(number, 'mock exam')} {is_or_are(number)} planned. More of them would help less "
        "than new questions do."
    )


def about_reviews(row: PlanRow) -> str:
    """Return one sentence about what the reviews of the plan are; "" if it has none to come."""
    if not any(day.reviews for day in (row.today, *row.coming)):
        return ""
    return (
        f"New questions come first; reviews get what is left of the {row.budget} a day. They "
        "repeat questions, whether right, wrong, or left blank."
    )


def reviews_to_come(row: PlanRow) -> str:
    """Return how many reviews the plan has tomorrow, and whether it has any later.

    An example is "11 reviews tomorrow, more on later days".
    """
    tomorrow, *later = (day.reviews for day in row.coming) if row.coming else (0,)
    # The row of home has only the first days to come, and the last days before an exam have most.
    known = bool(row.coming) and row.coming[-1].day >= _day_before(row.exam_day)
    more = any(later) or (bool(row.coming) and not known)
    if tomorrow:
        return f"{count(tomorrow, 'review')} tomorrow{', more on later days' if more else ''}"
    return "no reviews tomorrow, but on later days" if more else NO_MORE


def _day_before(day: str) -> str:
    """Return the day before a day; both are ISO dates."""
    return (date.fromisoformat(day) - timedelta(1)).isoformat()


def notes(row: PlanRow) -> tuple[str, ...]:
    """Return what the plan says below its days."""
    return tuple(filter(None, (unplanned(row), about_mocks(row), about_reviews(row))))


def when(exam_day: date, today: date, exam: str) -> str:
    """Return the exam date in words, with the exam that follows from it."""
    left = (exam_day - today).days
    days = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    return f"{exam} on {written_day(exam_day, today)}, {days}"


# -- the exam date --------------------------------------------------------------------------------


def read_date(given: str, today: date) -> date:
    """Return the day that a learner typed, in one of these forms.

    2026-12-19, 12/19/2026, 12/19/26, 12/19, December 19, 19 December 2026, yesterday, today,
    tomorrow, in 3 weeks. A day without a year is a past one of the last `RECENT` days, else the
    next one from `today` on. Raises ValueError with the reason.
    """
    words = given.strip().casefold().rstrip(".")
    try:
        return date.fromisoformat(words)
    except ValueError:
        pass
    span = re.fullmatch(SPAN, words)
    parts = _parts(words)
    try:
        if words in NEAR:
            return today + timedelta(NEAR[words])
        if span:
            return today + timedelta(int(span[1]) * (7 if span[2] == "week" else 1))
        if parts is not None:
            return _day(*parts, today)
    except (ValueError, OverflowError):
        raise ValueError(f"{given!r} is not a day; {HOW_TO_WRITE}") from None
    raise ValueError(f"{given!r} is not a date; {HOW_TO_WRITE}")


def is_date(given: str) -> bool:
    """Return whether a text has one of the forms of `read_date`, even if there is no such day."""
    words = given.strip().casefold().rstrip(".")
    return bool(
        words in NEAR
        or re.fullmatch(ISO, words)
        or re.fullmatch(SPAN, words)
        or _parts(words) is not None
    )


def _parts(words: str) -> tuple[int, int, int | None] | None:
    """Return the month, the day, and the year, if any, of a date with slashes or in words."""
    slashes = re.fullmatch(SLASHES, words)
    if slashes:
        year = int(slashes[3]) if slashes[3] else None
        if year is not None and len(slashes[3]) == 2:
            year += 2000
        return int(slashes[1]), int(slashes[2]), year
    found = re.fullmatch(MONTH_FIRST, words) or re.fullmatch(DAY_FIRST, words)
    if found:
        for number, month in enumerate(MONTHS, 1):
            if month.startswith(found["month"]):
                return number, int(found["day"]), int(found["year"]) if found["year"] else None
    return None


def _day(month: int, day: int, year: int | None, today: date) -> date:
    """Return a day; without a year, see `read_date`. Raises ValueError if there is none."""
    if year is not None:
        return date(year, month, day)
    found = []
    for near in (today.year - 1, today.year, today.year + 1):
        with suppress(ValueError):
            found.append(date(near, month, day))
    for each in found:
        if each >= today - timedelta(RECENT):
            return each
    raise ValueError("no such day")


def date_fault(given: str, today: date) -> str | None:
    """Why the text is not a date; None if it is, or is empty."""
    try:
        if given.strip():
            read_date(given, today)
    except ValueError as error:
        return str(error)
    return None
