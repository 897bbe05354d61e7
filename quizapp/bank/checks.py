"""Whether a pack's questions keep the rules, and how far the whole bank gives its answers away.

Errors break a rule that holds for every question; warnings ask an editor to look. Gates are
figures of the whole bank with their limits.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal
from urllib.parse import urlsplit

from quizapp.bank import coverage, cues, facts, reviews
from quizapp.bank.pack import Pack
from quizapp.bank.reader import Problem
from quizapp.exam.forms import MULTIPLE_SHARE, QUALIFIER_SHARE
from quizapp.exam.question import Question

# From how many questions on a gate over its limit fails the check, as a broken rule does: in a
# small bank chance alone carries a share past its limit.
GATES_ENFORCED_FROM = 200

MAX_STEM_WORDS = 130
MAX_ITEM_WORDS = 260
MAX_CODE_COLUMNS = 76
OPENING_WORDS = 6
MAX_SAME_OPENING = 3
ALWAYS_KEY = 0.8
FEWEST_CHOICES = 6

BRITISH = re.compile(
    r"\b(?:(?:un)?(?:authoris|organis|optimis|serialis|initialis|normalis|minimis|maximis|customis|"
    r"synchronis|recognis|utilis|prioritis|summaris|generalis|standardis|finalis|centralis|"
    r"categoris|randomis|parallelis|materialis|tokenis|containeris|virtualis|emphasis|sanitis|"
    r"anonymis|deserialis)(?:e|ed|es|ers?|ing|ations?)|analys(?:ed?|ing)|"
    r"(?:behaviour|colour|favour|flavour|honour|labour|neighbour|catalogue|licence)\w*|"
    r"(?:centre|metre|fibre|defence|programme|artefact|judgement)s?|"
    r"(?:labell|modell|travell)(?:ed|ing)|fulfil|whilst|grey|learnt)\b",
    re.IGNORECASE,
)

FENCE = re.compile(r"```.*?```", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
NEGATED = re.compile(r"\b(NOT|EXCEPT)\b")
OF_THE_ABOVE = re.compile(
    r"\b(all|any|both|none|neither) of (the above|these (answers|options))\b", re.IGNORECASE
)

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and how much it weighs: an error fails the check, a warning does not."""

    problem: Problem
    severity: Severity


@dataclass(frozen=True, slots=True)
class Gate:
    """One figure of the whole bank.

    `value` is a share of 0–1 unless `unit` says words or count; None means that too few questions
    apply to tell, which keeps the gate `ok`.
    """

    name: str
    value: float | None
    limit: str
    ok: bool
    note: str = ""
    unit: Literal["share", "words", "count"] = "share"

    @property
    def shown(self) -> str:
        """The value as it is printed."""
        if self.value is None:
            return "–"
        if self.unit == "share":
            return f"{self.value + 0.0:.3f}".replace("-0.000", "0.000")
        return f"{self.value:.1f}" if self.unit == "words" else f"{self.value:.0f}"


@dataclass(frozen=True, slots=True)
class Checked:
    """All that a check found; `failed` is what exit code 1 stands for."""

    questions: int
    findings: tuple[Finding, ...]
    gates: tuple[Gate, ...]

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    @property
    def over(self) -> int:
        """How many gates are over their limit."""
        return sum(not gate.ok for gate in self.gates)

    @property
    def failed(self) -> bool:
        enforced = self.questions >= GATES_ENFORCED_FROM
        return self.errors > 0 or (enforced and self.over > 0)


def check(pack: Pack, *, with_facts: bool = False) -> Checked:
    """Every rule on every question of `pack`, and every gate on the bank as a whole.

    `with_facts` also verifies the names that questions state in the vendor's service models, and
    raises facts.Unavailable where those are not installed.
    """
    findings = [Finding(problem, "error") for problem in pack.problems]
    findings += [Finding(problem, "error") for problem in reviews.load(pack).problems]
    questions = list(pack.questions.values())
    for question in questions:
        for severity, rule, message in _of_one(pack, question):
            findings.append(_found(pack, question, severity, rule, message))
        if with_facts:
            for message in facts.false_in(question, pack.sources[question.id].facts):
                findings.append(_found(pack, question, "error", "fact", message))
    for question, rule, message in _of_many(questions):
        findings.append(_found(pack, question, "warning", rule, message))
    findings.sort(key=lambda f: (f.problem.file, f.problem.line))
    found = gates(questions, pack.service_names)
    return Checked(len(questions), tuple(findings), tuple(found))


def _found(pack: Pack, question: Question, severity: Severity, rule: str, text: str) -> Finding:
    source = pack.sources[question.id]
    return Finding(Problem(source.file, source.line, question.id, rule, text), severity)


# Rules on one question.

Remark = tuple[Severity, str, str]


