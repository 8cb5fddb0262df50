"""The messages of a run: as they come, and as they were."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions, StreamOptions
from ...._core.streams.resuming import StreamOrigin
from ....types.messages import Message
from ....types.streaming import LettaStreamingResponse
from ...operation import get_list, post_stream
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource
from ...streams import AsyncStream


class AsyncRunMessagesResource(
    AsyncResource[ModeT, "AsyncRunMessagesResource[Raw]", "AsyncRunMessagesResource[Streamed]"]
):
    """The messages of a run: as they come, and as they were."""

    @get_list("/v1/runs/{run_id}/messages")
    def list(
        self,
        run_id: str,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Message, AsyncArrayPage[Message]]:
        """List the messages of a run, the oldest first.

        `GET /v1/runs/{run_id}/messages`

        Args:
            run_id: The run.
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
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post_stream("/v1/runs/{path_run_id}/stream", StreamOrigin.of_run, safe=True)
    async def stream(
        self,
        path_run_id: str,
        *,
        agent_id: str | Omit | None = omit,
        batch_size: int | Omit | None = omit,
        include_pings: bool | Omit | None = omit,
        otid: str | Omit | None = omit,
        poll_interval: float | Omit | None = omit,
        body_run_id: str | Omit | None = omit,
        starting_after: int | Omit = omit,
        **options: Unpack[StreamOptions],
    ) -> AsyncStream[LettaStreamingResponse]:
        """Follow a run that was started in the background, event by event.

        The stream has what the run has done so far, then what it does, until it is over. It
        survives lost connections, and ends when the run is over, whatever the server does.

        `POST /v1/runs/{path_run_id}/stream`

        Args:
            path_run_id: The run.
            agent_id: An agent to name in the body, for a server that finds the run by it.
            batch_size: How many events the server reads from its store at a time. By default: 100.
            body_run_id: A run to name in the body as well.
            include_pings: Whether the server sends keep-alive pings. By default: true.
            otid: An offline threading id to name in the body, to find the run by.
            poll_interval: Seconds between the server's looks into its store. By default: 0.1.
            starting_after: The `seq_id` of an event: only those that follow it. By default: 0.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`, and for the stream `resume`, `max_resumes`, `idle_timeout`.

        Returns:
            The stream; use it as a context manager, or iterate over it to its end. It is returned
            within two seconds, also if the stream has nothing to say yet.

        Raises:
            BadRequestError: the run was not started in the background.
            NotFoundError: there is no such run.
            ValueError: `path_run_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
