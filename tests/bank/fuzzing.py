"""Malformed question files, made from real ones by mutation."""

from __future__ import annotations

import copy
import random
import unicodedata
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from quizapp import paths
from quizapp.bank import yaml_reader
from quizapp.bank.pack import Pack, load, read_questions
from quizapp.bank.yaml_reader import FileProblem, Problem
from quizapp.words import JOINERS

CORPUS = Path(__file__).parent / "corpus"
SIGNS = [
    *("[", "]", "{", "}", ": ", ", ", "\n", "- ", "&a ", "*a", "!!python/name:os.system ", "|-\n"),
    *("? ", "'", '"', "#", "%YAML 1.2\n", "---\n", "...\n", "\t", "\x00", "\x1b[31m", "\u202e"),
    *("\u2028", "\ufeff", "e\u0301\u0301\u0301\u0301\u0301\u0301", "\ud7ff", "\U000e0001", "\x85"),
    *(
        "1e999999999",
        "1/0",
        "-1",
        "NaN",
        "~",
        "true",
        "0x7f",
        "9" * 400,
        "a" * 5_000,
        "\\x1b",
        "{x}",
    ),
    *('"\\x1b]0;x\\a"', '"\\u202e\\ud800"', "from: 0, to: 9e9", "{from: 1, to: 5000}", "<<: *a"),
]


@cache
def originals() -> tuple[bytes, ...]:
    """Return a few questions of every kind from the shipped pack."""
    found = []
    for file in sorted(paths.pack().glob("*/*.yaml")):
        if file.parent.name in ("blueprints", "forms"):
            continue
        questions = file.read_text().split("\n- id: ")
        found.append(("\n- id: ".join(questions[:2]) + "\n").encode())
        found += [f"- id: {q}\n".encode() for q in questions[1:] if "template:" in q]
    return tuple(found)


@cache
def settings() -> tuple[bytes, ...]:
    """Return pack.yaml, a blueprint, and a form of the shipped pack."""
    pack = paths.pack()
    files = [pack / "pack.yaml", *sorted(pack.glob("blueprints/*")), *sorted(pack.glob("forms/*"))]
    return tuple(file.read_bytes() for file in (files[0], files[1], files[-1]))


@cache
def _shell() -> Pack:
    """Copy the shipped pack's topics and blueprints, without its questions."""
    whole = load(paths.pack())
    return replace(whole, questions={}, templates={}, forms=[], sources={}, problems=[])


def mutated(data: bytes, seed: int) -> bytes:
    """Return `data` with up to six careless or malicious changes."""
    rng = random.Random(seed)
    for _ in range(rng.randint(1, 6)):
        at, to = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        to = min(to, at + rng.choice([1, 2, 20, 400]))
        lines = data.splitlines(keepends=True) or [b""]
        sign = rng.choice(SIGNS).encode("utf-8", "surrogatepass")
        line = rng.randrange(len(lines))
        match rng.randrange(9):
            case 0:
                data = data[:at] + data[to:]
            case 1:
                data = data[:at] + sign + data[at:]
            case 2:
                data = data[:at] + rng.randbytes(rng.choice([1, 4, 60])) + data[to:]
            case 3:
                data = data[:to] + data[at:to] * rng.choice([1, 2, 50]) + data[to:]
            case 4:
                data = b"".join(lines[:line] + lines[line + 1 :])
            case 5:
                data = b"".join([*lines[:line], lines[line] * 3, *lines[line:]])
            case 6:
                key, colon, _ = lines[line].partition(b": ")
                lines[line] = key + colon + sign + b"\n"
                data = b"".join(lines)
            case 7:
                lines[line] = b" " * rng.randint(0, 9) + lines[line].lstrip()
                data = b"".join(lines)
            case _:
                data = data[:at]
    return data


VALUES: list[object] = [
    *(
        "",
        "NO",
        "~",
        "0",
        "-1",
        "1/0",
        "1e999999999",
        "9" * 5_000,
        "NaN",
        "inf",
        "a\x1b[31mb",
        "\x00",
    ),
    *(
        "\u202etxt",
        "[/]",
        "x" * 200_000,
        "e" + "\u0301" * 500,
        "{missing}",
        "Select TWO.",
        "9.99.999",
    ),
    *("https://x/\u200b", "http://x/", "javascript:alert(1)", "9999-99-99", "0001-01-01", "lambda"),
    *([], {}, [[]], {"from": "0", "to": "1e9"}, {"from": "0", "to": "9", "step": "0"}, {"a": {}}),
    *({"from": "a", "to": "b"}, ["a", "b"], ["0"], ["1", "2", "3"], {"w": "words"}, {"": ""}, None),
]


def grafted(data: bytes, seed: int) -> bytes:
    """Return `data` with up to three values, names, or branches replaced with hostile ones."""
    rng = random.Random(seed)
    tree = yaml.load(data, Loader=yaml.BaseLoader)
    for _ in range(rng.randint(1, 3)):
        holder: Any = tree
        while holder:
            key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            inner = holder[key]
            if isinstance(inner, dict | list) and inner and rng.random() < 0.85:
                holder = inner
                continue
            value = copy.deepcopy(rng.choice(VALUES))
            if isinstance(holder, dict) and rng.random() < 0.2:
                holder[str(value)[:300]] = holder.pop(key)
            elif rng.random() < 0.1:
                del holder[key]
            else:
                holder[key] = value
            break
    return yaml.safe_dump(tree, allow_unicode=bool(seed % 2)).encode("utf-8", "replace")


def problems_of(data: bytes, folder: Path) -> list[Problem]:
    """Return the problems with a question file of these bytes. An exception is a failure."""
    try:
        yaml_reader.parse(data, "f.yaml")
    except FileProblem as error:
        check(error.problem)
    file = folder / "f.yaml"
    file.write_bytes(data)
    pack = replace(_shell(), path=folder, questions={}, templates={}, sources={}, problems=[])
    read_questions(pack, file)
    for problem in pack.problems:
        check(problem)
    return pack.problems


def problems_of_pack(data: bytes, which: int, folder: Path) -> list[Problem]:
    """Return the problems if pack.yaml, the blueprint, or the form (0, 1, 2) has these bytes."""
    names = ("pack.yaml", "blueprints/one.yaml", "forms/one.yaml")
    for name, whole in zip(names, settings(), strict=True):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data if name == names[which] else whole)
    pack = load(folder)
    for problem in pack.problems:
        check(problem)
    return pack.problems


def check(problem: Problem) -> None:
    """Check that a problem is one printable line."""
    said = str(problem)
    assert problem.line >= 1
    assert problem.message
    assert len(said) < 1_500
    categories = {unicodedata.category(c) for c in said if c not in JOINERS}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}, said
