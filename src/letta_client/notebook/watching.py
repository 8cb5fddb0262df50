"""Following a run in a cell or in a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import TypeAlias

from rich.live import Live

from letta_client import Letta

from .progress import Progress
from .shown import Shown
from .whole_run import record

Update: TypeAlias = Callable[[Shown], None]

# Seconds between two pictures of a run.
_INTERVAL = 0.1


def watch(run_id: str, *, client: Letta | None = None) -> None:
    """Follow a run in the cell, or in the terminal, and leave the record of it.

    `POST /v1/runs/{run_id}/stream`, and at the end what `record` calls. In a notebook, Stop ends
    the following and leaves what was seen; the run goes on. In a terminal, Ctrl-C does so too, and
    raises `KeyboardInterrupt`.

    Args:
        run_id: the run.
        client: where it is; by default `Letta()`.

    Raises:
        APIError: the stream failed, or a call for the record did. What was seen stays.
    """
    in_notebook = _is_notebook()
    display = _notebook_display() if in_notebook else _terminal_display()
    try:
        follow(run_id, client or Letta(), display)
    except KeyboardInterrupt:
        if not in_notebook:
            raise


def follow(run_id: str, client: Letta, display: AbstractContextManager[Update]) -> None:
    """Show a run as it goes on, and its record at the end.

    Raises:
        APIError: see `watch`.
        KeyboardInterrupt: someone wants to see no more.
    """
    progress = Progress(run_id)
    start = shown_at = time.monotonic()
    with display as update:
        update(Shown(progress.card(0)))
        try:
            with client.runs.messages.stream(run_id) as stream:
                for event in stream:
                    progress.add(event)
                    now = time.monotonic()
                    if now - shown_at >= _INTERVAL:
                        shown_at = now
                        update(Shown(progress.card(now - start)))
            update(record(run_id, client=client))
        except BaseException as error:
            stopped = isinstance(error, KeyboardInterrupt)
            progress.stop("not followed any more" if stopped else type(error).__name__)
            update(Shown(progress.card(time.monotonic() - start)))
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
    with Live(auto_refresh=False, vertical_overflow="visible") as live:
        yield lambda shown: live.update(shown, refresh=True)
