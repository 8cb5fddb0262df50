"""How functions of the caller are called, whatever they raise."""

from __future__ import annotations

from functools import partial
from inspect import isawaitable
from typing import Any, cast

from anyio import to_thread

from .._core.streams.actions import CallFunction, Raised, Returned


async def call_function(action: CallFunction) -> Returned | Raised:
    """Call a function; return what it gave back, or the exception that it raised.

    What ends programs and tasks, such as `KeyboardInterrupt`, is raised as it is.
    """
    try:
        return Returned(await _result_of(action))
    except Exception as error:
        return Raised(error)


async def _result_of(action: CallFunction) -> object:
    call = cast("partial[Any]", partial(action.function, **action.arguments))
    if action.is_async:
        return await call()
    # In a thread, so that other tasks go on meanwhile.
    return await _settled(await to_thread.run_sync(call, abandon_on_cancel=True))


async def _settled(result: object) -> object:
    """Return what a function gave back, awaited where that is needed."""
    if isawaitable(result):
        result = await result
    return result
