"""Each private name of Textual that the app uses still exists and still works the same way."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump
from textual.screen import ModalScreen
from textual.widgets import Static

import quizapp.ui
from quizapp.ui import textual_private
from quizapp.ui.textual_private import (
    APP_METHODS,
    DRIVER_ATTRIBUTES,
    DRIVER_METHODS,
    XTermParser,
    character_to_key,
)

ROOT = Path(quizapp.ui.__file__).parent.parent.parent


class Front(ModalScreen[None]):
    CSS = "Front { align: center bottom; }"

    def compose(self) -> ComposeResult:
        yield Static(Content("in front"))


class Back(App[None]):
    """An app with one line of text that records which pump was active when it was mounted."""

    pump: MessagePump | None = None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(Content("behind"))

    def on_mount(self) -> None:
        self.pump = textual_private.active_pump()


# -- the names -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", APP_METHODS)
def test_textual_has_and_calls_the_app_method(name: str) -> None:
    assert inspect.isfunction(getattr(App, name, None))
    assert f"{name}(" in _source(App, MessagePump).replace(f"def {name}(", "")


@pytest.mark.parametrize("name", DRIVER_METHODS)
def test_textual_has_and_uses_the_driver_method(name: str) -> None:
    assert inspect.isfunction(getattr(LinuxDriver, name, None))
    assert f"self.{name}" in _source(LinuxDriver)


@pytest.mark.parametrize("name", DRIVER_ATTRIBUTES)
def test_textual_has_the_driver_attribute(name: str) -> None:
    assert any(
        isinstance(node, ast.Attribute) and node.attr == name
        for node in ast.walk(ast.parse(_source(Driver, LinuxDriver)))
    )


def test_parser_converts_bytes_to_keys() -> None:
    keys = [event.key for event in XTermParser().feed("\x1b[A") if isinstance(event, events.Key)]
    assert keys == ["up"]


def test_character_to_key_returns_binding_names() -> None:
    assert character_to_key("!") == "exclamation_mark"


# -- the functions -------------------------------------------------------------------------------


async def test_active_pump_is_the_one_whose_handler_runs() -> None:
    app = Back()
    async with app.run_test():
        assert app.pump is app


async def test_parent_of_a_widget_is_its_container_and_of_a_screen_the_app() -> None:
    app = Back()
    async with app.run_test():
        assert textual_private.parent_of(app.query_one(Static)) is app.query_one(Vertical)
        assert textual_private.parent_of(app.screen) is app
        assert textual_private.parent_of(app) is None


async def test_app_is_ending_after_exit() -> None:
    app = Back()
    async with app.run_test():
        assert not textual_private.is_ending(app)
        app.exit()
        assert textual_private.is_ending(app)


async def test_running_app_has_a_driver() -> None:
    app = Back()
    assert textual_private.driver_of(app) is None
    async with app.run_test():
        assert isinstance(textual_private.driver_of(app), Driver)


async def test_notices_shown_are_the_notices_of_the_app() -> None:
    app = Back()
    async with app.run_test() as pilot:
        assert list(textual_private.notices_shown(app)) == []
        app.notify("saved", timeout=60)
        await pilot.pause()
        assert list(textual_private.notices_shown(app)) == ["saved"]


async def test_frame_includes_the_dialog_and_the_screen_behind_it() -> None:
    app = Back()
    async with app.run_test(size=(20, 4)) as pilot:
        await app.push_screen(Front())
        await pilot.pause()
        rows = ["".join(part.text for part in line) for line in textual_private.frame(app)]
    assert [row.strip() for row in rows] == ["behind", "", "", "in front"]


# -- nothing else is used ------------------------------------------------------------------------


def test_private_names_are_imported_in_one_module_only() -> None:
    own = Path(textual_private.__file__)
    files = [f for part in ("quizapp", "tools") for f in sorted((ROOT / part).rglob("*.py"))]
    assert own in files
    assert {str(f.relative_to(ROOT)) for f in files if any(_private_imports(f))} == {
        str(own.relative_to(ROOT))
    }


def test_every_private_method_that_is_overridden_is_listed() -> None:
    overridden = {
        name
        for owner in _classes()
        for name, value in vars(owner).items()
        if inspect.isfunction(value) and name.startswith("_") and not name.startswith("__")
        if any(name in vars(b) for b in owner.__mro__ if b.__module__.startswith("textual."))
    }
    assert overridden <= {*APP_METHODS, *DRIVER_METHODS}
    assert overridden >= {*DRIVER_METHODS, "_handle_exception", "_fatal_error"}


def test_no_private_attribute_of_textual_is_set_by_accident() -> None:
    collisions = {
        name
        for owner in _classes()
        for base in owner.__mro__
        if base.__module__.startswith("textual.")
        for name in _attributes(owner, ast.Store) & _attributes(base, ast.expr_context)
        if name.startswith("_")
    }
    assert collisions == {"_file", "_must_signal_resume", "_size"}
    assert collisions <= {*DRIVER_ATTRIBUTES}


@cache
def _attributes(owner: type, context: type[ast.expr_context]) -> frozenset[str]:
    """Return the attributes of `self` that a class uses in this context."""
    return frozenset(
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(owner)))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, context)
        if isinstance(node.value, ast.Name) and node.value.id == "self"
    )


def _source(*owners: type) -> str:
    return "\n".join(inspect.getsource(owner) for owner in owners)


def _private_imports(file: Path) -> Iterator[str]:
    """Yield the private modules and names of Textual that a file imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (n for n in names if n.startswith("textual.") and "._" in n)


def _classes() -> Iterator[type]:
    for module in pkgutil.walk_packages(quizapp.ui.__path__, "quizapp.ui."):
        loaded = importlib.import_module(module.name)
        for _, owner in inspect.getmembers(loaded, inspect.isclass):
            if owner.__module__ == loaded.__name__:
                yield owner