def _of_one(pack: Pack, question: Question) -> Iterator[Remark]:
    yield from _references(pack, question)
    yield from _served(pack, question)
    yield from _scope(pack, question)
    yield from _sizes(question)
    yield from _wording(question)
    yield from _retired(pack, question)
    if pack.spelling == "american":
        yield from _spelling(question)
    yield from _grammar(question)
    for message in facts.snippet_faults(question):
        yield "error", "snippet", message


def _references(pack: Pack, question: Question) -> Iterator[Remark]:
    for address in question.references if pack.reference_hosts else ():
        host = urlsplit(address).hostname or ""
        if not any(host == own or host.endswith(f".{own}") for own in pack.reference_hosts):
            allowed = ", ".join(pack.reference_hosts)
            yield "error", "reference", f"reference {address} is not official; cite {allowed}"


def _served(pack: Pack, question: Question) -> Iterator[Remark]:
    for exam, skills in question.skills.items():
        for skill, times in Counter(skills).items():
            if times > 1:
                yield "error", "skills", f"skill {skill} of {exam} stands {times} times; keep one"
    main = pack.blueprints[0].code if pack.blueprints else None
    if main and not question.background and main not in question.skills:
        yield "warning", "skills", f"serves no skill of {main}, the pack's first blueprint"


def _scope(pack: Pack, question: Question) -> Iterator[Remark]:
    served = [b for b in pack.blueprints if b.code in question.skills and b.services]
    aliases = pack.service_aliases
    listed = {aliases.get(service, service) for b in served for service in b.services}
    for service in question.services if served else ():
        if aliases.get(service, service) not in listed:
            exams = " or ".join(b.code for b in served)
            message = f"service {service} is in scope in no {exams}; make it a background question"
            yield "error", "scope", message


def _sizes(question: Question) -> Iterator[Remark]:
    stem, item = cues.words(question.stem), cues.item_words(question)
    if stem > MAX_STEM_WORDS:
        message = f"the stem has {stem} words; shorten it to {MAX_STEM_WORDS}"
        yield "error", "stem-words", message
    if item > MAX_ITEM_WORDS:
        message = f"stem and options have {item} words; shorten them to {MAX_ITEM_WORDS}"
        yield "error", "item-words", message
    for text in _all_texts(question):
        for fence in FENCE.findall(text):
            widest = max(len(line) for line in fence.splitlines())
            if widest > MAX_CODE_COLUMNS:
                message = f"a line of code has {widest} columns; break it at {MAX_CODE_COLUMNS}"
                yield "error", "code-columns", message
    if cues.is_much_longer(question):
        yield "warning", "key-length", "the key is 1.25 × the next longest; enrich a distractor"


def _wording(question: Question) -> Iterator[Remark]:
    negated = NEGATED.search(CODE.sub(" ", question.stem))
    if negated:
        message = f"the stem asks by {negated[0]}; ask for what is right instead"
        yield "error", "negative-stem", message
    for number, option in enumerate(question.options, 1):
        if OF_THE_ABOVE.search(option.text):
            message = f"option {number} refers to the other options; options are shuffled"
            yield "error", "of-the-above", message


def _retired(pack: Pack, question: Question) -> Iterator[Remark]:
    if question.background:
        return
    keys = "\n".join(option.text for option in question.options if option.is_key)
    for words, became in pack.retired.items():
        if re.search(rf"(?<!\w){re.escape(words)}s?(?!\w)", keys, re.IGNORECASE):
            message = f"the key names {words} ({became}), which is never an answer"
            yield "error", "retired", message


def _spelling(question: Question) -> Iterator[Remark]:
    prose = CODE.sub(" ", "\n".join(_all_texts(question)))
    for word in dict.fromkeys(match[0].casefold() for match in BRITISH.finditer(prose)):
        yield "warning", "spelling", f"“{word}” is British; use the American spelling"


def _grammar(question: Question) -> Iterator[Remark]:
    texts = [option.text for option in question.options]
    openings = {"lower" if t[0].islower() else "upper" for t in texts if t[0].isalpha()}
    if len(openings) > 1:
        message = "some options begin with a capital and some do not; begin all alike"
        yield "warning", "option-grammar", message
    endings = {text.endswith((".", "?", "!")) for text in texts if not text.endswith("```")}
    if len(endings) > 1:
        message = "some options end with a full stop and some do not; end all alike"
        yield "warning", "option-grammar", message


def _all_texts(question: Question) -> list[str]:
    options = [text for option in question.options for text in (option.text, option.why)]
    return [question.stem, *options, question.takeaway]


# Remarks that only the whole bank shows.


