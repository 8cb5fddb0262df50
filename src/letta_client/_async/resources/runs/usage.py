"""The tokens that a run has used."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ....types.runs import UsageRetrieveResponse
from ...operation import get
from ...resource import AsyncResource


class AsyncRunUsageResource(
    AsyncResource[ModeT, "AsyncRunUsageResource[Raw]", "AsyncRunUsageResource[Streamed]"]
):
    """The tokens that a run has used."""

    @get("/v1/runs/{run_id}/usage")
    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> UsageRetrieveResponse:
        """Return the tokens that a run has used: the sum over its steps.

        `GET /v1/runs/{run_id}/usage`

        Args:
            run_id: The run.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
