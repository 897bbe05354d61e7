"""A transcript as one self-contained HTML page: it loads no script, font, or picture.

All text is escaped, by the functions of `hypertext`. Everything else in the page is a constant or a
number.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.exam.blueprint import Blueprint
from quizapp.exam.scoring import DomainResult, Report
from quizapp.exam.wording import lacking
from quizapp.export.files import save
from quizapp.export.hypertext import document, inline, link, listed, own_note, prose, text
from quizapp.export.reading import read
from quizapp.export.transcript import NOT_OFFICIAL, Entry, Transcript
from quizapp.words import full_day

if TYPE_CHECKING:
    from quizapp.practice.room import Practice

STYLE = Path(__file__).with_name("page.css")
CHIPS = {"Right answer": "key", "Your choice": "mine", "Struck out": "struck"}


def save_page(practice: Practice, attempt_id: int) -> Path:
    """Write the report of an attempt to the reports folder, and return the file's path.

    An earlier page of the same attempt is replaced. Raises StoreError if the attempt cannot be
    read, and FileFault if the page cannot be written.
    """
    record = read(practice.workspace.database, attempt_id)
    return save(practice.home.reports, f"{record.file_name}.html", page(record))


def page(record: Transcript) -> str:
    """The HTML of the whole report, with every answer and its explanation."""
    style = STYLE.read_text(encoding="utf-8")
    body = "\n".join(
        [
            '<a class="skip" href="#questions">To the questions</a>',
            _head(record),
            "<main>",
            _score(record),
            _domains(record),
            _facts(record),
            _map(record),
            _missed(record),
            _questions(record),
            "</main>",
            f"<footer><p>{text(NOT_OFFICIAL)}</p><p>Written {full_day(record.written)}, "
            f"{record.written:%H:%M}, report {record.facts.attempt_id}.</p></footer>",
        ]
    )
    return document(record.headline, style, body)


# -- the report -----------------------------------------------------------------------------------


def _head(record: Transcript) -> str:
    who = f"<span>{text(record.name)}</span> · " if record.name else ""
    facts = record.facts
    return (
        f'<header>\n<p class="exam">{text(record.exam_name)}</p>\n<h1>{text(facts.title)}</h1>\n'
        f'<p class="when">{who}<time datetime="{facts.started.isoformat(timespec="minutes")}">'
        f"{text(facts.day)}, {facts.started:%H:%M}</time></p>\n</header>"
    )


def _score(record: Transcript) -> str:
    report = record.facts.score
    if report is None:
        return (
            '<section class="card plain" aria-label="Result">\n'
            f'<p class="count">{text(record.facts.outcome)}</p>\n'
            + (f"<p>{text(record.absent)}</p>\n" if record.absent else "")
            + "</section>"
        )
    verdict, kind = ("PASS", "right") if report.passed else ("NOT YET", "wrong")
    blueprint = record.facts.blueprint
    return f"""<section class="card" aria-labelledby="score">
<div class="figure">
<h2 id="score">Practice score</h2>
<p class="score">{blueprint.shown(report.score)}</p>
<p class="verdict {kind}">{verdict}</p>
</div>
<div class="ground">
{_scale(report, blueprint)}
<p class="count">{text(record.facts.outcome)}</p>
<p class="small">{text(record.score_line.capitalize())}. {text(blueprint.conversion)}</p>
</div>
</section>"""


def _scale(report: Report, blueprint: Blueprint) -> str:
    """The score scale as SVG: the likely range as a band, the score as a dot, and the pass line."""
    span = blueprint.score_max - blueprint.score_min

    def at(score: float) -> str:
        return f"{100 * (score - blueprint.score_min) / span:.2f}%"

    label = (
        f"Score {report.score} on a scale from {blueprint.score_min} to {blueprint.score_max}; "
        f"likely range {report.low} to {report.high}; passing {blueprint.score_pass}"
    )
    passing = blueprint.shown(blueprint.score_pass)
    width = f"{100 * (report.high - report.low) / span:.2f}%"
    return f"""<svg class="scale" role="img" aria-label="{label}" width="100%" height="58">
<rect class="track" x="0" y="22" width="100%" height="10" rx="5"/>
<rect class="band" x="{at(report.low)}" y="22" width="{width}" height="10" rx="5"/>
<line class="cut" x1="{at(blueprint.score_pass)}" x2="{at(blueprint.score_pass)}" y1="15" y2="39"/>
<circle class="dot" cx="{at(report.score)}" cy="27" r="8"/>
<text class="tick" x="0" y="54">{blueprint.score_min}</text>
<text class="tick middle" x="{at(blueprint.score_pass)}" y="54">pass {passing}</text>
<text class="tick end" x="100%" y="54">{blueprint.score_max}</text>
</svg>"""


def _domains(record: Transcript) -> str:
    rows = record.facts.domains
    if not rows:
        return ""
    scored = record.facts.score is not None
    cut = 100 * record.facts.blueprint.pass_fraction
    legend = (
        f'<p class="small legend">Below the line at {cut:.0f}%: needs improvement. '
        "From the line on: meets competencies.</p>"
        if scored
        else ""
    )
    result = '<th scope="col">Result</th>' if scored else ""
    body = "\n".join(_domain(row, cut, scored) for row in rows)
    return f"""<section aria-labelledby="domains">
