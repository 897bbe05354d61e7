"""A sheet as one self-contained HTML page that prints well, or as Markdown.

All text is escaped, by the functions of `hypertext` or of `markdown`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.export import hypertext
from quizapp.export.files import save
from quizapp.export.markdown import escaped, prose
from quizapp.export.page import STYLE
from quizapp.practice.sheets import DATES, checked, later, missed, state
from quizapp.words import full_day

if TYPE_CHECKING:
    from quizapp.practice.sheets import Sheet
    from quizapp.store.sheets import Takeaway, TopicSheet

OWN_STYLE = Path(__file__).with_name("sheet.css")
FILE = "sheet.html"
ABOUT = (
    f"Only questions that you have answered are listed, so that no answer is given away. {DATES}"
)


def save_sheet(folder: Path, sheet: Sheet) -> Path:
    """Write a sheet to the reports folder, and return the file's path.

    An earlier one is replaced. Raises FileFault if it cannot be written.
    """
    return save(folder, FILE, html(sheet))


def html(sheet: Sheet) -> str:
    """The sheet as HTML: on paper, each topic begins on a new page, in two columns."""
    style = STYLE.read_text(encoding="utf-8") + OWN_STYLE.read_text(encoding="utf-8")
    text = hypertext.text
    body = "\n".join(
        [
            f'<header>\n<p class="exam">{text(sheet.exam)}</p>\n'
            f'<h1>{text(sheet.title)}</h1>\n<p class="when">{text(_summary(sheet))}</p>\n</header>',
            "<main>",
            _contents(sheet),
            *(_topic(number, topic) for number, topic in enumerate(sheet.topics, 1)),
            "</main>",
            f"<footer><p>{text(ABOUT)}</p></footer>",
        ]
    )
    return hypertext.document(f"{sheet.exam}: {sheet.title}", style, body)


def _contents(sheet: Sheet) -> str:
    """A list of the topics, each a link to its part of the page; none for a single topic."""
    if len(sheet.topics) < 2:
        return ""
    rows = (
        f'<a href="#t{number}">{hypertext.text(topic.name)}</a>'
        for number, topic in enumerate(sheet.topics, 1)
    )
    return f'<nav aria-label="Topics">\n{hypertext.listed("ul", rows, "topics")}\n</nav>'


def _topic(number: int, topic: TopicSheet) -> str:
    rest = later(topic.later, topic.held)
    more = f'\n<p class="small">{hypertext.text(rest)}</p>' if rest else ""
    rows = "\n".join(_row(takeaway) for takeaway in topic.takeaways)
    return (
        f'<section class="sheet" aria-labelledby="t{number}">\n'
        f'<h2 id="t{number}">{hypertext.text(topic.name)}</h2>\n'
        f"<ul>\n{rows}\n</ul>{more}\n</section>"
    )


def _row(takeaway: Takeaway) -> str:
    kind = "missed-one" if takeaway.missed else "seen-one"
    mark = '<span class="mark" aria-hidden="true">✗</span>' if takeaway.missed else ""
    about = f'<span class="small state">{hypertext.text(state(takeaway, full_day))}</span>'
    return f'<li class="{kind}">{mark}{hypertext.prose(takeaway.text)}\n{about}</li>'


def markdown(sheet: Sheet) -> str:
    """The sheet as Markdown, with a heading for each topic."""
    out = [f"# {escaped(f'{sheet.exam}: {sheet.title}')}", "", escaped(_summary(sheet)), ""]
    for topic in sheet.topics:
        out += [f"## {escaped(topic.name)}", ""]
        for takeaway in topic.takeaways:
            out += _item(takeaway)
        rest = later(topic.later, topic.held)
        out += [f"*{escaped(rest)}*", ""] if rest else []
    return "\n".join([*out, "---", "", escaped(ABOUT), ""])


def _item(takeaway: Takeaway) -> list[str]:
    """A takeaway as an item of a list; what it is to the learner follows on a line of its own."""
    first, *others = prose(takeaway.text) or [""]
    lead = f"**{missed(takeaway).capitalize()}:** " if takeaway.missed else ""
    if lead and first.startswith("```"):
        others, first, lead = ["", first, *others], lead.strip(), ""
    about = checked(takeaway, full_day)
    lines = [f"{lead}{first}", *others, *([f"*{escaped(about)}*", ""] if about else [])]
    return [f"- {lines[0]}", *(f"  {line}" if line else "" for line in lines[1:])]


def _summary(sheet: Sheet) -> str:
    return " ".join(part for part in (f"{sheet.summary}.", later(sheet.later, sheet.held)) if part)
