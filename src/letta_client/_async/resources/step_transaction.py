"""The billing transaction of a step."""

from __future__ import annotations

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.request import CallOptions, Request, encode_path
from ...types.steps import Step
from ..resource import AsyncResource, endpoint


class AsyncStepTransactionResource(AsyncResource[ModeT]):
    """The billing transaction of a step."""

    @property
    def with_raw_response(self) -> AsyncStepTransactionResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncStepTransactionResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncStepTransactionResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncStepTransactionResource(self._transport, Streamed)

    @endpoint
    async def update(
        self, transaction_id: str, *, step_id: str, **options: Unpack[CallOptions]
    ) -> Step:
        """Set the transaction that a step is billed under.

        `PATCH /v1/steps/{step_id}/transaction/{transaction_id}`

        Args:
            transaction_id: the transaction.
            step_id: the step.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`.

        Returns:
            The step as it is now.

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: `step_id` is not of the form `step-<uuid4>`.
            ValueError: an id is empty.
            APIError: the call failed otherwise. (Letta 0.16.8 answers 500 to every update.)
        """
        return await self._send(
            Request[Step](
                method="PATCH",
                path=encode_path(
                    "/v1/steps/{step_id}/transaction/{transaction_id}",
                    step_id=step_id,
                    transaction_id=transaction_id,
                ),
                returns=Step,
            ),
            **options,
        )
