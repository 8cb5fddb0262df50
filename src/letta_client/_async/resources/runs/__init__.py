"""Runs, and what they leave: messages, steps, usage, metrics and traces."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import Unpack, deprecated

from ...._core.http.backoff import Backoff
from ...._core.http.defaults import DEFAULT_POLL_INTERVAL
from ...._core.http.modes import ModeT, Parsed, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions, Request, StreamOptions
from ....types._models.agent_messages import MessageCancelResponse
from ....types.runs import Run
from ....types.stop_reason import StopReasonType
from ...operation import delete, get, get_list
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource
from ...streams import AsyncStream

if TYPE_CHECKING:
    from ....types.streaming import LettaStreamingResponse
    from .messages import AsyncRunMessagesResource
    from .metrics import AsyncRunMetricsResource
    from .steps import AsyncRunStepsResource
    from .trace import AsyncRunTraceResource
    from .usage import AsyncRunUsageResource


class AsyncRunsResource(
    AsyncResource[ModeT, "AsyncRunsResource[Raw]", "AsyncRunsResource[Streamed]"]
):
    """The runs of all agents: each is one request to an agent and everything that came of it."""

    messages: AsyncRunMessagesResource[ModeT]
    """The messages of a run, listed or as they come."""
    steps: AsyncRunStepsResource[ModeT]
    """The steps of a run."""
    usage: AsyncRunUsageResource[ModeT]
    """The tokens that a run has used."""
    metrics: AsyncRunMetricsResource[ModeT]
    """How long a run took."""
    trace: AsyncRunTraceResource[ModeT]
    """The OpenTelemetry spans of a run."""

    @get_list("/v1/runs/")
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
            active: Only runs that are not over. By default: false.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            agent_id: Only runs of this agent.
            agent_ids: Only runs of these agents. Deprecated: use `agent_id`.
            ascending: Deprecated: use `order`. By default: false.
            background: Only runs that were, or were not, started in the background.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            conversation_id: Only runs of this conversation.
            limit: How many runs a page has, 1 to 1000. By default: 100.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            statuses: Only runs in one of these states.
            stop_reason: Only runs that ended for this reason.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the runs of all pages.

        Raises:
            BadRequestError: the server does not know a status.
            UnprocessableEntityError: the limit is out of bounds.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/runs/{run_id}")
    async def retrieve(self, run_id: str, **options: Unpack[CallOptions]) -> Run:
        """Return a run.

        `GET /v1/runs/{run_id}`

        Args:
            run_id: The run.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such run.
            BadRequestError: the id is not of the form `run-<uuid4>`.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/runs/{run_id}")
    async def delete(self, run_id: str, **options: Unpack[CallOptions]) -> object:
        """Delete a run.

        `DELETE /v1/runs/{run_id}`

        Args:
            run_id: The run.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers, which the API does not specify.

        Raises:
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise. (Letta 0.16.8 answers 500 to every deletion.)
        """
        ...

    @get("/v1/runs/active")
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
            agent_id: The agent.
            background: Only runs that were, or were not, started in the background.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            APIError: the call failed.
        """
        ...

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
        from ...._core.streams.polling import wait_for_run
        from ...fetching import fetch_until_done

        transport = self._transport
        return await fetch_until_done(
            transport,
            wait_for_run(
                run_id,
                AsyncRunsResource.retrieve.request(run_id),
                timeout=timeout,
                poll_interval=poll_interval,
                backoff=Backoff(
                    transport.config.max_retries, now=transport.now, jitter=transport.jitter
                ),
                on_update=on_update,
                clock=transport.monotonic,
            ),
        )

    async def cancel(
        self, run_id: str, *, agent_id: str | None = None, **options: Unpack[CallOptions]
    ) -> MessageCancelResponse:
        """Cancel a run. One that waits for an approval is over, and its calls are denied.

        `POST /v1/agents/{agent_id}/messages/cancel`

        Args:
            run_id: the run.
            agent_id: its agent; by default looked up by one more request.
            **options: as of `agents.messages.cancel`.

        Returns:
            What became of the run, by its id: "cancelled", or why not.

        Raises:
            NotFoundError: there is no such run.
            ValueError: `run_id` is empty.
            APIError: the call failed otherwise.
        """
        # Looked up by name: the resources of agents know this one.
        messages: Any = importlib.import_module("..agents.messages", __package__)
        if agent_id is None:
            reading: Any = {key: value for key, value in options.items() if key != "extra_body"}
            from ...fetching import agent_of_run

            retrieve = AsyncRunsResource.retrieve.request(run_id, **reading)
            agent_id = await agent_of_run(self._transport, retrieve)
        cancel: Request[MessageCancelResponse] = messages.AsyncAgentMessagesResource.cancel.request(
            agent_id, run_ids=[run_id], **options
        )
        return await self._send(cancel)

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
        # Loaded with the types of messages.
        from ...._core.streams.resuming import StreamOrigin, split_options
        from .messages import AsyncRunMessagesResource

        policy, call_options = split_options(options)
        request = AsyncRunMessagesResource.stream.request(run_id, **call_options)
        origin = StreamOrigin(run_id=run_id, falls_back=True)
        parsed: AsyncRunsResource[Parsed] = self._in_mode(Parsed)
        return await parsed._stream(request, origin, policy)
