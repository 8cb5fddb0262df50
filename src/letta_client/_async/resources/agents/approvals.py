"""The calls of tools that an agent waits for a person to allow or deny."""

from __future__ import annotations

import builtins
import importlib
from typing import TYPE_CHECKING, Any, Literal, overload

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Parsed, Raw, Streamed
from ...._core.http.request import CallOptions, Request
from ...._core.streams.approvals import answer_to, latest_request
from ....types.agent_state import AgentState
from ....types.messages import ApprovalRequestMessage
from ....types.streaming import LettaStreamingResponse
from ...resource import AsyncResource
from ...streams import AsyncStream
from .followed_sends import send_followed
from .messages import AsyncAgentMessagesResource
from .sending import FollowedSendOptions

if TYPE_CHECKING:
    from ...._core.streams.assembling import StreamResult

# A stored message can come as several messages with its id.
_LATEST_MESSAGES = 5
# Of the options of a send, those that a read takes, too; its body would not be the answer's.
_CALL = frozenset(CallOptions.__annotations__) - {"extra_body"}


class AsyncAgentApprovalsResource(
    AsyncResource[
        ModeT, "AsyncAgentApprovalsResource[Raw]", "AsyncAgentApprovalsResource[Streamed]"
    ]
):
    """The calls of tools that an agent waits for a person to allow or deny.

    See `docs/approvals.md`. The methods return their values in every mode of the client.
    """

    async def list(
        self, agent_id: str, **options: Unpack[CallOptions]
    ) -> builtins.list[ApprovalRequestMessage]:
        """List the requests that an agent waits to be answered: one at most.

        Where the agent itself does not tell, its latest messages do.

        `GET /v1/agents/{agent_id}`, `GET /v1/agents/{agent_id}/messages`

        Args:
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`.

        Returns:
            The request, with its `tool_calls` and its `run_id`; nothing if it waits for none.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        # Looked up by name: the class of agents has this one below it.
        agents: Any = importlib.import_module(".", __package__).AsyncAgentsResource
        retrieve: Request[AgentState] = agents.retrieve.request(
            agent_id, include=["agent.pending_approval"], **options
        )
        parsed: AsyncAgentApprovalsResource[Parsed] = self._in_mode(Parsed)
        agent = await parsed._send(retrieve)
        if agent.pending_approval is not None:
            return [agent.pending_approval]
        messages: AsyncAgentMessagesResource[Parsed] = AsyncAgentMessagesResource(
            self._transport, self._pages, Parsed
        )
        page = await messages.list(agent_id, limit=_LATEST_MESSAGES, order="desc", **options)
        latest = latest_request(page.items)
        return [] if latest is None else [latest]

    @overload
    async def approve(
        self,
        agent_id: str,
        request: ApprovalRequestMessage | None = None,
        *,
        reason: str | None = None,
        stream: Literal[False] = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult: ...

    @overload
    async def approve(
        self,
        agent_id: str,
        request: ApprovalRequestMessage | None = None,
        *,
        reason: str | None = None,
        stream: Literal[True],
        **options: Unpack[FollowedSendOptions],
    ) -> AsyncStream[LettaStreamingResponse]: ...

    async def approve(
        self,
        agent_id: str,
        request: ApprovalRequestMessage | None = None,
        *,
        reason: str | None = None,
        stream: bool = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult | AsyncStream[LettaStreamingResponse]:
        """Allow the calls of tools that an agent waits for, and follow what comes of it.

        All calls of the request are answered at once.

        `POST /v1/conversations/default/messages`

        Args:
            agent_id: The agent.
            request: The request, whole; by default the one that `list` finds.
            reason: Why.
            stream: Whether to return the stream of events.
            **options: The other parameters of `agents.messages.send`.

        Returns:
            What came of it (`text`, `messages`, `usage`, `stop_reason`, `run_id`), or the stream.

        Raises:
            BadRequestError: the calls have been answered already. (On Letta 0.16.8, the agent
                then speaks once more, and no tool is called.)
            NotFoundError: there is no such agent.
            APIStreamError: the run failed.
            ValueError: the agent waits for no approval, or `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        answered = request or await self._pending(agent_id, options)
        answer = answer_to(answered, approve=True, reason=reason)
        opened = await send_followed(self, agent_id, answer, options)
        return opened if stream else await opened.until_done()

    @overload
    async def deny(
        self,
        agent_id: str,
        request: ApprovalRequestMessage | None = None,
        *,
        reason: str | None = None,
        stream: Literal[False] = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult: ...

    @overload
    async def deny(
        self,
        agent_id: str,
        request: ApprovalRequestMessage | None = None,
        *,
        reason: str | None = None,
        stream: Literal[True],
        **options: Unpack[FollowedSendOptions],
    ) -> AsyncStream[LettaStreamingResponse]: ...

    async def deny(
        self,
        agent_id: str,
        request: ApprovalRequestMessage | None = None,
        *,
        reason: str | None = None,
        stream: bool = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult | AsyncStream[LettaStreamingResponse]:
        """Deny the calls of tools that an agent waits for, and follow what comes of it.

        All calls of the request are answered at once.

        `POST /v1/conversations/default/messages`

        Args:
            agent_id: The agent.
            request: The request, whole; by default the one that `list` finds.
            reason: Why, in words that the agent is told.
            stream: Whether to return the stream of events.
            **options: The other parameters of `agents.messages.send`.

        Returns:
            What came of it (`text`, `messages`, `usage`, `stop_reason`, `run_id`), or the stream.

        Raises:
            BadRequestError: the calls have been answered already. (On Letta 0.16.8, the agent
                then speaks once more, and no tool is called.)
            NotFoundError: there is no such agent.
            APIStreamError: the run failed.
            ValueError: the agent waits for no approval, or `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        answered = request or await self._pending(agent_id, options)
        answer = answer_to(answered, approve=False, reason=reason)
        opened = await send_followed(self, agent_id, answer, options)
        return opened if stream else await opened.until_done()

    async def _pending(self, agent_id: str, options: FollowedSendOptions) -> ApprovalRequestMessage:
        """Return the request that an agent waits to be answered.

        Raises:
            ValueError: there is none.
        """
        given: dict[str, Any] = {name: value for name, value in options.items() if name in _CALL}
        requests = await self.list(agent_id, **given)
        if not requests:
            raise ValueError(f"The agent {agent_id} waits for no approval")
        return requests[0]
