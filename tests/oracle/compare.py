"""Every figure, export and report of the command line, against the record."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from fractions import Fraction
from typing import Any

from tests.oracle.figures import (
    NEEDED,
    NEEDED_IN_DOMAIN,
    PASS,
    Answer,
    mix_ups,
    scores,
    streak,
)
from tests.oracle.record import FINISHED, Sitting
from tests.oracle.report import by_domain, changes, score
from tests.oracle.world import Difference, World, bank

CLEAR = 10
"""The number of first-sight answers from which no verdict contradicts them."""

ROUNDING = 1e-4
"""Shares are printed with four decimals."""


def everything(world: World, *, thorough: bool = True) -> None:
    """Compare everything; without `thorough`, the history and the progress only."""
    ids = _history(world)
    _progress(world)
    if not thorough:
        return
    _history_table(world, ids)
    _complaints(world)
    if ids:
        number = world.rng.randrange(len(ids))
        _report(world, ids[number], world.record.listed(world.now)[number])
    if world.rng.random() < 0.5:
        _topics_table(world)
    if world.rng.random() < 0.5:
        _flashcards(world)


def settle(world: World) -> None:
    """After a line that was never answered: find out whether it took effect, wholly or not at all.

    Raises Difference if neither record is what the app says.
    """
    without, world.doubt = world.doubt, None
    if without is None:
        return
    try:
        everything(world, thorough=False)
    except Difference as with_it:
        world.record = without
        try:
            everything(world, thorough=False)
        except Difference as without_it:
            raise Difference(f"half done: {with_it}; without it, {without_it}") from without_it


# -- history --------------------------------------------------------------------------------------


def _history(world: World) -> list[int]:
    """Compare `history --json`; the ids of the sittings, oldest first."""
    document = json.loads(world.ask("history", "--json"))
    sittings = world.record.listed(world.now)
    world.same("kinds", [a["kind"] for a in document["attempts"]], [s.kind for s in sittings])
    for said, own in zip(document["attempts"], sittings, strict=True):
        _attempt(world, said, own)
    return [attempt["id"] for attempt in document["attempts"]]


def _attempt(world: World, said: Mapping[str, Any], own: Sitting) -> None:
    what = f"attempt {said['id']} ({own.title})"
    finished = own.state in FINISHED
    state = "open" if said["state"] in ("running", "paused") else said["state"]
    world.same(f"{what}: state", state, own.state)
    world.same(f"{what}: form", said["form"], own.form)
    world.same(f"{what}: questions", said["questions"], own.size)
    world.same(f"{what}: answered", said["answered"], own.answered)
    world.same(f"{what}: correct", said["correct"], own.right if finished else None)
    late = (own.started - datetime.fromisoformat(said["started"])).total_seconds()
    world.true(f"{what}: began {late} s too early", -2 < late < 120)
    if not finished or own.kind not in ("mock", "short"):
        world.same(f"{what}: score", said["score"], None)
    else:
        among = scores(Fraction(own.right, own.size))
        world.true(f"{what}: score {said['score']}, not {among}", said["score"] in among)
    _domains(world, what, said, own, finished=finished)


def _domains(
    world: World, what: str, said: Mapping[str, Any], own: Sitting, *, finished: bool
) -> None:
    for domain, (right, asked) in by_domain(own).items():
        found = said["domains"].get(domain, {"correct": 0, "total": 0})
        if not finished:
            # As in the report: what was shown of a sitting given up, what is marked of an open one.
            shown = [
                item
                for item in own.items.values()
                if item.known.domain == domain
                and (own.state == "abandoned" or item.correct is not None)
            ]
            if all(item.keys for item in shown):
                right = sum(item.right for item in shown)
            else:
                right = found["correct"]
            asked = len(shown)
        world.same(f"{what}: right in {domain}", found["correct"], right)
        if asked is not None:
            world.same(f"{what}: asked in {domain}", found["total"], asked)


def _history_table(world: World, ids: list[int]) -> None:
    rows = _table(world, "history")
    world.same("rows of the table", [int(row["id"]) for row in rows], ids)
    for row, own in zip(rows, world.record.listed(world.now), strict=True):
        world.same("title", row["title"], own.title)
        world.same("questions", int(row["questions"]), own.size)
        world.same("answered", int(row["answered"]), own.answered)
        right = str(own.right) if own.state in FINISHED else ""
        world.same("correct", row["correct"], right)


# -- progress -------------------------------------------------------------------------------------


def _progress(world: World) -> None:
    said = json.loads(world.ask("progress", "--json"))
    record = world.record
    answers = record.answers()
    world.same("study day", said["day"], world.today.isoformat())
    world.same("answers", said["answers"], len(answers))
    _areas(world, said, answers)
    _evidence(world, said["readiness"], answers)
    world.same("streak", said["streak"], streak((a.day for a in answers), world.today))
    least, most = record.due_count(world.today)
    world.true(f"due: {said['due']}, not {least} to {most}", least <= said["due"] <= most)
    known = record.memories()
    world.same(
        "to recover",
        {m["question"]: (m["right_days"], m["due"]) for m in said["to_recover"]},
        {q: (m.right_days, m.due.isoformat()) for q, m in known.items() if m.to_recover},
    )
    world.same("lucky", set(said["lucky"]), {q for q, m in known.items() if m.lucky})
    world.same(
        "sure and wrong",
        {m["question"]: m["times"] for m in said["overconfident"]},
        {q: m.times_sure_and_wrong for q, m in known.items() if m.sure_and_wrong},
    )
    concepts = bank().concepts
    world.same(
        "mix-ups",
        {
            (c["chosen"], c["key"]): (c["count"], c["questions"])
            for c in said["confusions"]
            if {c["chosen"], c["key"]} <= concepts
        },
        mix_ups(answers),
    )


def _areas(world: World, said: Mapping[str, Any], answers: list[Answer]) -> None:
    topics = bank().topics
    firsts = [answer for answer in answers if answer.first]
    for area in (*said["domains"], *said["topics"]):
        whole = area["id"] == area["domain"]
        of = [a for a in firsts if (topics.get(a.topic) if whole else a.topic) == area["id"]]
        right = sum(a.correct for a in of)
        own = (right, len(of))
        world.same(f"{area['id']}: right of asked", (area["correct"], area["total"]), own)
        _area(world, area)
    world.same("topics", {a["id"] for a in said["topics"]}, set(topics))
    weak = {a["id"] for a in said["weak_areas"]}
    for area in said["topics"]:
        if not area["total"] or abs(area["mean"] - float(PASS)) > ROUNDING:
            below = bool(area["total"]) and area["mean"] < PASS
            world.same(f"{area['id']}: below the line", area["id"] in weak, below)
    costs = [a["priority"] for a in said["weak_areas"]]
    world.same("order of the weak areas", costs, sorted(costs, reverse=True))
    for domain in bank().domains:
        inside = [a for a in said["topics"] if a["domain"] == domain.id]
        weight = sum(a["weight"] for a in inside)
        world.true(f"weight of {domain.id}: {weight}", abs(weight - domain.weight / 100) < 0.005)


def _area(world: World, area: Mapping[str, Any]) -> None:
    name, right, total, verdict = (area[key] for key in ("id", "correct", "total", "verdict"))
    if not total:
        world.same(f"{name}: mean", area["mean"], None)
        return
    in_order = 0 <= area["low"] < area["mean"] < area["high"] <= 1
    world.true(f"{name}: interval {area['low']}–{area['high']}", in_order)
    cost = area["weight"] * (float(PASS) - area["mean"])
    world.true(f"{name}: cost {area['priority']}", abs(cost - area["priority"]) < 2e-4)
    share = Fraction(right, total)
    if total >= CLEAR:
        world.true(f"{name}: weak at {right}/{total}", not (verdict == "weak" and share > PASS))
        world.true(f"{name}: strong at {right}/{total}", not (verdict == "strong" and share < PASS))
    world.true(f"{name}: weak at {right}/{total}", verdict != "weak" or right < total)
    world.true(f"{name}: strong at {right}/{total}", verdict != "strong" or right > 0)
    few = verdict == "too few answers yet"
    within = area["low"] - 1e-4 <= share <= area["high"] + 1e-4
    world.true(f"{name}: {right}/{total} in {area['low']}–{area['high']}", few or within)
    inside = area["low"] > 0 and area["high"] < 1
    world.true(f"{name}: {area['low']}–{area['high']}", inside or share in (0, 1))
    world.true(f"{name}: {verdict} at {right}/{total}", total >= 3 or few)
    if verdict in ("weak", "strong"):
        side = area["mean"] < PASS if verdict == "weak" else area["mean"] > PASS
        world.true(f"{name}: {verdict} with a mean of {area['mean']}", side)


def _evidence(world: World, said: Mapping[str, Any], answers: list[Answer]) -> None:
    topics, evidence = bank().topics, said["evidence"]
    asked = [answer for answer in answers if answer.topic in topics]
    firsts = [answer for answer in asked if answer.first]
    by = {d.id: sum(topics[a.topic] == d.id for a in firsts) for d in bank().domains}
    lacking = {d: NEEDED_IN_DOMAIN - n for d, n in by.items() if n < NEEDED_IN_DOMAIN}
    missing = max(0, NEEDED - len(firsts))
    world.same("evidence: answers", evidence["answers"], len(asked))
    world.same("evidence: first sight", evidence["first_sight"], len(firsts))
    share = round(len(firsts) / len(asked), 4) if asked else None
    world.same("evidence: share", evidence["first_sight_share"], share)
    world.same("evidence: by domain", evidence["by_domain"], by)
    world.same("evidence: missing", evidence["missing"], missing)
    world.same("evidence: missing by domain", evidence["missing_by_domain"], lacking)
    enough = not missing and not lacking
    world.same("evidence: enough", said["enough"], enough)
    for chance, questions in ((said["mock"], bank().form_size), (said["real_exam"], bank().scored)):
        world.same("questions", chance["questions"], questions)
        world.same("chance known", chance["probability"] is not None, enough)
        if enough:
            low, high = chance["correct_low"], chance["correct_high"]
            world.true("chance", 0 <= chance["probability"] <= 1 and 0 <= low <= high <= questions)
    if enough:
        ends = (said["mock"]["correct_low"], said["mock"]["correct_high"])
        for end, shown in zip(ends, said["score"], strict=True):
            world.true("score range", shown in scores(Fraction(end, bank().form_size)))
    else:
        world.same("score range", said["score"], None)


def _topics_table(world: World) -> None:
    rows = _table(world, "progress")
    firsts = [answer for answer in world.record.answers() if answer.first]
    for row in rows:
        of = [answer for answer in firsts if answer.topic == row["id"]]
        own = (sum(answer.correct for answer in of), len(of))
        world.same(f"{row['id']} in the table", (int(row["correct"]), int(row["total"])), own)


def _table(world: World, command: str) -> list[dict[str, str]]:
    """The rows of a CSV table, which may begin with a byte order mark."""
    said = world.ask(command, "--csv").removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(said)))


# -- reports and exports --------------------------------------------------------------------------


def _complaints(world: World) -> None:
    said = json.loads(world.ask("bank", "reports", "--json"))["reports"]
    world.same("reports", [(r["question"], r["text"]) for r in said], world.record.reports())


def _report(world: World, number: int, own: Sitting) -> None:
    """Compare one report as text and as Markdown."""
    if own.state == "open" and not own.at_once:
        said = world.ask("report", str(number), status=1)
        world.true(f"an open mock has a report: {said}", "still open" in said)
        return
    text, document = (
        world.ask("report", str(number)),
        world.ask("report", str(number), "--markdown=-"),
    )
    entries = [n for n, i in own.items.items() if own.state != "open" or i.correct is not None]
    world.same("questions", _numbers(r"^Question (\d+): ", text), sorted(entries))
    world.same(
        "questions in Markdown", _numbers(r"^### Question (\d+) ", document), sorted(entries)
    )
    missed = [n for n in own.missed if n in entries]
    one = r"\d+(?:\s+\((?:no\s+answer|incomplete)\))?"
    listed = re.search(rf"^  Missed +((?:{one},\s+)*{one})$", text, re.MULTILINE)
    world.same("missed", _numbers(r"(\d+)", listed[1]) if listed else [], missed)
    lacking = [n for n in missed if not own.items[n].answered]
    found = _numbers(r"(\d+)\s+\(", listed[1]) if listed else []
    world.same("missed without a full answer", found, lacking)
    links = _numbers(r"^- \[Question (\d+)\]", document)
    world.same("missed in Markdown", links, missed)
    if own.kind in ("mock", "short") and own.state in FINISHED:
        head = re.search(r"Practice score (\d+), (PASS|NOT YET) \(.*range (\d+)–(\d+)\)", text)
        world.true("no practice score", head is not None)
        assert head is not None
        score(world, own, int(head[1]), int(head[3]), int(head[4]))
        world.same("passed", head[2] == "PASS", own.right >= PASS * own.size)
        up, down, flat = changes(own)
        found = re.search(r"Changed answers +(\d+):", text)
        world.same("changed", int(found[1]) if found else 0, up + down + flat)
    for line in own_outcome(own):
        world.true(f"{line!r} is not in the report", line in text and line in document)


def own_outcome(own: Sitting) -> Iterator[str]:
    """The sentence on how a sitting ended."""
    if own.state in FINISHED:
        yield f"{own.right} of {own.size} right."
    elif own.state == "abandoned":
        yield f"Abandoned: {own.answered} of {own.size} answered; no score."
    else:
        marked = sum(item.correct is not None for item in own.items.values())
        yield f"Still open: {marked} of {own.size} answered so far."


def _numbers(pattern: str, text: str) -> list[int]:
    return [int(found) for found in re.findall(pattern, text, re.MULTILINE)]


def _flashcards(world: World) -> None:
    record, path = world.record, world.home.parent / "cards.apkg"
    own = {*record.to_recover(), *record.bookmarks} - record.protected(bank())
    own = {question for question in own if not record.being_asked(bank(), question)}
    hidden = sum(sitting.size - len(sitting.items) for sitting in record.open())
    if not own or hidden >= len(own):
        return
    world.ask("export", "anki", str(path), *(["--force"] if path.exists() else []))
    with zipfile.ZipFile(path) as archive:
        data = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        rows = [row[0].split("\x1f") for row in connection.execute("SELECT flds FROM notes")]
    cards = {row[0] for row in rows}
    world.true(f"cards that should not be there: {cards - own}", cards <= own)
    world.true(f"cards that are not there: {own - cards}", len(own - cards) <= hidden)
    noted = {row[0] for row in rows if row[7]}
    world.same("notes on cards", noted, cards & set(record.notes))
