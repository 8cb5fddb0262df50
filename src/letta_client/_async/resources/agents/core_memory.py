"""The memory that is always in the context of an agent, whole."""

from __future__ import annotations

from typing_extensions import Unpack, deprecated

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ....types._models.agent_state import Memory
from ...operation import get
from ...resource import AsyncResource


class AsyncAgentCoreMemoryResource(
    AsyncResource[
        ModeT, "AsyncAgentCoreMemoryResource[Raw]", "AsyncAgentCoreMemoryResource[Streamed]"
    ]
):
    """The memory that is always in the context of an agent. Deprecated: use `agents.blocks`."""

    @get("/v1/agents/{agent_id}/core-memory")
    @deprecated("The API has deprecated this endpoint: use agents.blocks.list(agent_id)")
    async def retrieve(self, agent_id: str, **options: Unpack[CallOptions]) -> Memory:
        """Return the memory that is always in the context of an agent. Deprecated: use `blocks`.

        `GET /v1/agents/{agent_id}/core-memory`

        Args:
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
