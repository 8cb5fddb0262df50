"""How long a step took, and its model and tools in it."""

from __future__ import annotations

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.request import CallOptions, encode_path, read
from ...types.steps import MetricRetrieveResponse
from ..resource import AsyncResource, endpoint


class AsyncStepMetricsResource(AsyncResource[ModeT]):
    """How long a step took, and its model and tools in it."""

    @property
    def with_raw_response(self) -> AsyncStepMetricsResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncStepMetricsResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncStepMetricsResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncStepMetricsResource(self._transport, Streamed)

    @endpoint
    async def retrieve(
        self, step_id: str, **options: Unpack[CallOptions]
    ) -> MetricRetrieveResponse:
        """Return how long a step took, and its model and tools in it.

        `GET /v1/steps/{step_id}/metrics`

        Raises:
            NotFoundError: there is no such step, or it has no metrics yet.
            UnprocessableEntityError: `step_id` is not of the form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        return await self._send(
            read(
                encode_path("/v1/steps/{step_id}/metrics", step_id=step_id), MetricRetrieveResponse
            ),
            **options,
        )
