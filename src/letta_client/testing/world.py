"""What the routes know: the store, the time, and which server they play."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import anyio
from fastapi import Depends, Request

from letta_client.testing.clock import Clock, Sleep
from letta_client.testing.exchange import SLEEP_EXTENSION
from letta_client.testing.profiles import Profile
from letta_client.testing.store import Store

WORLD = "letta_client.testing.world"
"""The key of the world in an ASGI scope: all servers share one application."""


@dataclass(frozen=True)
class World:
    """One server's state."""

    store: Store
    clock: Clock
    profile: Profile

    def now(self) -> datetime:
        """Return the moment."""
        return self.clock.now()


async def _world(request: Request) -> World:
    world = request.scope[WORLD]
    assert isinstance(world, World)
    return world


async def _sleep(request: Request) -> Sleep:
    """Return how to sleep: as the driver says, or, under a real server, as its event loop does."""
    sleep: Sleep = request.scope.get("extensions", {}).get(SLEEP_EXTENSION, anyio.sleep)
    return sleep


TheWorld = Annotated[World, Depends(_world)]
TheSleep = Annotated[Sleep, Depends(_sleep)]
