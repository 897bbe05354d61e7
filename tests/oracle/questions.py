"""Answering questions in plain mode at random, and checking each sentence about them."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from tests.oracle.bank import Known, bare
from tests.oracle.record import Item, Sitting
from tests.oracle.talk import MENU, Over, Talk
from tests.oracle.world import Difference, World, bank, listed, plural, ranges

HEADER = re.compile(r"Question (\d+) of (\d+)\.(?: (\d+) of (\d+) right so far\.)?(.*)")
OPTION = re.compile(r"(\d)\. (Chosen: |Struck out: )?(.*)")
REASON = re.compile(r"(?:Your choice, )?(\d)(?:,)? is (right|wrong): ")
CONFIDENCE = {"": None, "s": "sure", "u": "unsure", "g": "guess", "guess": "guess"}
NONSENSE = (
    "xyzzy",
    "99",
    "0",
    "1 2 3 4 5 6",
    "clear 9",
    "strike",
    "strike 8",
    "option 7",
    "12345678901",
    "é" * 250,
    "?",
    "repeat",
    "options",
    "\u202e1",
)
WORDS = ("check the limits", "read `docs` again", "<b>why</b> & how", "=1+1", "Zürich – naïve")
NOTE = "Your note: "
IN_FLIGHT = 0.02
"""How often the process is killed before it says what an answer is."""
RIGHT = {False: 0.62, True: 0.8}
"""How often a learner means to answer right, who is not or who is diligent."""


def see(world: World, sitting: Sitting, lines: Sequence[str], prompt: str) -> int | None:
    """Note the question that was just shown, if any; its number in the sitting."""
    at = max((i for i, line in enumerate(lines) if HEADER.fullmatch(line)), default=None)
    if at is None:
        return None
    head = HEADER.fullmatch(lines[at])
    assert head is not None
    number, size = int(head[1]), int(head[2])
    world.same("number of questions", size, sitting.size)
    if sitting.at_once and head[4]:
        marked = [item for item in sitting.items.values() if item.correct is not None]
        world.same("right so far", int(head[3]), sum(bool(item.correct) for item in marked))
        world.same("marked so far", int(head[4]), len(marked))
    stem, options, chosen = _parts(lines[at + 1 :])
    known = bank().find(stem, options)
    item = sitting.items.get(number)
    if item is None:
        item = sitting.items[number] = _shown(world, sitting, number, known, options, prompt)
    world.same("question", known.id, item.known.id)
    world.same("order of the options", [bare(option) for option in options], item.options)
    world.same("chosen", chosen, item.chosen)
    if not sitting.at_once:
        world.same("flagged", "Flagged." in head[5], item.flagged)
    return number


def _parts(lines: Sequence[str]) -> tuple[str, list[str], set[int]]:
    """The stem, the options, and the numbers of those that are chosen."""
    options: list[str] = []
    chosen: set[int] = set()
    end = len(lines)
    while end and not OPTION.fullmatch(lines[end - 1]):
        end -= 1
    wanted = None
    while end:
        found = OPTION.fullmatch(lines[end - 1])
        if found is None or (wanted is not None and int(found[1]) != wanted):
            break
        wanted, end = int(found[1]) - 1, end - 1
        options.insert(0, found[3])
        if found[2] == "Chosen: ":
            chosen.add(int(found[1]))
        if not wanted:
            break
    return "\n".join(lines[:end]), options, chosen


def _shown(
    world: World, sitting: Sitting, number: int, known: Known, options: list[str], prompt: str
) -> Item:
    """A question shown for the first time in this sitting."""
    record, asked = world.record, known.id
    again = any(item.known.id == asked for item in sitting.items.values())
    if sitting.form is not None:
        world.same("question of the form", asked, bank().forms[sitting.form][number - 1])
    elif not known.numbers and not again:
        world.true(f"{asked} is in another open sitting", asked not in record.held(bank(), sitting))
        if sitting.kind in ("drill", "short"):
            world.true(f"{asked} is protected", asked not in record.protected(bank()))
    if sitting.wanted is not None:
        world.true(f"{asked} does not match", asked in sitting.wanted)
    bares = [bare(option) for option in options]
    keys = frozenset(
        place for place, text in enumerate(bares, 1) if known.options.get(text, (False,))[0]
    )
    said = re.match(r"Answer, (\d) of", prompt)
    selects = int(said[1]) if said else 1
    if not known.numbers:
        world.same("number of answers", selects, len(keys))
    first = known.numbers or asked not in record.shown
    if again:
        first = False
    record.shown[asked] = record.shown.get(asked, 0) + 1
    return Item(known, bares, selects, keys, first)


# -- choosing -------------------------------------------------------------------------------------


def choose(world: World, talk: Talk, item: Item) -> list[str]:
    """Choose an answer to the question on the screen, perhaps in several steps."""
    world.answers += 1
    places = range(1, len(item.options) + 1)
    if item.keys and world.rng.random() < RIGHT[world.diligent]:
        wanted = set(item.keys)
    else:
        wanted = set(world.rng.sample(places, item.selects))
    lines: list[str] = []
    if item.selects > 1 and not item.chosen and world.rng.random() < 0.3:
        for place in wanted:
            lines = talk.tell(str(place))
            item.choose({*item.chosen, place})
            _say_chosen(world, item, lines)
        return lines
    lines = talk.tell(" ".join(map(str, sorted(wanted))))
    item.choose(wanted)
    _say_chosen(world, item, lines)
    return lines


def _say_chosen(world: World, item: Item, lines: Sequence[str]) -> None:
    said = [line for line in lines if line.startswith("Chosen: ")]
    lack = item.selects - len(item.chosen)
    own = f"Chosen: {listed([str(n) for n in sorted(item.chosen)])}."
    world.same("chosen", said, [own + (f" {lack} more to choose." if lack else "")])


def unchoose(talk: Talk, item: Item, world: World) -> None:
    """Clear a choice, or strike it out."""
    if item.chosen and world.rng.random() < 0.5:
        place = world.rng.choice(sorted(item.chosen))
        talk.tell(f"strike {place}")
        item.choose(item.chosen - {place})
    else:
        talk.tell("clear")
        item.choose(())


def type_nonsense(world: World, talk: Talk) -> None:
    """Type something that changes nothing."""
    talk.tell(world.rng.choice(NONSENSE))


# -- drills, reviews and replays ------------------------------------------------------------------


def drill(world: World, talk: Talk, sitting: Sitting, lines: list[str]) -> None:
    """Go through a sitting that is marked at once, until it is left or ends. Raises Over."""
    number = see(world, sitting, lines, talk.prompt)
    assert number is not None
    while talk.prompt != MENU:
        item = sitting.items[number]
        if item.correct is None:
            lines = _before(world, talk, sitting, number, item)
        else:
            lines = _after(world, talk, sitting, number, item)
        number = see(world, sitting, lines, talk.prompt) or number
    _left(world, sitting, lines)


def _before(world: World, talk: Talk, sitting: Sitting, number: int, item: Item) -> list[str]:
    does = world.rng.choices(
        ("answer", "nonsense", "unchoose", "bookmark", "leave", "give up", "kill"),
        (80, 6, 3, 3, 3, 1, 1.5),
    )[0]
    match does:
        case "nonsense":
            type_nonsense(world, talk)
        case "unchoose":
            unchoose(talk, item, world)
        case "bookmark":
            bookmark(world, talk, item)
        case "leave":
            return talk.tell("leave")
        case "give up":
            return give_up(world, talk, sitting)
        case "kill":
            talk.kill()
            raise Over("killed while a question was on the screen")
        case _:
            choose(world, talk, item)
            return _confirm(world, talk, sitting, number, item)
    return []


def _confirm(world: World, talk: Talk, sitting: Sitting, number: int, item: Item) -> list[str]:
    word = world.rng.choices(tuple(CONFIDENCE), (40, 25, 15, 15, 5))[0]
    killed = bool(item.keys) and world.rng.random() < IN_FLIGHT
    if killed:
        world.in_doubt()
    item.confidence = CONFIDENCE[word]
    lines = [] if killed else talk.tell(word)
    item.keys = item.keys or keys_said(lines)
    sitting.mark(number, world.now)
    if not item.correct and sitting.kind == "replay":
        sitting.size += 1
    if killed:
        _send_and_kill(world, talk, word)
    _verdict(world, sitting, item, lines)
    return lines


def _send_and_kill(world: World, talk: Talk, word: str) -> None:
    """Type a line, and kill the process while it acts on it. Raises Over."""
    talk.send(word)
    time.sleep(world.rng.choice((0.0, 0.002, 0.01, 0.05)))
    talk.kill()
    raise Over("killed before the answer came")


def _verdict(world: World, sitting: Sitting, item: Item, lines: Sequence[str]) -> None:
    record, asked = world.record, item.known.id
    found = f": {len(item.chosen & item.keys)} of {item.selects} found" if item.selects > 1 else ""
    own = ["Right." if item.correct else f"Wrong{found}."]
    if item.confidence == "guess":
        own.append("Lucky guess." if item.correct else "You guessed.")
    elif item.confidence:
        own.append(f"You were {item.confidence}.")
    if not item.correct and sitting.kind == "replay":
        own.append("It is asked again at the end.")
    if record.shown[asked] > 1:
        own.append(f"Seen {record.shown[asked]} times.")
    if asked in record.bookmarks:
        own.append("Bookmarked.")
    world.same("verdict", lines[0], " ".join(own))
    twice = record.memories()[asked].times_sure_and_wrong > 1
    world.same("sure and wrong twice", "sure but wrong here twice" in lines[1], twice)
    if item.correct or sitting.kind != "replay":
        days = max(0, (record.memories()[asked].due - world.today).days)
        when = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
        back = [line for line in lines if line.startswith("It is due again")]
        world.same("comes back", back, [f"It is due again {when}."])
    world.same("right options", keys_said(lines), item.keys)
    notes = [bare(line.removeprefix(NOTE)) for line in lines if line.startswith(NOTE)]
    world.same("note", notes, [bare(record.notes[asked])] if asked in record.notes else [])


def keys_said(lines: Sequence[str]) -> frozenset[int]:
    """The options that an explanation calls right."""
    return frozenset(int(m[1]) for m in map(REASON.match, lines) if m and m[2] == "right")


def _after(world: World, talk: Talk, sitting: Sitting, number: int, item: Item) -> list[str]:
    does = world.rng.choices(
        ("next", "note", "bookmark", "report", "cause", "nonsense", "leave", "kill"),
        (100, 5, 5, 2, 8, 4, 2, 1),
    )[0]
    record, asked = world.record, item.known.id
    text = world.rng.choice(WORDS)
    match does:
        case "note" if asked in record.notes and world.rng.random() < 0.4:
            talk.tell("note none")
            del record.notes[asked]
        case "note":
            talk.tell(f"note {text}")
            record.notes[asked] = text
        case "bookmark":
            bookmark(world, talk, item)
        case "report":
            talk.tell(f"report {text}")
            record.complaints.append((world.now, asked, text))
        case "cause":
            talk.tell(world.rng.choice("kmywl"))
        case "nonsense":
            talk.tell(world.rng.choice(("2", "sure", "why", "why 1")))
        case "leave":
            return talk.tell("leave")
        case "kill":
            talk.kill()
            raise Over("killed after an answer")
        case _:
            last = number == sitting.size
            lines = talk.tell("")
            if last:
                sitting.finish("submitted", world.now)
            return lines
    return []


def bookmark(world: World, talk: Talk, item: Item) -> None:
    record, asked = world.record, item.known.id
    lines = talk.tell("bookmark")
    record.bookmarks ^= {asked}
    said = "Bookmarked." if asked in record.bookmarks else "No longer bookmarked."
    world.same("bookmark", lines, [said])


def give_up(world: World, talk: Talk, sitting: Sitting) -> list[str]:
    """Give a sitting up, or not. Return the answer."""
    lines = talk.tell("give up")
    said = re.search(r"Give up .*, with (\d+) answers?\?", "\n".join([*lines, talk.prompt]))
    world.same("answers given up", said and int(said[1]), sitting.answered)
    if world.rng.random() < 0.4:
        return talk.tell("no")
    lines = talk.tell("yes")
    sitting.finish("abandoned", world.now)
    return lines


def _left(world: World, sitting: Sitting, lines: Sequence[str]) -> None:
    """Check the sentence with which a sitting was left or ended."""
    said = next((line for line in lines if line), "")
    if sitting.state == "abandoned":
        world.true(f"given up: {said}", said.startswith("Given up."))
    elif sitting.state == "open" and sitting.at_once and not sitting.touched:
        world.same("left", said, f"{sitting.title} is closed: you answered nothing in it.")
        world.record.forget(sitting, world.now)
    elif sitting.state == "open":
        own = f"Saved: {sitting.title}, {sitting.answered} of {sitting.size} answered."
        world.true(f"{said!r}, not {own!r}", said.startswith(own))
    elif sitting.kind == "replay":
        asked = plural(len({item.known.id for item in sitting.items.values()}), "question")
        world.same("end", said, f"{asked} right, in {plural(len(sitting.items), 'answer')}.")
    else:
        own = f"{sitting.title} done: {sitting.right} of {sitting.size} right."
        world.same("end", said, own)


# -- mocks ----------------------------------------------------------------------------------------


def mock(world: World, talk: Talk, sitting: Sitting, lines: list[str], most: int) -> list[str]:
    """Answer about `most` questions of a mock, then leave, give up or submit it.

    Return what was said last: the report, if the prompt is that of a report. Raises Over.
    """
    number = see(world, sitting, lines, talk.prompt)
    assert number is not None
    for _ in range(most):
        item = sitting.items[number]
        does = world.rng.choices(
            ("answer", "skip", "flag", "go", "back", "unchoose", "nonsense", "list", "kill"),
            (70, 8, 5, 5, 3, 3, 4, 2, 0.6),
        )[0]
        match does:
            case "answer" | "skip":
                if does == "answer":
                    choose(world, talk, item)
                lines = talk.tell("" if number < sitting.size else "go 1")
            case "flag":
                lines = talk.tell("flag")
                item.flagged = not item.flagged
                said = "Flagged." if item.flagged else "No longer flagged."
                world.same("flag", lines, [said])
            case "go":
                lines = talk.tell(f"go {world.rng.randint(1, sitting.size)}")
            case "back":
                lines = talk.tell("back")
            case "unchoose":
                unchoose(talk, item, world)
            case "list":
                _lists(world, sitting, talk.tell("list"))
            case "kill":
                talk.kill()
                raise Over("killed during a mock")
            case _:
                type_nonsense(world, talk)
        number = see(world, sitting, lines, talk.prompt) or number
        lines = []
    return _end(world, talk, sitting)


def _lists(world: World, sitting: Sitting, lines: Sequence[str]) -> None:
    items = sitting.items
    done = [number for number, item in items.items() if item.answered]
    half = [number for number, item in items.items() if item.chosen and not item.answered]
    blank = [n for n in range(1, sitting.size + 1) if n not in done and n not in half]
    flagged = [number for number, item in items.items() if item.flagged]
    unfinished = [
        f"{n} ({len(items[n].chosen)} of {items[n].selects} chosen)" for n in sorted(half)
    ]
    own = [
        f"Answered: {ranges(done)}." if done else "Nothing is answered.",
        " ".join(
            [
                *([f"Unanswered: {ranges(blank)}."] if blank else []),
                *([f"Incomplete: {listed(unfinished)}."] if half else []),
            ]
        )
        or "All are answered.",
        f"Flagged: {ranges(flagged)}." if flagged else "Nothing is flagged.",
    ]
    world.same("list", list(lines), own)


def _end(world: World, talk: Talk, sitting: Sitting) -> list[str]:
    does = world.rng.choices(("leave", "submit", "give up", "kill"), (30, 60, 8, 2))[0]
    if does == "kill":
        talk.kill()
        raise Over("killed at the end of a mock")
    if does == "give up":
        lines = give_up(world, talk, sitting)
        if sitting.state == "abandoned":
            return lines
    if does == "submit":
        lines = talk.tell("submit")
        own = f"{sitting.answered} of {sitting.size} answered."
        world.true(f"{lines} without {own!r}", own in lines)
        if world.rng.random() < 4 * IN_FLIGHT and all(i.keys for i in sitting.items.values()):
            world.in_doubt()
            sitting.finish("submitted", world.now)
            _send_and_kill(world, talk, "yes")
        lines = talk.tell("yes")
        sitting.finish("submitted", world.now)
        return lines
    lines = talk.tell("leave")
    if talk.prompt != MENU:
        raise Difference(f"left, but the prompt is {talk.prompt!r}")
    _left(world, sitting, lines)
    return lines
