"""The style of a single question, in the terms of the style bands.

All of it is visible in the text without knowing the answer. Words are runs of characters without
spaces. Counts of options include all options of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.bank.cues import words
from quizapp.bank.product_names import CODE, mentions, services
from quizapp.exam.question import Question
from quizapp.exam.wording import has_qualifier

SELECT = re.compile(r"\(?Select (?:TWO|THREE)\.\)?\s*\Z")
SELECT_AT_END = re.compile(r"\(Select (?:TWO|THREE)\.\)\s*\Z")
# A sentence ends with . ? or ! and the next one begins with a capital, a digit, code or a quote.
SENTENCE_END = re.compile(r"(?<=[.?!])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9`])")
CLOSING_START = re.compile(r"(?:(?<=[.?!:])[\"”’)]*|(?<=```))\s+")
REQUIREMENTS = re.compile(r"\bmeets? (?:\w+ ){1,3}requirements?\b", re.IGNORECASE)
STANDARD = "Which solution will meet these requirements?"
BARE = re.compile(r"What (?:should|must|can) (?:the|a|an) (?:[\w-]+ ){1,3}do\?\Z")
HOW = re.compile(r"How (?:should|can|could|must) ")
NEED = re.compile(r"\b(?:must|needs? to|wants? to|requires?)\b")
SECURE = re.compile(r"\bMOST (?:secure|securely|operationally efficient)\b")
CHAINED = ", and "
SHORT_OPTION = 4
MANY_SERVICES = 4


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a question.

    `stem_words` and `option_words` are counts of words. `closing` is the last sentence of the stem
    before “(Select TWO.)”. `services` are the distinct services that stem and options name.
    `official` and `unofficial` are the first mentions in the stem of services whose official name
    begins with Amazon or AWS, with and without that prefix. The last four fields count options.
    """

    stem_words: int
    option_words: tuple[int, ...]
    closing: str
    qualifier: bool
    multiple: bool
    select_at_end: bool
    need: bool
    block: bool
    services: tuple[str, ...]
    official: tuple[str, ...]
    unofficial: tuple[str, ...]
    several_sentences: int
    chained: int
    code: int
    short: int

    @property
    def options(self) -> int:
        return len(self.option_words)

    @property
    def names_requirements(self) -> bool:
        """Whether the closing contains “meet these requirements” or a variant of it."""
        return REQUIREMENTS.search(self.closing) is not None

    @property
    def standard(self) -> bool:
        """Whether the closing is exactly STANDARD."""
        return self.closing == STANDARD

    @property
    def bare(self) -> bool:
        """Whether the closing is “What should the developer do?” without a goal."""
        return BARE.match(self.closing) is not None

    @property
    def how(self) -> bool:
        """Whether the closing begins with “How should”, “How can”, or a similar phrase."""
        return HOW.match(self.closing) is not None

    @property
    def secure(self) -> bool:
        """Whether the closing asks what is MOST secure or MOST operationally efficient."""
        return SECURE.search(self.closing) is not None


def of(question: Question) -> Style:
    """Return the style of a question."""
    stem = question.stem
    options = [" ".join(option.text.split()) for option in question.options]
    named = mentions(stem)
    everything = (stem, *(option.text for option in question.options))
    return Style(
        stem_words=words(stem),
        option_words=tuple(words(text) for text in options),
        closing=closing(stem),
        qualifier=has_qualifier(stem),
        multiple=question.multiple,
        select_at_end=SELECT_AT_END.search(stem) is not None,
        need=NEED.search(CODE.sub(" ", stem)) is not None,
        block="```" in stem,
        services=tuple(sorted(services(everything))),
        official=tuple(m.name for m in named if m.official and m.graded),
        unofficial=tuple(m.name for m in named if not m.official),
        several_sentences=sum(sentences(text) > 1 for text in options),
        chained=sum(CHAINED in text for text in options),
        code=sum("`" in text for text in options),
        short=sum(words(text) <= SHORT_OPTION for text in options),
    )


def closing(stem: str) -> str:
    """Return the last sentence of a stem on one line, without “(Select TWO.)”."""
    whole = SELECT.sub("", stem.strip()).strip()
    return " ".join(CLOSING_START.split(whole)[-1].split())


def sentences(text: str) -> int:
    """Return the number of sentences in a paragraph. Inline code counts as one word."""
    return len(SENTENCE_END.split(CODE.sub("X", text.strip())))


def habits(style: Style) -> Iterator[str]:
    """Yield a short line for each habit that counts against the bands.

    A habit is not wrong in a single question, but a bank should have few of them.
    """
    if style.multiple and not style.select_at_end:
        yield "multiple response without “(Select TWO.)” at the end"
    if style.bare:
        yield "bare closing: name the goal"
    if not style.need:
        yield "no must, needs to, wants to or requires in the stem"
    if style.unofficial:
        yield f"first mention without Amazon or AWS: {', '.join(style.unofficial)}"
    if style.block:
        yield "code block in the stem"
    if len(style.services) <= 1:
        yield f"only {len(style.services)} service in the item".replace("only 0", "no")
    if not style.several_sentences:
        yield "every option is one sentence"
    if style.chained:
        yield f"{style.chained} of {style.options} options chained with “, and ”"
    if style.code:
        yield f"{style.code} of {style.options} options with code font"
