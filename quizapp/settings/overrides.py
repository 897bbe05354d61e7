"""Settings from the environment and settings.toml, and the effective values from all sources."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

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

MAX_FILE_BYTES = 64 * 1024


class Overrides(NamedTuple):
    """The settings from environment and file, as text by name.

    `problems` are messages for the learner, one line each.
    """

    environment: Mapping[str, str] = {}
    file: Mapping[str, str] = {}
    problems: tuple[str, ...] = ()

    def text(self, name: str) -> str | None:
        """The text of the setting `name`; None if neither the environment nor the file sets it."""
        return self.environment.get(name, self.file.get(name))


NOTHING = Overrides()


def read_overrides(folder: Path, environ: Mapping[str, str] | None = None) -> Overrides:
    """Read the environment and the `settings.toml` in `folder`.

    Invalid values are ignored and reported in `problems`; nothing is raised.
    """
    environment, problems = _from_environment(os.environ if environ is None else environ)
    file, file_problems = _from_file(folder / FILE)
    return Overrides(environment, file, (*problems, *file_problems))


def _from_environment(environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    texts: dict[str, str] = {}
    problems = []
    for setting in SETTINGS:
        given = environ.get(setting.variable, "").strip()
        if not given:
            continue
        fault = setting.fault(given)
        if fault is None:
            texts[setting.name] = given
        else:
            problems.append(f"{setting.variable}: {fault}; it is ignored")
    return texts, problems


def _from_file(path: Path) -> tuple[dict[str, str], list[str]]:
    try:
        if not path.is_file():
            return {}, []
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return {}, [f"{path}: {error.strerror}; it is ignored"]
    if len(raw) > MAX_FILE_BYTES:
        return {}, [f"{path}: larger than {MAX_FILE_BYTES // 1024} KiB; it is ignored"]
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
    texts: dict[str, str] = {}
    problems = []
    for name, value in table.items():
        given, fault = _as_text(name, value)
        if fault is None:
            texts[name] = given
        else:
            problems.append(f"{path}{_line(source, name)}: {fault}")
    return texts, problems


def _as_text(name: str, value: object) -> tuple[str, str | None]:
    """A value of the file as text, and the reason if it is not valid."""
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
    fault = setting.fault(given)
    return given, f"{name}: {fault}" if fault else None


def _brief(value: object) -> str:
    shown = repr(value)
    return cut(shown, 40)


def _where(message: str, source: str) -> str:
    """`:LINE: MESSAGE` for a message of the TOML parser."""
    match = re.fullmatch(
        r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", message, re.DOTALL
    )
    if match is None:
        return f": {' '.join(message.split())}"
    return f":{match[2] or source.rstrip().count(chr(10)) + 1}: {' '.join(match[1].split())}"


def _line(source: str, name: str) -> str:
    """`:LINE` for the line that a key or table of the file is on; empty if it is not found."""
    pattern = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(name)}[\"']?\s*([.=\]])")
    for number, line in enumerate(source.splitlines(), 1):
        if pattern.match(line):
            return f":{number}"
    return ""


def set_elsewhere(what: str, where: str) -> str:
    """Say that the app cannot change something, because a file or a variable sets it."""
    return f"{what} is set in {where}; change it there."


class Effective(NamedTuple):
    """The effective value of a setting, and where it comes from."""

    setting: Setting
    value: Any
    source: Source

    @property
    def fixed(self) -> str | None:
        """The variable or file that sets the value, so that the screen cannot change it; else
        None."""
        if self.source is Source.ENVIRONMENT:
            return self.setting.variable
        return FILE if self.source is Source.FILE else None

    def refusal(self, what: str = "") -> str:
        """Say that the screen cannot change the value, calling it `what` or by its label; "" if it
        can."""
        return set_elsewhere(what or self.setting.label, self.fixed) if self.fixed else ""


def effective(given: Overrides, stored: Mapping[str, str]) -> dict[str, Effective]:
    """The effective value of every setting, by name. A stored value that is not valid is ignored.

    The key map is merged from all sources; for each binding, the source with the highest precedence
    wins.
    """
    by_name = {}
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
            parsed = setting.kind.read(text)
            value = {**value, **parsed} if setting.kind is KEY_MAP else parsed
            source = where
        by_name[setting.name] = Effective(setting, value, source)
    return by_name


def values(given: Overrides, stored: Mapping[str, str]) -> Settings:
    """The effective values of all settings."""
    return Settings(**{name: one.value for name, one in effective(given, stored).items()})
