"""`Letta` and `AsyncLetta` to tests that are written once for both."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import anyio.from_thread
from anyio.from_thread import BlockingPortal

from dumping import dump
from letta_client import (
    APIStreamError,
    AsyncLetta,
    DefaultAsyncHttpxClient,
    DefaultHttpxClient,
    Letta,
)

from .payloads import Answers


class Caller:
    """Takes what the methods of `Letta` give.

    Attributes:
        client: whose methods to call.
        answers: the bodies of what it has been answered.
    """

    def __init__(self, client: Any, answers: Answers) -> None:
        self.client = client
        self.answers = answers

    def result(self, called: Any) -> Any:
        """Return what a method gives; whatever it is, dumping it must not warn."""
        dump(called)
        return called

    def take(self, walk: Any, into: list[Any]) -> None:
        """Add what a list or a stream gives, also if it breaks off."""
        for item in walk:
            dump(item)
            into.append(item)

    def within(self, context: Any) -> AbstractContextManager[Any]:
        """Return the context manager of a response that is not read yet."""
        manager: AbstractContextManager[Any] = context
        return manager

    def at(self, url: str) -> Caller:
        """Return the same at another URL."""
        return type(self)(self.client.with_options(base_url=url), self.answers)

    def items(self, walk: Any) -> list[Any]:
        """Return what a list or a stream gives."""
        items: list[Any] = []
        self.take(walk, items)
        return items

    def events(self, stream: Any) -> list[Any]:
        """Return the events of a stream, the error that it ends with included."""
        events: list[Any] = []
        try:
            self.take(stream, events)
        except APIStreamError as failure:
            events.append(failure.error)
        return events


class AsyncCaller(Caller):
    """Takes what the methods of `AsyncLetta` give, in an event loop of another thread."""

    def __init__(self, client: Any, answers: Answers, portal: BlockingPortal) -> None:
        super().__init__(client, answers)
        self._portal = portal

    def result(self, called: Any) -> Any:
        # The list of a client is awaited for its page, and what a stream tells of itself is there.
        awaits = inspect.isawaitable(called)
        return super().result(self._portal.call(_awaited, called) if awaits else called)

    def take(self, walk: Any, into: list[Any]) -> None:
        self._portal.call(_taken, walk, into)

    def within(self, context: Any) -> AbstractContextManager[Any]:
        return self._portal.wrap_async_context_manager(context)

    def at(self, url: str) -> Caller:
        client = self.client.with_options(base_url=url)
        return AsyncCaller(client, self.answers, self._portal)


async def _awaited(called: Awaitable[Any]) -> Any:
    return await called


async def _taken(walk: Any, into: list[Any]) -> None:
    async for item in walk:
        dump(item)
        into.append(item)


def alone(client: Any) -> Any:
    """Return a client that never uses a connection twice: after a 500 the server closes it."""
    return client.with_options(max_retries=0, default_headers={"Connection": "close"})


@contextmanager
def calling(base_url: str, *, timeout: float) -> Generator[Caller]:
    """Give a caller of `Letta`."""
    answers = Answers()
    http_client = DefaultHttpxClient(event_hooks={"response": [answers.keep]}, trust_env=False)
    with Letta(
        base_url=base_url,
        http_client=http_client,
        timeout=timeout,
        strict_response_validation=True,
    ) as client:
        yield Caller(client, answers)


@contextmanager
def calling_async(base_url: str, *, timeout: float) -> Generator[Caller]:
    """Give a caller of `AsyncLetta`."""
    answers = Answers()
    http_client = DefaultAsyncHttpxClient(
        event_hooks={"response": [answers.akeep]}, trust_env=False
    )
    client = AsyncLetta(
        base_url=base_url,
        http_client=http_client,
        timeout=timeout,
        strict_response_validation=True,
    )
    with (
        anyio.from_thread.start_blocking_portal() as portal,
        portal.wrap_async_context_manager(client),
    ):
        yield AsyncCaller(client, answers, portal)
