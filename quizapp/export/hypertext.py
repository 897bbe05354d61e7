"""Text as HTML: escaped, without control characters, and never interpreted.

Everything that reaches a page from a pack, a database, or the learner passes through here.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from quizapp.exam.prose import Part, note_line, parts
from quizapp.exam.wording import Block, blocks, clean, note_blocks
from quizapp.export.markdown import ADDRESS

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def document(title: str, style: str, body: str) -> str:
    """One self-contained page; `style` is CSS and `body` is HTML."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="quizapp">
<title>{text(title)}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


def text(raw: str) -> str:
    """Any text, escaped for HTML and without control characters."""
    return html.escape(clean(raw), quote=True)


def runs(pieces: Sequence[Part]) -> str:
    """The pieces of a paragraph."""
    return "".join(
        f"<code>{html.escape(run.text)}</code>" if run.code else html.escape(run.text)
        for run in pieces
    )


def inline(raw: str) -> str:
    """One paragraph, with inline code."""
    return runs(parts(raw))


def prose(raw: str, kind: str = "", lead: str = "") -> str:
    """Paragraphs of a class and code; `lead`, which is HTML, precedes the first paragraph."""
    label = f' class="{kind}"' if kind else ""
    found = blocks(raw)
    out = [f"<p{label}>{lead}</p>"] if lead and (not found or found[0].code) else []
    for block in found:
        before = "" if out else lead
        out.append(
            preformatted(block)
            if block.code
            else f"<p{label}>{before}{runs(parts(block.text))}</p>"
        )
    return "\n".join(out)


def preformatted(block: Block) -> str:
    """A block of code."""
    return f'<pre tabindex="0"><code>{html.escape(block.text)}</code></pre>'


def own_note(raw: str) -> str:
    """A learner's note with its own lines."""
    out: list[str] = []
    lines: list[str] = []
    for block in (*note_blocks(raw), None):
        if block is not None and not block.code:
            lines.append(runs(note_line(block.text)))
            continue
        if lines:
            out.append(f'<p class="lines">{chr(10).join(lines)}</p>')
            lines.clear()
        if block is not None:
            out.append(preformatted(block))
    return "\n".join(out)


def link(address: str) -> str:
    """A reference: a link if it is an https URL, else plain text."""
    shown = text(address.removeprefix("https://"))
    if not ADDRESS.fullmatch(address):
        return shown
    return f'<a href="{text(address)}" rel="noopener noreferrer">{shown}</a>'


def listed(kind: str, rows: Iterable[str], name: str = "") -> str:
    """A list of a kind, "ol" or "ul", of rows that are HTML; `name` is its class."""
    label = f' class="{name}"' if name else ""
    return f"<{kind}{label}>\n" + "\n".join(f"<li>{row}</li>" for row in rows) + f"\n</{kind}>"
