"""The resources of the API, as a client has them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from typing_extensions import Unpack

from ..._core.http.modes import ModeT
from ..._core.http.request import CallOptions, read
from ...types.health import HealthResponse
from ..resource import AsyncResource, endpoint

if TYPE_CHECKING:
    from .agents import AsyncAgentsResource
    from .runs import AsyncRunsResource
    from .steps import AsyncStepsResource


class AsyncAPI(AsyncResource[ModeT]):
    """All resources of the API. Each is loaded when it is first touched."""

    @cached_property
    def agents(self) -> AsyncAgentsResource[ModeT]:
        """Agents: whom messages are sent to."""
        from .agents import AsyncAgentsResource

        return AsyncAgentsResource(self._transport, self._mode)

    @cached_property
    def runs(self) -> AsyncRunsResource[ModeT]:
        """The runs of all agents, and what they leave."""
        from .runs import AsyncRunsResource

        return AsyncRunsResource(self._transport, self._mode)

    @cached_property
    def steps(self) -> AsyncStepsResource[ModeT]:
        """The steps of all runs, and what they leave."""
        from .steps import AsyncStepsResource

        return AsyncStepsResource(self._transport, self._mode)

    @endpoint
    async def health(self, **options: Unpack[CallOptions]) -> HealthResponse:
        """Return whether the server is up, and its version.

        `GET /v1/health/`

        Raises:
            APIError: the call failed.
        """
        return await self._send(read("/v1/health/", HealthResponse), **options)
