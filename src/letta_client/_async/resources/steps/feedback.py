"""What a person thinks of a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.steps import Step
from ...operation import patch
from ...resource import AsyncResource


class AsyncStepFeedbackResource(
    AsyncResource[ModeT, "AsyncStepFeedbackResource[Raw]", "AsyncStepFeedbackResource[Streamed]"]
):
    """What a person thinks of a step."""

    @patch("/v1/steps/{step_id}/feedback")
    async def create(
        self,
        step_id: str,
        *,
        feedback: Literal["positive", "negative"] | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Step:
        """Set the feedback and the tags of a step, in place of those that it has.

        `PATCH /v1/steps/{step_id}/feedback`

        Args:
            step_id: The step.
            feedback: "positive" or "negative"; `None` takes the feedback back.
            tags: Words to find the step by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The step as it is now.

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: the server does not know the value, or the id is not of the
                form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
