"""The messages of all agents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions
from ...types._models.message_type import MessageType
from ...types.message_list_response import MessageListResponse
from ...types.message_retrieve_response import MessageRetrieveResponse
from ...types.message_search_response import MessageSearchResponse
from ..operation import get, post
from ..resource import AsyncResource


class AsyncMessagesResource(
    AsyncResource[ModeT, "AsyncMessagesResource[Raw]", "AsyncMessagesResource[Streamed]"]
):
    """The messages of all agents."""

    @get("/v1/messages/")
    async def list(
        self,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        conversation_id: str | Omit | None = omit,
        include_return_message_types: Sequence[MessageType] | Omit | None = omit,
        limit: int | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> MessageListResponse:
        """List the messages of all agents, the newest first.

        `GET /v1/messages/`

        Args:
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            conversation_id: Only messages of this conversation.
            include_return_message_types: Which messages to give; all by default.
            limit: How many items a page has. By default: 100.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            At most `limit` stored messages; go on with the id of the last one as `after`.

        Raises:
            APIError: the call failed.
        """
        ...

    @get("/v1/messages/{message_id}")
    async def retrieve(
        self, message_id: str, **options: Unpack[CallOptions]
    ) -> MessageRetrieveResponse:
        """Return a message.

        `GET /v1/messages/{message_id}`

        Args:
            message_id: The message.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The messages that the stored one comes as: say, reasoning and a tool call.

        Raises:
            NotFoundError: there is no such message.
            ValueError: `message_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/messages/search", safe=True)
    async def search(
        self,
        *,
        query: str,
        agent_id: str | Omit | None = omit,
        conversation_id: str | Omit | None = omit,
        end_date: str | datetime | Omit | None = omit,
        limit: int | Omit = omit,
        search_mode: Literal["vector", "fts", "hybrid"] | Omit = omit,
        start_date: str | datetime | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> MessageSearchResponse:
        """Search the messages of all agents.

        `POST /v1/messages/search`

        Args:
            agent_id: Only messages of this agent.
            conversation_id: Only messages of this conversation.
            end_date: Only messages sent before it.
            limit: How many messages at most. By default: 50.
            query: What to look for.
            search_mode: By meaning (`vector`), by words (`fts`), or by both (`hybrid`). By default:
                hybrid.
            start_date: Only messages sent after it.
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
