"""A figure that is shown in several places has the same value in all of them.

One home with a rich history is looked at through every screen, in plain mode, and with every
command. What they say is collected under the name of the figure.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from quizapp import paths
from quizapp.exam.wording import tenths
from quizapp.paths import Home
from quizapp.words import written_day
from tests.faces.week import DAYS, OTHER
from tests.oracle.world import shim
from tests.plain.talk import say
from tests.terminal import run
from tests.ui.test_flows import running, shown

SIZE = (120, 50)
CHANCE = re.compile(r"Chance of passing a new mock\W+([a-z0-9 :]+?)(?:;|\n)")
SCORE = re.compile(r"(?:^|practice |; )score (\d+)(?:–| to )(\d+)", re.MULTILINE)
TODAY = re.compile(
    r"(?:Today|So far):? +(\d+|no) (?:due|reviews? (?:left|today))[,·\s]+(\d+) missed to get right"
    r"(?:[,·\s]+(\d+)-day streak)?(?:[,·\s]+last mock (\d+))?"
)
OPEN = re.compile(r"([A-Z][^:\n]*?): (\d+) of (\d+) answered")
DAY = r"[A-Z][a-z]+ \d+(?:, 20\d\d)?"
"""A day in words; the year is left out if it is this one."""
RANGE = r"(\d+)(?:%|) ?–(\d+)%"
RESULT = re.compile(r"You (?:passed|did not pass) [A-Z].*")
DOMAINS = (
    "Development with AWS Services",
    "Security",
    "Testing and Deployment",
    "Troubleshooting and Optimization",
)


@dataclass
class Figures:
    """Name of a figure → value → the places that show it."""

    found: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, place: str, name: str, *values: object) -> None:
        self.found[name]["/".join(map(str, values))].append(place)

    def places(self, name: str) -> set[str]:
        return {place for places in self.found[name].values() for place in places}

    @property
    def contradictions(self) -> dict[str, dict[str, list[str]]]:
        return {name: dict(values) for name, values in self.found.items() if len(values) > 1}

    # -- what several places say in the same words -----------------------------------------------

    def common(self, place: str, text: str) -> None:
        """Collect what a screen or a menu says."""
        for words in CHANCE.findall(text):
            self.add(place, "chance in words", words.strip().removeprefix("about "))
        for words in re.findall(r"[Rr]eal exam: (.+?),(?: but)? less certain", text):
            self.add(place, "chance in the exam", words.removeprefix("also "))
        for low, high in SCORE.findall(text):
            self.add(place, "likely score", low, high)
        for due, recover, streak, last in TODAY.findall(text):
            self.add(place, "due", 0 if due == "no" else due)
            self.add(place, "to recover", recover)
            if streak or not last:  # home leaves the streak out where the last mock would not fit
                self.add(place, "days in a row", streak or 0)
            self.add(place, "last mock", last)
        for due, recover in re.findall(
            r"Review:?\s+(\d+|no) (?:due|reviews? (?:left|today)), (\d+) missed to get right", text
        ):
            self.add(place, "due", 0 if due == "no" else due)
            self.add(place, "to recover", recover)
        for days in re.findall(rf"(?:[Ee]xam,?| on {DAY},) in (\d+) days?", text):
            self.add(place, "days left", days)
        for title, answered, size in OPEN.findall(text):
            name = re.sub(r"^(?:Also open|Open|Enter|Resume)\W+|^resume ", "", title).strip()
            name = name.removeprefix("resume ").strip()
            self.add(place, f"open: {name}", answered, size)
        for chosen, key, times in re.findall(
            r"[Yy]ou chose (.+); the answer was (.+?)(?: \((\d+) times\))?\.?$", text, re.MULTILINE
        ):
            self.mix_up(place, f"{chosen} for {key}", times or 1)
        for said in RESULT.findall(text):
            self.add(place, "result", said)
        for planned in re.findall(
            r"(?:Planned for today:|^Today:?(?: +>)?|▸ Today)"
            r"(?!:? +(?:\d+ due|\w+ reviews? (?:left|today))) *(.*?)\.?$",
            text,
            re.MULTILINE,
        ):
            self.add(place, "today's plan", *sorted(map(_part, planned.split(" · "))))
        for day, planned in re.findall(
            rf"^ *[MTWFS][a-z]+, ({DAY})(?::| ) *(.*?)\.?$", text, re.MULTILINE
        ):
            for reviews in re.findall(r"(?:^|· )(\d+) reviews?$", planned):
                self.add(place, f"reviews on {day}", reviews)
            for mock in re.findall(r"^Mock exam \d+", planned):
                self.add(place, f"mock on {day}", mock)

    def topic(self, place: str, name: str, right: object, total: object) -> None:
        self.add(place, f"topic {name}", right, total)

    def mix_up(self, place: str, pair: str, times: object) -> None:
        self.add(place, f"mix-up: {pair}", times)

    def interval(self, place: str, name: str, low: object, high: object) -> None:
        self.add(place, f"interval {name}", low, high)

    def verdict(self, place: str, name: str, verdict: str) -> None:
        self.add(place, f"weak or strong: {name}", verdict if verdict in ("weak", "strong") else "")


def _part(part: str) -> str:
    return f"✓ {part.replace('✓', '').strip()}" if "✓" in part else part.strip()


def percent(share: float) -> str:
    return f"{100 * share:.0f}"


def named(cut: str, names: list[str]) -> str:
    """The name that was cut to fit in a column."""
    (name,) = {each for each in names if each.startswith(cut.strip().removesuffix("…").strip())}
    return name


# -- the commands ---------------------------------------------------------------------------------


def command(home: Home, *arguments: str) -> str:
    done = run(home.root, *arguments, extra={"QUIZAPP_TIME_ZONE": "UTC"})
    assert done.returncode == 0, done.stderr
    return done.stdout


def of_progress(figures: Figures, home: Home) -> list[str]:
    """Collect what `progress` says; return the names of all topics."""
    place = "progress --json"
    said: dict[str, Any] = json.loads(command(home, "progress", "--json"))
    ready, evidence = said["readiness"], said["readiness"]["evidence"]
    figures.add(place, "exam", said["exam"])
    figures.add(place, "day", said["day"])
    figures.add(place, "answers", said["answers"])
    figures.add(place, "answers", evidence["answers"])
    figures.add(place, "first sight", evidence["first_sight"])
    figures.add(place, "first sight", sum(evidence["by_domain"].values()))
    figures.add(place, "first sight", sum(area["total"] for area in said["topics"]))
    figures.add(place, "first sight", sum(area["total"] for area in said["domains"]))
    figures.add(place, "chance", percent(ready["mock"]["probability"]))
    figures.add(place, "chance in words", ready["mock"]["words"].removeprefix("about "))
    figures.add(place, "chance in the exam", tenths(ready["real_exam"]["probability"]))
    figures.add(place, "likely score", *ready["score"])
    figures.add(place, "due", said["due"])
    figures.add(place, "to recover", len(said["to_recover"]))
    figures.add(place, "lucky", len(said["lucky"]))
    figures.add(place, "overconfident", len(said["overconfident"]))
    figures.add(place, "days in a row", said["streak"]["current"])
    if said["days_left"] is not None:
        figures.add(place, "days left", said["days_left"])
        figures.add(place, "exam date", said["exam_date"])
    for area in (*said["domains"], *said["topics"], *said["weak_areas"]):
        figures.topic(place, area["name"], area["correct"], area["total"])
        if area["total"]:
            figures.interval(place, area["name"], percent(area["low"]), percent(area["high"]))
            figures.verdict(place, area["name"], area["verdict"])
    for pair in said["confusions"]:
        figures.mix_up(place, f"{pair['chosen_name']} for {pair['key_name']}", pair["count"])
    topics = [area["name"] for area in said["topics"]]

    place, page = "progress", command(home, "progress")
    names = [*topics, *DOMAINS]
    figures.common(place, page)
    for cut, right, total, low, high, verdict in re.findall(
        rf"^  (?:\d )?(.{{33}}).? +(\d+)/(\d+) +{RANGE} *(.*)$", page, re.MULTILINE
    ):
        name = named(cut, names)
        figures.topic(place, name, right, total)
        figures.interval(place, name, low, high)
        figures.verdict(place, name, verdict)
    for pattern, figure in (
        (r"^Evidence +(\d+) questions", "answers"),
        (r"questions?, (\d+) new\b", "first sight"),
        (r"^To review +(\d+)", "due"),
        (r"^To get right +(\d+)", "to recover"),
        (r"^Lucky +(\d+)", "lucky"),
        (r"^Sure, wrong +(\d+)", "overconfident"),
        (r"^Streak +(\d+) days?,", "days in a row"),
        (r"^Exam +in (\d+) days", "days left"),
    ):
        for value in re.findall(pattern, page, re.MULTILINE):
            figures.add(place, figure, value)
    return topics


def of_plan(figures: Figures, home: Home) -> None:
    place, said = "plan --json", json.loads(command(home, "plan", "--json"))
    if said["today"] is not None:
        figures.add(place, "days left", said["days_left"])
        figures.add(place, "exam date", said["exam_date"])
        figures.add(place, "day", said["today"]["date"])
        left = max(0, said["today"]["reviews"] - said["today"]["reviews_done"])
        figures.add(place, "due", left)
        for day in said["days"]:
            named_day = written_day(date.fromisoformat(day["date"]))
            if day["reviews"]:
                figures.add(place, f"reviews on {named_day}", day["reviews"])
            if day["mock"]:
                figures.add(place, f"mock on {named_day}", day["mock"])
    figures.common("plan", command(home, "plan"))


def of_history(figures: Figures, home: Home) -> list[dict[str, Any]]:
    """Collect what `history` and `report` say; return the attempts."""
    attempts: list[dict[str, Any]] = json.loads(command(home, "history", "--json"))["attempts"]
    for past in attempts:
        name, place = f"sitting {past['id']}", "history --json"
        if past["correct"] is not None:
            figures.add(place, f"{name} right", past["correct"], past["questions"])
            figures.add(place, f"{name} right", *_sums(past["domains"]))
        if past["score"] is not None:
            figures.add(place, f"{name} score", past["score"])
        for domain, row in past["domains"].items():
            name_of = DOMAINS[int(domain) - 1]
            figures.add(place, f"{name} {name_of}", row["correct"], row["total"])
    for line in command(home, "history").splitlines():
        number, *_, right, score = line.split()
        if not number.isdigit():
            continue  # a line about an open sitting
        if right != "–":
            figures.add("history", f"sitting {number} right", *right.split("/"))
        if score != "–":
            figures.add("history", f"sitting {number} score", score)
    for past in attempts:
        if past["state"] in ("submitted", "expired", "abandoned") or past["kind"] not in (
            "mock",
            "short",
        ):
            of_report(figures, past, "report", command(home, "report", str(past["id"])))
    return attempts


def _sums(domains: dict[str, dict[str, int]]) -> tuple[int, int]:
    return sum(d["correct"] for d in domains.values()), sum(d["total"] for d in domains.values())


def of_report(figures: Figures, past: dict[str, Any], place: str, text: str) -> None:
    name, head = f"sitting {past['id']}", text.split("─────")[0]
    for right, total in re.findall(r"^(\d+) of (\d+) right", head, re.MULTILINE):
        figures.add(place, f"{name} right", right, total)
    for score in re.findall(r"(?i)practice score:? +(\d+)", head):
        figures.add(place, f"{name} score", score)
    for low, high in re.findall(r"(?i)likely range (\d+)(?:–| to )(\d+)", head):
        figures.add(place, f"{name} likely range", low, high)
    for earlier in re.findall(
        r"(?:Earlier(?: mocks)?  +|earlier full mocks that were new: )([\d, ]+)", head
    ):
        figures.add(place, f"{name} earlier mocks", earlier.strip(" ,"))
    for chance in re.findall(r"chance of passing was (\d+)(?:%| perc)", head):
        figures.add(place, f"{name} predicted", chance)
    for missed in re.findall(r"Review the (\d+) missed", head):
        figures.add(place, f"{name} missed", missed)
    for numbers in re.findall(r"^  Missed +([\d,\s]+?)\n(?:\n|  \w)", head, re.MULTILINE):
        figures.add(place, f"{name} missed", len(numbers.split(",")))
    for domain in DOMAINS:
        for right, total in re.findall(rf"{domain}\b[^\n]*? (\d+)(?:/| of )(\d+)", head):
            figures.add(place, f"{name} {domain}", right, total)


# -- plain mode -----------------------------------------------------------------------------------


def of_plain(
    figures: Figures, home: Home, attempts: list[dict[str, Any]], topics: list[str]
) -> None:
    typed = ["menu", "weak", "all", "", "plan", "", "result", "", "mock", "menu", "history", "more"]
    said = say(home.root, "\n".join([*typed, "", "quit", ""]))
    figures.common("plain", said)
    for name, right, total, low, high, verdict in re.findall(
        r"^\d+\. (.*): (\d+) of (\d+) right, likely (\d+) percent to (\d+) percent; (.*)\.$",
        said,
        re.MULTILINE,
    ):
        figures.topic("plain", name, right, total)
        figures.interval("plain", name, low, high)
        figures.verdict("plain", name, verdict)
    for name, right, total in re.findall(
        r"^\d+\. (.*): (\d+) of (\d+) right; too few answers yet\.$", said, re.MULTILINE
    ):
        figures.topic("plain", name, right, total)
    for name in re.findall(r"^\d+\. (.*): no answer yet\.$", said, re.MULTILINE):
        figures.topic("plain", name, 0, 0)
    for number in re.findall(r"Right by luck: (\d+)", said):
        figures.add("plain", "lucky", number)
    for number in re.findall(r"Sure but wrong: (\d+)", said):
        figures.add("plain", "overconfident", number)
    newest = attempts[::-1]
    rows = re.findall(rf"^(\d+)\. (.*?), DVA-C\d\d, {DAY}: (.*)$", said, re.MULTILINE)
    assert {int(row[0]) for row in rows} >= set(range(1, len(newest) + 1))
    for number, title, outcome in rows:
        past = newest[int(number) - 1]
        for right, total in re.findall(r"(\d+) of (\d+) right", outcome):
            figures.add("plain history", f"sitting {past['id']} right", right, total)
        for score in re.findall(r"score (\d+)", outcome):
            figures.add("plain history", f"sitting {past['id']} score", score)
        for answered, size in re.findall(r"open, (\d+) of (\d+) answered", outcome):
            figures.add("plain history", f"open: {title}", answered, size)
    for number, past in enumerate(newest, 1):
        if past["state"] in ("submitted", "expired", "abandoned"):
            told = say(home.root, "\n".join(["history", "more", str(number), "", "quit", ""]))
            of_report(figures, past, "plain report", told.split("Report of ")[1].split("Menu.")[0])


# -- the screens ----------------------------------------------------------------------------------


async def of_screens(
    figures: Figures, home: Home, attempts: list[dict[str, Any]], topics: list[str]
) -> None:
    names = [*topics, *DOMAINS]
    async with running(home, size=SIZE) as (app, pilot):
        await app.workers.wait_for_complete()
        await pilot.pause()
        for key in ("", "p", "w", "a", "m", "h"):
            if key != "a":
                app.go_home()
                await pilot.pause()
            await pilot.press(*([key] if key else []))
            await app.workers.wait_for_complete()
            await pilot.pause()
            place, text = f"screen {key or 'home'}", shown(app)
            figures.common(place, text)
            for cut, low, high, right, total, verdict in re.findall(
                r"^ ?(\S.{15,34}?) +(?:[█▏▎▍▌▋▊▉│░]+|too few answers yet) +"
                r"(\d+)–(\d+)% +(\d+)/(\d+) *(\w*)",
                text,
                re.MULTILINE,
            ):
                name = named(cut, names)
                figures.topic(place, name, right, total)
                figures.interval(place, name, low, high)
                figures.verdict(place, name, verdict)
            for first, answers in re.findall(r"(\d+) of (\d+) new\b", text):
                figures.add(place, "first sight", first)
                figures.add(place, "answers", answers)
            for number in re.findall(r"Right by luck: (\d+)", text):
                figures.add(place, "lucky", number)
            if key in ("w", "a"):
                rows = r"^ (\S.*?)(?:…|  ).*? (\d+)/(\d+) *\w* *$"
                for cut, right, total in re.findall(rows, text, re.MULTILINE):
                    figures.topic(place, named(cut, names), right, total)
                for cut in re.findall(r"^ (\S.*?)(?:…|  ) *not asked *$", text, re.MULTILINE):
                    figures.topic(place, named(cut, names), 0, 0)
            if key == "h":
                _history_screen(figures, text, attempts)
        for down, past in enumerate(attempts[::-1]):
            if past["state"] not in ("submitted", "expired", "abandoned"):
                continue
            app.go_home()
            await pilot.pause()
            await pilot.press("h", *["down"] * down, "enter")
            await pilot.pause()
            of_report(figures, past, "screen report", shown(app))


def _history_screen(figures: Figures, text: str, attempts: list[dict[str, Any]]) -> None:
    rows = re.findall(rf"^{DAY}(?:, \d\d:\d\d)?  +(.*)$", text, re.MULTILINE)
    assert len(rows) == len(attempts)
    for row, past in zip(rows, attempts[::-1], strict=True):
        title, rest = re.split(r" +DVA-C\d\d +", row)
        for right, total in re.findall(r"^(\d+)/(\d+)\b", rest):
            figures.add("screen h", f"sitting {past['id']} right", right, total)
        for score in re.findall(r"^\S+ +(\d\d\d+) ", rest):
            figures.add("screen h", f"sitting {past['id']} score", score)
        for answered, total in re.findall(r"^(\d+) of (\d+)(?: answered|, )", rest):
            figures.add("screen h", f"open: {title}", answered, total)


# -- the test -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a week of practice; its exam is in eleven days."""
    folder = tmp_path_factory.mktemp("faces")
    clock = shim(folder)
    if clock is None:
        pytest.skip("no C compiler for the clock")
    home = Home(folder / "home")
    for ago in sorted(DAYS, reverse=True):
        subprocess.run(
            [sys.executable, "-m", "tests.faces.week", str(home.root), str(ago)],
            check=True,
            env={
                **os.environ,
                "LD_PRELOAD": str(clock),
                "ORACLE_SHIFT": str(-86_400 * ago),
                "ORACLE_SEED": str(ago),
                "QUIZAPP_TIME_ZONE": "UTC",
            },
        )
    return home


