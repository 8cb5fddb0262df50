"""The billing transaction of a step."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ....types.steps import Step
from ...operation import patch
from ...resource import AsyncResource


class AsyncStepTransactionResource(
    AsyncResource[
        ModeT, "AsyncStepTransactionResource[Raw]", "AsyncStepTransactionResource[Streamed]"
    ]
):
    """The billing transaction of a step."""

    @patch("/v1/steps/{step_id}/transaction/{transaction_id}")
    async def update(
        self, transaction_id: str, *, step_id: str, **options: Unpack[CallOptions]
    ) -> Step:
        """Set the transaction that a step is billed under.

        `PATCH /v1/steps/{step_id}/transaction/{transaction_id}`

        Args:
            transaction_id: The transaction with which the step was paid for.
            step_id: The step.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The step as it is now.

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: the id is not of the form `step-<uuid4>`.
            ValueError: `transaction_id` is empty.
            APIError: the call failed otherwise. (Letta 0.16.8 answers 500 to every update.)
        """
        ...
