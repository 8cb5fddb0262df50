"""What is scheduled is sent when its moment has come.

Nothing runs in the background: the next request that comes sends first what was due before it, as
of the moments at which it was due.
"""

from __future__ import annotations

from contextlib import suppress

from letta_client.testing.api.sending import SendMode
from letta_client.testing.api.sent_messages import send_to
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import SENT_ASYNC
from letta_client.testing.store.errors import ApiError


def send_what_is_due(world: World) -> None:
    """Send the scheduled messages whose moment has come. Where an agent refuses one, no run is."""
    # Held until the runs are there, so that no other thread sees a message neither due nor sent.
    with world.schedules.lock:
        for moment, scheduled in world.schedules.take_due(world.now()):
            agent = world.agents.find(scheduled.message.agent_id, moment)
            request = scheduled.request
            how = SendMode(
                SENT_ASYNC, background=True, callback_url=request.callback_url, sent_at=moment
            )
            if agent is not None:
                with suppress(ApiError):
                    send_to(world, agent, request, how)
