"""The tokens that a run has used."""

from __future__ import annotations

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.request import CallOptions, encode_path, read
from ...types.runs import UsageRetrieveResponse
from ..resource import AsyncResource, endpoint


class AsyncRunUsageResource(AsyncResource[ModeT]):
    """The tokens that a run has used."""

    @property
    def with_raw_response(self) -> AsyncRunUsageResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncRunUsageResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncRunUsageResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncRunUsageResource(self._transport, Streamed)

    @endpoint
    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> UsageRetrieveResponse:
        """Return the tokens that a run has used: the sum over its steps.

        `GET /v1/runs/{run_id}/usage`

        Raises:
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        return await self._send(
            read(encode_path("/v1/runs/{run_id}/usage", run_id=run_id), UsageRetrieveResponse),
            **options,
        )
