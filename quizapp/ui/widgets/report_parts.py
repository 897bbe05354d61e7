"""The parts of a report, as text in a given number of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.exam.clock import shown
from quizapp.practice.result import MEETS, NEEDS
from quizapp.ui import text
from quizapp.ui.text import MUTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quizapp.exam.scoring import DomainResult
    from quizapp.practice.outcome import Outcome, TopicResult
    from quizapp.practice.report import ReportFacts

QUARTERS = 31
"""Cells of the table of quarters."""
TOPICS = 68
"""Maximum width of the list of topics, in cells."""
NAMES, COUNTS, VERDICT = (33, 25), 16, 18
"""Cells of a domain: its name, where there is room; its weight and count; its verdict in words."""
LEAST_SCALE, MAX_SCALE = 10, 37
"""Cells of the scale of a domain."""
ONE_LINE = 66
"""Cells from which the score, the pass mark, and the likely range are on one line."""
PASS_LINE = "   (● you, │ pass line)"
AVERAGE = ", on average"
LABEL = 12
"""Cells of the label of a detail."""


def score(facts: ReportFacts, room: int) -> Content:
    """Return the score with its verdict and range, and what it is computed from."""
    if facts.score is None:
        return Content.styled(facts.outcome, "bold")
    verdict = ("PASS", "bold $success") if facts.score.passed else ("NOT YET", "bold $error")
    low, high = facts.range_text
    limits = f"passing {facts.passing_text}   likely range {low}–{high}"
    return Content("\n").join(
        [
            Content.assemble(
                ("PRACTICE SCORE  ", MUTED),
                (facts.score_text, "bold $accent"),
                "   ",
                verdict,
                "   " if room >= ONE_LINE else "\n",
                (limits, MUTED),
            ),
            Content.assemble(
                (facts.outcome, "bold"),
                (f" {facts.blueprint.conversion} {facts.first_sight_text}", MUTED),
            ),
        ]
    )


def domains(facts: ReportFacts, room: int) -> Content:
    """Return a row for each domain; without a score, the rows have only counts."""
    if facts.score is None:
        return _counts(facts, next((n for n in NAMES if room >= n + COUNTS), NAMES[-1]))
    verdicts = room >= NAMES[0] + COUNTS + LEAST_SCALE + VERDICT
    name = next((n for n in NAMES if room >= n + COUNTS + LEAST_SCALE), NAMES[-1])
    scale = max(LEAST_SCALE, min(MAX_SCALE, room - name - COUNTS - (VERDICT if verdicts else 0)))
    cut = round(facts.blueprint.pass_fraction * (scale - 1))
    labeled = len(NEEDS) <= cut - 1 and len(MEETS) <= scale - cut + 6
    left, right = (NEEDS, f" {MEETS}") if labeled else ("", "")
    head = "Domain".ljust(name) + "weight  " + left.rjust(cut - 1) + f" │{right}"
    if len(head) + len(PASS_LINE) <= room:
        head += PASS_LINE
    lines = [Content.styled(head, MUTED)]
    lines += [_domain(row, name, scale, cut, verdicts=verdicts) for row in facts.domains]
    if not labeled and not verdicts:
        parts = [f"● left of │ = {NEEDS}", f"● right of │ = {MEETS}"]
        legend = "   ".join(parts)
        lines.append(Content.styled(legend if len(legend) <= room else "\n".join(parts), MUTED))
    return Content("\n").join(lines)


def _counts(facts: ReportFacts, name_width: int) -> Content:
    """Return the domains without verdicts, since there is no score."""
    lines = [Content.styled("Domain".ljust(name_width) + "weight   right", MUTED)]
    for row in facts.domains:
        name = text.pad(text.cut(text.clean(row.name), name_width - 1), name_width)
        weight = (f"{row.weight:>4}%   ", MUTED)
        lines.append(Content.assemble(name, weight, f"{row.correct:>3}/{row.total}"))
    return Content("\n").join(lines)


def _domain(row: DomainResult, name_width: int, scale: int, cut: int, *, verdicts: bool) -> Content:
    """Return the row of a domain. Its dot is left of the pass line, which is at the cell `cut` of
    the scale, if it needs improvement, else right of it."""
    line = [" "] * scale
    line[cut] = "│"
    at = None
    if row.total:
        at = round(row.correct / row.total * (scale - 1))
        at = min(scale - 1, max(at, cut + 1)) if row.meets else min(at, cut - 1)
        line[at] = "●"
    drawn = Content.assemble(
        *(
            (cell, "bold $success" if row.meets else "bold $error")
            if index == at
            else (cell, "$quiz-faint")
            for index, cell in enumerate(line)
        )
    )
    meets = {True: MEETS, False: NEEDS, None: "not asked"}[row.meets]
    return Content.assemble(
        text.pad(text.cut(text.clean(row.name), name_width - 1), name_width),
        (f"{row.weight:>4}%   ", MUTED),
        drawn,
        f" {row.correct:>3}/{row.total:<3}",
        (meets if verdicts else "", "$success" if row.meets else "$error"),
    )


def quarters(facts: ReportFacts) -> Content:
    """Return the pace and the right answers by quarter as a table."""

    def row(label: str, cells: Iterable[str], style: str = "") -> Content:
        return Content.assemble((f"{label:<7}", MUTED), ("".join(f"{c:>6}" for c in cells), style))

    title = "Pace and results by quarter" if facts.right_by_quarter else "Pace by quarter"
    title = title if facts.all_shown else "By quarter, of those shown"
    numbers = [str(number) for number in range(1, len(facts.pace) + 1)]
    lines = [Content.styled(title, MUTED)]
    lines += [row("Quarter", numbers, MUTED), row("Pace", map(_spent, facts.pace))]
    if facts.right_by_quarter:
        lines.append(row("Right", facts.by_quarter()))
    if facts.budget is not None:
        budget = Content.styled(" a question", MUTED)
        lines.append(row("Budget", [shown(facts.budget)]) + budget)
    return Content("\n").join(lines)


def _spent(seconds: float | None) -> str:
    return "–" if seconds is None else shown(seconds)


def _by_quarter(figures: Iterable[str]) -> str:
    """Return the figures of the quarters in columns, after what they are."""
    return f"by quarter  {' '.join(figure.rjust(5) for figure in figures)}"


def not_answered(facts: ReportFacts, room: int) -> Content:
    """Return the lines about questions without an answer or with too few options chosen."""
    said = (("Unanswered", facts.unanswered_text), ("Incomplete", facts.incomplete_text))
    return _labeled([(label, words, "") for label, words in said if words], room)


def details(facts: ReportFacts, room: int, *, without_quarters: bool) -> Content:
    """Return the lines about pace, changed answers, earlier scores, and the prediction."""
    rows: list[tuple[str, str, str]] = []
    if facts.pace and not without_quarters:
        budget = "" if facts.budget is None else f"; budget {shown(facts.budget)} a question"
        rows.append(("Pace", _by_quarter(map(_spent, facts.pace)), budget))
    if facts.right_by_quarter and not without_quarters:
        of = "" if facts.all_shown else "; of those shown"
        rows.append(("Right", _by_quarter(facts.by_quarter()), of))
    if facts.last_quarter_remark:
        rows.append(("", facts.last_quarter_remark, ""))
    if facts.time_on_right and facts.time_on_wrong:
        right, wrong = shown(facts.time_on_right), shown(facts.time_on_wrong)
        rows.append(("Time", f"{right} on a right answer, {wrong} on a wrong one", AVERAGE))
    if facts.changes_text:
        number = text.count(facts.changes.total, "answer")
        rows.append(("Changed", f"{number}: {facts.changes_text}", ""))
    if facts.earlier:
        rows.append(("Earlier", ", ".join(facts.earlier_text), f" in {facts.counted_earlier}"))
    if facts.prediction is not None:
        rows.append(("Before", f"your chance of passing was {facts.prediction:.0%}", ""))
    return _labeled(rows, room)


def _labeled(rows: list[tuple[str, str, str]], room: int) -> Content:
    """Return a line for each row: its label, its words, and what is said less loudly."""
    return Content("\n").join(
        text.hanging(
            Content.assemble(words, (more, MUTED)),
            Content.styled(label.ljust(LABEL), MUTED),
            room,
        )
        for label, words, more in rows
    )


def after_mock(outcome: Outcome, room: int, *, without_misses: bool) -> list[Content]:
    """Return what a mock exam leads to: when its questions come back, the topics with the most
    misses, and the takeaway of each miss."""
    parts = []
    if outcome.change:
        label = Content.styled("Next".ljust(LABEL), MUTED)
        parts.append(text.hanging(Content(outcome.change), label, room))
    if outcome.worst_topics:
        head = Content.styled("Topics with the most misses, and what was right", MUTED)
        listed = _topic_lines(outcome.worst_topics, min(TOPICS, room))
        parts.append(Content("\n").join([head, *listed]))
    if outcome.misses and not without_misses:
        parts.append(misses(outcome, room))
    return parts


def topics(outcome: Outcome, room: int) -> Content:
    """Return a line for each topic, the topic with the most misses first."""
    return Content("\n").join(_topic_lines(outcome.topics, room))


def _topic_lines(rows: Sequence[TopicResult], room: int) -> list[Content]:
    counts = [f"{row.right:>3} of {row.asked}" for row in rows]
    width = max(20, room - max(map(len, counts), default=0))
    return [
        Content.assemble(
            text.pad(text.cut(text.clean(row.name), width - 1), width),
            (counted, "$success" if row.right == row.asked else ""),
        )
        for row, counted in zip(rows, counts, strict=True)
    ]


def misses(outcome: Outcome, room: int) -> Content:
    """Return the takeaway of each missed question, after its number in the sitting."""
    if not outcome.misses:
        return Content("")
    lines = [Content.styled("What you missed", MUTED)]
    for miss in outcome.misses:
        number = Content.styled(f"{miss.position + 1:>3}  ", MUTED)
        lacking = (f"{miss.lacking} · " if miss.lacking else "", MUTED)
        takeaway = Content.assemble(lacking, text.prose(miss.takeaway))
        lines.append(text.hanging(takeaway, number, room))
    return Content("\n").join(lines)