def _of_many(questions: Sequence[Question]) -> Iterator[tuple[Question, str, str]]:
    openings: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        openings[_opening(question)].append(question)
    for opening, alike in openings.items():
        for question in alike[MAX_SAME_OPENING:]:
            message = f"{len(alike)} stems open “{opening} …”; reword this one"
            yield question, "opening", message
    for first, second, near in cues.near_duplicates(questions):
        yield second, "near-duplicate", f"its stem is nearly that of {first.id} (cosine {near:.2f})"
    for first, second, near in cues.same_answers(questions):
        yield second, "same-answer", f"asks the answer of {first.id} again (cosine {near:.2f})"


def _opening(question: Question) -> str:
    return " ".join(question.stem.casefold().split()[:OPENING_WORDS])


# Gates on the whole bank.


def gates(questions: Sequence[Question], service_names: Sequence[str] = ()) -> list[Gate]:
    """Every gate on the bank as a whole, in the order of the table they come from."""
    return [
        *_length_gates(questions),
        *_word_gates(questions),
        *_share_gates(questions, service_names),
        *_size_gates(questions),
        *_repeat_gates(questions),
    ]


def _length_gates(questions: Sequence[Question]) -> Iterator[Gate]:
    singles = len(cues.single(questions))
    longest = cues.guesser(questions, cues.lengths)
    upper = None if longest is None else cues.wilson_upper(longest * singles, singles)
    note = "" if longest is None else f"rate {longest:.3f} of {singles}"
    yield _at_most("key is the longest, upper 95 % bound", upper, 0.33, note)
    yield _at_most("key is 1.25 × the next longest", cues.key_much_longer(questions), 0.08)
    shortest = cues.guesser(questions, cues.lengths, lowest=True)
    yield _between("key is the shortest", shortest, 0.15, 0.33)


def _word_gates(questions: Sequence[Question]) -> Iterator[Gate]:
    overlap = cues.guesser(questions, cues.overlaps)
    yield _at_most("option sharing most words with the stem", overlap, 0.33)
    yield _at_most("option most like the others", cues.guesser(questions, cues.likeness), 0.38)
    least = cues.guesser(questions, cues.likeness, lowest=True)
    yield _at_most("option least like the others", least, 0.33)
    gap = cues.absolute_gap(questions)
    yield _between("absolute words: keys less distractors", gap, -0.03, 0.03)
    yield _at_most("ranker trained on cues", cues.ranker(questions, cues.TABLE), 0.33, "10-fold")
    shape = cues.ranker(questions, cues.SHAPE)
    note = "" if shape is None else f"keys show {cues.learned(questions)}"
    yield _at_most("ranker that sees commas and code too", shape, 0.33, note)
    yield _at_most("several keys: they are the longest", cues.keys_are_longest(questions), 0.20)


def _share_gates(questions: Sequence[Question], service_names: Sequence[str]) -> Iterator[Gate]:
    yield _between("stems with a qualifier", cues.qualifier_share(questions), *QUALIFIER_SHARE)
    yield _between("multiple response", cues.multiple_share(questions), *MULTIPLE_SHARE)
    company = cues.opens_with(questions, "A company")
    yield _at_most("stems that open “A company”", company, 0.40)
    telling = {
        service: of
        for service, (rate, of) in coverage.services_as_keys(questions, service_names).items()
        if of >= FEWEST_CHOICES and rate >= ALWAYS_KEY
    }
    note = ", ".join(f"{service} ({of} questions)" for service, of in telling.items())
    yield _at_most("services nearly always the key", float(len(telling)), 0, note, "count")


def _size_gates(questions: Sequence[Question]) -> Iterator[Gate]:
    stems = [cues.words(question.stem) for question in questions]
    mean = fmean(stems) if stems else None
    yield _between("stem words, mean", mean, 50, 80, unit="words")
    longest = max(stems, default=None)
    yield _at_most("stem words, most", longest, MAX_STEM_WORDS, unit="count")
    item = max(map(cues.item_words, questions), default=None)
    yield _at_most("whole item words, most", item, MAX_ITEM_WORDS, unit="count")


def _repeat_gates(questions: Sequence[Question]) -> Iterator[Gate]:
    near = float(len(cues.near_duplicates(questions)))
    yield _at_most("near-duplicate stems", near, 0, "pairs, cosine ≥ .8", "count")
    yield _at_most("same answer asked again", cues.asked_again(questions), 0.03)


Unit = Literal["share", "words", "count"]


def _at_most(
    name: str, value: float | None, most: float, note: str = "", unit: Unit = "share"
) -> Gate:
    return Gate(name, value, f"≤ {most:g}", value is None or value <= most + 1e-9, note, unit)


def _between(
    name: str, value: float | None, least: float, most: float, note: str = "", unit: Unit = "share"
) -> Gate:
    ok = value is None or least - 1e-9 <= value <= most + 1e-9
    return Gate(name, value, f"{least:g} to {most:g}".replace("-", "−"), ok, note, unit)
