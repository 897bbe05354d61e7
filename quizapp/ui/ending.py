"""How the app ends: in order, whether asked by a key, a signal, a closed terminal or a bug."""

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
from quizapp.ui.messages import TerminalGone

if TYPE_CHECKING:
    from rich.console import RenderableType

logger = logging.getLogger(__name__)

HANG_UP = 1
PATIENCE = 15.0


class EndingApp(App[None]):
    """Ends with everything saved, the terminal restored and the right exit status."""

    def __init__(self) -> None:
        super().__init__()
        self.crash: BaseException | None = None
        self.last_line: str | None = None
        """What the learner has to know when the screens are gone, such as that nothing was saved"""
        self._gate = Gate()

    def save_all(self) -> None:
        """Store what is not stored yet; called once before the end."""

    def close_all(self) -> None:
        """Let go of files; called when the terminal is the shell's again."""

    def stop_on(self, number: int) -> None:
        """Leave in order on a signal; exit status 128 + `number`. Only the first one counts."""
        if textual_private.is_ending(self):
            return
        try:
            self.save_all()
        finally:
            self.exit(return_code=128 + number)

    @on(TerminalGone)
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
        """End; `run_to_the_end` says so when the terminal is the shell's again.

        A screen that is closed cannot find its parts; that ends nothing. Nor can one that is left
        before it was whole.
        """
        if isinstance(error, NoMatches) and (
            textual_private.is_ending(self) or self._is_gone(_searched(error))
        ):
            logger.info("a closed screen could not find its parts: %s", error)
            return
        cause = error.error if isinstance(error, WorkerFailed) else error
        logger.critical("a bug", exc_info=cause)
        self.crash = self.crash or cause
        super()._handle_exception(error)

    def _is_gone(self, pump: MessagePump | None) -> bool:
        """Whether a widget, or a screen, belongs to no screen that is open."""
        if pump is None or pump is self:
            return False
        return _screen_of(pump) not in self.screen_stack

    def is_above_home(self, pump: MessagePump) -> bool:
        """Whether a widget, or a screen, can be closed without closing the app."""
        return _screen_of(pump) in self.screen_stack[1:]

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def panic(self, *_renderables: RenderableType) -> None:
        self.crash = self.crash or RuntimeError("the screens could not go on")
        self._close_messages_no_wait()

    def pop_screen(self) -> AwaitComplete:
        """Go back; the screen at the bottom stays, however often it is asked for."""
        return super().pop_screen() if len(self.screen_stack) > 1 else AwaitComplete()

    # -- keys ----------------------------------------------------------------------------------

    def action_interrupt(self) -> None:
        """Ctrl+C copies where there is text to copy, and leaves everywhere else."""
        from textual.widgets import Input, TextArea

        if isinstance(self.focused, Input | TextArea) or self.screen.get_selected_text():
            raise SkipAction
        self.stop_on(signal.SIGINT)

    def action_suspend_process(self) -> None:
        if hasattr(os, "getsid") and os.getsid(0) == os.getpid():
            self.notify("There is no shell behind this to go back to.", severity="warning")
        else:
            super().action_suspend_process()


def _screen_of(pump: MessagePump | None) -> MessagePump | None:
    while pump is not None and not isinstance(pump, Screen):
        pump = textual_private.parent_of(pump)
    return pump


def _searched(error: NoMatches) -> MessagePump | None:
    """The widget or screen in which something was looked for in vain."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    found = trace.tb_frame.f_locals.get("self") if trace is not None else None
    return found if isinstance(found, MessagePump) else None


def run_to_the_end(app: EndingApp) -> int:
    """Run an app on this terminal and see it off; returns the process's exit status.

    The terminal's size comes from the terminal, whatever COLUMNS and LINES say.
    """
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)

    async def screens() -> None:
        loop = asyncio.get_running_loop()

        def stop(number: int) -> None:
            _end_at_last(app, 128 + number)
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
        process.say_last_words(app.crash, logged=True)
        return 1
    if app.last_line is not None:
        sys.stderr.write(f"quizapp: {process.printable(app.last_line, 1_000)}\n")
        return app.return_code or 1
    return app.return_code or 0


def _end_at_last(app: EndingApp, status: int) -> None:
    """End the process even if a terminal that takes no output holds it up."""

    def end() -> None:
        put_back: Any = getattr(textual_private.driver_of(app), "put_back", None)
        if put_back is not None:
            put_back()
        os._exit(status)

    timer = threading.Timer(PATIENCE, end)
    timer.daemon = True
    timer.start()