EVERYWHERE = {
    "due": {"progress --json", "progress", "plain", "screen home"},
    "to recover": {"progress --json", "progress", "plain", "screen home"},
    "days in a row": {"progress --json", "progress", "plain"},
    "chance in words": {"plain", "screen home"},
    "chance in the exam": {"progress --json", "plain", "screen home"},
    "likely score": {"progress --json", "progress", "plain", "screen home"},
    "answers": {"progress --json", "progress", "screen home"},
    "first sight": {"progress --json", "progress", "screen home"},
    "result": {"progress", "plain", "screen h", "result"},
    "lucky": {"progress --json", "progress", "plain", "screen w"},
    "overconfident": {"progress --json", "progress"},
    "open: Mock exam 3": {"plain", "plain history", "screen home", "screen h", "screen m"},
    "open: Drill": {"plain", "plain history", "screen home", "screen h"},
    "sitting 1 right": {
        "history --json",
        "history",
        "report",
        "plain history",
        "plain report",
        "screen h",
        "screen report",
    },
    "sitting 1 score": {"history --json", "history", "report", "plain report", "screen report"},
    "sitting 1 Security": {"history --json", "report", "plain report", "screen report"},
    "sitting 1 likely range": {"report", "plain report", "screen report"},
    "sitting 1 missed": {"report", "screen report"},
    "sitting 9 earlier mocks": {"report", "plain report", "screen report"},
    "topic Security": {"progress --json", "progress", "screen home"},
    "interval Security": {"progress --json", "progress", "screen home"},
}
"""Figures, and the places that must have shown them: else the patterns here find nothing."""
PLANNED = {
    "days left": {"progress --json", "progress", "plan --json", "plan", "plain", "screen home"},
    "today's plan": {"plan", "plain", "screen home", "screen p"},
}


