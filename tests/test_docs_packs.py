"""The tutorial in docs/packs.md, command by command."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.bank.pack import load
from quizapp.bank.pack_schema import (
    ApartEntry,
    BlueprintEntry,
    ClusterEntry,
    ConceptEntry,
    DomainEntry,
    FormEntry,
    PackEntry,
    TopicEntry,
)
from quizapp.bank.reviews import load as reviews_of
from quizapp.bank.schema import OptionEntry, QuestionEntry, TemplateSpec
from tests.terminal import Terminal

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SCREENS = ("mock", "drill", "review", None)
FORM = "MY-1-1.yaml"
VALUED = ("--pack", "--home", "--database-url")


def command(words: list[str]) -> str | None:
    """Return the command in a line; None if it opens the home screen."""
    rest = iter(words)
    for word in rest:
        if word in VALUED:
            next(rest)
        elif not word.startswith("-"):
            return word
    return None


def on_the_screen(home: Path, arguments: list[str], name: str | None) -> None:
    """Run the line, take a mock to its report, and quit."""
    with Terminal(home, *arguments) as terminal:
        if name == "mock":
            terminal.wait_for("1 of 2")
            terminal.press("1", "n")
            terminal.wait_for("2 of 2")
            terminal.press("1", "n")
            terminal.wait_for("Submit?")
            terminal.press("enter")
            terminal.wait_for("PRACTICE SCORE")
        else:
            terminal.wait_for("1 of" if name else "Mock exam 1")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


@pytest.mark.terminal
def test_every_command_of_the_page_works_as_described(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, tools = tmp_path / "home", tmp_path / "bin"
    folder = tmp_path / "work"
    folder.mkdir()
    tools.mkdir()
    start = tools / "quizapp"
    start.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m quizapp "$@"\n')
    start.chmod(0o755)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("QUIZAPP_HOME", str(home))
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    done: dict[str, str] = {}
    for language, text in BLOCK.findall(PAGE):
        named = re.match(r"# (\S+)\n", text)
        if language == "yaml" and named:
            file = folder / named[1]
            assert file.parent.is_dir(), named[1]
            if file.name == FORM:
                assembled = file.read_text()
                assert assembled == re.sub(r"\A#.*\n|^released: .*\n", "", text, flags=re.MULTILINE)
            file.write_text(text)
        for line in text.splitlines() if language == "sh" else ():
            words = shlex.split(line, comments=True)
            assert words[0] in ("quizapp", "rm"), line
            name = command(words[1:])
            if words[0] == "quizapp" and name in SCREENS:
                on_the_screen(home, words[1:], name)
                continue
            ran = subprocess.run(
                ["sh", "-c", line],
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
                check=False,
            )
            assert ran.returncode == 0, f"{line}\n{ran.stdout}{ran.stderr}"
            done[line] = ran.stdout
    assert "answers 5, agreed 5" in done["quizapp bank record answers.yaml my-exam"]
    pack = load(folder / "my-exam")
    assert pack.problems == []
    assert len(reviews_of(pack).entries) == len(pack.questions) == 5
    assert (pack.path / "QUALITY.md").is_file()
    history = subprocess.run(
        ["quizapp", "--pack", "my-exam", "history", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    sat = json.loads(history.stdout)["attempts"][0]
    assert (sat["kind"], sat["exam"], sat["state"]) == ("mock", "MY-1", "submitted")


def test_page_names_every_field() -> None:
    models = (
        ApartEntry,
        ConceptEntry,
        PackEntry,
        TopicEntry,
        ClusterEntry,
        BlueprintEntry,
        DomainEntry,
        QuestionEntry,
        OptionEntry,
        TemplateSpec,
        FormEntry,
    )
    fields = {name for model in models for name in model.model_fields}
    missing = {name for name in fields if not re.search(rf"\b{name}\b", PAGE)}
    assert missing == set()
