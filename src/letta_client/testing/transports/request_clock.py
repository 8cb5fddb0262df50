"""How a request waits: on the server's clock, and no longer than its client does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import anyio
from starlette.requests import ClientDisconnect

from letta_client.testing.simulation.clock import Clock
from letta_client.testing.transports.exchange import DRIVER_EXTENSION, Driver, Scope

_WITHOUT_LIMIT = timedelta(days=3653)
"""How long a client without a read timeout waits."""


REQUEST_CLOCK = "letta_client.testing.request_clock"
"""The key of the request's `RequestClock` in an ASGI scope."""


class RequestClock:
    """The time as one request sees it, which waits no longer than its client does.

    In process, a client that would have to wait for longer than its read timeout gives up at that
    moment of the clock. Over a socket, the client does that itself.

    Args:
        clock: the time.
        scope: the request's ASGI scope.
        until_left: returns when the client has left.
    """

    def __init__(
        self, clock: Clock, scope: Scope, until_left: Callable[[], Awaitable[None]]
    ) -> None:
        self._clock = clock
        self._until_left = until_left
        self._driver: Driver | None = scope.get("extensions", {}).get(DRIVER_EXTENSION)
        self._sleep = self._sleep_until_left if self._driver is None else self._driver.sleep
        self._since = clock.now()

    def note_bytes_sent(self) -> None:
        """Note that the client waits for the next bytes from now on."""
        self._since = self._clock.now()

    async def sleep_until(self, moment: datetime) -> None:
        """Return when `moment` has come, if the client waits for so long.

        Raises:
            ClientDisconnect: the client is at the other end of a socket, and has left.
        """
        driver = self._driver
        if driver is not None:
            patience_ends = self._since + _patience(driver)
            if moment > patience_ends:
                await self._clock.sleep_until(patience_ends, self._sleep)
                await driver.time_out()
        await self._clock.sleep_until(moment, self._sleep)

    async def sleep(self, seconds: float) -> None:
        """Return when so many seconds have passed, if the client waits for so long."""
        await self.sleep_until(self._clock.now() + timedelta(seconds=seconds))

    async def sleep_forever(self) -> None:
        """Return never: sooner or later, the client gives up."""
        if self._driver is None:
            await self._sleep(_WITHOUT_LIMIT.total_seconds())
        await self.sleep_until(self._since + 2 * _WITHOUT_LIMIT)

    async def _sleep_until_left(self, seconds: float) -> None:
        """Let real time go by, under a server that tells when the client has left."""
        with anyio.move_on_after(seconds):
            await self._until_left()
            raise ClientDisconnect


def request_clock_of(scope: Scope) -> RequestClock:
    """Return how the request of a scope waits."""
    request_clock = scope[REQUEST_CLOCK]
    assert isinstance(request_clock, RequestClock)
    return request_clock


def _patience(driver: Driver) -> timedelta:
    if driver.read_timeout is None:
        return _WITHOUT_LIMIT
    return timedelta(seconds=driver.read_timeout)
