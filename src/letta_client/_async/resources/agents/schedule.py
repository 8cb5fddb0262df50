"""The scheduled messages of an agent, on Letta Cloud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.agent_schedule import Schedule, ScheduledMessageCreate
from ....types._models.agent_schedule_params import ScheduledMessageCreateParam, ScheduleParam
from ....types._models.message_type import MessageType
from ....types.agents.schedule_create_response import ScheduleCreateResponse
from ....types.agents.schedule_delete_response import ScheduleDeleteResponse
from ....types.agents.schedule_list_response import ScheduleListResponse
from ....types.agents.schedule_retrieve_response import ScheduleRetrieveResponse
from ...operation import delete, get, post
from ...resource import AsyncResource


class AsyncAgentScheduleResource(
    AsyncResource[ModeT, "AsyncAgentScheduleResource[Raw]", "AsyncAgentScheduleResource[Streamed]"]
):
    """Messages that Letta Cloud sends to an agent at a given time, once or again and again.

    Other servers answer with `NotFoundError`.
    """

    @post("/v1/agents/{agent_id}/schedule")
    async def create(
        self,
        agent_id: str,
        *,
        messages: Iterable[ScheduledMessageCreateParam | ScheduledMessageCreate],
        schedule: ScheduleParam | Schedule,
        callback_url: str | Omit = omit,
        include_return_message_types: Sequence[MessageType] | Omit = omit,
        max_steps: float | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> ScheduleCreateResponse:
        """Schedule messages to an agent.

        `POST /v1/agents/{agent_id}/schedule`

        Args:
            agent_id: The agent.
            callback_url: Where the server announces the end of the run.
            include_return_message_types: Which messages the response has; all by default.
            max_steps: After how many steps the agent has to stop.
            messages: What is sent.
            schedule: When it is sent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The id, and when they are sent next.

        Raises:
            NotFoundError: there is no such agent.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/agents/{agent_id}/schedule/{scheduled_message_id}")
    async def retrieve(
        self, scheduled_message_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> ScheduleRetrieveResponse:
        """Return a scheduled message.

        `GET /v1/agents/{agent_id}/schedule/{scheduled_message_id}`

        Args:
            scheduled_message_id: The scheduled message.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such agent or scheduled message.
            ValueError: `scheduled_message_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/agents/{agent_id}/schedule")
    async def list(
        self,
        agent_id: str,
        *,
        after: str | Omit = omit,
        limit: str | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> ScheduleListResponse:
        """List the scheduled messages of an agent, page by page.

        `GET /v1/agents/{agent_id}/schedule`

        Args:
            agent_id: The agent.
            after: The id of a scheduled message; the page begins behind it.
            limit: How many scheduled messages a page has, as a text.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            One page of scheduled messages, and whether there is a next one.

        Raises:
            NotFoundError: there is no such agent.
            ValueError: `agent_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/agents/{agent_id}/schedule/{scheduled_message_id}")
    async def delete(
        self, scheduled_message_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> ScheduleDeleteResponse:
        """Delete a scheduled message; it is not sent again.

        `DELETE /v1/agents/{agent_id}/schedule/{scheduled_message_id}`

        Args:
            scheduled_message_id: The scheduled message.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such agent or scheduled message.
            ValueError: `scheduled_message_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
