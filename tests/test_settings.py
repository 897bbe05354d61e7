"""Settings: their declaration, their four sources, and messages about mistakes."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.paths import Home
from quizapp.settings import (
    NOTHING,
    SETTINGS,
    Overrides,
    Setting,
    Source,
    effective,
    read_overrides,
    values,
)
from quizapp.store.learner import settings
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.ui.theme import THEMES
from tests.plain.talk import say
from tests.terminal import run
from tools.settings_page import PAGE, page


def from_file(folder: Path, text: str) -> Overrides:
    (folder / "settings.toml").write_text(text)
    return read_overrides(folder, {})


def test_precedence_of_sources(tmp_path: Path) -> None:
    stored = {"theme": "stored", "name": "stored", "reserve": "1"}
    (tmp_path / "settings.toml").write_text('theme = "file"\nname = "file"\n')
    given = read_overrides(tmp_path, {"QUIZAPP_THEME": "environment"})
    found = effective(given, stored)
    assert [(found[n].value, found[n].source) for n in ("theme", "name", "reserve", "exam")] == [
        ("environment", Source.ENVIRONMENT),
        ("file", Source.FILE),
        (1, Source.SCREEN),
        (None, Source.DEFAULT),
    ]
    assert [found[n].fixed for n in ("theme", "name", "reserve")] == [
        "QUIZAPP_THEME",
        "settings.toml",
        None,
    ]


def test_everything_can_be_set_in_the_file(tmp_path: Path) -> None:
    given = from_file(
        tmp_path,
        'exam = "dva-c02"\nexam_date = 2026-12-19\nname = "Ada"\nextra_time = true\n'
        "exam_day = true\nreserve = 2\nquestions_a_day = 60\nconfidence = false\n"
        "show_time = false\nshow_count = false\n"
        'theme = "quizapp-day"\ntime_zone = "Europe/Berlin"\n[keys]\n"question.flag" = "v"\n',
    )
    assert given.problems == ()
    assert set(given.file) == {setting.name for setting in SETTINGS}
    now = values(given, {})
    assert (now.exam, now.exam_date, now.name) == ("DVA-C02", date(2026, 12, 19), "Ada")
    assert (now.extra_time, now.exam_day, now.confidence, now.reserve) == (True, True, False, 2)
    assert (now.theme, now.time_zone) == ("quizapp-day", "Europe/Berlin")
    assert now.keys == {"question.flag": "v"}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_written_value_is_read_back(setting: Setting) -> None:
    samples = {
        "exam": "DVA-C02",
        "exam_date": date(2026, 12, 19),
        "name": "Ada Lovelace",
        "reserve": 3,
        "questions_a_day": 60,
        "theme": "nord",
        "time_zone": "Asia/Tokyo",
        "keys": {"question.flag": "v", "home.mock": "n,f5"},
    }
    for value in (samples.get(setting.name, not setting.default), setting.default):
        assert setting.kind.read(setting.kind.write(value)) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("them = 1", ":1: there is no setting 'them'; did you mean theme?"),
        ("# mine\nconfidence = 'no'", ":2: confidence: must be true or false, not 'no'"),
        ("reserve = true", ":1: reserve: must be a number from 0 to 20, not True"),
        ("reserve = 21", ":1: reserve: '21' is not a number from 0 to 20"),
        ("exam_date = 'soon'", ":1: exam_date: 'soon' is not a date; write it as 2026-12-19"),
        ("time_zone = 'Mars/Base'", ":1: time_zone: 'Mars/Base' is not a time zone"),
        ("\n[keys]\nflag = 3", ":2: keys: 'flag' must be a key"),
        ("theme = ", ":1: Invalid value"),
        ("a = 1\na = 2", ":2: Cannot overwrite a value"),
        ("x = " + "[" * 9_000, "nested too deeply"),
        ("# " + "x" * 70_000, "larger than 64 KiB"),
    ],
)
def test_mistake_in_the_file_gets_one_line_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    given = from_file(tmp_path, text)
    (line,) = given.problems
    assert line.startswith(str(tmp_path / "settings.toml"))
    assert said in line
    assert "\n" not in line
    assert values(given, {}) == values(NOTHING, {})


def test_mistake_does_not_affect_other_settings(tmp_path: Path) -> None:
    given = from_file(tmp_path, "reserve = 99\nextra_time = true\n")
    assert len(given.problems) == 1
    assert values(given, {}).extra_time


def test_binary_file_or_folder_as_settings_file_does_not_stop_the_app(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"name = '\xff\xfe'")
    assert "not UTF-8" in read_overrides(tmp_path, {}).problems[0]
    (tmp_path / "settings.toml").unlink()
    (tmp_path / "settings.toml").mkdir()
    assert read_overrides(tmp_path, {}) == NOTHING


def test_environment_is_validated_like_the_file(tmp_path: Path) -> None:
    given = read_overrides(tmp_path, {"QUIZAPP_EXAM_DAY": "perhaps", "QUIZAPP_CONFIDENCE": "off"})
    assert given.problems == (
        "QUIZAPP_EXAM_DAY: 'perhaps' is neither true nor false; it is ignored",
    )
    assert not values(given, {}).confidence


def test_key_map_is_merged_from_all_sources() -> None:
    given = Overrides({"keys": "a.one=x"}, {"keys": "a.one=y a.two=z"})
    now = values(given, {"keys": "a.two=w a.three=v"})
    assert now.keys == {"a.one": "x", "a.two": "z", "a.three": "v"}


def test_outside_settings_apply_to_every_connection(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.root / "settings.toml").write_text('exam = "DVA-C02"\ntime_zone = "Asia/Tokyo"\n')
    monkeypatch.setenv("QUIZAPP_EXAM_DATE", "2027-01-09")
    own = open_workspace(home, None, paths.pack())
    try:
        assert own.blueprint.code == "DVA-C02"
        with own.database.write() as connection:
            settings.write(connection, own.scope, "exam", "DVA-C03")
            settings.write(connection, own.scope, "name", "Ada")
        assert own.practiced().blueprint.code == "DVA-C02"
        with own.database.read() as connection:
            assert settings.exam_date(connection, own.scope) == date(2027, 1, 9)
            assert str(settings.zone(connection, own.scope.learner)) == "Asia/Tokyo"
            assert settings.read(connection, own.scope, "name") == "Ada"
            assert settings.values(connection, own.scope).exam == "DVA-C02"
            assert settings.stored(connection, own.scope)["exam"] == "DVA-C03"
    finally:
        own.database.close()


@pytest.mark.slow
@pytest.mark.parametrize("source", ["settings.toml", "environment"])
def test_exam_date_from_outside_chooses_the_exam(
    home: Home, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    # A day that is over chooses nothing: without a sitting, it is the newest version.
    for day, exam in (("2026-11-15", "DVA-C03"), ("2199-12-19", "DVA-C03")):
        if source == "environment":
            monkeypatch.setenv("QUIZAPP_EXAM_DATE", day)
        else:
            (home.root / source).write_text(f"exam_date = {day}\n")
        found = json.loads(run(home.root, "progress", "--json").stdout)
        assert (found["exam"], found["exam_date"]) == (exam, day)
        heard = say(home.root, "mock\nmenu\nquit\n")
        assert set(re.findall(r"DVA-C0\d", heard)) == {exam}


def test_settings_command_prints_every_value_and_source(
    workspace: Workspace, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace.database.write() as connection:
        settings.write(connection, workspace.scope, "name", "Ada")
    workspace.database.close()
    (home.root / "settings.toml").write_text("reserve = 2\nthem = 1\n")
    monkeypatch.setenv("QUIZAPP_THEME", "quizapp-day")
    done = run(home.root, "settings", "--json")
    document = json.loads(done.stdout)
    assert document["schema"] == 1
    assert [entry["name"] for entry in document["settings"]] == [s.name for s in SETTINGS]
    by_name = {e["name"]: (e["value"], e["source"]) for e in document["settings"]}
    assert by_name["name"] == ("Ada", "screen")
    assert by_name["reserve"] == (2, "settings.toml")
    assert by_name["theme"] == ("quizapp-day", "environment")
    assert by_name["confidence"] == (True, "default")
    assert "did you mean theme?" in done.stderr
    assert "did you mean theme?" in document["problems"][0]
    shown = run(home.root, "settings").stdout
    assert "set in QUIZAPP_THEME" in shown
    assert "set on the screen" in shown


def test_earlier_name_of_a_theme_stays_valid_from_every_source() -> None:
    old, new = "quizapp-colour-safe", "quizapp-color-safe"
    assert new in {theme.name for theme in THEMES}
    for given, stored in (
        (Overrides({"theme": old}), {}),
        (Overrides({}, {"theme": old}), {}),
        (NOTHING, {"theme": old}),
    ):
        assert effective(given, stored)["theme"].value == new


def test_settings_page_is_generated_from_the_declarations() -> None:
    assert PAGE.read_text() == page(), "run: python tools/settings_page.py"
