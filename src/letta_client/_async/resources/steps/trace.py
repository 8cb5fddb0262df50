"""What a step said to its model, and what the model said."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ....types.steps import ProviderTrace
from ...operation import get
from ...resource import AsyncResource


class AsyncStepTraceResource(
    AsyncResource[ModeT, "AsyncStepTraceResource[Raw]", "AsyncStepTraceResource[Streamed]"]
):
    """What a step said to its model, and what the model said."""

    @get("/v1/steps/{step_id}/trace")
    async def retrieve(self, step_id: str, **options: Unpack[CallOptions]) -> ProviderTrace | None:
        """Return the request that a step made to its model and the answer, as the provider has it.

        `GET /v1/steps/{step_id}/trace`

        Args:
            step_id: The step.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The trace; `None` where the server kept none.

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: the id is not of the form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
