"""What the routes know: the store, the time, and which server they play."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from letta_client.testing.profiles import Profile
from letta_client.testing.simulation.clock import Clock
from letta_client.testing.simulation.scripted_model import Model
from letta_client.testing.store.agents import Agents
from letta_client.testing.store.runs import Store
from letta_client.testing.transports.request_clock import Waiting, waiting_of

WORLD = "letta_client.testing.api.world"
"""The key of the world in an ASGI scope: all servers share one application."""


@dataclass(frozen=True)
class World:
    """One server's state.

    Attributes:
        has_redis: whether there are streams of background runs.
        has_traces: whether there are spans of runs.
    """

    store: Store
    agents: Agents
    model: Model
    clock: Clock
    profile: Profile
    has_redis: bool
    has_traces: bool

    def now(self) -> datetime:
        """Return the moment."""
        return self.clock.now()


def world_of(request: Request) -> World:
    """Return the world of a request."""
    world = request.scope[WORLD]
    assert isinstance(world, World)
    return world


async def _world(request: Request) -> World:
    return world_of(request)


async def _waiting(request: Request) -> Waiting:
    return waiting_of(request.scope)


TheWorld = Annotated[World, Depends(_world)]
TheWaiting = Annotated[Waiting, Depends(_waiting)]