<h2 id="domains">Domains</h2>
{legend}
<table class="domains">
<thead><tr><th scope="col">Domain</th><th scope="col" class="number">Right</th>{result}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</section>"""


def _domain(row: DomainResult, cut: float, scored: bool) -> str:
    kind = {True: "right", False: "wrong", None: "none"}[row.meets]
    bar = ""
    if row.total:
        share = 100 * row.correct / row.total
        line = f'<line class="cut" x1="{cut:.1f}%" x2="{cut:.1f}%" y1="0" y2="14"/>'
        bar = (
            '<svg class="bar" aria-hidden="true" width="100%" height="14">'
            '<rect class="track" x="0" y="3" width="100%" height="8" rx="4"/>'
            f'<rect class="fill {kind if scored else "none"}" x="0" y="3" width="{share:.1f}%" '
            f'height="8" rx="4"/>{line if scored else ""}</svg>'
        )
    weight = f' <span class="small">{row.weight}% of the exam</span>' if scored else ""
    result = f'<td class="{kind}">{row.verdict}</td>' if scored else ""
    return (
        f'<tr><th scope="row">{text(row.name)}{weight}{bar}</th>'
        f'<td class="number">{row.correct}/{row.total}</td>{result}</tr>'
    )


def _facts(record: Transcript) -> str:
    rows = "\n".join(
        f"<div><dt>{text(name)}</dt><dd>{text(words)}</dd></div>" for name, words in record.details
    )
    return (
        f'<section aria-labelledby="details">\n<h2 id="details">How it went</h2>\n'
        f"<dl>\n{rows}\n</dl>\n</section>"
    )


# -- the answers ----------------------------------------------------------------------------------


def _map(record: Transcript) -> str:
    """A grid of all questions, each a link to the question."""
    if not record.entries:
        return ""
    cells = []
    for entry in record.entries:
        right = entry.item.right
        flag = ", flagged" if entry.item.flagged else ""
        cells.append(
            f'<a class="{"right" if right else "wrong"}" href="#q{entry.number}" '
            f'aria-label="Question {entry.number}: {entry.outcome}{flag}">'
            f'{entry.number}<span aria-hidden="true">{"✓" if right else "✗"}'
            f"{'⚑' if entry.item.flagged else ''}</span></a>"
        )
    return (
        f'<nav class="map" aria-labelledby="all">\n<h2 id="all">All questions</h2>\n'
        f"{listed('ol', cells)}\n"
        '<p class="small">✓ right · ✗ missed · ⚑ flagged</p>\n</nav>'
    )


def _missed(record: Transcript) -> str:
    missed = record.missed
    if not missed:
        return ""
    rows = [
        f'<a href="#q{entry.number}">Question {entry.number}</a> '
        f'<span class="topic">{text(entry.topic)}{_lacking(entry)}</span> '
        f'<span class="rule">{inline(entry.question.takeaway)}</span>'
        for entry in missed
    ]
    return (
        f'<nav class="missed" aria-labelledby="missed">\n<h2 id="missed">Missed: {len(missed)} of '
        f"{len(record.entries)}</h2>\n{listed('ul', rows)}\n</nav>"
    )


def _lacking(entry: Entry) -> str:
    """What the answer lacks, after a dot; empty for a wrong one."""
    lacks = lacking(entry.item)
    return f" · {lacks}" if lacks else ""


def _questions(record: Transcript) -> str:
    articles = "\n".join(_entry(entry) for entry in record.entries)
    absent = f'<p class="small">{text(record.absent)}</p>\n' if record.absent else ""
    return (
        '<section aria-labelledby="questions" class="questions">\n'
        f'<h2 id="questions">Question by question</h2>\n{absent}{articles}\n</section>'
    )


def _entry(entry: Entry) -> str:
    kind = "right" if entry.item.right else "wrong"
    question = entry.question
    options = "\n".join(_option(entry, number, option) for number, option in entry.options)
    note = (
        f'<div class="note"><h4>Your note</h4>\n{own_note(entry.note)}</div>\n'
        if entry.note
        else ""
    )
    references = ""
    if question.references:
        links = listed("ul", (link(each) for each in question.references))
        references = f'<div class="references"><h4>References</h4>\n{links}</div>\n'
    return f"""<article id="q{entry.number}" class="{kind}" aria-labelledby="h{entry.number}">
<h3 id="h{entry.number}">Question {entry.number} <span class="verdict {kind}">{entry.outcome}</span>
</h3>
<p class="small">{" · ".join(text(word) for word in entry.about)}</p>
<div class="stem">{prose(question.stem)}</div>
<ol class="options">
{options}
</ol>
<div class="takeaway"><h4>Remember</h4>
{prose(question.takeaway)}</div>
{note}{references}</article>"""


def _option(entry: Entry, number: int, option: int) -> str:
    offered = entry.question.options[option]
    is_key, is_chosen = option in entry.item.keys, option in entry.item.chosen
    kind = "key" if is_key else "wrong" if is_chosen else "other"
    chips = "".join(
        f'<span class="chip {CHIPS[word]}">{word}</span> ' for word in entry.words(option)
    )
    mark = "✓" if is_key else "✗" if is_chosen else ""
    lead = f'<span class="mark" aria-hidden="true">{mark}</span>{chips}'
    return (
        f'<li class="{kind}" value="{number}">{prose(offered.text, "offer", lead)}\n'
        f"{prose(offered.why, 'why')}</li>"
    )
