"""Connections in small pools behave as those of one pool do."""

from __future__ import annotations

import httpx
import pytest
from typing_extensions import override

from letta_client import DEFAULT_CONNECTION_LIMITS, AsyncLetta, DefaultAsyncHttpxClient
from letta_client._async.small_pools import AsyncSmallPools

from ..answers import ping
from ..loopback import LoopbackServer
from .harness import Body

URL = "http://letta.test/"


class Pool(httpx.AsyncBaseTransport):
    """A pool whose responses stay open until they are closed."""

    def __init__(self, limits: httpx.Limits) -> None:
        self.limits = limits
        self.requests = 0
        self.closed = False
        self.body = Body([])
        self.error: BaseException | None = None

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert not self.closed
        self.requests += 1
        if self.error is not None:
            raise self.error
        self.body = Body([b"a", b"b"])
        return httpx.Response(200, stream=self.body)

    @override
    async def aclose(self) -> None:
        self.closed = True


class Pools:
    """Small pools, and what they opened."""

    def __init__(self, connections: int | None, keepalive: int | None, expiry: float | None = 5.0):
        self.opened: list[Pool] = []
        self.now = 100.0
        limits = httpx.Limits(
            max_connections=connections,
            max_keepalive_connections=keepalive,
            keepalive_expiry=expiry,
        )
        self.transport = AsyncSmallPools(self.open, limits, now=lambda: self.now)

    def open(self, limits: httpx.Limits) -> Pool:
        pool = Pool(limits)
        self.opened.append(pool)
        return pool

    async def send(self, wait: float | None = 0.01) -> httpx.Response:
        request = httpx.Request("GET", URL, extensions={"timeout": {"pool": wait}})
        return await self.transport.handle_async_request(request)


async def test_one_call_at_a_time_needs_one_pool() -> None:
    pools = Pools(1000, 100)
    for _ in range(5):
        response = await pools.send()
        assert [chunk async for chunk in response.aiter_bytes()] == [b"a", b"b"]
    (pool,) = pools.opened
    assert pool.requests == 5
    assert pool.limits == httpx.Limits(
        max_connections=40, max_keepalive_connections=4, keepalive_expiry=5.0
    )


async def test_calls_at_a_time_are_spread_over_the_pools() -> None:
    pools = Pools(1000, 100)
    for _ in range(100):
        await pools.send()
    assert [pool.requests for pool in pools.opened] == [4] * 25


async def test_no_more_responses_are_open_than_allowed() -> None:
    pools = Pools(10, 10)
    responses = [await pools.send() for _ in range(10)]
    assert [pool.requests for pool in pools.opened] == [5, 5]
    for _ in range(2):
        with pytest.raises(httpx.PoolTimeout):
            await pools.send()
    await responses[7].aclose()
    await pools.send(None)
    with pytest.raises(httpx.PoolTimeout):
        await pools.send()


async def test_without_a_limit_there_is_no_end() -> None:
    pools = Pools(None, None)
    for _ in range(2000):
        await pools.send()
    assert sum(pool.requests for pool in pools.opened) == 2000


async def test_a_response_that_is_closed_twice_gives_one_place_back() -> None:
    pools = Pools(2, 2)
    first, _ = [await pools.send() for _ in range(2)]
    await first.aclose()
    await first.aclose()
    await pools.send()
    with pytest.raises(httpx.PoolTimeout):
        await pools.send()


async def test_a_request_that_fails_gives_its_place_back() -> None:
    pools = Pools(1, 1)
    await (await pools.send()).aclose()
    pools.opened[0].error = httpx.ConnectError("refused")
    for _ in range(3):
        with pytest.raises(httpx.ConnectError):
            await pools.send()


async def test_a_pool_that_cannot_be_opened_gives_its_place_back() -> None:
    def fail(limits: httpx.Limits) -> Pool:
        raise ZeroDivisionError

    limits = httpx.Limits(max_connections=1)
    pools = AsyncSmallPools(fail, limits)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await pools.handle_async_request(httpx.Request("GET", URL))


async def test_pools_that_nobody_uses_any_more_are_closed() -> None:
    pools = Pools(1000, 100)
    responses = [await pools.send() for _ in range(3)]
    for response in responses[:2]:
        await response.aclose()
    pools.now += 4.9
    await (await pools.send()).aclose()
    assert [pool.closed for pool in pools.opened] == [False, False, False]
    pools.now += 0.2
    await pools.send()
    # The first was in use just now, the third still is.
    assert [pool.closed for pool in pools.opened] == [False, True, False]
    await pools.send()
    assert len(pools.opened) == 4


async def test_a_pool_in_which_a_request_was_broken_off_is_closed_after_its_last_one() -> None:
    pools = Pools(3, 3)
    first, second = [await pools.send() for _ in range(2)]
    pools.opened[0].error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        await pools.send()
    third = await pools.send()
    assert [pool.requests for pool in pools.opened] == [3, 1]
    # No more responses are open than allowed.
    with pytest.raises(httpx.PoolTimeout):
        await pools.send()
    await first.aclose()
    await third.aclose()
    await (await pools.send()).aclose()
    assert [pool.closed for pool in pools.opened] == [False, False]
    await second.aclose()
    await (await pools.send()).aclose()
    assert [pool.closed for pool in pools.opened] == [True, False]


