"""A transcript as Markdown (CommonMark, with a table), whose text is never read as markup."""

from __future__ import annotations

import re

from quizapp.exam.prose import Part, parts
from quizapp.exam.wording import blocks, clean
from quizapp.export.transcript import NOT_OFFICIAL, Entry, Transcript

SPECIAL = re.compile(r"[\\`*\[<|~&$]|(?<![^\W_])_|_(?![^\W_])")
BEGINNING = re.compile(r"^(?:[-+=:>#]|\d+(?=[.)]))")
ADDRESS = re.compile(r"https://[^\s<>\"'`\\]+")


def markdown(record: Transcript) -> str:
    """The whole report with its answer review, as one document."""
    out = [f"# {escaped(record.headline)}", "", _lead(record), ""]
    out += _score(record)
    out += _domains(record)
    out += _facts(record)
    out += _missed(record)
    if record.left_out:
        out += [f"*{record.absent}*", ""]
    if record.entries:
        out += ["## Every question", ""]
    for entry in record.entries:
        out += _entry(entry)
    out += ["---", "", escaped(NOT_OFFICIAL), ""]
    return "\n".join(out)


def escaped(text: str) -> str:
    """Text on one line, so that a reader of Markdown sees just these characters."""
    return _beginning(_plain(" ".join(clean(text).split())))


def _plain(text: str) -> str:
    return SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def _beginning(text: str) -> str:
    """Without what would make a list, a heading or a quotation of a line."""
    found = BEGINNING.match(text)
    if found is None:
        return text
    digits = found[0] if found[0].isdigit() else ""
    return f"{digits}\\{text[len(digits) :]}"


def inline(text: str) -> str:
    """One paragraph with `code` kept as code."""
    return runs(parts(text))


def runs(found: tuple[Part, ...]) -> str:
    drawn = "".join(f"`{part.text}`" if part.code else _plain(part.text) for part in found)
    return _beginning(drawn)


def prose(text: str) -> list[str]:
    """Paragraphs and fenced code, with empty lines between."""
    out = []
    for block in blocks(text):
        if block.code:
            runs_of = re.findall("`+", block.text)
            fence = "`" * max(3, 1 + max(map(len, runs_of), default=0))
            out += [fence, *block.text.split("\n"), fence, ""]
        else:
            out += [runs(parts(block.text)), ""]
    return out


def _lead(record: Transcript) -> str:
    who = f"{escaped(record.name)} · " if record.name else ""
    facts = record.facts
    return f"{who}{escaped(record.exam_name)} · began {facts.started:%H:%M} · {facts.outcome}"


def _score(record: Transcript) -> list[str]:
    report = record.facts.score
    if report is None:
        return []
    verdict = "PASS" if report.passed else "NOT YET"
    return [
        f"**Practice score {record.facts.blueprint.shown(report.score)} – {verdict}** "
        f"({record.score_line})",
        "",
        escaped(record.facts.blueprint.conversion),
        "",
    ]


def _domains(record: Transcript) -> list[str]:
    rows = record.facts.domains
    if not rows:
        return []
    scored = record.facts.score is not None
    out = ["## Domains", ""]
    if scored:
        out += ["| Domain | Weight | Right | Result |", "|---|---:|---:|---|"]
    else:
        out += ["| Domain | Right |", "|---|---:|"]
    for row in rows:
        cells = [escaped(row.name), f"{row.correct}/{row.total}"]
        if scored:
            cells = [cells[0], f"{row.weight} %", cells[1], row.verdict]
        out.append(f"| {' | '.join(cells)} |")
    return [*out, ""]


def _facts(record: Transcript) -> list[str]:
    return [
        "## How it went",
        "",
        *(f"- **{name}:** {escaped(words)}" for name, words in record.details),
        "",
    ]


def _missed(record: Transcript) -> list[str]:
    """The missed questions, each leading to its place below."""
    if not record.missed:
        return []
    out = [f"## Missed ({len(record.missed)})", ""]
    out += [
        f"- [Question {entry.number}](#q{entry.number}) – {escaped(entry.topic)}"
        for entry in record.missed
    ]
    return [*out, ""]


def _entry(entry: Entry) -> list[str]:
    out = [
        f'<a id="q{entry.number}"></a>',
        "",
        f"### Question {entry.number} – {entry.outcome}",
        "",
        " · ".join(escaped(word) for word in entry.about),
        "",
        *prose(entry.question.stem),
    ]
    for number, option in entry.options:
        offered = entry.question.options[option]
        words = entry.words(option)
        said = f" **({', '.join(words).lower()})**" if words else ""
        out += [f"{number}. {inline(offered.text)}{said}", "", f"   {inline(offered.why)}", ""]
    out += [f"**Remember:** {inline(entry.question.takeaway)}", ""]
    if entry.note:
        out += [
            "**Your note:**",
            "",
            *(f"> {line}".rstrip() for line in prose(entry.note)[:-1]),
            "",
        ]
    for reference in entry.question.references:
        out.append(f"- {link(reference)}")
    return [*out, ""]


def link(address: str) -> str:
    """A reference; only https leads anywhere, anything else is text."""
    if ADDRESS.fullmatch(address):
        return f"<{address}>"
    return escaped(address)
