"""The OpenTelemetry spans of a run."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.runs import TraceRetrieveResponse
from ...operation import get
from ...resource import AsyncResource


class AsyncRunTraceResource(
    AsyncResource[ModeT, "AsyncRunTraceResource[Raw]", "AsyncRunTraceResource[Streamed]"]
):
    """The OpenTelemetry spans of a run."""

    @get("/v1/runs/{run_id}/trace")
    async def retrieve(
        self, run_id: str, *, limit: int | Omit = omit, **options: Unpack[CallOptions]
    ) -> TraceRetrieveResponse:
        """Return the spans of a run: its steps, tool calls and the time to the first token.

        `GET /v1/runs/{run_id}/trace`

        Args:
            run_id: The run.
            limit: How many spans at most, 1 to 5000. By default: 1000.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such run.
            InternalServerError: 501 where the server keeps no traces, for want of ClickHouse.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
