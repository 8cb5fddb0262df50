"""What a step said to its model, and what the model said."""

from __future__ import annotations

from typing import cast

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.request import CallOptions, encode_path, read
from ...types.steps import ProviderTrace
from ..resource import AsyncResource, endpoint


class AsyncStepTraceResource(AsyncResource[ModeT]):
    """What a step said to its model, and what the model said."""

    @property
    def with_raw_response(self) -> AsyncStepTraceResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncStepTraceResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncStepTraceResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncStepTraceResource(self._transport, Streamed)

    @endpoint
    async def retrieve(self, step_id: str, **options: Unpack[CallOptions]) -> ProviderTrace | None:
        """Return the request that a step made to its model and the answer, as the provider has it.

        `GET /v1/steps/{step_id}/trace`

        Returns:
            The trace; `None` where the server kept none.

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: `step_id` is not of the form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        returns = cast("type[ProviderTrace | None]", ProviderTrace | None)
        return await self._send(
            read(encode_path("/v1/steps/{step_id}/trace", step_id=step_id), returns), **options
        )
