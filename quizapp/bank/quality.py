"""The text of QUALITY.md: the coverage of a pack, its gates and bands, and its reviews.

The text depends only on the pack's files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel

from quizapp.bank.checks import Checked
from quizapp.bank.coverage import Coverage, Row
from quizapp.bank.gates import Gate, Unit
from quizapp.bank.pack import Pack
from quizapp.bank.review_figures import ReviewFigures

FILE = "QUALITY.md"
WEAK = "WEAK.md"
EARLIER = "earlier.json"
"""The figures of an earlier edition, with which the present ones are compared."""


class _Figure(BaseModel):
    name: str
    value: float | None
    unit: Unit


class Earlier(BaseModel):
    """The output of `quizapp bank check --json` for an earlier edition, as far as it is needed."""

    questions: int
    gates: list[_Figure]
    bands: list[_Figure]

    @property
    def shown(self) -> dict[str, str]:
        """Name of a gate or band → its value as text."""
        return {
            each.name: Gate(each.name, each.value, "", ok=True, unit=each.unit).shown
            for each in (*self.gates, *self.bands)
        }


def text(
    pack: Pack,
    covered: Coverage,
    checked: Checked,
    readers: ReviewFigures,
    weak: str = "",
    before: Earlier | None = None,
) -> str:
    """Return the text of QUALITY.md.

    `weak` is the authors' list of known weaknesses. The figures of an earlier edition are shown
    next to the present ones.
    """
    parts = [
        [f"# Quality of {pack.title}", "", *_summary(pack, covered, checked, before)],
        ["## Gates", "", *_figures("Gate", checked.gates, "OVER", before)],
        ["## Style bands", "", *_bands(checked, before)],
        ["## Readers", "", *_readers(readers)],
        ["## Difficulty", "", *_difficulty(readers)],
        *(
            [
                f"## {exam.code}",
                "",
                f"{exam.questions} questions, {exam.pool} of them in the pool.",
                "",
                *_rows("Domain", exam.domains),
                "",
                *_rows("Task", exam.tasks),
                "",
                *_rows("Skill", exam.skills),
            ]
            for exam in covered.exams
        ),
        ["## Forms", "", *_forms(covered)],
        ["## Topics", "", *_rows("Topic", covered.topics)],
        ["## Clusters of the study notes", "", *_clusters(covered)],
        ["## Services", "", ", ".join(f"{name} {count}" for name, count in covered.services)],
        *([["## Known to be weak", "", weak.strip()]] if weak.strip() else []),
        ["## Missing", "", *([f"- {line}" for line in covered.missing] or ["Nothing."])],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _summary(
    pack: Pack, covered: Coverage, checked: Checked, before: Earlier | None
) -> Iterator[str]:
    levels = ", ".join(f"{count} {level}" for level, count in covered.levels)
    yield (
        f"{covered.questions} questions, {covered.background} of them background and "
        f"{covered.multiple} with several keys; {levels}. In addition, "
        f"{len(pack.templates)} number questions are made from templates and not counted below."
    )
    yield ""
    yield (
        f"Errors: {checked.errors}. Warnings: {checked.warnings}. "
        f"Gates over their limit: {checked.over} of {len(checked.gates)}. "
        f"Style bands missed: {checked.missed} of {len(checked.bands)}."
    )
    if before is not None:
        yield ""
        yield (
            f"“Before” has the figures of an earlier edition with {before.questions} questions, "
            "measured by today's rules."
        )


def _bands(checked: Checked, before: Earlier | None) -> list[str]:
    enforced = "count as gates" if checked.bands_enforced else "are not gates yet"
    intro = f"How close the writing is to a live exam. In this pack the bands {enforced}."
    return [intro, "", *_figures("Band", checked.bands, "missed", before)]


def _figures(kind: str, gates: Iterable[Gate], bad: str, before: Earlier | None) -> list[str]:
    if before is None:
        rows = [(g.name, g.shown, g.limit, "ok" if g.ok else bad, g.note) for g in gates]
        return _table((kind, "Value", "Limit", "", "Note"), rows, numbers={1})
    shown = before.shown
    compared = [
        (g.name, shown.get(g.name, "–"), g.shown, g.limit, "ok" if g.ok else bad, g.note)
        for g in gates
    ]
    return _table((kind, "Before", "Value", "Limit", "", "Note"), compared, numbers={1, 2})


def _readers(readers: ReviewFigures) -> list[str]:
    solves = readers.solves
    rows = [
        ("solved in their present text", f"{readers.solved} of {readers.questions}"),
        ("audited in their present text", f"{readers.audited} of {readers.questions}"),
        ("edited in their present text", f"{readers.edited} of {readers.questions}"),
        ("agreed at first pass", str(solves.agreed)),
        ("share agreed at first pass", _share(solves.agreed_share)),
        ("fixed after a solve", str(solves.fixed)),
        ("dropped after a solve", str(solves.dropped)),
        ("changed since their last solve", str(solves.changed)),
        ("unsolved", str(solves.unsolved)),
        ("audits that found a fault", f"{readers.faults} of {readers.audits}"),
        ("key found from the options alone", f"{readers.guessed} of {readers.guesses}"),
        ("share found from the options alone", _share(readers.guessed_share)),
    ]
    return _table(("Questions", "Count"), rows, numbers={1})


def _difficulty(readers: ReviewFigures) -> list[str]:
    intro = (
        "As rated by solvers, for a developer who has prepared: 1 almost everyone is right, "
        "2 most, 3 half, 4 a third, 5 few."
    )
    rated = [("all questions", readers.difficulty)]
    rated += [(form.form, form.difficulty) for form in readers.forms]
    heads = ("", "Rated", "1", "2", "3", "4", "5", "Mean", "Spread")
    rows = [
        (name, str(of.rated), *map(str, of.counts), _rating(of.mean), _rating(of.spread))
        for name, of in rated
    ]
    return [intro, "", *_table(heads, rows, numbers=set(range(1, 9)))]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _rating(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _forms(covered: Coverage) -> list[str]:
    if not covered.forms:
        return ["None yet."]
    rows = [
        (
            f"{form.exam}-{form.number}",
            form.released or "no",
            str(form.questions),
            str(form.multiple),
            str(form.qualified),
            str(form.topics),
            " / ".join(str(count) for _, count in form.levels),
        )
        for form in covered.forms
    ]
    levels = " / ".join(level for level, _ in covered.levels)
    heads = ("Form", "Released", "Questions", "Several keys", "Qualifier", "Topics", levels)
    return _table(heads, rows, numbers={2, 3, 4, 5})


def _rows(what: str, rows: Sequence[Row]) -> list[str]:
    cells = [(row.id, row.name, str(row.questions), str(row.pool)) for row in rows]
    return _table((what, "", "Questions", "Pool"), cells, numbers={2, 3})


def _clusters(covered: Coverage) -> list[str]:
    rows = [
        (c.id, c.name, c.likelihood, str(c.owed), str(c.questions), str(c.pool))
        for c in covered.clusters
    ]
    heads = ("Cluster", "", "Likelihood", "Owed", "Questions", "Pool")
    return _table(heads, rows, numbers={3, 4, 5})


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: set[int]) -> list[str]:
    rules = ["--:" if column in numbers else "---" for column in range(len(heads))]
    return [_line(heads), _line(rules), *(_line(row) for row in rows)]


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
