"""Opening, sharing and closing connections."""

from __future__ import annotations

import httpx
import pytest

from letta_client import APIConnectionError, AsyncLetta

from ..answers import Server, answer, ping, recorded
from ..answers import encoded as encoded_frames
from ..loopback import LoopbackServer
from .harness import Body, connect, with_time

HEALTH = recorded("health")


async def test_leaving_the_block_closes() -> None:
    async with AsyncLetta() as client:
        assert not client.is_closed()
    assert client.is_closed()


async def test_the_block_closes_after_an_error() -> None:
    client = AsyncLetta()
    with pytest.raises(ZeroDivisionError):
        async with client:
            raise ZeroDivisionError
    assert client.is_closed()


async def test_closing_twice_does_no_harm() -> None:
    client = AsyncLetta()
    await client.close()
    await client.close()
    assert client.is_closed()


async def test_a_client_and_its_copies_close_together() -> None:
    client = AsyncLetta()
    copy = client.with_options(max_retries=0).copy(timeout=1)
    assert not copy.is_closed()
    await copy.close()
    assert client.is_closed()
    await client.close()


async def test_a_copy_with_connections_of_its_own_closes_alone() -> None:
    client = AsyncLetta()
    copy = client.with_options(http_client=httpx.AsyncClient())
    await copy.close()
    assert copy.is_closed()
    assert not client.is_closed()
    await client.close()


async def test_closing_closes_the_http_client_of_the_user() -> None:
    http_client = httpx.AsyncClient()
    await AsyncLetta(http_client=http_client).close()
    assert http_client.is_closed


async def test_a_call_on_a_closed_client_is_a_connection_error(delays: list[float]) -> None:
    server = Server(HEALTH)
    client = connect(server, delays=delays)
    await client.close()
    for view in (client, client.with_raw_response):
        with pytest.raises(APIConnectionError, match="closed"):
            await view.health()
    with pytest.raises(APIConnectionError, match="closed"):
        await client.runs.list()
    with pytest.raises(APIConnectionError, match="closed"):
        await client.runs.messages.stream("run-1")
    assert (server.requests, delays) == ([], [])


async def test_closing_between_two_attempts_is_a_connection_error() -> None:
    server = Server(answer(status=500))

    async def close_meanwhile(seconds: float) -> None:
        await client.close()

    client = with_time(connect(server), close_meanwhile)
    with pytest.raises(APIConnectionError, match="closed"):
        await client.health()
    assert len(server.requests) == 1


async def test_calls_of_a_client_and_its_copies_go_over_one_connection(
    loopback: LoopbackServer,
) -> None:
    async with AsyncLetta(base_url=loopback.url) as client:
        assert loopback.connections == 0
        await client.health()
        await client.with_options(timeout=9).health()
        await client.with_raw_response.health()
        async with client.with_streaming_response.health() as response:
            await response.read()
        await client.health()
    assert len(loopback.requests) == 5
    assert loopback.connections == 1
    assert loopback.all_connections_ended()


async def test_leaving_the_block_closes_a_stream_that_is_still_open() -> None:
    body = Body(encoded_frames(map(ping, range(10))))
    event_stream = answer(stream=body, headers={"content-type": "text/event-stream"})
    async with connect(Server(event_stream)) as client:
        async with await client.runs.messages.stream("run-1") as stream:
            await anext(stream)
            assert body.closed == 0
        assert body.closed == 1
