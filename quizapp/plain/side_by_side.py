"""Two ideas that were mixed up, side by side, in plain mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.exam.prose import last_sentence
from quizapp.exam.wording import count
from quizapp.plain import paragraphs, reasons
from quizapp.plain.commands import Command
from quizapp.plain.console import Console
from quizapp.practice.mix_ups import ANSWER, CHOSE
from quizapp.words import written_day

if TYPE_CHECKING:
    from quizapp.exam.concept import Idea
    from quizapp.practice.mix_ups import SideBySide
    from quizapp.store.progress.mix_ups import Pair

DRILL = Command("drill", "drill the questions with both of them", ("d",))
COMMANDS = (
    Command("repeat", "hear it again", ("r",)),
    Command("back", "go back; so does enter alone", ("menu", "leave")),
)


def show(console: Console, pair: Pair, *, drills: bool = False) -> SideBySide | None:
    """Say what the two ideas mean and where they were mixed up; read reasons on request.

    With `drills`, return what to drill if the learner asks for it, else None.
    """
    with console.refusals() as reading:
        side = console.practice.side_by_side(pair)
    return tell(console, side, drills=drills) if reading.done else None


def tell(console: Console, side: SideBySide, *, drills: bool = False) -> SideBySide | None:
    """Say a comparison, and read reasons on request; see `show`."""
    drills = drills and bool(side.drillable)
    commands = (*((DRILL,) if drills else ()), *COMMANDS)
    also = f", drill asks {_questions(side)}" if drills else ""
    _tell(console, side)
    while True:
        given, place = console.choice(
            f"A number reads its reasons{also}; enter goes back:", commands, len(side.questions)
        )
        if place is not None:
            reasons.tell(console, side.questions[place][0].row_id)
        elif given.name == "repeat":
            _tell(console, side)
        else:
            return side if given.name == DRILL.name else None


def _tell(console: Console, side: SideBySide) -> None:
    console.say("", f"{side.mix_up.sentence}.")
    console.say(*_idea(CHOSE, side.mix_up.chosen), *_idea(ANSWER, side.mix_up.key))
    for number, (one, _) in enumerate(side.questions, 1):
        when = " and ".join(dict.fromkeys(written_day(day) for day in one.days))
        asked = last_sentence(one.question.stem)
        console.say(f"{number}. Mixed up on {when}: {paragraphs.inline(asked)}")


def _questions(side: SideBySide) -> str:
    number = count(side.drillable, "question")
    return f"{number} with both, {side.others} of them not listed here" if side.others else number


def _idea(lead: str, idea: Idea) -> paragraphs.Parts:
    named = paragraphs.led(f"{lead}: ", idea.name)
    reason = paragraphs.prose(idea.reason) if idea.reason else []
    concept = idea.concept
    if concept is None:
        return [*named, *reason]
    lead = f"{paragraphs.inline(concept.name)}: " if idea.in_own_words else ""
    about = paragraphs.led(lead, concept.text)
    where = f"Reference: {concept.reference}, checked {written_day(concept.checked)}."
    return [*named, *reason, *about, where]
