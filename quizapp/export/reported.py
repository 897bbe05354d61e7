"""Reported questions as Markdown, one text for each question, to paste into an issue tracker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import groupby
from typing import TYPE_CHECKING

from quizapp import __version__
from quizapp.export import markdown
from quizapp.words import full_day

if TYPE_CHECKING:
    from quizapp.store.learner.annotations import QuestionReport


def texts(found: Iterable[QuestionReport], pack: str, zone: tzinfo) -> Iterator[str]:
    """Yield one Markdown text for each reported revision of a question, in order of the id.

    Each has the id, the revision, the pack, the version of quizapp, and the learner's reports with
    their days in `zone`, oldest first.
    """

    def which(each: QuestionReport) -> tuple[str, str]:
        return each.question, each.revision

    for (question, revision), reports in groupby(sorted(found, key=which), key=which):
        lines = [
            f"## Question `{question}`",
            "",
            f"Revision `{revision}` of the pack {markdown.escaped(pack)}, quizapp {__version__}.",
            "",
        ]
        for each in reports:
            lines += [f"Reported on {full_day(each.at.astimezone(zone))}:", ""]
            lines += markdown.note(each.text) if each.text else ["(nothing was written)"]
            lines.append("")
        yield "\n".join(lines).rstrip() + "\n"
