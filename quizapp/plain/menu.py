"""The menu: where you stand in a sentence or two, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from quizapp.exam.wording import count
from quizapp.plain import briefing, drill_builder, history, preferences, sittings, weak
from quizapp.plain.commands import HELP, QUIT, Command
from quizapp.plain.desk import Desk
from quizapp.plain.lines import Leave
from quizapp.plain.words import joined, percent, spoken

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
        found = _summary(desk)
        step = _next(found)
        _tell(desk, found, step, full=full)
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
            _do(desk, name or step.name, numbers, found)


def _do(desk: Desk, name: str, numbers: tuple[int, ...], found: dict[str, Any]) -> None:
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
            opened = found.get("open")
            if opened:
                sittings.resume(desk, opened["id"])
            else:
                desk.say("No sitting is open.")


def _summary(desk: Desk) -> dict[str, Any]:
    from quizapp.store.progress import home_row

    o = desk.opened
    return desk.look(lambda connection: home_row.read(connection, o.learner, o.pack)) or {}


def _tell(desk: Desk, found: dict[str, Any], step: Next, *, full: bool) -> None:
    standing = found.get("standing") or {}
    if not full:
        desk.say("", "Menu.", *_today(found, standing), f"Enter: {step.what} Or type menu.")
        return
    days = standing.get("days_left")
    exam = f" Exam in {count(days, 'day')}." if isinstance(days, int) and days >= 0 else ""
    code = desk.opened.blueprint.code
    desk.say("", f"quizapp. {found.get('title', 'Practice for your exam')}, {code}.{exam}")
    if standing.get("answers"):
        desk.say(_chance(found, standing), *_today(found, standing))
    else:
        desk.say(
            "Welcome. Sit a mock exam under the clock and hear where you stand, domain by domain. "
            "Every option of every question has its reason; all is saved."
        )
    desk.say(f"Enter: {step.what}")
    rows = _rows(found, standing)
    desk.say(*(f"{number}. {rows[name]}" for number, name in enumerate(ORDER, 1)))


def _chance(found: dict[str, Any], standing: dict[str, Any]) -> str:
    probability = standing.get("probability")
    if probability is None:
        missing = standing.get("missing", 0)
        by_domain = standing.get("missing_by_domain", {})
        lack = (
            f"{missing} more first-sight answers are needed"
            if missing
            else f"more answers are needed in domain {joined(sorted(by_domain))}"
        )
        return f"Chance of passing a fresh mock: not enough evidence yet; {lack}."
    low, high = standing["score"]
    return (
        f"Chance of passing a fresh mock: {standing['words']}, {percent(probability)}; "
        f"score {low} to {high}{found.get('unit') or ''}. The real exam, less sure: "
        f"{percent(standing['exam_probability'])}."
    )


def _today(found: dict[str, Any], standing: dict[str, Any]) -> list[str]:
    if not standing.get("answers"):
        return []
    parts = [f"{standing.get('due', 0)} due", f"{standing.get('recover', 0)} missed to recover"]
    if standing.get("streak"):
        parts.append(f"{count(standing['streak'], 'day')} in a row")
    last = found.get("last")
    if last and last.get("score") is not None:
        parts.append(f"last mock {last['score']}{found.get('unit') or ''}")
    return [f"Today: {', '.join(parts)}."]


def _fresh(found: dict[str, Any]) -> list[int]:
    return [number for number, sat in found.get("forms", []) if not sat]


def _next(found: dict[str, Any]) -> Next:
    """As on the home screen: what is open, else what is due, else what is weak, else a mock."""
    standing = found.get("standing") or {}
    opened, weakest, fresh = found.get("open"), standing.get("weak"), _fresh(found)
    if opened:
        left = opened.get("left")
        time = f", {spoken(left)} left" if left is not None else ""
        done = f"{opened['answered']} of {opened['questions']} answered"
        return Next(f"resume {opened['title']}, {done}{time}.", "resume")
    if standing.get("due", 0) >= REVIEW_FROM:
        return Next(f"review, {standing['due']} due.", "review")
    if weakest:
        from quizapp.study.drill import Wish

        name = weakest["name"]
        wish = Wish(topics=frozenset({weakest["topic"]}))
        return Next(f"20 questions on {name}.", "drill", wish, f"Drill: {name}")
    if fresh:
        return Next(f"mock exam {fresh[0]}.", "mock")
    return Next("a drill.", "drill")


def _rows(found: dict[str, Any], standing: dict[str, Any]) -> dict[str, str]:
    fresh = _fresh(found)
    mock = f"Mock exam {fresh[0]}, not yet sat." if fresh else "Mock: a fresh mix, or a form again."
    due, recover = standing.get("due", 0), standing.get("recover", 0)
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
