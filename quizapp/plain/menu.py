"""The menu of plain mode: the learner's readiness in a few sentences, and what to do next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from quizapp.exam.wording import count, sentence
from quizapp.plain import (
    briefing,
    browse,
    drill_builder,
    history,
    preferences,
    result,
    sheets,
    sittings,
    weak,
)
from quizapp.plain import plan as exam_plan
from quizapp.plain.commands import HELP, QUIT, Command, Entry
from quizapp.plain.console import Console
from quizapp.plain.exam_date import DATE, set_date
from quizapp.plain.lines import Leave
from quizapp.plain.spoken import spoken
from quizapp.practice.offers import (
    OPEN_SHOWN,
    WELCOME,
    Action,
    Offer,
    clock_text,
    describe_open,
    exam_in,
    lacking,
    real_exam,
    today,
)
from quizapp.practice.plan import EXAMPLES, still, today_line

if TYPE_CHECKING:
    from quizapp.store.bootstrap.home_row import HomeRow

ORDER = (
    *("mock", "short", "drill", "review", "weak", "history", "plan", "browse", "settings"),
    *("help", "quit"),
)
COMMANDS = (
    Command("mock", "a mock exam; mock 3 for form 3", ("m",), "N"),
    Command("short", "a short mock of questions that are in no form"),
    Command("drill", "practice questions of your choice", ("d",)),
    Command("review", "questions that are due, or missed and not recovered", ("r",)),
    Command("weak", "the topics that cost you most on the exam", ("w",)),
    Command("sheets", "what to remember, by topic or by task", ("sheet",)),
    Command("history", "every sitting so far, and its report", ("h",)),
    Command("browse", "search all questions: browse dead letter", ("b", "search"), "WORDS"),
    Command("plan", "every day to your exam, and its date", ("p",)),
    Command("result", "how your real exam went"),
    DATE,
    Command("settings", "your exam and its date", ("s",)),
    Command("resume", "continue an open sitting; resume 2 for the second", (), "N"),
    Command("open", "list all open sittings"),
    Command("menu", "hear this menu again", ("repeat",)),
)
FIRST = f"When is your exam? Type its date, such as {EXAMPLES}; enter skips the question."
ABOUT = "Type a menu number or a word. Press enter to do the first item."


def run(console: Console, *, full: bool = True) -> NoReturn:
    """Offer the menu until the learner quits. Raises Leave."""
    first = full and console.practice.workspace.new
    while True:
        row = _home_row(console)
        offers = console.practice.offers(row)
        _tell(console, row, offers, full=full)
        asked, first, full = first and not row.settings.get("exam_date"), False, False
        if asked:
            console.say(FIRST)
        given = _choice(console)
        name = given.name
        if name == "menu":
            full = True
        elif name == QUIT.name:
            raise Leave
        elif name == DATE.name:
            set_date(console, given.after)
        elif not name and not asked:
            _take(console, offers[0])
        elif name:
            _do(console, given, row)


def _choice(console: Console) -> Entry:
    """What the learner types, a number as its command. The name is empty for enter alone."""
    while True:
        given = console.command("Menu:", COMMANDS, ABOUT)
        if not given.name and given.before:
            place = console.one_of(given.before, len(ORDER))
            if place is None:
                continue
            given = replace(given, name=ORDER[place])
        if given.name != HELP.name:
            return given
        console.help(COMMANDS, ABOUT)


def _take(console: Console, offer: Offer) -> None:
    """Start what an offer proposes."""
    if offer.sitting is not None:
        sittings.resume(console, offer.sitting.id)
    elif offer.wish is not None:
        sittings.begin_drill(console, offer.wish, title=offer.title)
    elif offer.action is Action.REVIEW:
        sittings.begin_review(console)
    elif offer.action is Action.MOCK:
        briefing.take_mock(console)
    elif offer.action is Action.RESULT:
        result.show(console)
    else:
        drill_builder.build(console)


def _do(console: Console, given: Entry, row: HomeRow) -> None:
    name, numbers = given.name, given.numbers
    match name:
        case "mock" | "short":
            briefing.take_mock(console, numbers[0] if numbers else None, short=name == "short")
        case "drill":
            drill_builder.build(console)
        case "review":
            sittings.begin_review(console)
        case "weak":
            weak.show(console)
        case "sheets":
            sheets.show(console)
        case "history":
            history.show(console)
        case "browse":
            browse.show(console, given.after)
        case "plan":
            exam_plan.show(console)
        case "result":
            result.show(console)
        case "settings":
            preferences.show(console)
        case "resume" if row.sittings:
            place = console.one_of(numbers or (1,), len(row.sittings))
            if place is not None:
                sittings.resume(console, row.sittings[place].id)
        case "open" if row.sittings:
            _list_open(console, row)
        case "resume" | "open":
            console.say("No sitting is open.")


def _home_row(console: Console) -> HomeRow:
    from quizapp.store.bootstrap.home_row import HomeRow

    row = HomeRow()
    with console.refusals():
        row = console.practice.home_row()
    return row


def _tell(console: Console, row: HomeRow, offers: tuple[Offer, ...], *, full: bool) -> None:
    standing = row.standing
    first = f"Enter: {_offered(offers[0])}."
    figures = [f"Today: {', '.join(today(row))}."] if standing.answers else []
    with console.refusals():
        night = still(standing.day, console.practice.preferences().now.time_zone)
        figures = [*([night] if night else []), *figures]
    if standing.plan is not None:
        figures.append(f"Planned for today: {today_line(standing.plan)}.")
    others = [offer for offer in offers[1:] if offer.sitting is not None]
    word, begin = ("Also open", 2) if offers[0].sitting is not None else ("Open", 1)
    also = [
        f"{word}: {_sitting(offer)}; type resume {number}."
        for number, offer in enumerate(others, begin)
    ]
    more = len(row.sittings) - OPEN_SHOWN
    if more > 0:
        also.append(f"{count(more, 'more open sitting')}; type open to list all.")
    if not full:
        console.say("", "Menu.", *figures, *also, f"{first} Or type menu.")
        return
    days = standing.days_left
    exam = f" Exam {exam_in(days)}." if days is not None and days >= 0 else ""
    title = row.title or "Practice for your exam"
    console.say("", f"quizapp. {title}, {console.blueprint.code}.{exam}")
    if standing.answers:
        console.say(_chance(row), *figures)
    else:
        console.say(" ".join(WELCOME), *figures)
    console.say(*also, first)
    lines = _lines(console, offers)
    console.say(*(f"{number}. {lines[name]}" for number, name in enumerate(ORDER, 1)))


def _list_open(console: Console, row: HomeRow) -> None:
    """List all open sittings with their time left and the command that resumes each."""
    for number, sitting in enumerate(row.sittings, 1):
        clock = clock_text(sitting, spoken)
        what = describe_open(sitting) + (f", {clock}" if clock else "")
        console.say(f"{what}; type resume {number}.")


def _offered(offer: Offer) -> str:
    """An offer as part of a sentence, with the time left if it is an open sitting."""
    if offer.sitting is not None:
        return f"{offer.label.lower()} {_sitting(offer)}"
    if offer.action in (Action.MOCK, Action.DRILL, Action.REVIEW):
        return f"{offer.label.lower()}, {offer.text}"
    return offer.text


def _sitting(offer: Offer) -> str:
    """An open sitting, with the time left."""
    clock = "" if offer.sitting is None else clock_text(offer.sitting, spoken)
    return f"{offer.text}, {clock}" if clock else offer.text


def _chance(row: HomeRow) -> str:
    standing = row.standing
    if standing.probability is None or standing.score is None:
        lack = lacking(standing)
        return f"Chance of passing a new mock: not enough evidence yet; {lack}."
    low, high = standing.score
    return (
        f"Chance of passing a new mock: {standing.words}; "
        f"score {low} to {high}{row.unit}. {sentence(real_exam(standing))}"
    )


def _lines(console: Console, offers: tuple[Offer, ...]) -> dict[str, str]:
    """The lines of the menu, by command."""
    texts = {offer.action: offer.text for offer in offers}
    short = "questions that are in no form"
    with console.refusals():
        plan = console.practice.briefing(short=True)
        short = f"{count(plan.questions, 'question')}, {plan.time}"
        if not plan.questions:
            short = plan.choice.status
    return {
        "mock": f"Mock: {texts.get(Action.MOCK, 'this exam has no full mock')}.",
        "short": f"Short mock: {short}.",
        "drill": "Drill: questions of your choice, each explained after your answer.",
        "review": f"Review: {texts[Action.REVIEW]}.",
        "weak": f"Weak areas: {texts[Action.WEAK_AREAS]}.",
        "history": f"History: {texts[Action.HISTORY]}.",
        "plan": f"Plan: {texts[Action.PLAN]}.",
        "browse": "Browse: search all questions, and drill what is found.",
        "settings": "Settings: your exam and its date.",
        "help": "Help.",
        "quit": "Quit; everything is saved.",
    }
