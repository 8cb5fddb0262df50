"""The steps of all runs, and what they leave: messages, metrics, traces and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.steps import Step
from ...operation import get, get_list
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .feedback import AsyncStepFeedbackResource
    from .messages import AsyncStepMessagesResource
    from .metrics import AsyncStepMetricsResource
    from .trace import AsyncStepTraceResource
    from .transaction import AsyncStepTransactionResource


class AsyncStepsResource(
    AsyncResource[ModeT, "AsyncStepsResource[Raw]", "AsyncStepsResource[Streamed]"]
):
    """The steps of all runs, and what they leave: messages, metrics, traces and feedback."""

    metrics: AsyncStepMetricsResource[ModeT]
    """How long a step took."""
    trace: AsyncStepTraceResource[ModeT]
    """What a step said to its model, and what the model said."""
    messages: AsyncStepMessagesResource[ModeT]
    """The messages of a step."""
    feedback: AsyncStepFeedbackResource[ModeT]
    """What a person thinks of a step."""
    transaction: AsyncStepTransactionResource[ModeT]
    """The billing transaction of a step."""

    @get_list("/v1/steps/")
    def list(
        self,
        *,
        after: str | Omit | None = omit,
        agent_id: str | Omit | None = omit,
        before: str | Omit | None = omit,
        end_date: str | datetime | Omit | None = omit,
        feedback: Literal["positive", "negative"] | Omit | None = omit,
        has_feedback: bool | Omit | None = omit,
        limit: int | Omit | None = omit,
        model: str | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        project_id: str | Omit | None = omit,
        start_date: str | datetime | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        trace_ids: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Step, AsyncArrayPage[Step]]:
        """List steps, the newest first.

        `GET /v1/steps/`

        Args:
            after: The id of an item of the list: only those that follow it, in the order asked for.
            agent_id: Only steps of this agent.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            end_date: Only steps from before this time, a datetime or in ISO 8601.
            feedback: Only steps with this feedback.
            has_feedback: Only steps with, or without, any feedback.
            limit: How many items a page has. By default: 50.
            model: Only steps of this model.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            project_id: Only steps of this project.
            start_date: Only steps from this time on, a datetime or in ISO 8601.
            tags: Only steps with one of these tags.
            trace_ids: Only steps of these traces.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the steps of all pages.

        Raises:
            BadRequestError: a date cannot be read. (Letta 0.16.8 answers 400 to every request;
                `runs.steps.list` works there.)
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/steps/{step_id}")
    async def retrieve(self, step_id: str, **options: Unpack[CallOptions]) -> Step:
        """Return a step.

        `GET /v1/steps/{step_id}`

        Args:
            step_id: The step.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: the id is not of the form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
