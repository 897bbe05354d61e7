"""A transcript as lines of plain text for a terminal, a pager, or a printer."""

from __future__ import annotations

from quizapp.exam.prose import address_lines, note_line, parts
from quizapp.exam.wording import blocks, clean, lacking, note_blocks
from quizapp.export.transcript import NOT_OFFICIAL, Entry, Transcript
from quizapp.words import cells, pad, wrap

WIDTH = 80
NAME_WIDTH = 18
RULE = "─"


def lines(record: Transcript, width: int = WIDTH) -> list[str]:
    """The whole report, with every answer and its explanation, wrapped to `width` terminal cells.

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
        numbers = ", ".join(_missed(entry) for entry in record.missed)
        out += _set(numbers, width, f"  {'Missed':<{NAME_WIDTH}}")
    if record.absent:
        out += ["", *_set(record.absent, width)]
    for entry in record.entries:
        out += _entry(entry, width)
    return [*out, "", RULE * width, *_set(NOT_OFFICIAL, width)]


def _missed(entry: Entry) -> str:
    """The number of a missed question, with what its answer lacks if it is not a wrong one."""
    lacks = lacking(entry.item)
    return f"{entry.number} ({lacks})" if lacks else f"{entry.number}"


def _lead(record: Transcript) -> str:
    who = f"{record.name}, " if record.name else ""
    return f"{who}{record.exam_name}, began {record.facts.started:%H:%M}"


def _entry(entry: Entry, width: int) -> list[str]:
    out = ["", RULE * width, f"Question {entry.number}: {entry.outcome}"]
    out += [*_set(" · ".join(entry.about), width), "", *_prose(entry.question.stem, width), ""]
    for number, option in entry.options:
        offered = entry.question.options[option]
        words = entry.words(option)
        mark = "✓" if option in entry.item.keys else "✗" if option in entry.item.chosen else " "
        state = f"[{', '.join(words)}] " if words else ""
        out += _prose(offered.text, width, f"{mark} {number}  ", state)
        out += [*_prose(offered.why, width, "     "), ""]
    out += _prose(entry.question.takeaway, width, "Remember   ")
    if entry.note:
        out += _note(entry.note, width, "Your note  ")
    for place, reference in enumerate(entry.question.references):
        lead = f"{'Reference' if place == 0 else '':<11}"
        for line in address_lines(reference, width - len(lead), scheme=True):
            out.append(f"{lead}{line}")
            lead = " " * len(lead)
    return out


def _prose(text: str, width: int, lead: str = "", before: str = "") -> list[str]:
    """Paragraphs and code, with a hanging indent as wide as `lead`; `before` precedes the text."""
    out: list[str] = []
    for block in blocks(text) or blocks("-"):
        if out:
            out.append("")
        if block.code:
            out += [f"{lead}{before}".rstrip()] if (lead + before).strip() else []
            indent = " " * (cells(lead) or 4)
            out += [f"{indent}{line}".rstrip() for line in block.text.split("\n")]
        else:
            out += _set(before + _plain(block.text), width, lead)
        lead, before = " " * cells(lead), ""
    return out


def _note(note: str, width: int, lead: str) -> list[str]:
    """A note with its own lines, and a hanging indent as wide as `lead`."""
    out: list[str] = []
    for block in note_blocks(note):
        for line in block.text.split("\n"):
            indent = line[: len(line) - len(line.lstrip())]
            words = line.strip() if block.code else "".join(run.text for run in note_line(line))
            fitted = [f"{lead}{line}"] if block.code else wrap(words, width, lead + indent)
            out += [each.rstrip() for each in fitted]
            lead = " " * cells(lead)
    return out


def _plain(text: str) -> str:
    """A paragraph without the backticks of code."""
    return "".join(run.text for run in parts(text))


def _set(text: str, width: int, lead: str = "") -> list[str]:
    """`lead` and a wrapped paragraph, with later lines aligned to the first."""
    return wrap(" ".join(clean(text).split()), width, lead)
