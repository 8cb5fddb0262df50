"""Conversations: threads of messages with an agent, each with a context of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.agent_state import CompactionSettings
from ....types._models.agent_state_params import CompactionSettingsParam
from ....types._models.model_settings import ModelSettings
from ....types._models.model_settings_params import ModelSettingsParam
from ....types.conversation import Conversation
from ....types.conversation_cancel_response import ConversationCancelResponse
from ....types.conversation_list_response import ConversationListResponse
from ...operation import delete, get, patch, post
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .messages import AsyncConversationMessagesResource


class AsyncConversationsResource(
    AsyncResource[ModeT, "AsyncConversationsResource[Raw]", "AsyncConversationsResource[Streamed]"]
):
    """Conversations with agents: all use the agent's memory, and each has messages of its own."""

    messages: AsyncConversationMessagesResource[ModeT]
    """The messages of a conversation."""

    @post("/v1/conversations/")
    async def create(
        self,
        *,
        agent_id: str,
        context_window_limit: int | Omit | None = omit,
        description: str | Omit | None = omit,
        hidden: bool | Omit = omit,
        model: str | Omit | None = omit,
        model_settings: ModelSettingsParam | ModelSettings | Omit | None = omit,
        summary: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Conversation:
        """Start a conversation with an agent.

        `POST /v1/conversations/`

        Args:
            agent_id: The agent to talk to.
            context_window_limit: How many tokens of the model's context may be used.
            description: What it is for.
            hidden: Whether lists leave it out.
            model: The handle of the model that it is held with; null for the agent's own.
            model_settings: The settings of that model.
            summary: What it is about.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/conversations/{conversation_id}")
    async def retrieve(self, conversation_id: str, **options: Unpack[CallOptions]) -> Conversation:
        """Return a conversation.

        `GET /v1/conversations/{conversation_id}`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such conversation.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/conversations/{conversation_id}")
    async def update(
        self,
        conversation_id: str,
        *,
        archived: bool | Omit | None = omit,
        context_window_limit: int | Omit | None = omit,
        description: str | Omit | None = omit,
        last_message_at: str | datetime | Omit | None = omit,
        model: str | Omit | None = omit,
        model_settings: ModelSettingsParam | ModelSettings | Omit | None = omit,
        summary: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Conversation:
        """Change a conversation. What is not given stays as it is.

        `PATCH /v1/conversations/{conversation_id}`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            archived: Whether it was put away.
            context_window_limit: How many tokens of the model's context may be used.
            description: What it is for.
            last_message_at: When its last message was sent.
            model: The handle of the model that it is held with; null for the agent's own.
            model_settings: The settings of that model.
            summary: What it is about.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The conversation as it is now.

        Raises:
            NotFoundError: there is no such conversation.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/conversations/")
    async def list(
        self,
        *,
        after: str | Omit | None = omit,
        agent_id: str | Omit | None = omit,
        archive_status: Literal["unarchived", "archived", "all"] | Omit = omit,
        limit: int | Omit = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at", "last_run_completion", "last_message_at"] | Omit = omit,
        summary_search: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> ConversationListResponse:
        """List conversations, the newest first.

        `GET /v1/conversations/`

        Args:
            after: The id of an item of the list: only those that follow it, in the order asked for.
            agent_id: Only conversations with this agent.
            archive_status: Which conversations to give, by whether they were put away.
            limit: How many items a page has. By default: 50.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by. By default: created_at.
            summary_search: Only conversations whose summaries have this text in them.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            At most `limit` conversations; go on with the id of the last one as `after`.

        Raises:
            APIError: the call failed.
        """
        ...

    @delete("/v1/conversations/{conversation_id}")
    async def delete(self, conversation_id: str, **options: Unpack[CallOptions]) -> object:
        """Delete a conversation.

        `DELETE /v1/conversations/{conversation_id}`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such conversation.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/conversations/{conversation_id}/cancel")
    async def cancel(
        self,
        conversation_id: str,
        *,
        agent_id: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> ConversationCancelResponse:
        """Cancel the runs of a conversation.

        `POST /v1/conversations/{conversation_id}/cancel`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            agent_id: The agent whose own conversation is meant by the id `default`.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            For the id of each run, what became of it.

        Raises:
            NotFoundError: there is no such conversation.
            ConflictError: no run is under way.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/conversations/{conversation_id}/fork")
    async def fork(
        self,
        conversation_id: str,
        *,
        agent_id: str | Omit | None = omit,
        hidden: bool | Omit = omit,
        message_id: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Conversation:
        """Copy a conversation, to go on from it in two ways.

        `POST /v1/conversations/{conversation_id}/fork`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            agent_id: The agent whose own conversation is meant by the id `default`.
            hidden: Whether lists leave the copy out.
            message_id: The last message that the copy has; all of them by default.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The copy.

        Raises:
            NotFoundError: there is no such conversation.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/conversations/{conversation_id}/recompile")
    async def recompile(
        self,
        conversation_id: str,
        *,
        dry_run: bool | Omit = omit,
        agent_id: str | Omit | None = omit,
        compaction_settings: CompactionSettingsParam | CompactionSettings | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> str:
        """Make the system prompt of a conversation again, from the memory as it is now.

        `POST /v1/conversations/{conversation_id}/recompile`

        Args:
            conversation_id: The conversation; `default` is the agent's own, with `agent_id`.
            agent_id: The agent whose own conversation is meant by the id `default`.
            compaction_settings: In place of the agent's own.
            dry_run: Whether to give the prompt without storing it. By default: false.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The prompt.

        Raises:
            NotFoundError: there is no such conversation.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `conversation_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
