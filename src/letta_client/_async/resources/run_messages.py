"""The messages of a run: as they come, and as they were."""

from __future__ import annotations

from typing import Literal

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions, StreamOptions, encode_path, read
from ..._core.lists.facts import list_facts
from ..._core.streams.origin import Source
from ..._core.streams.run_requests import stream_request
from ...types.messages import Message
from ...types.streaming import LettaStreamingResponse
from ..pages import AsyncArrayPage
from ..paginator import AsyncPaginator
from ..resource import AsyncResource, endpoint, list_endpoint
from ..streams import AsyncStream


class AsyncRunMessagesResource(AsyncResource[ModeT]):
    """The messages of a run: as they come, and as they were."""

    @property
    def with_raw_response(self) -> AsyncRunMessagesResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncRunMessagesResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncRunMessagesResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncRunMessagesResource(self._transport, Streamed)

    @list_endpoint
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
            run_id: the run.
            after: the id of a message: those that follow it, in the order asked for.
            before: the id of a message: those that precede it, in the order asked for.
            limit: how many messages a page has; the server's default is 100.
            order: "asc", the oldest first, or "desc".
            order_by: what the order goes by; there is only the time of creation.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`.

        Returns:
            The first page; iterate over it for the messages of all pages.

        Raises:
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        return self._list(
            read(
                encode_path("/v1/runs/{run_id}/messages", run_id=run_id),
                AsyncArrayPage[Message],
                {
                    "after": after,
                    "before": before,
                    "limit": limit,
                    "order": order,
                    "order_by": order_by,
                },
                list_facts=list_facts("/v1/runs/{run_id}/messages"),
            ),
            **options,
        )

    @endpoint
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

        `POST /v1/runs/{run_id}/stream`

        Args:
            path_run_id: the run.
            agent_id: an agent to name in the body, for a server that finds the run by it.
            batch_size: how many events the server reads from its store at a time.
            include_pings: whether the server sends keep-alive pings; its default is true.
            otid: an offline threading id to name in the body, to find the run by.
            poll_interval: seconds between the server's looks into its store; its default is 0.1.
            body_run_id: a run to name in the body as well.
            starting_after: the `seq_id` of an event: only those that follow it.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, and `resume`,
                `max_resumes`, `idle_timeout`. While the stream is followed, `timeout` holds for
                connecting and for looking up the run, not for how long the stream may be silent.

        Returns:
            The stream; use it as a context manager, or iterate over it to its end. It is returned
            within two seconds, also if the stream has nothing to say yet.

        Raises:
            BadRequestError: the run was not started in the background.
            NotFoundError: there is no such run.
            ValueError: `path_run_id` is empty.
            APIError: the call failed otherwise.
        """
        return await self._stream(
            stream_request(
                path_run_id,
                AsyncStream[LettaStreamingResponse],
                {
                    "agent_id": agent_id,
                    "batch_size": batch_size,
                    "include_pings": include_pings,
                    "otid": otid,
                    "poll_interval": poll_interval,
                    "run_id": body_run_id,
                    "starting_after": starting_after,
                },
            ),
            Source(run_id=path_run_id, pings=include_pings is not False),
            **options,
        )
