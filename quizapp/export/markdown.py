"""A transcript as Markdown (CommonMark plus tables). Text is escaped, so it is never markup."""

from __future__ import annotations

import re

from quizapp.exam.prose import Part, note_line, parts
from quizapp.exam.wording import Block, blocks, clean, lacking, note_blocks
from quizapp.export.transcript import NOT_OFFICIAL, Entry, Transcript

ENTITIES = {"<": "&lt;", "&": "&amp;"}
"""Characters written as entities: a reader may take a backslash before them for a part of a bare
address, and the rest for HTML."""
SPECIAL = re.compile(r"[\\`*\[<|~&$]|(?<![^\W_])_|_(?![^\W_])")
BEGINNING = re.compile(r"^(?:[-+=:>#]|\d+(?=[.)]))")
ADDRESS = re.compile(r"https://[^\s<>\"'`\\]+")


def markdown(record: Transcript) -> str:
    """The whole report, with every answer and its explanation, as one document."""
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
    """Text on one line, escaped so that Markdown renders exactly these characters."""
    return _beginning(_plain(" ".join(clean(text).split())))


def _plain(text: str) -> str:
    return SPECIAL.sub(lambda match: ENTITIES.get(match[0], f"\\{match[0]}"), text)


def _beginning(text: str) -> str:
    """A line whose beginning is escaped, so that it is not a list, a heading or a quotation."""
    match = BEGINNING.match(text)
    if match is None:
        return text
    digits = match[0] if match[0].isdigit() else ""
    return f"{digits}\\{text[len(digits) :]}"


def inline(text: str) -> str:
    """One paragraph, escaped, with inline code in backticks."""
    return runs(parts(text))


def runs(pieces: tuple[Part, ...]) -> str:
    """The pieces of a paragraph as Markdown."""
    return _beginning(_joined(pieces))


def _joined(pieces: tuple[Part, ...]) -> str:
    return "".join(_code(piece.text) if piece.code else _plain(piece.text) for piece in pieces)


def _code(text: str) -> str:
    """A code span, between more backticks than it contains in a row."""
    marks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{space}{text}{space}{marks}"


def prose(text: str) -> list[str]:
    """Lines of paragraphs and fenced code, with an empty line after each."""
    out = []
    for block in blocks(text):
        out += [*_fenced(block), ""] if block.code else [runs(parts(block.text)), ""]
    return out


def _fenced(block: Block) -> list[str]:
    backticks = re.findall("`+", block.text)
    fence = "`" * max(3, 1 + max(map(len, backticks), default=0))
    return [fence, *block.text.split("\n"), fence]


def note(text: str) -> list[str]:
    """A learner's note: its lines end with a line break, and its code is fenced."""
    out: list[str] = []
    for block in note_blocks(text):
        if block.code or not block.text:
            out += ["", *_fenced(block), ""] if block.code else [""]
            continue
        if out and out[-1]:
            out[-1] += "\\"
        indent = "\u00a0" * (len(block.text) - len(block.text.lstrip()))
        out.append(indent + runs(note_line(block.text.strip())))
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
            cells = [cells[0], f"{row.weight}%", cells[1], row.verdict]
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
    """The list of missed questions, each a link to the question below."""
    if not record.missed:
        return []
    out = [f"## Missed ({len(record.missed)})", ""]
    out += [
        f"- [Question {entry.number}](#q{entry.number}) – {escaped(entry.topic)}"
        + (f", {lacks}" if (lacks := lacking(entry.item)) else "")
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
        state = f"**{', '.join(words)}:** " if words else ""
        out += _item(f"{number}. ", [*_led(state, offered.text), *prose(offered.why)])
    out += _led("**Remember:** ", entry.question.takeaway)
    if entry.note:
        out += [
            "**Your note:**",
            "",
            *(f"> {line}".rstrip() for line in note(entry.note)),
            "",
        ]
    for reference in entry.question.references:
        out.append(f"- {link(reference)}")
    return [*out, ""]


def _led(lead: str, text: str) -> list[str]:
    """Paragraphs and code, with `lead`, which is Markdown, before the first."""
    first, *others = prose(text) or [""]
    if first.startswith("```"):
        return [lead.strip(), "", first, *others] if lead else [first, *others]
    return [f"{lead}{first}", *others]


def _item(lead: str, lines: list[str]) -> list[str]:
    """Lines as one item of a list."""
    first, *others = lines
    indent = " " * len(lead)
    return [f"{lead}{first}", *(f"{indent}{line}" if line else "" for line in others)]


def link(address: str) -> str:
    """A reference: a link if it is an https URL, else plain text."""
    if ADDRESS.fullmatch(address):
        return f"<{address}>"
    return escaped(address)
