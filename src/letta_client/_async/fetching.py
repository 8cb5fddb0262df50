"""Carrying out what polling asks for: one value after the other, until there is a result."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from .._core.http.decoding import decode
from .._core.http.errors import APIError, APIResponseValidationError
from .._core.http.request import Request
from .._core.streams.actions import Failed, Fetch, Fetched, Happened
from .httpx_errors import was_sent
from .transport import AsyncTransport

if TYPE_CHECKING:
    from ..types.runs import Run

T = TypeVar("T")


async def fetch_until_done(transport: AsyncTransport, steps: Generator[Fetch, Happened, T]) -> T:
    """Return the result of `steps`, which wait for time to go by and for what is fetched.

    Raises:
        APIError: what the steps raise.
    """
    happened: Happened = None
    while True:
        try:
            action = steps.send(happened)
        except StopIteration as end:
            result: T = end.value
            return result
        if action.delay:
            await transport.pause(action.delay)
        happened = await fetch(transport, action)


async def fetch(transport: AsyncTransport, action: Fetch) -> Fetched | Failed:
    """Fetch a value, without waiting before, and return it or why there is none."""
    request = action.request
    if action.within is not None:
        request = replace(request, deadline=action.within)
    start = transport.monotonic()
    try:
        response = await transport.send(request, stream=False)
        value = decode(
            response.content,
            request.returns,
            strict=transport.config.strict_response_validation,
            response=response,
        )
    except APIError as error:
        return Failed(error, was_sent(error), transport.is_closed)
    return Fetched(value, response, transport.monotonic() - start)


async def agent_of_run(transport: AsyncTransport, retrieve: Request[Run]) -> str:
    """Return the id of a run's agent.

    Args:
        transport: sends the request.
        retrieve: the request for the run.

    Raises:
        APIError: it cannot be fetched, or is no run with an agent.
    """
    # Loaded when it is needed, as all of streams is.
    from .._core.streams.polling import run_of

    fetched = await fetch(transport, Fetch(retrieve))
    if isinstance(fetched, Failed):
        raise fetched.error
    # A run that does not fit its type is handed out as it is.
    agent_id = cast("object", run_of(fetched).agent_id)
    if not isinstance(agent_id, str) or not agent_id:
        message = f"Expected a run with an agent, but its agent_id is {agent_id!r:.200}"
        raise APIResponseValidationError(fetched.response, fetched.value, message=message)
    return agent_id