@pytest.mark.slow
@pytest.mark.parametrize("planned", [True, False])
async def test_every_figure_is_the_same_everywhere(
    lived: Home, planned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUIZAPP_TIME_ZONE", "UTC")
    command(lived, "plan", "--date", "in 11 days" if planned else "none")
    figures = Figures()
    topics = of_progress(figures, lived)
    of_plan(figures, lived)
    attempts = of_history(figures, lived)
    figures.common("result", command(lived, "result"))
    of_plain(figures, lived, attempts, topics)
    await of_screens(figures, lived, attempts, topics)
    assert figures.contradictions == {}
    for name, places in {**EVERYWHERE, **(PLANNED if planned else {})}.items():
        assert places <= figures.places(name), (name, figures.places(name))
    for name in topics:
        assert {"progress --json", "plain", "screen a"} <= figures.places(f"topic {name}"), name
    if planned:
        for kind in ("reviews on ", "mock on "):
            days = [name for name in figures.found if name.startswith(kind)]
            assert days
            for name in days:
                assert figures.places(name) >= {"plan --json", "plan", "plain", "screen p"}, name
    shown_topics = {name for name in figures.found if name.startswith("topic ")}
    assert len(shown_topics) == len(topics) + len(DOMAINS)


@pytest.mark.slow
def test_other_pack_has_figures_of_its_own(lived: Home) -> None:
    def of(*options: str) -> tuple[Any, list[Any]]:
        progress = json.loads(command(lived, *options, "progress", "--json"))
        history = json.loads(command(lived, *options, "history", "--json"))
        return progress, history["attempts"]

    progress, attempts = of("--pack", OTHER)
    assert {past["exam"] for past in attempts} == {"KCNA"}
    marked = [past for past in attempts if past["state"] == "submitted"]
    assert progress["answers"] == sum(past["questions"] for past in marked)
    assert progress["exam_date"] is None
    _, first = of("--pack", str(paths.pack()))
    assert not {past["id"] for past in attempts} & {past["id"] for past in first}
