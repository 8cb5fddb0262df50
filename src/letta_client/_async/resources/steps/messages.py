"""The messages of a step."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.steps import MessageListResponse
from ...operation import get_list
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource


class AsyncStepMessagesResource(
    AsyncResource[ModeT, "AsyncStepMessagesResource[Raw]", "AsyncStepMessagesResource[Streamed]"]
):
    """The messages of a step."""

    @get_list("/v1/steps/{step_id}/messages")
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
            step_id: The step.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            limit: Stored messages a page; one may come as several messages. By default: 100.
            order: `asc` for the oldest first, `desc` for the newest first. By default: asc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the messages of all pages.

        Raises:
            NotFoundError: there is no such step.
            UnprocessableEntityError: the id is not of the form `step-<uuid4>`.
            ValueError: `step_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
