"""A transcript as lines of plain text for a terminal, a pager or a printer."""

from __future__ import annotations

import textwrap

from quizapp.exam.wording import blocks, clean
from quizapp.export.transcript import NOT_OFFICIAL, Entry, Transcript
from quizapp.words import pad

WIDTH = 80
NAME_WIDTH = 18
RULE = "─"


def lines(record: Transcript, width: int = WIDTH) -> list[str]:
    """The whole report, with every answer and its explanation, wrapped to `width` columns.

    Code is not wrapped.
    """
    out = [*_set(record.headline, width), *_set(_lead(record), width), ""]
    if record.facts.score is not None:
        report = record.facts.score
        verdict = "PASS" if report.passed else "NOT YET"
        out += _set(
            f"Practice score {record.facts.blueprint.shown(report.score)}, {verdict} "
            f"({record.score_line}).",
            width,
        )
    out += [*_set(record.facts.outcome, width), ""]
    for row in record.facts.domains:
        verdict = f"  {row.verdict}" if record.facts.score is not None else ""
        name = pad(clean(row.name), min(38, width - 30))
        out.append(f"  {name} {row.correct:>3}/{row.total:<3}{verdict}".rstrip())
    out.append("")
    for name, words in record.details:
        out += _set(words, width, f"  {name:<{NAME_WIDTH}}")
    if record.missed:
        numbers = ", ".join(str(entry.number) for entry in record.missed)
        out += _set(numbers, width, f"  {'Missed':<{NAME_WIDTH}}")
    if record.absent:
        out += ["", *_set(record.absent, width)]
    for entry in record.entries:
        out += _entry(entry, width)
    return [*out, "", RULE * width, *_set(NOT_OFFICIAL, width)]


def _lead(record: Transcript) -> str:
    who = f"{record.name}, " if record.name else ""
    return f"{who}{record.exam_name}, began {record.facts.started:%H:%M}"


def _entry(entry: Entry, width: int) -> list[str]:
    out = ["", RULE * width, f"Question {entry.number}: {entry.outcome}"]
    out += [*_set(" · ".join(entry.about), width), "", *_prose(entry.question.stem, width)]
    for number, option in entry.options:
        offered = entry.question.options[option]
        words = entry.words(option)
        mark = "✓" if option in entry.item.keys else "✗" if option in entry.item.chosen else " "
        state = f"[{', '.join(words)}] " if words else ""
        out += _set(state + offered.text, width, f"{mark} {number}  ")
        out += [*_set(offered.why, width, "     "), ""]
    out += _set(entry.question.takeaway, width, "Remember   ")
    if entry.note:
        out += _set(entry.note, width, "Your note  ")
    for place, reference in enumerate(entry.question.references):
        out.append(f"{'Reference' if place == 0 else '':<11}{clean(reference)}")
    return out


def _prose(text: str, width: int) -> list[str]:
    out: list[str] = []
    for block in blocks(text):
        if block.code:
            out += [f"    {line}".rstrip() for line in block.text.split("\n")]
        else:
            out += _set(block.text, width)
        out.append("")
    return out


def _set(text: str, width: int, lead: str = "") -> list[str]:
    """`lead` and a wrapped paragraph, with later lines aligned to the first."""
    return textwrap.wrap(
        " ".join(clean(text).split()),
        width,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_on_hyphens=False,
    ) or [lead.rstrip()]
