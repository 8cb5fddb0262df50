"""The resources of the API, as a client has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.request import CallOptions
from ...types.health import HealthResponse
from ..operation import get
from ..resource import AsyncResource

if TYPE_CHECKING:
    from .agents import AsyncAgentsResource
    from .blocks import AsyncBlocksResource
    from .runs import AsyncRunsResource
    from .steps import AsyncStepsResource


class AsyncAPI(AsyncResource[ModeT, "AsyncAPI[Raw]", "AsyncAPI[Streamed]"]):
    """All resources of the API. Each is loaded when it is first touched."""

    agents: AsyncAgentsResource[ModeT]
    """Agents: whom messages are sent to."""
    blocks: AsyncBlocksResource[ModeT]
    """Blocks: the parts of an agent's memory that are always in its context."""
    runs: AsyncRunsResource[ModeT]
    """The runs of all agents, and what they leave."""
    steps: AsyncStepsResource[ModeT]
    """The steps of all runs, and what they leave."""

    @get("/v1/health/")
    async def health(self, **options: Unpack[CallOptions]) -> HealthResponse:
        """Return whether the server is up, and its version.

        `GET /v1/health/`

        Args:
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`.

        Raises:
            APIError: the call failed.
        """
        ...
