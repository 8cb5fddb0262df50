"""The steps of all runs, and what they leave: messages, metrics, traces and feedback."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions, encode_path, read
from ..._core.lists.facts import list_facts
from ...types.steps import Step
from ..pages import AsyncArrayPage
from ..paginator import AsyncPaginator
from ..resource import AsyncResource, endpoint, list_endpoint

if TYPE_CHECKING:
    from .step_feedback import AsyncStepFeedbackResource
    from .step_messages import AsyncStepMessagesResource
    from .step_metrics import AsyncStepMetricsResource
    from .step_trace import AsyncStepTraceResource
    from .step_transaction import AsyncStepTransactionResource


class AsyncStepsResource(AsyncResource[ModeT]):
    """The steps of all runs, and what they leave: messages, metrics, traces and feedback."""

    @property
    def with_raw_response(self) -> AsyncStepsResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncStepsResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncStepsResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncStepsResource(self._transport, Streamed)

    @cached_property
    def metrics(self) -> AsyncStepMetricsResource[ModeT]:
        """How long a step took."""
        from .step_metrics import AsyncStepMetricsResource

        return AsyncStepMetricsResource(self._transport, self._mode)

    @cached_property
    def trace(self) -> AsyncStepTraceResource[ModeT]:
        """What a step said to its model, and what the model said."""
        from .step_trace import AsyncStepTraceResource

        return AsyncStepTraceResource(self._transport, self._mode)

    @cached_property
    def messages(self) -> AsyncStepMessagesResource[ModeT]:
        """The messages of a step."""
        from .step_messages import AsyncStepMessagesResource

        return AsyncStepMessagesResource(self._transport, self._mode)

    @cached_property
    def feedback(self) -> AsyncStepFeedbackResource[ModeT]:
        """What a person thinks of a step."""
        from .step_feedback import AsyncStepFeedbackResource

        return AsyncStepFeedbackResource(self._transport, self._mode)

    @cached_property
    def transaction(self) -> AsyncStepTransactionResource[ModeT]:
        """The billing transaction of a step."""
        from .step_transaction import AsyncStepTransactionResource

        return AsyncStepTransactionResource(self._transport, self._mode)

    @list_endpoint
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
            after: the id of a step: those that follow it, in the order asked for.
            agent_id: only steps of this agent.
            before: the id of a step: those that precede it, in the order asked for.
            end_date: only steps from before this time, a datetime or in ISO 8601.
            feedback: only steps with this feedback.
            has_feedback: only steps with, or without, any feedback.
            limit: how many steps a page has; the server's default is 50.
            model: only steps of this model.
            order: "desc", the newest first, or "asc".
            order_by: what the order goes by; there is only the time of creation.
            project_id: only steps of this project.
            start_date: only steps from this time on, a datetime or in ISO 8601.
            tags: only steps with one of these tags.
            trace_ids: only steps of these traces.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`.

        Returns:
            The first page; iterate over it for the steps of all pages.

        Raises:
            BadRequestError: a date cannot be read. (Letta 0.16.8 answers 400 to every request;
                `runs.steps.list` works there.)
            APIError: the call failed otherwise.
        """
        return self._list(
            read(
                "/v1/steps/",
                AsyncArrayPage[Step],
                {
                    "after": after,
                    "agent_id": agent_id,
                    "before": before,
                    "end_date": end_date,
                    "feedback": feedback,
                    "has_feedback": has_feedback,
                    "limit": limit,
                    "model": model,
                    "order": order,
                    "order_by": order_by,
                    "project_id": project_id,
                    "start_date": start_date,
                    "tags": tags,
                    "trace_ids": trace_ids,
                },
                list_facts=list_facts("/v1/steps/"),
            ),
            **options,
        )

    @endpoint
    async def retrieve(self, step_id: str, **options: Unpack[CallOptions]) -> Step:
        """Return a step.

        `GET /v1/steps/{step_id}`

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: `step_id` is not of the form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        return await self._send(
            read(encode_path("/v1/steps/{step_id}", step_id=step_id), Step), **options
        )
