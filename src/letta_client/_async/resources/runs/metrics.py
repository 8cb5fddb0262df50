"""How long a run took, and which tools it used."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ....types.runs import RunMetrics
from ...operation import get
from ...resource import AsyncResource


class AsyncRunMetricsResource(
    AsyncResource[ModeT, "AsyncRunMetricsResource[Raw]", "AsyncRunMetricsResource[Streamed]"]
):
    """How long a run took, and which tools it used."""

    @get("/v1/runs/{run_id}/metrics")
    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> RunMetrics:
        """Return how long a run took, and which tools it used.

        `GET /v1/runs/{run_id}/metrics`

        Args:
            run_id: The run.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such run, or it has no metrics yet.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
