"""Runs, and what they leave: messages, steps, usage, metrics and traces."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Literal

from typing_extensions import Unpack, deprecated

from ..._core.http.errors import APITimeoutError
from ..._core.http.modes import ModeT, Parsed, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions, Request, StreamOptions, encode_path, read
from ..._core.lists.facts import list_facts
from ..._core.streams.origin import Source
from ..._core.streams.run_requests import stream_request
from ..._core.streams.waiting import DEFAULT_POLL_INTERVAL, RunWait
from ...types.runs import Run
from ...types.stop_reason import StopReasonType
from ...types.streaming import LettaStreamingResponse
from ..pages import AsyncArrayPage
from ..paginator import AsyncPaginator
from ..resource import AsyncResource, endpoint, list_endpoint
from ..streams import AsyncStream

if TYPE_CHECKING:
    from .run_messages import AsyncRunMessagesResource
    from .run_metrics import AsyncRunMetricsResource
    from .run_steps import AsyncRunStepsResource
    from .run_trace import AsyncRunTraceResource
    from .run_usage import AsyncRunUsageResource


class AsyncRunsResource(AsyncResource[ModeT]):
    """The runs of all agents: each is one request to an agent and everything that came of it."""

    @property
    def with_raw_response(self) -> AsyncRunsResource[Raw]:
        """The same methods, returning whole responses, read, with `parse()` for the value."""
        return AsyncRunsResource(self._transport, Raw)

    @property
    def with_streaming_response(self) -> AsyncRunsResource[Streamed]:
        """The same methods as context managers over responses that are not read yet."""
        return AsyncRunsResource(self._transport, Streamed)

    @cached_property
    def messages(self) -> AsyncRunMessagesResource[ModeT]:
        """The messages of a run, listed or as they come."""
        from .run_messages import AsyncRunMessagesResource

        return AsyncRunMessagesResource(self._transport, self._mode)

    @cached_property
    def steps(self) -> AsyncRunStepsResource[ModeT]:
        """The steps of a run."""
        from .run_steps import AsyncRunStepsResource

        return AsyncRunStepsResource(self._transport, self._mode)

    @cached_property
    def usage(self) -> AsyncRunUsageResource[ModeT]:
        """The tokens that a run has used."""
        from .run_usage import AsyncRunUsageResource

        return AsyncRunUsageResource(self._transport, self._mode)

    @cached_property
    def metrics(self) -> AsyncRunMetricsResource[ModeT]:
        """How long a run took."""
        from .run_metrics import AsyncRunMetricsResource

        return AsyncRunMetricsResource(self._transport, self._mode)

    @cached_property
    def trace(self) -> AsyncRunTraceResource[ModeT]:
        """The OpenTelemetry spans of a run."""
        from .run_trace import AsyncRunTraceResource

        return AsyncRunTraceResource(self._transport, self._mode)

    @list_endpoint
    def list(
        self,
        *,
        active: bool | Omit = omit,
        after: str | Omit | None = omit,
        agent_id: str | Omit | None = omit,
        agent_ids: Sequence[str] | Omit | None = omit,
        ascending: bool | Omit = omit,
        background: bool | Omit | None = omit,
        before: str | Omit | None = omit,
        conversation_id: str | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        statuses: Sequence[str] | Omit | None = omit,
        stop_reason: StopReasonType | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Run, AsyncArrayPage[Run]]:
        """List runs, the newest first.

        `GET /v1/runs/`

        Args:
            active: only runs that are not over.
            after: the id of a run: those that follow it, in the order asked for.
            agent_id: only runs of this agent.
            agent_ids: only runs of these agents. Deprecated: use `agent_id`.
            ascending: the oldest first. Deprecated: use `order`.
            background: only runs that were, or were not, started in the background.
            before: the id of a run: those that precede it, in the order asked for.
            conversation_id: only runs of this conversation.
            limit: how many runs a page has, 1 to 1000; the server's default is 100.
            order: "desc", the newest first, or "asc".
            order_by: what the order goes by; there is only the time of creation.
            statuses: only runs in one of these states.
            stop_reason: only runs that ended for this reason.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`.

        Returns:
            The first page; iterate over it for the runs of all pages.

        Raises:
            BadRequestError: one of `statuses` is unknown to the server.
            UnprocessableEntityError: `limit` is out of bounds.
            APIError: the call failed otherwise.
        """
        return self._list(
            read(
                "/v1/runs/",
                AsyncArrayPage[Run],
                {
                    "active": active,
                    "after": after,
                    "agent_id": agent_id,
                    "agent_ids": agent_ids,
                    "ascending": ascending,
                    "background": background,
                    "before": before,
                    "conversation_id": conversation_id,
                    "limit": limit,
                    "order": order,
                    "order_by": order_by,
                    "statuses": statuses,
                    "stop_reason": stop_reason,
                },
                list_facts=list_facts("/v1/runs/"),
            ),
            **options,
        )

    @endpoint
    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> Run:
        """Return a run.

        `GET /v1/runs/{run_id}`

        Raises:
            NotFoundError: there is no such run.
            BadRequestError: `run_id` is not of the form `run-<uuid4>`.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        return await self._send(
            read(encode_path("/v1/runs/{run_id}", run_id=run_id), Run), **options
        )

    @endpoint
    async def delete(self, run_id: str, **options: Unpack[CallOptions]) -> object:
        """Delete a run.

        `DELETE /v1/runs/{run_id}`

        Returns:
            What the server answers, which the API does not specify.

        Raises:
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise. (Letta 0.16.8 answers 500 to every deletion.)
        """
        path = encode_path("/v1/runs/{run_id}", run_id=run_id)
        return await self._send(
            Request[object](method="DELETE", path=path, returns=object), **options
        )

    @endpoint
    @deprecated("The API has deprecated this endpoint: use runs.list(active=True)")
    async def list_active(
        self,
        *,
        agent_id: str | Omit | None = omit,
        background: bool | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> builtins.list[Run]:
        """Return the runs that are not over. Deprecated: use `list(active=True)`.

        `GET /v1/runs/active`

        Args:
            agent_id: only runs of this agent.
            background: only runs that were, or were not, started in the background.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`.

        Raises:
            APIError: the call failed.
        """
        return await self._send(
            read(
                "/v1/runs/active",
                builtins.list[Run],
                {"agent_id": agent_id, "background": background},
            ),
            **options,
        )

    async def wait(
        self,
        run_id: str,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - sleeping is counted, not timed
        poll_interval: float = DEFAULT_POLL_INTERVAL,
        on_update: Callable[[Run], object] | None = None,
    ) -> Run:
        """Wait until a run is over, and return it.

        `GET /v1/runs/{run_id}`, again and again.

        Args:
            run_id: the run.
            timeout: for how many seconds to wait; by default for as long as it takes.
            poll_interval: seconds from the first look at the run to the second. Each interval is
                half as long again as the one before, up to 10 seconds.
            on_update: what to call with the run, when it is first seen and whenever it changed.

        Returns:
            The run: completed, failed or cancelled.

        Raises:
            APITimeoutError: it was not over in time; the message names its status. It goes on.
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty, or a number is out of bounds.
            APIError: the run could not be looked up.
        """
        waiting = RunWait(timeout=timeout, poll_interval=poll_interval)
        runs = AsyncRunsResource(self._transport, Raw)
        while True:
            start = monotonic()
            response = await runs.retrieve(run_id)
            run = await response.parse()
            changed = waiting.looked_up(run, monotonic() - start)
            if changed and on_update is not None:
                on_update(run)
            if waiting.is_over:
                return run
            pause = waiting.next_pause()
            if pause is None:
                raise APITimeoutError(
                    response.http_request,
                    message=f"The run {run_id} was not over after {timeout:g} s: its status is "
                    f"{run.status!r}. It goes on.",
                )
            await self._transport.pause(pause)

    async def follow(
        self, run_id: str, **options: Unpack[StreamOptions]
    ) -> AsyncStream[LettaStreamingResponse]:
        """Follow any run, from its beginning to its end.

        That is its stream where it has one: see `messages.stream`. The messages of a run that has
        none (it is not in the background, or older than three hours, or of `create_async` on Letta
        0.16.8) come whole, as they appear: `GET /v1/runs/{run_id}/messages`, again and again. After
        them come its stop reason and its usage, or its error, as in a stream.

        Args:
            run_id: the run.
            **options: as of `messages.stream`.

        Returns:
            The stream.

        Raises:
            NotFoundError: there is no such run. That and other errors may come with iterating.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        parsed = AsyncRunsResource(self._transport, Parsed)
        return await parsed._stream(
            stream_request(run_id, AsyncStream[LettaStreamingResponse], {}),
            Source(run_id=run_id, falls_back=True),
            **options,
        )
