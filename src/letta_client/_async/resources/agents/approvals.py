"""The calls of tools that an agent waits for a person to allow or deny."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from typing_extensions import Unpack

from ...._core.http.errors import NotFoundError, PendingApprovalError
from ...._core.http.modes import ModeT, Parsed, Raw, Streamed
from ...._core.http.request import CallOptions, Request
from ...._core.streams.addressees import Addressee
from ...._core.streams.approvals import (
    CallAnswer,
    answer_to,
    answers_to,
    calls_of,
    is_whole,
    latest_request,
)
from ...._core.streams.run_requests import LATEST_MESSAGES
from ....types.agent_state import AgentState
from ....types.messages import ApprovalRequestMessage
from ....types.runs import Run
from ....types.streaming import LettaStreamingResponse
from ...answering import OnApproval, answers_of
from ...resource import AsyncResource
from ...streams import AsyncStream
from .followed_sends import send_followed
from .sending import FollowedSendOptions

if TYPE_CHECKING:
    from ...._core.streams.assembling import StreamResult

# Of the options of a send, those that a read takes, too; its body would not be the answer's.
_CALL = frozenset(CallOptions.__annotations__) - {"extra_body"}

Asked: TypeAlias = ApprovalRequestMessage | PendingApprovalError | None
"""What is answered: a request, of `list` or of a stream, or the error that tells of it; `None` for
the request that `list` finds."""


class AsyncAgentApprovalsResource(
    AsyncResource[
        ModeT, "AsyncAgentApprovalsResource[Raw]", "AsyncAgentApprovalsResource[Streamed]"
    ]
):
    """The calls of tools that an agent waits for a person to allow or deny.

    See `docs/approvals.md`. The methods return their values in every mode of the client.
    """

    async def list(
        self,
        agent_id: str,
        *,
        conversation_id: str | None = None,
        **options: Unpack[CallOptions],
    ) -> builtins.list[ApprovalRequestMessage]:
        """List the requests that an agent waits to be answered: one at most.

        Where the agent itself does not tell, its latest messages do.

        `GET /v1/agents/{agent_id}`, `GET /v1/conversations/{conversation_id}/messages`

        Args:
            agent_id: The agent.
            conversation_id: One of its conversations; by default its own.
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
        agent = await self._parsed._send(retrieve)
        # An answer that does not fit its type is handed out as it is.
        pending: object = getattr(agent, "pending_approval", None)
        if conversation_id is None and isinstance(pending, ApprovalRequestMessage):
            return [pending]
        from ..conversations.messages import AsyncConversationMessagesResource

        messages: AsyncConversationMessagesResource[Parsed] = AsyncConversationMessagesResource(
            self._transport, self._pages, Parsed
        )
        addressee = Addressee(agent_id, conversation_id)
        page = await messages.list(
            **addressee.parameters(), limit=LATEST_MESSAGES, order="desc", **options
        )
        latest = latest_request(page.items)
        return [] if latest is None else [latest]

    @overload
    async def approve(
        self,
        agent_id: str,
        request: Asked = None,
        *,
        reason: str | None = None,
        conversation_id: str | None = None,
        stream: Literal[False] = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult: ...

    @overload
    async def approve(
        self,
        agent_id: str,
        request: Asked = None,
        *,
        reason: str | None = None,
        conversation_id: str | None = None,
        stream: Literal[True],
        **options: Unpack[FollowedSendOptions],
    ) -> AsyncStream[LettaStreamingResponse]: ...

    async def approve(
        self,
        agent_id: str,
        request: Asked = None,
        *,
        reason: str | None = None,
        conversation_id: str | None = None,
        stream: bool = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult | AsyncStream[LettaStreamingResponse]:
        """Allow the calls of tools that an agent waits for, and follow what comes of it.

        All calls of the request are answered at once.

        `POST /v1/conversations/{conversation_id}/messages`

        Args:
            agent_id: The agent.
            request: The request, or the error that tells of it; by default the one that `list`
                finds.
            reason: Why.
            conversation_id: The conversation that waits; by default that of the run which asked,
                looked up by one more request, or the agent's own.
            stream: Whether to return the stream of events.
            **options: The other parameters of `agents.messages.send`.

        Returns:
            What came of it (`text`, `messages`, `usage`, `stop_reason`, `run_id`), or the stream.

        Raises:
            APIStreamError: the run failed; so it does if the calls have been answered already.
                (On Letta 0.16.8, the agent may speak once more instead; no tool is called.)
            BadRequestError: the calls have been answered already.
            NotFoundError: there is no such agent.
            ValueError: the agent waits for no approval, or for another one; or `agent_id` is
                empty.
            APIError: the call failed otherwise.
        """
        asked, addressee = await self._asked(agent_id, request, conversation_id, options)
        answer = answer_to(asked, approve=True, reason=reason)
        opened = await send_followed(self, addressee, answer, options)
        return opened if stream else await opened.until_done()

    @overload
    async def deny(
        self,
        agent_id: str,
        request: Asked = None,
        *,
        reason: str | None = None,
        conversation_id: str | None = None,
        stream: Literal[False] = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult: ...

    @overload
    async def deny(
        self,
        agent_id: str,
        request: Asked = None,
        *,
        reason: str | None = None,
        conversation_id: str | None = None,
        stream: Literal[True],
        **options: Unpack[FollowedSendOptions],
    ) -> AsyncStream[LettaStreamingResponse]: ...

    async def deny(
        self,
        agent_id: str,
        request: Asked = None,
        *,
        reason: str | None = None,
        conversation_id: str | None = None,
        stream: bool = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult | AsyncStream[LettaStreamingResponse]:
        """Deny the calls of tools that an agent waits for, and follow what comes of it.

        All calls of the request are answered at once.

        `POST /v1/conversations/{conversation_id}/messages`

        Args:
            agent_id: The agent.
            request: The request, or the error that tells of it; by default the one that `list`
                finds.
            reason: Why, in words that the agent is told.
            conversation_id: The conversation that waits; by default that of the run which asked,
                looked up by one more request, or the agent's own.
            stream: Whether to return the stream of events.
            **options: The other parameters of `agents.messages.send`.

        Returns:
            What came of it (`text`, `messages`, `usage`, `stop_reason`, `run_id`), or the stream.

        Raises:
            What `approve` raises.
        """
        asked, addressee = await self._asked(agent_id, request, conversation_id, options)
        answer = answer_to(asked, approve=False, reason=reason)
        opened = await send_followed(self, addressee, answer, options)
        return opened if stream else await opened.until_done()

    @overload
    async def answer(
        self,
        agent_id: str,
        answers: Mapping[str, CallAnswer] | OnApproval,
        request: Asked = None,
        *,
        conversation_id: str | None = None,
        stream: Literal[False] = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult: ...

    @overload
    async def answer(
        self,
        agent_id: str,
        answers: Mapping[str, CallAnswer] | OnApproval,
        request: Asked = None,
        *,
        conversation_id: str | None = None,
        stream: Literal[True],
        **options: Unpack[FollowedSendOptions],
    ) -> AsyncStream[LettaStreamingResponse]: ...

    async def answer(
        self,
        agent_id: str,
        answers: Mapping[str, CallAnswer] | OnApproval,
        request: Asked = None,
        *,
        conversation_id: str | None = None,
        stream: bool = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult | AsyncStream[LettaStreamingResponse]:
        """Answer each of the calls that an agent waits for, and follow what comes of it.

        All calls of the request are answered at once.

        `POST /v1/conversations/{conversation_id}/messages`

        Args:
            agent_id: The agent.
            answers: The answer to each call by its `tool_call_id`, or a function that is given each
                call and returns the answer: `True` to allow it, `False` or a `Denial` with a reason
                to deny it, or the `ToolReturn` of a tool that the caller has run.
            request: The request, or the error that tells of it; by default the one that `list`
                finds.
            conversation_id: The conversation that waits; by default that of the run which asked,
                looked up by one more request, or the agent's own.
            stream: Whether to return the stream of events.
            **options: The other parameters of `agents.messages.send`.

        Returns:
            What came of it (`text`, `messages`, `usage`, `stop_reason`, `run_id`), or the stream.

        Raises:
            What `approve` raises, and:
            ValueError: a call has no answer, or an answer is to no call.
            TypeError: an answer is of another type.
        """
        asked, addressee = await self._asked(agent_id, request, conversation_id, options)
        calls = calls_of(asked)
        given = await answers_of(answers, calls) if callable(answers) else answers
        opened = await send_followed(self, addressee, answers_to(calls, given), options)
        return opened if stream else await opened.until_done()

    async def _asked(
        self,
        agent_id: str,
        request: Asked,
        conversation_id: str | None,
        options: FollowedSendOptions,
    ) -> tuple[ApprovalRequestMessage, Addressee]:
        """Return the request that is answered, whole, and who waits for the answer.

        Raises:
            ValueError: nobody waits for it.
        """
        given: dict[str, Any] = {name: value for name, value in options.items() if name in _CALL}
        if isinstance(request, PendingApprovalError):
            conversation_id = conversation_id or request.conversation_id
            asked = request.approval_request
        else:
            asked = request
            if asked is not None and conversation_id is None:
                conversation_id = await self._conversation_of(asked, given)
        if asked is None or not is_whole(asked):
            waiting = await self.list(agent_id, conversation_id=conversation_id, **given)
            if not waiting or (asked is not None and asked.id != waiting[0].id):
                which = "" if asked is None else f" by {asked.id}"
                raise ValueError(f"The agent {agent_id} waits for no approval{which}")
            asked = waiting[0]
        return asked, Addressee(agent_id, conversation_id)

    async def _conversation_of(
        self, asked: ApprovalRequestMessage, options: dict[str, Any]
    ) -> str | None:
        """Return the conversation of the run that asked; `None` for the agent's own."""
        if asked.run_id is None:
            return None
        from ..runs import AsyncRunsResource

        retrieve: Request[Run] = AsyncRunsResource.retrieve.request(asked.run_id, **options)
        try:
            run = await self._parsed._send(retrieve)
        except NotFoundError:
            # Runs can be deleted.
            return None
        conversation_id: object = getattr(run, "conversation_id", None)
        return conversation_id if isinstance(conversation_id, str) else None

    @property
    def _parsed(self) -> AsyncAgentApprovalsResource[Parsed]:
        parsed: AsyncAgentApprovalsResource[Parsed] = self._in_mode(Parsed)
        return parsed
