"""`concepts.yaml`: which concepts of a pack are explained, and which should be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from quizapp.bank.calculators import CALCULATORS
from quizapp.bank.gates import Gate, at_most
from quizapp.bank.pack import CONCEPTS, Pack
from quizapp.bank.style import sentences
from quizapp.bank.yaml_reader import Problem

MAX_SENTENCES = 2
SHARED_BY = 2


@dataclass(frozen=True, slots=True)
class Use:
    """The use of a concept: the number of questions, and whether it is the key of one."""

    questions: int
    key: bool

    @property
    def owed(self) -> bool:
        """Whether the concept needs an entry."""
        return self.key or self.questions >= SHARED_BY


def used(pack: Pack) -> dict[str, Use]:
    """Return every concept and its use. A number question has the concepts of its calculator."""
    named: dict[str, set[str]] = defaultdict(set)
    keys: set[str] = set()
    for question in pack.questions.values():
        for option in question.options:
            named[option.concept].add(question.id)
            if option.is_key:
                keys.add(option.concept)
    for template in pack.templates.values():
        calculator = CALCULATORS[template.calculator]
        keys.add(calculator.concept)
        named[calculator.concept].add(template.id)
        for slip in template.slips:
            named[calculator.slips[slip].concept].add(template.id)
    return {concept: Use(len(ids), concept in keys) for concept, ids in sorted(named.items())}


def missing(pack: Pack) -> list[str]:
    """Return the concepts without an entry that are a key, or in at least two questions."""
    return [name for name, use in used(pack).items() if use.owed and name not in pack.concepts]


def unknown(pack: Pack) -> list[str]:
    """Return the entries for concepts that no question has."""
    return sorted(pack.concepts.keys() - used(pack).keys())


def gates(pack: Pack) -> Iterator[Gate]:
    """Yield two gates, which are counts; without a concepts.yaml they have no value."""
    owed, strange = missing(pack), unknown(pack)
    if pack.explains:
        yield at_most("concepts without an entry", float(len(owed)), 0, _few(owed), "count")
        unneeded = float(len(strange))
        yield at_most("entries of unknown concepts", unneeded, 0, _few(strange), "count")
    else:
        note = f"no {CONCEPTS}; {len(owed)} concepts need an entry"
        yield at_most("concepts without an entry", None, 0, note, "count")
        yield at_most("entries of unknown concepts", None, 0, "", "count")


def faults(pack: Pack) -> Iterator[Problem]:
    """Yield a problem for each missing and each unknown entry."""
    for name in missing(pack):
        yield _problem(pack, name, "has no entry; explain it in one or two sentences")
    for name in unknown(pack):
        yield _problem(pack, name, "is not the concept of any option; correct or remove it")


def remarks(pack: Pack) -> Iterator[Problem]:
    """Yield a problem for each entry that an editor should look at."""
    for name, concept in pack.concepts.items():
        count = sentences(" ".join(concept.text.split()))
        if count > MAX_SENTENCES:
            yield _problem(pack, name, f"has {count} sentences; shorten it to one or two")


def unofficial(pack: Pack) -> Iterator[Problem]:
    """Yield a problem for each entry with a reference to a host that the pack does not allow."""
    for name, concept in pack.concepts.items():
        host = urlsplit(concept.reference).hostname or ""
        if pack.reference_hosts and not pack.official(host):
            allowed = ", ".join(pack.reference_hosts)
            message = f"reference {concept.reference} is not official; cite {allowed}"
            yield _problem(pack, name, message)


def _problem(pack: Pack, name: str, message: str) -> Problem:
    return Problem(CONCEPTS, pack.concept_lines.get(name, 1), name, "concept", message)


def _few(names: list[str], most: int = 3) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
