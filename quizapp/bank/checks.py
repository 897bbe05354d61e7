"""Check a pack's questions against the rules.

An error is a broken rule; a warning is for an editor to judge. The figures of the whole bank are
gates and style bands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from quizapp.bank import bands, concepts, cues, facts, form_checks, gates, reviews, style
from quizapp.bank.gates import MAX_ITEM_WORDS, MAX_STEM_WORDS, Gate
from quizapp.bank.pack import Pack
from quizapp.bank.product_names import CODE
from quizapp.bank.yaml_reader import Problem
from quizapp.exam.question import Question

# The number of questions from which a gate over its limit fails the check. In a smaller bank, a
# share can exceed its limit by chance.
GATES_ENFORCED_FROM = 200

MAX_CODE_COLUMNS = 76
OPENING_WORDS = 6
MAX_SAME_OPENING = 3

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
NEGATED = re.compile(r"\b(NOT|EXCEPT)\b")
OF_THE_ABOVE = re.compile(
    r"\b(all|any|both|none|neither) of (the above|these (answers|options))\b", re.IGNORECASE
)

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its severity: an error fails the check, a warning does not."""

    problem: Problem
    severity: Severity


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check; `failed` means exit status 1.

    `bands_enforced` tells whether the style bands count as gates in this pack.
    """

    questions: int
    findings: tuple[Finding, ...]
    gates: tuple[Gate, ...]
    bands: tuple[Gate, ...] = ()
    bands_enforced: bool = False

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for finding in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    @property
    def over(self) -> int:
        """The number of gates over their limit."""
        return sum(not gate.ok for gate in self.gates)

    @property
    def missed(self) -> int:
        """The number of style bands that are missed."""
        return sum(not band.ok for band in self.bands)

    @property
    def failed(self) -> bool:
        figures = self.over + (self.missed if self.bands_enforced else 0)
        return self.errors > 0 or (self.questions >= GATES_ENFORCED_FROM and figures > 0)


def check(
    pack: Pack, *, with_facts: bool = False, only: Collection[Question] | None = None
) -> Checked:
    """Check every rule on every question of `pack`, and every gate and band on the whole bank.

    `with_facts` also verifies the names that questions state in the vendor's service models, and
    raises facts.Unavailable where those are not installed. `only` restricts findings and figures
    to some questions of the pack; these are still compared with all others.
    """
    questions = list(pack.questions.values() if only is None else only)
    ids = {question.id for question in questions}
    read = reviews.load(pack)
    if only is None:
        problems = [*pack.problems, *read.problems, *form_checks.given_away(pack)]
        problems += concepts.unofficial(pack)
        if pack.explains and pack.style_bands:
            problems += concepts.faults(pack)
    else:
        problems = _problems_in(pack, ids)
    findings = [Finding(problem, "error") for problem in problems]
    for question in questions:
        for severity, rule, message in _of_one(pack, question):
            findings.append(_found(pack, question, severity, rule, message))
        if with_facts:
            false = facts.false_in(question, pack.sources[question.id].facts)
            findings += [_found(pack, question, "error", "fact", message) for message in false]
    if only is None:
        findings += [Finding(problem, "error") for problem in _of_templates(pack, with_facts)]
    for question, rule, message in _of_many(list(pack.questions.values())):
        if question.id in ids:
            findings.append(_found(pack, question, "warning", rule, message))
    if only is None:
        findings += [Finding(problem, "warning") for problem in concepts.remarks(pack)]
    measured = gates.measure(questions, pack.service_names)
    styled = bands.measure(questions)
    if only is None:
        ratings = reviews.difficulties(reviews.current_reviews(read.entries, pack.questions))
        measured += form_checks.gates(pack, ratings)
        styled += concepts.gates(pack)
    findings.sort(key=lambda f: (f.problem.file, f.problem.line))
    return Checked(
        questions=len(questions),
        findings=tuple(findings),
        gates=tuple(measured),
        bands=tuple(styled),
        bands_enforced=pack.style_bands,
    )


def _problems_in(pack: Pack, ids: Collection[str]) -> list[Problem]:
    """Return the problems of reading, except in files with none of these questions."""
    elsewhere = {source.file for source in pack.sources.values()}
    elsewhere -= {pack.sources[question].file for question in ids}
    return [problem for problem in pack.problems if problem.file not in elsewhere]


def _found(pack: Pack, question: Question, severity: Severity, rule: str, text: str) -> Finding:
    source = pack.sources[question.id]
    return Finding(Problem(source.file, source.line, question.id, rule, text), severity)


def _of_templates(pack: Pack, with_facts: bool) -> Iterator[Problem]:
    """Yield the problems with the references and facts of number questions."""
    for template in pack.templates.values():
        source = pack.sources[template.id]
        said = [(rule, text) for _, rule, text in _references(pack, template.references)]
        if with_facts:
            wrong = [(fact, facts.verify(fact)) for fact in source.facts]
            said += [("fact", f"fact {fact}: {text}") for fact, text in wrong if text]
        for rule, text in said:
            yield Problem(source.file, source.line, template.id, rule, text)


# Rules on one question.

Remark = tuple[Severity, str, str]


def _of_one(pack: Pack, question: Question) -> Iterator[Remark]:
    yield from _references(pack, question.references)
    yield from _served(pack, question)
    yield from _scope(pack, question)
    yield from _sizes(question)
    yield from _wording(question)
    yield from _select(pack, question)
    yield from _retired(pack, question)
    if pack.spelling == "american":
        yield from _spelling(question)
    yield from _grammar(question)
    for message in facts.snippet_faults(question):
        yield "error", "snippet", message


def _references(pack: Pack, references: Sequence[str]) -> Iterator[Remark]:
    for address in references if pack.reference_hosts else ():
        if not pack.official(urlsplit(address).hostname or ""):
            allowed = ", ".join(pack.reference_hosts)
            yield "error", "reference", f"reference {address} is not official; cite {allowed}"


def _served(pack: Pack, question: Question) -> Iterator[Remark]:
    for exam, skills in question.skills.items():
        for skill, times in Counter(skills).items():
            if times > 1:
                yield (
                    "error",
                    "skills",
                    f"skill {skill} of {exam} is listed {times} times; keep one",
                )
    main = pack.blueprints[0].code if pack.blueprints else None
    if main and not question.background and main not in question.skills:
        yield "warning", "skills", f"covers no skill of {main}, the pack's first blueprint"


def _scope(pack: Pack, question: Question) -> Iterator[Remark]:
    served = [b for b in pack.blueprints if b.code in question.skills and b.services]
    listed = {service for blueprint in served for service in blueprint.services}
    for service in question.services if served else ():
        if service not in listed:
            exams = " or ".join(b.code for b in served)
            message = (
                f"service {service} is not in scope for {exams}; make it a background question"
            )
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
        message = (
            f"the key is {cues.relative_length(question):.2f} × as long as the longest distractor "
            f"(limit {cues.MUCH_LONGER}); lengthen a distractor"
        )
        yield "warning", "key-length", message


def _wording(question: Question) -> Iterator[Remark]:
    negated = NEGATED.search(CODE.sub(" ", question.stem))
    if negated:
        message = f"the stem asks with {negated[0]}; ask for what is right instead"
        yield "error", "negative-stem", message
    for number, option in enumerate(question.options, 1):
        if OF_THE_ABOVE.search(option.text):
            message = f"option {number} refers to the other options; options are shuffled"
            yield "error", "of-the-above", message


def _select(pack: Pack, question: Question) -> Iterator[Remark]:
    if question.multiple and not style.SELECT_AT_END.search(question.stem):
        number = {2: "TWO", 3: "THREE"}.get(question.selects, "")
        message = f"end the stem with “(Select {number}.)” in parentheses"
        yield "error" if pack.style_bands else "warning", "select", message


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
        message = "some options end with a period and some do not; end all alike"
        yield "warning", "option-grammar", message


def _all_texts(question: Question) -> list[str]:
    options = [text for option in question.options for text in (option.text, option.why)]
    return [question.stem, *options, question.takeaway]


# Findings that depend on the whole bank.


def _of_many(questions: Sequence[Question]) -> Iterator[tuple[Question, str, str]]:
    openings: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        openings[_opening(question)].append(question)
    for opening, alike in openings.items():
        for question in alike[MAX_SAME_OPENING:]:
            message = f"{len(alike)} stems open “{opening} …”; reword this one"
            yield question, "opening", message
    for first, second, near in cues.near_duplicates(questions):
        yield (
            second,
            "near-duplicate",
            f"its stem is similar to that of {first.id} (cosine {near:.2f})",
        )
    for first, second, near in cues.same_answers(questions):
        yield second, "same-answer", f"asks the answer of {first.id} again (cosine {near:.2f})"


def _opening(question: Question) -> str:
    return " ".join(question.stem.casefold().split()[:OPENING_WORDS])
