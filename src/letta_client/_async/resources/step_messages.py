"""The messages of a step."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions, encode_path, read
from ..._core.lists.facts import list_facts
from ...types.steps import MessageListResponse
from ..pages import AsyncArrayPage
from ..paginator import AsyncPaginator
from ..resource import AsyncResource, list_endpoint


class AsyncStepMessagesResource(AsyncResource[ModeT]):
    """The messages of a step."""

    @property
    def with_raw_response(self) -> AsyncStepMessagesResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncStepMessagesResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncStepMessagesResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncStepMessagesResource(self._transport, Streamed)

    @list_endpoint
    def list(
        self,
        step_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[MessageListResponse, AsyncArrayPage[MessageListResponse]]:
        """List the messages of a step, the oldest first.

        `GET /v1/steps/{step_id}/messages`

        Args:
            step_id: the step.
            after: the id of a message: those that follow it, in the order asked for.
            before: the id of a message: those that precede it, in the order asked for.
            limit: how many messages a page has; the server's default is 100.
            order: "asc", the oldest first, or "desc".
            order_by: what the order goes by; there is only the time of creation.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`.

        Returns:
            The first page; iterate over it for the messages of all pages.

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: `step_id` is not of the form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        return self._list(
            read(
                encode_path("/v1/steps/{step_id}/messages", step_id=step_id),
                AsyncArrayPage[MessageListResponse],
                {
                    "after": after,
                    "before": before,
                    "limit": limit,
                    "order": order,
                    "order_by": order_by,
                },
                list_facts=list_facts("/v1/steps/{step_id}/messages"),
            ),
            **options,
        )
