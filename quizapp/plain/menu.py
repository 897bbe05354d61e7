"""The menu: where you stand in a sentence or two, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from quizapp.exam.wording import count
from quizapp.plain import briefing, drill_builder, history, preferences, sittings, weak
from quizapp.plain.commands import HELP, QUIT, Command
from quizapp.plain.desk import Desk
from quizapp.plain.lines import Leave
from quizapp.plain.words import joined, percent, spoken
from quizapp.store.bootstrap.home_row import HomeRow

if TYPE_CHECKING:
    from quizapp.study.drill import Wish

REVIEW_FROM = 5
ORDER = ("mock", "short", "drill", "review", "weak", "history", "settings", "help", "quit")
COMMANDS = (
    Command("mock", "a mock exam; mock 3 for form 3", ("m",), "N"),
    Command("short", "a short mock: 20 questions, 40 minutes"),
    Command("drill", "practise what you choose", ("d",)),
    Command("review", "what is due, and what you missed and have not recovered", ("r",)),
    Command("weak", "what costs you most on the exam", ("w",)),
    Command("history", "every sitting so far, and its report", ("h",)),
    Command("settings", "your exam and its date", ("s",)),
    Command("resume", "go on with the sitting that is open"),
    Command("menu", "hear this menu again", ("repeat",)),
)
ABOUT = "Type a number of the menu or a word. Enter alone does what is named first."


@dataclass(frozen=True, slots=True)
class Next:
    """The next best step, and what Enter does: a command's name, or a drill."""

    what: str
    name: str
    wish: Wish | None = None
    title: str = ""


def run(desk: Desk, *, full: bool = True) -> NoReturn:
    """Offer the menu until the learner quits. Raises Leave."""
    while True:
        row = _home_row(desk)
        step = _next(row)
        _tell(desk, row, step, full=full)
        full = False
        while True:
            said = desk.command("Menu:", COMMANDS, ABOUT)
            name, numbers = said.name, said.numbers
            if not name and said.before:
                place = desk.one_of(said.before, len(ORDER))
                if place is None:
                    continue
                name = ORDER[place]
            if name != HELP.name:
                break
            desk.help(COMMANDS, ABOUT)
        if name == "menu":
            full = True
        elif name == QUIT.name:
            raise Leave
        elif not name and step.wish is not None:
            sittings.begin_drill(desk, step.wish, title=step.title)
        else:
            _do(desk, name or step.name, numbers, row)


def _do(desk: Desk, name: str, numbers: tuple[int, ...], row: HomeRow) -> None:
    match name:
        case "mock" | "short":
            number = numbers[0] if numbers else None
            wish = briefing.brief(desk, number, short=name == "short")
            if wish is not None:
                sittings.begin_mock(desk, wish)
        case "drill":
            drill_builder.build(desk)
        case "review":
            sittings.begin_review(desk)
        case "weak":
            weak.hear(desk)
        case "history":
            history.hear(desk)
        case "settings":
            preferences.hear(desk)
        case "resume":
            if row.open is not None:
                sittings.resume(desk, row.open.id)
            else:
                desk.say("No sitting is open.")


def _home_row(desk: Desk) -> HomeRow:
    from quizapp.store.progress import home_row

    scope = desk.workspace.scope
    return desk.look(lambda connection: home_row.read(connection, scope)) or HomeRow()


def _tell(desk: Desk, row: HomeRow, step: Next, *, full: bool) -> None:
    standing = row.standing
    if not full:
        desk.say("", "Menu.", *_today(row), f"Enter: {step.what} Or type menu.")
        return
    days = standing.days_left
    exam = f" Exam in {count(days, 'day')}." if days is not None and days >= 0 else ""
    code = desk.workspace.blueprint.code
    desk.say("", f"quizapp. {row.title or 'Practice for your exam'}, {code}.{exam}")
    if standing.answers:
        desk.say(_chance(row), *_today(row))
    else:
        desk.say(
            "Welcome. Sit a mock exam under the clock and hear where you stand, domain by domain. "
            "Every option of every question has its reason; all is saved."
        )
    desk.say(f"Enter: {step.what}")
    rows = _rows(row)
    desk.say(*(f"{number}. {rows[name]}" for number, name in enumerate(ORDER, 1)))


def _chance(row: HomeRow) -> str:
    standing = row.standing
    probability, real = standing.probability, standing.exam_probability
    if probability is None or real is None or standing.score is None:
        lack = (
            f"{standing.missing} more first-sight answers are needed"
            if standing.missing
            else f"more answers are needed in domain {joined(sorted(standing.missing_by_domain))}"
        )
        return f"Chance of passing a fresh mock: not enough evidence yet; {lack}."
    low, high = standing.score
    return (
        f"Chance of passing a fresh mock: {standing.words}, {percent(probability)}; "
        f"score {low} to {high}{row.unit}. The real exam, less sure: {percent(real)}."
    )


def _today(row: HomeRow) -> list[str]:
    standing = row.standing
    if not standing.answers:
        return []
    parts = [f"{standing.due} due", f"{standing.recover} missed to recover"]
    if standing.streak:
        parts.append(f"{count(standing.streak, 'day')} in a row")
    if row.last is not None and row.last.score is not None:
        parts.append(f"last mock {row.last.score}{row.unit}")
    return [f"Today: {', '.join(parts)}."]


def _fresh(row: HomeRow) -> list[int]:
    return [number for number, taken in row.forms if not taken]


def _next(row: HomeRow) -> Next:
    """As on the home screen: what is open, else what is due, else what is weak, else a mock."""
    sitting, weakest, fresh = row.open, row.standing.weak, _fresh(row)
    if sitting is not None:
        time = f", {spoken(sitting.left)} left" if sitting.left is not None else ""
        done = f"{sitting.answered} of {sitting.questions} answered"
        return Next(f"resume {sitting.title}, {done}{time}.", "resume")
    if row.standing.due >= REVIEW_FROM:
        return Next(f"review, {row.standing.due} due.", "review")
    if weakest is not None:
        from quizapp.study.drill import Wish

        name = weakest.name
        wish = Wish(topics=frozenset({weakest.topic}))
        return Next(f"20 questions on {name}.", "drill", wish, f"Drill: {name}")
    if fresh:
        return Next(f"mock exam {fresh[0]}.", "mock")
    return Next("a drill.", "drill")


def _rows(row: HomeRow) -> dict[str, str]:
    fresh = _fresh(row)
    mock = f"Mock exam {fresh[0]}, not yet sat." if fresh else "Mock: a fresh mix, or a form again."
    due, recover = row.standing.due, row.standing.recover
    to_do = f"{due} due, {recover} missed to recover." if due + recover else "nothing is due today."
    return {
        "mock": mock,
        "short": "Short mock: 20 questions in 40 minutes.",
        "drill": "Drill: practise what you choose, reasons at once.",
        "review": f"Review: {to_do}",
        "weak": "Weak areas: what costs you most on the exam.",
        "history": "History: every sitting so far.",
        "settings": "Settings: your exam and its date.",
        "help": "Help.",
        "quit": "Quit; everything is saved.",
    }
