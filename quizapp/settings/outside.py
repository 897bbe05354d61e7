"""What environment and settings file say, and what holds once all sources are asked."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from quizapp.settings.declared import (
    BY_NAME,
    FILE,
    KEY_MAP,
    SETTINGS,
    WORD,
    Setting,
    Settings,
    Source,
)
from quizapp.words import cut, nearest

LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Outside:
    """What environment and file set, as text by name; `problems` are lines for the learner."""

    environment: Mapping[str, str] = field(default_factory=dict)
    file: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def text(self, name: str) -> str | None:
        """What is set from outside for a name; None if nothing is."""
        return self.environment.get(name, self.file.get(name))


NOTHING = Outside()


def outside(folder: Path, environ: Mapping[str, str] | None = None) -> Outside:
    """Read the environment and `settings.toml`; what is wrong is left out and said, not raised."""
    found, problems = _from_environment(os.environ if environ is None else environ)
    in_file, more = _from_file(folder / FILE)
    return Outside(found, in_file, (*problems, *more))


def _from_environment(environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    problems = []
    for setting in SETTINGS:
        given = environ.get(setting.variable, "").strip()
        if not given:
            continue
        wrong = setting.fault(given)
        if wrong is None:
            found[setting.name] = given
        else:
            problems.append(f"{setting.variable}: {wrong}; it is ignored")
    return found, problems


def _from_file(path: Path) -> tuple[dict[str, str], list[str]]:
    try:
        if not path.is_file():
            return {}, []
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        return {}, [f"{path}: {error.strerror}; it is ignored"]
    if len(raw) > LARGEST:
        return {}, [f"{path}: larger than {LARGEST // 1024} KiB; it is ignored"]
    import tomllib

    try:
        source = raw.decode()
    except UnicodeDecodeError:
        return {}, [f"{path}: is not UTF-8 text; it is ignored"]
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        return {}, [f"{path}{_where(str(error), source)}; it is ignored"]
    except RecursionError:
        return {}, [f"{path}: is nested too deeply; it is ignored"]
    found: dict[str, str] = {}
    problems = []
    for name, value in table.items():
        given, wrong = _taken(name, value)
        if wrong is None:
            found[name] = given
        else:
            problems.append(f"{path}{_line(source, name)}: {wrong}")
    return found, problems


def _taken(name: str, value: object) -> tuple[str, str | None]:
    """A value of the file as text, or what is wrong with it."""
    setting = BY_NAME.get(name)
    if setting is None:
        near = nearest(name, BY_NAME)
        hint = f"; did you mean {near}?" if near else ""
        return "", f"there is no setting {name!r}{hint}"
    if type(value) not in setting.kind.toml:
        return "", f"{name}: must be {setting.kind.written}, not {_brief(value)}"
    if isinstance(value, dict):
        for key, given in value.items():
            if not isinstance(given, str) or not given.strip() or not WORD.fullmatch(key):
                return "", f'{name}: {key!r} must be a key such as "v", not {_brief(given)}'
        given = " ".join(f"{key}={''.join(keys.split())}" for key, keys in value.items())
    elif isinstance(value, bool | date):
        given = setting.kind.write(value)
    else:
        given = str(value).strip()
    wrong = setting.fault(given)
    return given, f"{name}: {wrong}" if wrong else None


def _brief(value: object) -> str:
    shown = repr(value)
    return cut(shown, 40)


def _where(message: str, source: str) -> str:
    """The parser's message behind the line that it speaks of."""
    found = re.fullmatch(
        r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", message, re.DOTALL
    )
    if found is None:
        return f": {' '.join(message.split())}"
    return f":{found[2] or source.rstrip().count(chr(10)) + 1}: {' '.join(found[1].split())}"


def _line(source: str, name: str) -> str:
    """`:N` for the line on which a key or table of the file stands, as far as it can be found."""
    pattern = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(name)}[\"']?\s*([.=\]])")
    for number, line in enumerate(source.splitlines(), 1):
        if pattern.match(line):
            return f":{number}"
    return ""


@dataclass(frozen=True, slots=True)
class Held:
    """The value of a setting that holds now, and where it comes from."""

    setting: Setting
    value: Any
    source: Source

    @property
    def fixed(self) -> str | None:
        """What sets it from outside, so that the screen cannot change it; None if nothing does."""
        if self.source is Source.ENVIRONMENT:
            return self.setting.variable
        return FILE if self.source is Source.FILE else None


def held(given: Outside, stored: Mapping[str, str]) -> dict[str, Held]:
    """Every setting as it holds; a stored value that no longer makes sense counts as none.

    The key map is one table made of all three, each binding by the first source that names it.
    """
    found = {}
    for setting in SETTINGS:
        value, source = setting.default, Source.DEFAULT
        for layer, where in (
            (stored, Source.SCREEN),
            (given.file, Source.FILE),
            (given.environment, Source.ENVIRONMENT),
        ):
            text = layer.get(setting.name)
            if text is None or setting.fault(text) is not None:
                continue
            read = setting.kind.read(text)
            value = {**value, **read} if setting.kind is KEY_MAP else read
            source = where
        found[setting.name] = Held(setting, value, source)
    return found


def values(given: Outside, stored: Mapping[str, str]) -> Settings:
    """All values that hold, by type."""
    return Settings(**{name: found.value for name, found in held(given, stored).items()})
