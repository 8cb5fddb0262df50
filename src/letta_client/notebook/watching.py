"""Following a run in a cell or in a terminal."""

from __future__ import annotations

import contextvars
import sys
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from importlib import import_module
from typing import Any, TypeAlias, overload

import anyio
from rich.live import Live

from letta_client import AsyncLetta, Letta

from .fitted_lines import FittedLines
from .progress import Progress
from .shown import Shown
from .whole_run import record

Update: TypeAlias = Callable[[Shown], None]

# Seconds between two pictures of a run.
_INTERVAL = 0.1
# The same while no events come.
_PAUSE = 0.5


@overload
def watch(run_id: str, *, client: Letta | None = None) -> None: ...


@overload
def watch(run_id: str, *, client: AsyncLetta) -> Coroutine[Any, Any, None]: ...


def watch(
    run_id: str, *, client: Letta | AsyncLetta | None = None
) -> Coroutine[Any, Any, None] | None:
    """Follow a run in the cell, or in the terminal, and leave the record of it.

    `POST /v1/runs/{run_id}/stream`, and at the end what `record` calls. In a notebook, Stop ends
    the following and leaves what was seen; the run goes on. In a terminal, Ctrl-C does so too, and
    raises `KeyboardInterrupt`.

    Args:
        run_id: the run.
        client: where it is; by default `Letta()`. With an `AsyncLetta` the result is awaited:
            `await notebook.watch(run_id, client=client)`. Cancelling that is as Stop.

    Raises:
        APIError: the stream failed, or a call for the record did. What was seen stays.
    """
    in_notebook = _is_notebook()
    display = _notebook_display() if in_notebook else _terminal_display()
    if isinstance(client, AsyncLetta):
        return _watch_async(run_id, client, display, in_notebook)
    try:
        follow(run_id, client or Letta(), display)
    except KeyboardInterrupt:
        if not in_notebook:
            raise
    return None


async def _watch_async(
    run_id: str, client: AsyncLetta, display: AbstractContextManager[Update], in_notebook: bool
) -> None:
    try:
        await follow_async(run_id, client, display)
    except anyio.get_cancelled_exc_class():
        # In a notebook, Stop cancels the task of the cell.
        if not in_notebook:
            raise


def follow(run_id: str, client: Letta, display: AbstractContextManager[Update]) -> None:
    """Show a run as it goes on, and its record at the end.

    Raises:
        APIError: see `watch`.
        KeyboardInterrupt: someone wants to see no more.
    """
    with _showing(run_id, display) as shown:
        with _time_going_on(shown), client.runs.messages.stream(run_id) as stream:
            for event in stream:
                shown.add(event)
        shown.end(record(run_id, client=client))


async def follow_async(
    run_id: str, client: AsyncLetta, display: AbstractContextManager[Update]
) -> None:
    """Do what `follow` does, with an asynchronous client.

    Raises:
        APIError: see `watch`.
    """
    with _showing(run_id, display) as shown:
        async with (
            _time_going_on_async(shown),
            await client.runs.messages.stream(run_id) as stream,
        ):
            async for event in stream:
                shown.add(event)
        shown.end(await record(run_id, client=client))


@contextmanager
def _time_going_on(shown: _Showing) -> Generator[None]:
    """Show the time again and again, also while no events come.

    Reading a stream blocks, so a thread does it. It has ended when the stream has.
    """
    over = threading.Event()

    def show_again_and_again() -> None:
        while not over.wait(_PAUSE):
            shown.show()

    # A kernel knows by the context to which cell an output belongs.
    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(show_again_and_again,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@asynccontextmanager
async def _time_going_on_async(shown: _Showing) -> AsyncGenerator[None]:
    """Show the time again and again, also while no events come.

    It wakes the event loop, too: a Jupyter kernel acts on Stop when its loop has something to do.
    """
    failure: Exception | None = None
    async with anyio.create_task_group() as group:
        group.start_soon(_show_again_and_again, shown)
        try:
            yield
        except Exception as error:
            # Raised outside the task group, which would wrap it in an exception group.
            failure = error
        group.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def _show_again_and_again(shown: _Showing) -> None:
    while True:
        await anyio.sleep(_PAUSE)
        shown.show()


class _Showing:
    """Shows a run from time to time while its events come in."""

    def __init__(self, run_id: str, update: Update) -> None:
        self._progress = Progress(run_id)
        self._update = update
        # Of `follow`, a thread shows it, too.
        self._lock = threading.RLock()
        self._start = self._shown_at = time.monotonic()
        self.show()

    def add(self, event: object) -> None:
        """Take note of an event, and show a new message at once."""
        with self._lock:
            known = self._progress.messages
            self._progress.add(event)
            now = time.monotonic()
            if self._progress.messages > known or now - self._shown_at >= _INTERVAL:
                self._shown_at = now
                self.show()

    def end(self, last: Shown) -> None:
        """Show what stays."""
        self._update(last)

    def stop(self, why: str) -> None:
        """Show what was seen, and why there is no more."""
        self._progress.stop(why)
        self.show()

    def show(self) -> None:
        """Show what is known now."""
        with self._lock:
            self._update(Shown(self._progress.card(time.monotonic() - self._start)))


@contextmanager
def _showing(run_id: str, display: AbstractContextManager[Update]) -> Generator[_Showing]:
    with display as update:
        shown = _Showing(run_id, update)
        try:
            yield shown
        except Exception as error:
            shown.stop(type(error).__name__)
            raise
        except BaseException:
            # Ctrl-C, Stop, or a task that was cancelled.
            shown.stop("not followed any more")
            raise


def _is_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return hasattr(shell, "kernel")


@contextmanager
def _notebook_display() -> Generator[Update]:
    display = import_module("IPython.display").display
    handle = None

    def update(shown: Shown) -> None:
        nonlocal handle
        if handle is None:
            handle = display(shown, display_id=True)
        else:
            handle.update(shown)

    yield update


@contextmanager
def _terminal_display() -> Generator[Update]:
    last: Shown | None = None
    with Live(auto_refresh=False, vertical_overflow="visible") as live:

        def update(shown: Shown) -> None:
            nonlocal last
            last = shown
            live.update(FittedLines(shown), refresh=True)

        try:
            yield update
        finally:
            if last is not None:
                # What stays is whole.
                live.update(last)
