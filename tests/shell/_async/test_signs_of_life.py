"""A stream that brings only what shows that its server lives has its run looked up now and then."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from letta_client import AsyncLetta, DefaultAsyncHttpxClient
from letta_client.testing import ManualClock

from ..answers import BASE_URL, DONE, EVENT_STREAM, ping, run
from .harness import Body, without_sleep

MINUTES = 10


class Chattering:
    """Answers with a stream that says the same again and again, for some minutes."""

    def __init__(self, sign: str, every: float) -> None:
        self.clock = ManualClock()
        self.looks: list[float] = []
        self._sign = sign.encode()
        self._every = every
        self._start = self.clock.now()

    @property
    def seconds(self) -> float:
        return (self.clock.now() - self._start).total_seconds()

    def signs(self) -> Iterator[bytes]:
        yield ping(1).encode()
        while self.seconds < 60 * MINUTES:
            self.clock.advance(self._every)
            yield self._sign
        yield DONE.encode()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, headers=EVENT_STREAM, stream=Body(self.signs()))
        self.looks.append(self.seconds)
        return httpx.Response(200, json=run("run-1", status="running"))


@pytest.mark.parametrize("every", [0.5, 9.0])
@pytest.mark.parametrize(
    "sign", [": still here\n\n", ping(1), ping(None), "\n\n"], ids=["comment", "ping", "new", "no"]
)
async def test_signs_of_life_cause_a_look_after_ten_seconds_and_then_few(
    sign: str, every: float
) -> None:
    server = Chattering(sign, every)
    http_client = DefaultAsyncHttpxClient(transport=httpx.MockTransport(server))
    client = AsyncLetta(base_url=BASE_URL, http_client=http_client)
    async with without_sleep(client, clock=server.clock) as client:
        async for _ in await client.runs.messages.stream("run-1"):
            pass
    first, *others = server.looks
    assert 10 <= first < 10 + 2 * every
    assert len(others) <= MINUTES + 3
    for minute in range(MINUTES):
        assert sum(60 * minute <= look < 60 * (minute + 1) for look in server.looks) <= 3
