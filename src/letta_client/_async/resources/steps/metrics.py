"""How long a step took, and its model and tools in it."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ....types.steps import MetricRetrieveResponse
from ...operation import get
from ...resource import AsyncResource


class AsyncStepMetricsResource(
    AsyncResource[ModeT, "AsyncStepMetricsResource[Raw]", "AsyncStepMetricsResource[Streamed]"]
):
    """How long a step took, and its model and tools in it."""

    @get("/v1/steps/{step_id}/metrics")
    async def retrieve(
        self, step_id: str, **options: Unpack[CallOptions]
    ) -> MetricRetrieveResponse:
        """Return how long a step took, and its model and tools in it.

        `GET /v1/steps/{step_id}/metrics`

        Args:
            step_id: The step.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such step, or it has no metrics yet.
            UnprocessableEntityError: the id is not of the form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
