"""The messages of an agent: what is said to it, and what it says and does.

The file is long because three of its methods have some twenty parameters, each with its words.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, overload

from typing_extensions import Unpack, deprecated

from ...._core.http.defaults import DEFAULT_MAX_TOOL_ROUNDS
from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ...._core.streams.addressees import Addressee
from ...._core.streams.resuming import StreamOrigin
from ....types._models.agent_messages import MessageCancelResponse
from ....types._models.agent_state import CompactionSettings
from ....types._models.agent_state_params import CompactionSettingsParam
from ....types._models.content_params import InputContentParam
from ....types._models.internal_messages import MessageRole, MessageSearchResult
from ....types._models.messages import CompactionResponse
from ....types.agent_state import AgentState
from ....types.content import MessageContent
from ....types.letta_response import LettaResponse
from ....types.message_type import MessageType
from ....types.messages import Message
from ....types.runs import Run
from ....types.streaming import LettaStreamingResponse
from ...answering import OnApproval
from ...operation import get_list, patch, post, post_stream
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource
from ...streams import AsyncStream
from .followed_sends import send_followed
from .sending import FollowedSendOptions, SendOptions, StreamedSendOptions, post_create

if TYPE_CHECKING:
    from ...._core.streams.assembling import StreamResult


class AsyncAgentMessagesResource(
    AsyncResource[ModeT, "AsyncAgentMessagesResource[Raw]", "AsyncAgentMessagesResource[Streamed]"]
):
    """The messages of an agent: what is said to it, and what it says and does."""

    @overload
    async def send(
        self,
        agent_id: str,
        message: str | Iterable[InputContentParam | MessageContent],
        *,
        conversation_id: str | None = None,
        otid: str | None = None,
        on_approval: OnApproval | None = None,
        stream: Literal[False] = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult: ...

    @overload
    async def send(
        self,
        agent_id: str,
        message: str | Iterable[InputContentParam | MessageContent],
        *,
        conversation_id: str | None = None,
        otid: str | None = None,
        stream: Literal[True],
        **options: Unpack[FollowedSendOptions],
    ) -> AsyncStream[LettaStreamingResponse]: ...

    async def send(
        self,
        agent_id: str,
        message: str | Iterable[InputContentParam | MessageContent],
        *,
        conversation_id: str | None = None,
        otid: str | None = None,
        on_approval: OnApproval | None = None,
        stream: bool = False,
        **options: Unpack[FollowedSendOptions],
    ) -> StreamResult | AsyncStream[LettaStreamingResponse]:
        """Say something to an agent exactly once, and follow what comes of it to its end.

        After any failure the message is sent again with the same `otid`, by which the server knows
        it for three hours: no second run is started. See `docs/sending.md`.

        `POST /v1/conversations/{conversation_id}/messages`

        Args:
            agent_id: The agent.
            message: What the user says: a text, or texts and images.
            conversation_id: One of its conversations; by default its own.
            otid: The id by which the server knows the message; a new one by default. Letta 0.16.8
                knows it whatever the agent is, so it has to be unique.
            on_approval: Is asked about each call of a tool that waits for an approval, and returns
                `True`, `False` or a `Denial`; without it, a run that waits is left as it is. With
                `stream`, give it to `until_done`.
            stream: Whether to return the stream of events.
            **options: `tools`, functions that the agent can call, and `max_tool_rounds`; the other
                parameters of `stream` for what is sent; and for the stream `resume`,
                `max_resumes`, `idle_timeout`.

        Returns:
            What came of it (`text`, `messages`, `usage`, `stop_reason`, `run_id`), or the stream.

        Raises:
            ConversationBusyError: another run of the conversation is under way.
            PendingApprovalError: the agent waits for the answer to an approval request.
            OtidInUseError: the server knows the `otid` from another agent or conversation.
            NotFoundError: there is no such agent, or no such conversation.
            APIStreamError: the run failed.
            APIConnectionError: the network failed for too long.
            ToolRoundsError: the agent called `tools` in more than `max_tool_rounds` rounds.
            TypeError: one of `tools` is no function that an agent can call.
            ValueError: `agent_id` is empty, or two of `tools` have the same name.
            Exception: what `on_approval` raises. The run can be answered then as before.
            APIError: the call failed otherwise.
        """
        said = {"role": "user", "content": message, "otid": otid}
        if stream and on_approval is not None:
            raise ValueError("With stream=True, give on_approval to the stream's until_done()")
        opened = await send_followed(self, Addressee(agent_id, conversation_id), said, options)
        if stream:
            return opened
        rounds = options.get("max_tool_rounds", DEFAULT_MAX_TOOL_ROUNDS)
        return await opened.until_done(on_approval=on_approval, max_tool_rounds=rounds)

    @post_create("/v1/agents/{agent_id}/messages", StreamOrigin.of_send)
    async def create(
        self,
        agent_id: str,
        *,
        streaming: bool | Omit = omit,
        **options: Unpack[StreamedSendOptions],
    ) -> LettaResponse | AsyncStream[LettaStreamingResponse]:
        """Send messages to an agent, and wait for all that comes of them.

        It is never sent a second time, unless the server cannot have begun: what came of a call
        that failed later is in `runs.list(agent_id=...)`.

        `POST /v1/agents/{agent_id}/messages`

        Args:
            agent_id: The agent.
            assistant_message_tool_kwarg: Deprecated. By default: message.
            assistant_message_tool_name: Deprecated. By default: send_message.
            background: With `streaming`, whether the run goes on without its stream. By default:
                false.
            client_skills: Skills that lie on the caller's side.
            client_tools: Tools that run on the caller's side; `messages` take what they give back.
            enable_thinking: Deprecated. By default: true.
            include_compaction_messages: Whether compactions come as messages of their own. By
                default: false.
            include_pings: Whether the server sends keep-alive pings. By default: true.
            include_return_message_types: Which messages come back; all by default.
            input: What the user says: short for `messages` with one message of the role "user".
            max_steps: After how many steps the agent has to stop. By default: 50.
            messages: What is said to the agent, and answers to its approval requests. Read once.
            override_model: The handle of a model to think with this time.
            override_system: A system prompt for this time.
            return_logprobs: Whether the response tells how likely its tokens were. By default:
                false.
            return_token_ids: Whether the response has the ids of its tokens, for training. By
                default: false.
            stream_tokens: Whether messages come in pieces, as the model writes them. By default:
                false.
            streaming: Whether to return a stream of events, as `stream` does. By default: false.
            top_logprobs: For how many other tokens in each place `return_logprobs` holds, up to 20.
            use_assistant_message: Deprecated. By default: true.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`, and for the stream `resume`, `max_resumes`, `idle_timeout`.

        Returns:
            The messages that came of it, with the usage and why the agent stopped; with
            `streaming`, a stream of them.

        Raises:
            PendingApprovalError: the agent waits for the answer to an approval request.
            NotFoundError: there is no such agent.
            APITimeoutError: the agent took longer than `timeout`; it may be at work still.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post_stream("/v1/agents/{agent_id}/messages/stream", StreamOrigin.of_send)
    @deprecated("The API has deprecated this endpoint: use agents.messages.create(streaming=True)")
    async def stream(
        self,
        agent_id: str,
        *,
        streaming: bool | Omit = omit,
        **options: Unpack[StreamedSendOptions],
    ) -> AsyncStream[LettaStreamingResponse]:
        """Send messages to an agent, and follow what comes of them, event by event.

        It is never sent a second time, unless the server cannot have begun. After a lost
        connection, the stream of a run in the `background` goes on from `runs.messages.stream`.

        `POST /v1/agents/{agent_id}/messages/stream`

        Args:
            agent_id: The agent.
            assistant_message_tool_kwarg: Deprecated. By default: message.
            assistant_message_tool_name: Deprecated. By default: send_message.
            background: Whether the run goes on without its stream, which can be resumed. By
                default: false.
            client_skills: Skills that lie on the caller's side.
            client_tools: Tools that run on the caller's side; `messages` take what they give back.
            enable_thinking: Deprecated. By default: true.
            include_compaction_messages: Whether compactions come as messages of their own. By
                default: false.
            include_pings: Whether the server sends keep-alive pings. By default: true.
            include_return_message_types: Which messages come back; all by default.
            input: What the user says: short for `messages` with one message of the role "user".
            max_steps: After how many steps the agent has to stop. By default: 50.
            messages: What is said to the agent, and answers to its approval requests. Read once.
            override_model: The handle of a model to think with this time.
            override_system: A system prompt for this time.
            return_logprobs: Whether the response tells how likely its tokens were. By default:
                false.
            return_token_ids: Whether the response has the ids of its tokens, for training. By
                default: false.
            stream_tokens: Whether messages come in pieces, as the model writes them. By default:
                false.
            streaming: The server takes it, and streams whatever it is. By default: false.
            top_logprobs: For how many other tokens in each place `return_logprobs` holds, up to 20.
            use_assistant_message: Deprecated. By default: true.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`, and for the stream `resume`, `max_resumes`, `idle_timeout`.

        Returns:
            The stream; use it as a context manager, or iterate over it to its end.

        Raises:
            PendingApprovalError: the agent waits for the answer to an approval request.
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/{agent_id}/messages/async")
    async def create_async(
        self,
        agent_id: str,
        *,
        callback_url: str | Omit | None = omit,
        **options: Unpack[SendOptions],
    ) -> Run:
        """Send messages to an agent, and return at once; the run goes on in the background.

        It is never sent a second time, unless the server cannot have begun.

        `POST /v1/agents/{agent_id}/messages/async`

        Args:
            agent_id: The agent.
            assistant_message_tool_kwarg: Deprecated. By default: message.
            assistant_message_tool_name: Deprecated. By default: send_message.
            callback_url: Where the server announces the end of the run.
            client_skills: Skills that lie on the caller's side.
            client_tools: Tools that run on the caller's side; `messages` take what they give back.
            enable_thinking: Deprecated. By default: true.
            include_compaction_messages: Whether compactions come as messages of their own. By
                default: false.
            include_return_message_types: Which messages come back; all by default.
            input: What the user says: short for `messages` with one message of the role "user".
            max_steps: After how many steps the agent has to stop. By default: 50.
            messages: What is said to the agent, and answers to its approval requests. Read once.
            override_model: The handle of a model to think with this time.
            override_system: A system prompt for this time.
            return_logprobs: Whether the response tells how likely its tokens were. By default:
                false.
            return_token_ids: Whether the response has the ids of its tokens, for training. By
                default: false.
            top_logprobs: For how many other tokens in each place `return_logprobs` holds, up to 20.
            use_assistant_message: Deprecated. By default: true.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The run; `runs.retrieve` tells how far it has come. (The stream of such a run brings
            nothing but pings on Letta 0.16.8.)

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/{agent_id}/messages/cancel")
    async def cancel(
        self,
        agent_id: str,
        *,
        run_ids: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> MessageCancelResponse:
        """Cancel runs of an agent.

        `POST /v1/agents/{agent_id}/messages/cancel`

        Args:
            agent_id: The agent.
            run_ids: The runs; all that are not over by default.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What became of each run, by its id: "cancelled", or why not.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get_list("/v1/agents/{agent_id}/messages")
    def list(
        self,
        agent_id: str,
        *,
        after: str | Omit | None = omit,
        assistant_message_tool_kwarg: str | Omit = omit,
        assistant_message_tool_name: str | Omit = omit,
        before: str | Omit | None = omit,
        conversation_id: str | Omit | None = omit,
        group_id: str | Omit | None = omit,
        include_err: bool | Omit | None = omit,
        include_return_message_types: Sequence[MessageType] | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        use_assistant_message: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Message, AsyncArrayPage[Message]]:
        """List the messages of an agent, the newest first.

        `GET /v1/agents/{agent_id}/messages`

        Args:
            agent_id: The agent.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            assistant_message_tool_kwarg: Deprecated. By default: message.
            assistant_message_tool_name: Deprecated. By default: send_message.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            conversation_id: Only messages of this conversation.
            group_id: Only messages of this group of agents.
            include_err: Whether to list the messages of failed steps, too.
            include_return_message_types: Only messages of these types.
            limit: How many stored messages a page has, of which one may come as several messages.
                By default: 100.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            use_assistant_message: Deprecated. By default: true.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the messages of all pages.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/messages/search", safe=True)
    async def search(
        self,
        *,
        agent_id: str | Omit | None = omit,
        conversation_id: str | Omit | None = omit,
        end_date: str | datetime | Omit | None = omit,
        limit: int | Omit = omit,
        project_id: str | Omit | None = omit,
        query: str | Omit | None = omit,
        roles: Sequence[MessageRole] | Omit | None = omit,
        search_mode: Literal["vector", "fts", "hybrid"] | Omit = omit,
        start_date: str | datetime | Omit | None = omit,
        template_id: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> builtins.list[MessageSearchResult]:
        """Search the messages of agents, as the server stores them.

        `POST /v1/agents/messages/search`

        Args:
            agent_id: Only messages of this agent.
            conversation_id: Only messages of this conversation.
            end_date: Only messages sent before it.
            limit: How many messages at most. By default: 50.
            project_id: Only messages of agents of this project.
            query: What to look for; without it, the newest messages.
            roles: Only messages of these roles.
            search_mode: By meaning (`vector`), by words (`fts`), or by both (`hybrid`). By default:
                hybrid.
            start_date: Only messages sent after it.
            template_id: Only messages of agents made from this template.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The messages found, the best first, with their scores.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            BadRequestError: the server has no search for messages.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/{agent_id}/messages/preview-raw-payload", safe=True)
    async def preview(self, agent_id: str, **options: Unpack[SendOptions]) -> dict[str, Any]:
        """Return what the model would be asked, if messages were sent. Nothing is sent or stored.

        `POST /v1/agents/{agent_id}/messages/preview-raw-payload`

        Args:
            agent_id: The agent.
            assistant_message_tool_kwarg: Deprecated. By default: message.
            assistant_message_tool_name: Deprecated. By default: send_message.
            client_skills: Skills that lie on the caller's side.
            client_tools: Tools that run on the caller's side; `messages` take what they give back.
            enable_thinking: Deprecated. By default: true.
            include_compaction_messages: Whether compactions come as messages of their own. By
                default: false.
            include_return_message_types: Which messages come back; all by default.
            input: What the user says: short for `messages` with one message of the role "user".
            max_steps: After how many steps the agent has to stop. By default: 50.
            messages: What is said to the agent, and answers to its approval requests. Read once.
            override_model: The handle of a model to think with this time.
            override_system: A system prompt for this time.
            return_logprobs: Whether the response tells how likely its tokens were. By default:
                false.
            return_token_ids: Whether the response has the ids of its tokens, for training. By
                default: false.
            top_logprobs: For how many other tokens in each place `return_logprobs` holds, up to 20.
            use_assistant_message: Deprecated. By default: true.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The request to the provider of the model, in the provider's own form.

        Raises:
            NotFoundError: there is no such agent.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/messages/{message_id}")
    async def update(
        self,
        message_id: str,
        *,
        agent_id: str,
        content: str | Iterable[InputContentParam | MessageContent] | Omit = omit,
        message_type: Literal[
            "system_message", "user_message", "reasoning_message", "assistant_message"
        ]
        | Omit = omit,
        reasoning: str | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> Message:
        """Change a message. Letta 0.16.8 refuses, since conversations may share messages.

        `PATCH /v1/agents/{agent_id}/messages/{message_id}`

        Args:
            message_id: The message.
            agent_id: The agent.
            content: What the message says.
            message_type: Of what type the message is.
            reasoning: The reasoning, in place of `content`, of a `reasoning_message`.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The message as it is now.

        Raises:
            NotFoundError: there is no such agent or message.
            UnprocessableEntityError: the server does not accept a value.
            APIStatusError: 405: the server changes no messages.
            ValueError: `message_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/agents/{agent_id}/summarize")
    async def compact(
        self,
        agent_id: str,
        *,
        compaction_settings: CompactionSettingsParam | CompactionSettings | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> CompactionResponse:
        """Summarize the older messages of an agent, so that its context gets shorter.

        `POST /v1/agents/{agent_id}/summarize`

        Args:
            agent_id: The agent.
            compaction_settings: In place of the agent's own.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The summary, and how many messages there were before and are now.

        Raises:
            NotFoundError: there is no such agent.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/reset-messages")
    async def reset(
        self,
        agent_id: str,
        *,
        add_default_initial_messages: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AgentState | None:
        """Delete all messages of an agent.

        `PATCH /v1/agents/{agent_id}/reset-messages`

        Args:
            agent_id: The agent.
            add_default_initial_messages: Whether the agent starts with its usual first messages. By
                default: false.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The agent as it is now.

        Raises:
            NotFoundError: there is no such agent.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
