"""A learner who does anything at all, in many processes, and checks what is said on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction
from operator import attrgetter

from tests.oracle import questions
from tests.oracle.figures import scores, streak
from tests.oracle.record import FINISHED, MARKED_AT_ONCE, Sitting
from tests.oracle.report import plain_report, status
from tests.oracle.talk import MENU, Over, Talk
from tests.oracle.world import World, bank
from tests.terminal import Terminal

BEGUN = re.compile(r"(.+)\. (\d+) questions?\.(?: (\d+) answered before\.)?")
MOCK_BEGUN = re.compile(r"(.+), DVA-C03\. (\d+) questions?\. (.*)")
TODAY = re.compile(
    r"Today: (\d+) due, (\d+) missed to get right(?:, (\d+)-day streak)?(?:, last mock (\d+))?\."
)
FILTERS = ("unseen", "missed", "lucky", "due", "bookmarked")
AT_ONCE = 5
"""The most sittings in one process."""


REFUSED = re.compile(
    "[Nn]othing to review|[Nn]othing is due today|plan has no reviews (?:left )?today"
)
ON_DEMAND = re.compile(r"Review (\d+ of )?the (one|\d+) you missed\?")


def visit(world: World) -> None:
    """Run one process of plain mode, with a few sittings in it."""
    arguments = _arguments(world)
    with world.talk(*arguments) as talk:
        try:
            lines = talk.listen()
            if arguments:
                _direct(world, talk, arguments, lines)
            else:
                today(world, lines)
            for _ in range(world.rng.randint(0, AT_ONCE)):
                _menu(world, talk)
            talk.end(world.rng.choice(("quit", None)))
        except Over as over:
            if arguments and talk.process.wait(60) == 1:
                _refused(world, arguments)
            elif not str(over).startswith("killed"):
                raise AssertionError(f"ended by itself: {over}") from over


def _arguments(world: World) -> tuple[str, ...]:
    """What to type after `quizapp --plain`: nothing, or the beginning of a sitting."""
    rng = world.rng
    kind = rng.choices(("", "drill", "review", "mock"), (55, 25, 12, 8))[0]
    if kind == "drill":
        count = ("--count", str(rng.randint(1, 12)))
        by = rng.choices(("", "only", "domain", "topic", "calculations"), (3, 4, 2, 2, 1))[0]
        match by:
            case "only":
                return ("drill", "--only", rng.choice(FILTERS), *count)
            case "domain":
                return ("drill", "--domain", rng.choice(bank().domains).id, *count)
            case "topic":
                return ("drill", "--topic", rng.choice(sorted(bank().topics)), *count)
            case "calculations":
                return ("drill", "--calculations", "--count", str(rng.randint(1, 3)))
        return ("drill", *count)
    if kind == "mock":
        return ("mock", "--short")
    return (kind,) if kind else ()


def _wanted(world: World, arguments: Sequence[str]) -> frozenset[str] | None:
    """The questions that may be asked; None if any may be."""
    record, all_ = world.record, bank().questions.values()
    if arguments[0] == "review":
        return frozenset(record.to_review(world.today))
    match arguments[1:3]:
        case ["--only", "unseen"]:
            return frozenset(q.id for q in all_ if q.numbers or q.id not in record.shown)
        case ["--only", "missed"]:
            return frozenset(record.to_recover())
        case ["--only", "lucky"]:
            return frozenset(q for q, m in record.memories().items() if m.lucky)
        case ["--only", "due"]:
            return frozenset(record.due(world.today)[1])
        case ["--only", "bookmarked"]:
            return frozenset(record.bookmarks)
        case ["--domain", domain]:
            return frozenset(q.id for q in all_ if q.domain == domain)
        case ["--topic", topic]:
            return frozenset(q.id for q in all_ if q.topic == topic)
        case ["--calculations", _]:
            return frozenset(q.id for q in all_ if q.numbers)
    return None


def _refused(world: World, arguments: Sequence[str]) -> None:
    """A command ended at once because there is nothing to ask: so says the record."""
    wanted = _wanted(world, arguments) or frozenset()
    free = wanted
    if arguments[0] == "drill":
        free = wanted - world.record.protected(bank())
    free = frozenset(q for q in free if not bank().questions[q].numbers)
    world.same(f"nothing to ask for {' '.join(arguments)}", set(), set(free))


def _direct(world: World, talk: Talk, arguments: Sequence[str], lines: list[str]) -> None:
    wanted = _wanted(world, arguments)
    kind = "short" if arguments[0] == "mock" else arguments[0]
    if kind == "review" and _nothing_due(world, talk, lines):
        return
    begun(world, talk, kind, lines, wanted=wanted)


# -- the menu -------------------------------------------------------------------------------------


def _menu(world: World, talk: Talk) -> None:
    """One thing that the menu offers, until the menu is back. Raises Over."""
    actions: dict[Callable[[World, Talk], None], float] = {
        _drill: 40,
        _mock: 4 if world.diligent else 16,
        _short: 4 if world.diligent else 10,
        _review: 80 if world.diligent else 14,
        _history: 18,
        _nonsense: 4,
    }
    world.rng.choices(tuple(actions), tuple(actions.values()))[0](world, talk)
    assert talk.prompt == MENU, talk.prompt


def _nonsense(world: World, talk: Talk) -> None:
    talk.tell(world.rng.choice(("xyzzy", "0", "77", "?", "mock 99", "drill 2")))
    while talk.prompt != MENU:
        talk.tell("menu")


def _drill(world: World, talk: Talk) -> None:
    talk.tell("drill")
    word = world.rng.choice(("", "", "", *FILTERS, "calculations", "domain"))
    arguments: list[str] = ["drill"]
    if word == "domain":
        arguments += ["--domain", world.rng.choice(bank().domains).id]
        word = f"domain {arguments[2]}"
    elif word == "calculations":
        arguments += ["--calculations", ""]
    elif word:
        arguments += ["--only", word]
    if word:
        talk.tell(word)
    talk.tell(str(world.rng.randint(2, 16)))
    wanted = _wanted(world, arguments) if word else None
    lines = talk.tell("")
    if any("No question matches." in line for line in lines):
        if word:
            _refused(world, arguments)
        talk.tell("menu")
        return
    begun(world, talk, "drill", lines, wanted=wanted)


def _review(world: World, talk: Talk) -> None:
    wanted = frozenset(world.record.to_review(world.today))
    lines = talk.tell("review")
    if not _nothing_due(world, talk, lines):
        begun(world, talk, "review", lines, wanted=wanted)


def _nothing_due(world: World, talk: Talk, lines: Sequence[str]) -> bool:
    """Whether a review was refused; decline one of what was missed today. Raises Over."""
    if not any(REFUSED.search(line) for line in lines):
        return False
    world.same("nothing to review", set(), world.record.to_review(world.today))
    offered = ON_DEMAND.match(talk.prompt) is not None
    missed = set(world.record.to_recover())
    free = missed - world.record.held(bank())
    # An open sitting may also have questions that it has not shown yet.
    unknown = any(s.form is None and len(s.items) < s.size for s in world.record.open())
    if not missed or (free and not unknown):
        world.same("a review on demand is offered", offered, bool(missed))
    if offered:
        talk.tell("")
    return True


def _short(world: World, talk: Talk) -> None:
    talk.tell("short")
    begun(world, talk, "short", talk.tell("begin"))


def _mock(world: World, talk: Talk) -> None:
    form = world.rng.choice(sorted(bank().forms))
    lines = talk.tell(f"mock {form}")
    head = next(line for line in lines if line.startswith("Mock exam"))
    own = status(world, form)
    world.true(f"form {form}: {head!r}, not {own!r}", head.startswith(f"Mock exam {form}: {own}."))
    if own.startswith("open"):
        talk.tell("menu")
        return
    exam_day = world.rng.random() < 0.25
    if exam_day:
        talk.tell("day")
    lines = talk.tell("begin")
    if talk.prompt.startswith("Do you agree?"):
        lines = talk.tell("yes")
    begun(world, talk, "mock", lines, form=form, exam_day=exam_day)


# -- sittings -------------------------------------------------------------------------------------


def begun(
    world: World,
    talk: Talk,
    kind: str,
    lines: list[str],
    *,
    form: int | None = None,
    exam_day: bool = False,
    wanted: frozenset[str] | None = None,
) -> None:
    """Go through a sitting that was just begun, unless it was refused. Raises Over."""
    record = world.record
    if talk.prompt.startswith("Resume "):
        asked = set(bank().forms[form]) if form is not None else set(wanted or ())
        if asked:
            hidden = any(len(open_.items) < open_.size for open_ in record.open())
            world.true("refused without reason", hidden or bool(asked & record.held(bank())))
        talk.tell("")
        return
    if talk.prompt == MENU:
        said = " ".join(lines)
        world.true(f"refused: {said}", "no question" in said or "used up" in said)
        return
    if kind in MARKED_AT_ONCE:
        record.forget_empty(kind, world.now)
    head = next(m for m in map(_begun, lines) if m)
    repeat = form is not None and form in record.taken(bank())
    sitting = Sitting(kind, head[1], int(head[2]), form, exam_day, repeat, wanted=wanted)
    if form is not None:
        own = f"Mock exam {form}" + (" (repeat)" if repeat else "")
        world.same("title", sitting.title, own)
        world.same("questions of a form", sitting.size, len(bank().forms[form]))
    sitting.started = world.now
    record.sittings.append(sitting)
    play(world, talk, sitting, lines)


def _begun(line: str) -> re.Match[str] | None:
    return MOCK_BEGUN.fullmatch(line) or BEGUN.fullmatch(line)


def play(world: World, talk: Talk, sitting: Sitting, lines: list[str]) -> None:
    """Go through an open sitting until the menu is back. Raises Over."""
    if sitting.at_once:
        questions.drill(world, talk, sitting, lines)
        return
    lines = questions.mock(world, talk, sitting, lines, world.rng.choice((3, 8, 15, 30)))
    reports(world, talk, sitting, lines)


def reports(world: World, talk: Talk, sitting: Sitting, lines: list[str]) -> None:
    """Read a report if there is one, and perhaps replay what was missed. Raises Over."""
    if talk.prompt == MENU:
        return
    if any(not item.keys for item in sitting.items.values()):
        _learn_keys(talk, sitting)
    plain_report(world, sitting, lines)
    if sitting.missed and sitting.state != "abandoned" and world.rng.random() < 0.3:
        lines = talk.tell("replay")
        wanted = frozenset(sitting.items[number].known.id for number in sitting.missed)
        begun(world, talk, "replay", lines, wanted=wanted)
        return
    talk.tell("")


def _learn_keys(talk: Talk, sitting: Sitting) -> None:
    """Read which options of number questions are right, and mark the answers to them."""
    lines = talk.tell("all")
    while talk.prompt in ("Enter continues:", "Enter ends:"):
        head = next((m for m in map(questions.HEADER.fullmatch, lines) if m), None)
        item = None if head is None else sitting.items.get(int(head[1]))
        if item is not None and not item.keys:
            item.keys = questions.keys_said(lines)
            item.correct = item.right if item.correct is not None else None
        lines = talk.tell("")


def _history(world: World, talk: Talk) -> None:
    """List the sittings, and open one: its report, or the sitting itself if it is open."""
    lines = talk.tell("history")
    newest = world.record.listed(world.now)[::-1]
    if not newest:
        return
    said = [line for line in lines if re.match(r"\d+\. ", line)]
    world.same("sittings listed", len(said), min(8, len(newest)))
    for number, (line, sitting) in enumerate(zip(said, newest, strict=False), 1):
        own = f"{number}. {sitting.title}, DVA-C03, "
        outcome = f": {_outcome(sitting)}"
        world.true(f"{line!r}, not {own}…{outcome}", line.startswith(own) and outcome in line)
    number = world.rng.randrange(len(newest))
    opened = world.rng.choice([n for n, s in enumerate(newest) if s.state == "open"] or [number])
    number = opened if world.rng.random() < 0.7 else number
    sitting = newest[number]
    lines = talk.tell(str(number + 1))
    if sitting.state != "open":
        reports(world, talk, sitting, lines)
    elif any(line.startswith("Time is up.") for line in lines):
        world.true("time is up without an exam-day clock", sitting.exam_day)
        sitting.finish("expired", world.now)
        reports(world, talk, sitting, lines)
    else:
        head = next((m for m in map(_begun, lines) if m), None)
        world.true(f"no heading in {lines}", head is not None)
        if sitting.at_once and head is not None:
            marked = sum(item.correct is not None for item in sitting.items.values())
            world.same("answered before", int(head[3] or 0), marked)
        play(world, talk, sitting, lines)


def _outcome(sitting: Sitting) -> str:
    if sitting.state == "open":
        return f"open, {sitting.answered} of {sitting.size} answered"
    if sitting.state == "abandoned":
        return "abandoned"
    return f"{sitting.right} of {sitting.size} right"


def today(world: World, lines: Sequence[str]) -> None:
    """Check what the menu says of today."""
    record = world.record
    answers = record.answers()
    said = [line for line in lines if line.startswith("Today: ")]
    if not answers:
        world.same("today", said, [])
        return
    match = TODAY.match(said[0]) if said else None
    world.true(f"no figures of today in {lines}", match is not None)
    assert match is not None
    least, most = record.due_count(world.today)
    world.true(f"due: {match[1]}, not {least} to {most}", least <= int(match[1]) <= most)
    world.same("to recover", int(match[2]), len(record.to_recover()))
    days = streak((answer.day for answer in answers), world.today)["current"]
    world.same("days in a row", int(match[3] or 0), days)
    mocks = [s for s in record.sittings if not s.at_once and s.state in FINISHED]
    world.same("last mock shown", match[4] is not None, bool(mocks))
    if mocks:
        # After a wrong clock, the order of the dates is not that of the endings; either is true.
        latest = (max(mocks, key=attrgetter(name)) for name in ("ended", "ended_as"))
        among = set().union(*(scores(Fraction(last.right, last.size)) for last in latest))
        world.true(f"last mock {match[4]}, not {among}", int(match[4]) in among)


# -- days, copies and removals --------------------------------------------------------------------


def wait(world: World) -> None:
    """Let hours, a day, or some days pass."""
    world.move(
        world.rng.choice(
            (timedelta(hours=5), timedelta(days=1), timedelta(days=1), timedelta(days=4))
        )
        if not world.diligent
        else timedelta(days=1)
    )


def copies(world: World) -> None:
    """Make a backup, or restore one."""
    if world.copies and world.rng.random() < 0.35:
        world.restore()
    else:
        world.back_up()


def remove(world: World) -> None:
    """Remove a sitting from the history, on the screen. What was shown stays seen."""
    sittings = world.record.listed(world.now)
    number = world.rng.randrange(len(sittings))
    world.steps.append(f"remove sitting {number} of {len(sittings)} on the screen")
    world.record.correct_future(world.now)
    with Terminal(world.home, extra=world.environment()) as terminal:
        terminal.wait_for("History")
        terminal.press("h")
        terminal.wait_for("Sitting", "Result")
        terminal.press(*["down"] * (len(sittings) - 1 - number), "x")
        terminal.wait_for("Remove from history?", f"Remove {sittings[number].title}")
        terminal.press("down", "enter")
        terminal.wait_for("Sitting", gone="Remove from history?")
        terminal.press("ctrl+q")
        world.same("status of the screens", terminal.wait(), 0)
    world.record.sittings.remove(sittings[number])
