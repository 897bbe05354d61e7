"""Orderly shutdown of the app after a key, a signal, a closed terminal, or a bug."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual import on
from textual.actions import SkipAction
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import WorkerFailed

from quizapp import process
from quizapp.store.errors import StoreError
from quizapp.ui import textual_private
from quizapp.ui.gate import Gate
from quizapp.ui.messages import TerminalClosed

if TYPE_CHECKING:
    from rich.console import RenderableType

logger = logging.getLogger(__name__)

HANG_UP = 1
"""The number of SIGHUP, which Windows does not have."""
PATIENCE = 15.0
"""Seconds after a stop signal until the process ends even if the app hangs."""


class EndingApp(App[None]):
    """An app that saves everything and restores the terminal before it ends.

    `crash` is the exception that ended it, if any.
    """

    def __init__(self) -> None:
        super().__init__()
        self.crash: BaseException | None = None
        self.last_line: str | None = None
        """A message to print after the terminal is restored, such as a failed save."""
        self._gate = Gate()

    def save_all(self) -> None:
        """Store unsaved changes. Called once before the app exits."""

    def close_all(self) -> None:
        """Close files and the database. Called after the terminal was restored."""

    def stop_on(self, number: int) -> None:
        """Save and exit with status 128 + `number` after a signal. Later signals do nothing."""
        if textual_private.is_ending(self):
            return
        try:
            self.save_all()
        finally:
            self.exit(return_code=128 + number)

    @on(TerminalClosed)
    def _terminal_gone(self) -> None:
        self.stop_on(HANG_UP)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), self._gate]

    def get_driver_class(self) -> type[Driver]:
        if sys.platform == "win32":
            return super().get_driver_class()
        from quizapp.ui.terminal import TerminalDriver

        return TerminalDriver

    # -- a bug ---------------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """End the app after a bug; `run_app` reports it once the terminal is restored.

        A screen that was closed, even before it was fully mounted, cannot find its widgets. That
        is not a bug and does not end the app.
        """
        if isinstance(error, NoMatches) and (
            textual_private.is_ending(self) or self._is_closed(_queried_node(error))
        ):
            logger.info("a closed screen could not find its widgets: %s", error)
            return
        cause = error.error if isinstance(error, WorkerFailed) else error
        logger.critical("a bug", exc_info=cause)
        self.crash = self.crash or cause
        super()._handle_exception(error)

    def _is_closed(self, pump: MessagePump | None) -> bool:
        """Return whether a widget or screen is not part of any open screen."""
        if pump is None or pump is self:
            return False
        return _screen_of(pump) not in self.screen_stack

    def is_above_home(self, pump: MessagePump) -> bool:
        """Return whether a widget or screen belongs to an open screen other than home."""
        return _screen_of(pump) in self.screen_stack[1:]

    # Textual would print its own traceback in these two cases. `run_app` reports the error instead.

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *_renderables: RenderableType) -> None:
        self.crash = self.crash or RuntimeError("Textual could not draw the screen")
        self._close_messages_no_wait()

    def pop_screen(self) -> AwaitComplete:
        """Close the screen on top, unless it is the last one."""
        return super().pop_screen() if len(self.screen_stack) > 1 else AwaitComplete()

    # -- keys ----------------------------------------------------------------------------------

    @property
    def is_typing(self) -> bool:
        """Whether a text field has the focus, so that letters are text."""
        return self.focused is not None and self.focused.check_consume_key("a", "a")

    def action_interrupt(self) -> None:
        """Quit on Ctrl+C, unless a text field or a selection needs it to copy."""
        if self.is_typing or self.screen.get_selected_text():
            raise SkipAction
        self.stop_on(signal.SIGINT)

    def action_suspend_process(self) -> None:
        if hasattr(os, "getsid") and os.getsid(0) == os.getpid():
            self.notify("Cannot suspend: quizapp was not started from a shell.", severity="warning")
        else:
            super().action_suspend_process()


def _screen_of(pump: MessagePump | None) -> MessagePump | None:
    while pump is not None and not isinstance(pump, Screen):
        pump = textual_private.parent_of(pump)
    return pump


def _queried_node(error: NoMatches) -> MessagePump | None:
    """Return the widget or screen whose query failed, from the innermost frame of the error."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    node = trace.tb_frame.f_locals.get("self") if trace is not None else None
    return node if isinstance(node, MessagePump) else None


def run_app(app: EndingApp) -> int:
    """Run an app in this terminal, shut it down, and return the exit status of the process.

    COLUMNS and LINES are removed from the environment: the terminal reports its own size.
    """
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)

    async def screens() -> None:
        loop = asyncio.get_running_loop()

        def stop(number: int) -> None:
            _end_after_patience(app, 128 + number)
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(app.stop_on, number)

        process.on_stop(stop)
        process.exit_if_stopped()
        await app.run_async()

    try:
        asyncio.run(screens())
    finally:
        try:
            app.close_all()
        except Exception:
            logger.exception("not everything could be closed")
        process.ignore_stop_signals()
    if isinstance(app.crash, StoreError):
        sys.stderr.write(f"quizapp: {process.printable(app.crash, 1_000)}\n")
        return 1
    if app.crash is not None:
        process.report_bug(app.crash, logged=True)
        return 1
    if app.last_line is not None:
        sys.stderr.write(f"quizapp: {process.printable(app.last_line, 1_000)}\n")
        return app.return_code or 1
    return app.return_code or 0


def _end_after_patience(app: EndingApp, status: int) -> None:
    """End the process after `PATIENCE` seconds, even if the terminal blocks all output."""

    def end() -> None:
        restore: Any = getattr(textual_private.driver_of(app), "restore_terminal", None)
        if restore is not None:
            restore()
        os._exit(status)

    timer = threading.Timer(PATIENCE, end)
    timer.daemon = True
    timer.start()
