"""The calls of a client, one after the other, whether it is synchronous or not.

A generator yields the result of calling a method, and is sent the answer: it is the result itself,
or what comes of awaiting it. A list is sent whole, with the items of all of its pages.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Generator, Iterable
from functools import partial
from typing import Any, TypeAlias, TypeVar, cast

from letta_client._async.paginator import AsyncPaginator
from letta_client._sync.pages import SyncArrayPage

T = TypeVar("T")

Calls: TypeAlias = Generator[Any, Any, T]


def carried_out(calls: Calls[T]) -> T:
    """Carry out the calls of a synchronous client, and return what comes of them."""
    answer: object = None
    while True:
        try:
            called = calls.send(answer)
        except StopIteration as end:
            result: T = end.value
            return result
        is_page = isinstance(called, SyncArrayPage)
        answer = list(cast("Iterable[object]", called)) if is_page else called


async def awaited(calls: Calls[T]) -> T:
    """Carry out the calls of an asynchronous client, and return what comes of them."""
    go_on: Callable[[], Any] = partial(next, calls)
    while True:
        try:
            called = go_on()
        except StopIteration as end:
            result: T = end.value
            return result
        try:
            go_on = partial(calls.send, await _answer(called))
        except Exception as error:
            go_on = partial(calls.throw, error)


async def _answer(called: Any) -> object:
    if isinstance(called, AsyncPaginator):
        return [item async for item in cast("AsyncIterable[object]", called)]
    return await called
