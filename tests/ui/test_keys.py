"""Every key that works on a screen is in the list of keys, footer, help, and palette."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import OptionList

from quizapp.paths import Home
from quizapp.study.drill import DrillFilter
from quizapp.ui import keys, messages, screens
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.widgets.hints import Hints
from tests.practice.test_mix_ups import pack_with_concepts
from tests.ui.test_flows import running, shown


def screen_classes() -> Iterator[type]:
    """Yield every class of a screen that has key bindings, its own or those of its bases."""
    for module in sorted(m.name for m in pkgutil.iter_modules(screens.__path__)):
        loaded = importlib.import_module(f"{screens.__name__}.{module}")
        for _, owner in inspect.getmembers(loaded, inspect.isclass):
            if owner.__module__ == loaded.__name__ and issubclass(owner, Screen) and working(owner):
                yield owner


def working(owner: type) -> dict[str, Binding]:
    """Return the bindings with a description that work on a screen, by id.

    Textual merges those of all base classes; what the app shows is only `BINDINGS` of the class.
    """
    return {
        str(b.id): b
        for base in reversed(owner.__mro__)
        if base.__module__.startswith("quizapp.")
        for b in base.__dict__.get("BINDINGS", ())
        if isinstance(b, Binding) and b.description
    }


def test_every_key_that_works_is_shown_and_can_be_assigned() -> None:
    owners = list(screen_classes())
    assert ReportScreen in owners
    assigned = keys.bindings_by_id()
    for owner in owners:
        shown_there = list(getattr(owner, "BINDINGS", ()))
        for name, binding in working(owner).items():
            assert binding in shown_there, f"{owner.__name__} does not show {name}"
            assert assigned.get(name) == binding, f"{name} is not in the list of keys"


def test_keys_of_a_report_are_assigned_and_compared_with_each_other() -> None:
    assert keys.checked_key_map({"report.missed": "v"}) == ({"report.missed": "v"}, [])
    assert keys.checked_key_map({"report.sheet": "v"}) == ({"report.sheet": "v"}, [])
    assert keys.conflict({}, "report.missed", "x") == "'x' is the key of report.mix_up"
    assert keys.conflict({}, "report.sheet", "h") == "'h' is the key of report.save"


async def test_keys_of_a_report_are_in_its_footer_help_palette_and_list(tmp_path: Path) -> None:
    pack = pack_with_concepts(tmp_path / "pack")
    async with running(Home(tmp_path / "home"), pack=pack, size=(120, 50)) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=3)))
        await pilot.pause()
        for _ in range(3):
            assert app.sitting is not None
            place = app.sitting.attempt.item.order.index(1) + 1
            await pilot.press(str(place), "enter", "enter")
            await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        assert "x Mix-up  h Save as HTML" in str(app.screen.query_one(Hints).content)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "x Mix-up  …  esc Back" in str(app.screen.query_one(Hints).content)
        listed = [command.title for command in app.get_system_commands(app.screen)]
        assert {"Mix-up", "Sheet", "Missed", "Save as HTML"} <= set(listed)
        await pilot.press("f1")
        said = " ".join(shown(app).split())
        assert "x Show two ideas that you mixed up side by side" in said
        assert "s What to remember of the topics that you missed" in said
        await pilot.press("escape")
        app.post_message(messages.OpenKeys())
        await pilot.pause()
        rows = app.screen.query_one(OptionList)
        ids = {rows.get_option_at_index(n).id for n in range(rows.option_count)}
        assert {"report.mix_up", "report.sheet", "report.missed", "report.save"} <= ids