@pytest.mark.parametrize("while_it_is", ["read", "closed"])
async def test_a_pool_with_a_response_that_was_broken_off_is_replaced(while_it_is: str) -> None:
    pools = Pools(4, 4)
    response = await pools.send()
    body = pools.opened[0].body
    if while_it_is == "read":
        body.error = KeyboardInterrupt()
        with pytest.raises(KeyboardInterrupt):
            await response.aread()
        await response.aclose()
    else:
        body.error_of_closing = KeyboardInterrupt()
        with pytest.raises(KeyboardInterrupt):
            await response.aclose()
    await (await pools.send()).aclose()
    assert [pool.closed for pool in pools.opened] == [True, False]


async def test_a_response_that_is_closed_early_changes_nothing() -> None:
    pools = Pools(4, 4)
    for _ in range(2):
        response = await pools.send()
        async for _ in response.aiter_bytes():
            break
        await response.aclose()
    assert [pool.closed for pool in pools.opened] == [False]


async def test_connections_that_never_expire_are_never_closed() -> None:
    pools = Pools(1000, 100, expiry=None)
    for response in [await pools.send() for _ in range(3)]:
        await response.aclose()
    pools.now += 1e9
    await pools.send()
    assert [pool.closed for pool in pools.opened] == [False, False, False]


async def test_closing_closes_every_pool() -> None:
    pools = Pools(1000, 100)
    for _ in range(3):
        await pools.send()
    await pools.transport.aclose()
    assert [pool.closed for pool in pools.opened] == [True, True, True]


# The default client


def test_the_limits_are_those_of_the_published_client() -> None:
    assert (
        httpx.Limits(max_connections=1000, max_keepalive_connections=100, keepalive_expiry=5.0)
        == DEFAULT_CONNECTION_LIMITS
    )


@pytest.fixture
def by_proxy(loopback: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> LoopbackServer:
    """A proxy, which the environment names."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HTTP_PROXY", loopback.url)
    return loopback


async def test_the_environment_can_name_a_proxy(by_proxy: LoopbackServer) -> None:
    async with AsyncLetta(base_url="http://letta.test") as client:
        await client.health()
    assert by_proxy.requests == [("GET", "http://letta.test/v1/health/")]


async def test_the_environment_can_name_hosts_to_reach_without_the_proxy(
    by_proxy: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with LoopbackServer() as server:
        async with AsyncLetta(base_url=server.url) as client:
            await client.health()
        assert server.requests == [("GET", "/v1/health/")]
    assert by_proxy.requests == []


async def test_the_environment_need_not_be_looked_at(by_proxy: LoopbackServer) -> None:
    with LoopbackServer() as server:
        http_client = DefaultAsyncHttpxClient(trust_env=False)
        async with AsyncLetta(base_url=server.url, http_client=http_client) as client:
            await client.health()
        assert server.requests == [("GET", "/v1/health/")]
    assert by_proxy.requests == []


async def test_a_proxy_can_be_given(loopback: LoopbackServer) -> None:
    http_client = DefaultAsyncHttpxClient(proxy=loopback.url)
    async with AsyncLetta(base_url="http://letta.test", http_client=http_client) as client:
        await client.health()
    assert loopback.requests == [("GET", "http://letta.test/v1/health/")]


async def test_transports_can_be_mounted() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"version": "1", "status": "mounted"})

    mounts = {"all://letta.test": httpx.MockTransport(answer)}
    http_client = DefaultAsyncHttpxClient(mounts=mounts)
    async with AsyncLetta(base_url="http://letta.test", http_client=http_client) as client:
        assert (await client.health()).status == "mounted"


@pytest.mark.filterwarnings("ignore:.*cert=:DeprecationWarning")
def test_a_certificate_is_looked_at_when_the_client_is_made(tmp_path: object) -> None:
    with pytest.raises(OSError, match="No such file"):
        DefaultAsyncHttpxClient(cert=f"{tmp_path}/missing.pem")


async def test_a_stream_holds_its_connection_until_it_is_closed() -> None:
    body = Body([ping(1).encode(), ping(2).encode()])

    async def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=body)

    pools = AsyncSmallPools(
        lambda limits: httpx.MockTransport(answer), httpx.Limits(max_connections=1)
    )
    async with httpx.AsyncClient(transport=pools, timeout=httpx.Timeout(5, pool=0.01)) as client:
        async with client.stream("GET", URL) as response:
            async for _ in response.aiter_bytes():
                break
            with pytest.raises(httpx.PoolTimeout):
                await client.get(URL)
        assert body.closed == 1
        async with client.stream("GET", URL):
            pass
