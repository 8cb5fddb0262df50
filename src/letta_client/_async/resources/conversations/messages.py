"""The messages of a conversation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions, StreamOptions
from ...._core.streams.resuming import StreamOrigin
from ....types._models.agent_messages_params import ClientSkillParam, ClientToolParam
from ....types._models.agent_state import CompactionSettings
from ....types._models.agent_state_params import CompactionSettingsParam
from ....types._models.content import MessageContent
from ....types._models.content_params import InputContentParam
from ....types._models.message_type import MessageType
from ....types._models.messages import Message
from ....types._models.messages_params import InputMessageParam
from ....types._models.streaming import LettaStreamingResponse
from ....types.conversations.compaction_response import CompactionResponse
from ...operation import get_list, post, post_stream
from ...pages import AsyncArrayPage
from ...paginator import AsyncPaginator
from ...resource import AsyncResource
from ...streams import AsyncStream


class AsyncConversationMessagesResource(
    AsyncResource[
        ModeT,
        "AsyncConversationMessagesResource[Raw]",
        "AsyncConversationMessagesResource[Streamed]",
    ]
):
    """The messages of a conversation."""

    @post_stream("/v1/conversations/{conversation_id}/messages", StreamOrigin.of_remembered_send)
    async def create(
        self,
        conversation_id: str,
        *,
        agent_id: str | Omit | None = omit,
        assistant_message_tool_kwarg: str | Omit = omit,
        assistant_message_tool_name: str | Omit = omit,
        background: bool | Omit = omit,
        client_skills: Iterable[ClientSkillParam] | Omit | None = omit,
        client_tools: Iterable[ClientToolParam] | Omit | None = omit,
        enable_thinking: str | Omit = omit,
        include_compaction_messages: bool | Omit = omit,
        include_pings: bool | Omit = omit,
        include_return_message_types: Sequence[MessageType] | Omit | None = omit,
        input: str | Iterable[InputContentParam | MessageContent] | Omit | None = omit,
        max_steps: int | Omit = omit,
        messages: Iterable[InputMessageParam] | Omit | None = omit,
        override_model: str | Omit | None = omit,
        override_system: str | Omit | None = omit,
        return_logprobs: bool | Omit = omit,
        return_token_ids: bool | Omit = omit,
        stream_tokens: bool | Omit = omit,
        streaming: bool | Omit = omit,
        top_logprobs: int | Omit | None = omit,
        use_assistant_message: bool | Omit = omit,
        **options: Unpack[StreamOptions],
    ) -> AsyncStream[LettaStreamingResponse]:
        """Send messages to a conversation, and follow what comes of them, event by event.

        In the `background` they are sent exactly once, whatever the network does: each message gets
        an `otid` if it has none, by which the server knows it for three hours, so that it is sent
        again after any failure, and no second run is started.

        `POST /v1/conversations/{conversation_id}/messages`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            agent_id: The agent whose own conversation is meant by the id `default`.
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
            streaming: The server takes it, and streams whatever it is. By default: true.
            top_logprobs: For how many other tokens in each place `return_logprobs` holds, up to 20.
            use_assistant_message: Deprecated. By default: true.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`, and for the stream `resume`, `max_resumes`, `idle_timeout`.

        Returns:
            The stream; use it as a context manager, or iterate over it to its end.

        Raises:
            NotFoundError: there is no such conversation.
            UnprocessableEntityError: the server does not accept a value.
            ConversationBusyError: another run of the conversation is under way.
            PendingApprovalError: the agent waits for the answer to an approval request.
            OtidInUseError: the server knows an `otid` from another agent or conversation.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post_stream(
        "/v1/conversations/{conversation_id}/stream", StreamOrigin.of_conversation, safe=True
    )
    async def stream(
        self,
        conversation_id: str,
        *,
        agent_id: str | Omit | None = omit,
        batch_size: int | Omit | None = omit,
        include_pings: bool | Omit | None = omit,
        otid: str | Omit | None = omit,
        poll_interval: float | Omit | None = omit,
        run_id: str | Omit | None = omit,
        starting_after: int | Omit = omit,
        **options: Unpack[StreamOptions],
    ) -> AsyncStream[LettaStreamingResponse]:
        """Follow what a conversation is doing in the background, from its first event.

        `POST /v1/conversations/{conversation_id}/stream`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            agent_id: The agent whose own conversation is meant by the id `default`.
            batch_size: How many events the server reads from its store at a time. By default: 100.
            include_pings: Whether the server sends keep-alive pings. By default: true.
            otid: An offline threading id to name in the body, to find the run by.
            poll_interval: Seconds between the server's looks into its store. By default: 0.1.
            run_id: The run.
            starting_after: The `seq_id` of an event: only those that follow it. By default: 0.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`, and for the stream `resume`, `max_resumes`, `idle_timeout`.

        Returns:
            The stream; use it as a context manager, or iterate over it to its end.

        Raises:
            NotFoundError: there is no such conversation.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get_list("/v1/conversations/{conversation_id}/messages")
    def list(
        self,
        conversation_id: str,
        *,
        after: str | Omit | None = omit,
        agent_id: str | Omit | None = omit,
        before: str | Omit | None = omit,
        group_id: str | Omit | None = omit,
        include_err: bool | Omit | None = omit,
        include_return_message_types: Sequence[MessageType] | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Message, AsyncArrayPage[Message]]:
        """List the messages of a conversation, the newest first.

        `GET /v1/conversations/{conversation_id}/messages`

        Args:
            conversation_id: Only messages of this conversation.
            after: The id of an item of the list: only those that follow it, in the order asked for.
            agent_id: The agent whose own conversation is meant by the id `default`.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            group_id: Only messages of this group of agents.
            include_err: Whether to list the messages of failed steps, too.
            include_return_message_types: Only messages of these types.
            limit: How many stored messages a page has, of which one may come as several messages.
                By default: 100.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the messages of all pages.

        Raises:
            NotFoundError: there is no such conversation.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/conversations/{conversation_id}/compact")
    async def compact(
        self,
        conversation_id: str,
        *,
        agent_id: str | Omit | None = omit,
        compaction_settings: CompactionSettingsParam | CompactionSettings | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> CompactionResponse:
        """Summarize the older messages of a conversation, so that its context gets shorter.

        `POST /v1/conversations/{conversation_id}/compact`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            agent_id: The agent whose own conversation is meant by the id `default`.
            compaction_settings: In place of the agent's own.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The summary, and how many messages there were before and are now.

        Raises:
            NotFoundError: there is no such conversation.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
