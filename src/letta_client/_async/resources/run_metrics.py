"""How long a run took, and which tools it used."""

from __future__ import annotations

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.request import CallOptions, encode_path, read
from ...types.runs import RunMetrics
from ..resource import AsyncResource, endpoint


class AsyncRunMetricsResource(AsyncResource[ModeT]):
    """How long a run took, and which tools it used."""

    @property
    def with_raw_response(self) -> AsyncRunMetricsResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncRunMetricsResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncRunMetricsResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncRunMetricsResource(self._transport, Streamed)

    @endpoint
    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> RunMetrics:
        """Return how long a run took, and which tools it used.

        `GET /v1/runs/{run_id}/metrics`

        Raises:
            NotFoundError: there is no such run, or it has no metrics yet.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        return await self._send(
            read(encode_path("/v1/runs/{run_id}/metrics", run_id=run_id), RunMetrics), **options
        )
