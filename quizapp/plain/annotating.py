"""What a learner adds to a question in plain mode: bookmark, note, report, and cause of a miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.plain import paragraphs, side_by_side
from quizapp.plain.commands import Command, Entry
from quizapp.plain.console import Console
from quizapp.practice.annotations import CAUSES as CAUSE_WORDS
from quizapp.practice.annotations import MAX_NOTE, in_sitting, reported_message, toggle_cause
from quizapp.practice.mix_ups import MIXED_UP, NO_COMPARISON, displaced

if TYPE_CHECKING:
    from quizapp.practice.annotations import Annotations
    from quizapp.store.learner.annotations import Mark
    from quizapp.store.sittings.sitting import Sitting

BOOKMARK = Command("bookmark", "bookmark this question, or remove the bookmark", ("b",))
COMMANDS = (
    BOOKMARK,
    Command("note", "write a note to yourself", ("e",), "TEXT"),
    Command(
        "report", "report a problem with this question; it stays on this computer", ("!",), "TEXT"
    ),
)
CAUSES = {
    "unknown": Command("didn't know", "you missed it because you didn't know", ("k",)),
    "misread": Command("misread", "you missed it because you misread it", ("m",)),
    "mixed_up": Command("mixed up", "you missed it because you mixed up two ideas", ("y",)),
    "weighed": Command("weighed", "you missed it because of a wrong trade-off", ("w",)),
    "slip": Command("careless", "you missed it by a careless mistake", ("l",)),
}
"""The command for each cause of a miss, by its stored name."""
COMPARE = Command("mix-up", "hear your wrong choice and the answer side by side", ("x",))
MISSED = (*CAUSES.values(), COMPARE)
"""The commands on a question that was missed."""
CAUSE = "cause"


def respond(console: Console, sitting: Sitting, position: int, entry: Entry) -> str:
    """Carry out one of the commands for the question at a position, from 0.

    Return what was stored or asked for: "bookmark", "note", "report", or `CAUSE`; empty for a
    comparison, and if a cause was removed or could not be stored.
    """
    if entry.name == COMPARE.name:
        _compare(console, sitting, position)
        return ""
    if not annotate(console, in_sitting(sitting, position), entry):
        cause = next(key for key, each in CAUSES.items() if each.name == entry.name)
        return CAUSE if _cause(console, sitting, position, cause) else ""
    return entry.name


def annotate(console: Console, own: Annotations, entry: Entry) -> bool:
    """Carry out one of `COMMANDS`; return False if the entry is none of them."""
    match entry.name:
        case "bookmark":
            bookmark(console, own)
        case "note":
            _note(console, own, entry)
        case "report":
            _report(console, own, entry)
        case _:
            return False
    return True


def read_mark(console: Console, own: Annotations) -> Mark | None:
    """The bookmark and the note on a question; None, with a message, if they cannot be read."""
    mark: Mark | None = None
    with console.refusals():
        mark = own.mark()
    return mark


def bookmark(console: Console, own: Annotations) -> None:
    """Set or remove the bookmark on a question."""
    with console.refusals():
        console.say("Bookmarked." if own.toggle_bookmark() else "No longer bookmarked.")


def _note(console: Console, own: Annotations, given: Entry) -> None:
    text = given.after
    if not text:
        mark = read_mark(console, own)
        if mark is not None and mark.note:
            console.say(*paragraphs.note(mark.note))
        prompt = "Type your note on one line; enter alone changes nothing, none removes the note:"
        text = console.lines.ask(prompt, MAX_NOTE)
    if not text:
        console.say("The note is unchanged.")
        return
    note = "" if text.casefold() == "none" else text
    with console.refusals():
        own.write_note(note)
        console.say("Noted." if note else "The note is removed.")


def _report(console: Console, own: Annotations, given: Entry) -> None:
    text = given.after or console.lines.ask(
        "What is wrong with this question? Type one line; enter alone reports nothing:",
        MAX_NOTE,
    )
    if not text:
        console.say("Nothing was reported.")
        return
    with console.refusals():
        own.report(text)
        console.say(reported_message())


def _cause(console: Console, sitting: Sitting, position: int, cause: str) -> bool:
    """Record why a question was missed, or forget it if that was recorded before.

    Return True if it was recorded.
    """
    now = ""
    with console.refusals() as noted:
        now = toggle_cause(sitting, position, cause)
    if noted.done:
        words = CAUSE_WORDS[cause]
        console.say(f"Noted: {words}." if now else f"No longer noted: {words}.")
    if now == MIXED_UP and displaced(sitting.attempt.items[position]) is not None:
        console.say(f"Type {COMPARE.name} to hear the two side by side.")
    return bool(now)


def _compare(console: Console, sitting: Sitting, position: int) -> None:
    """Say the wrong choice and the answer side by side, or that there is no wrong choice."""
    with console.refusals():
        side = console.practice.compared(sitting, position)
        if side is None:
            console.say(NO_COMPARISON)
        else:
            side_by_side.tell(console, side)
