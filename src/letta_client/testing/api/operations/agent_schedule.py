"""The schedule of an agent: messages that Letta Cloud sends to it later.

They are only kept: none of them starts a run.
"""

from __future__ import annotations

from datetime import UTC, datetime

from letta_client.testing.api.contract.bodies import OneTimeSchedule, ScheduleCreateRequest
from letta_client.testing.api.contract.queries import ListScheduledMessagesQuery
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.world import World
from letta_client.testing.store.cloud import page_after
from letta_client.testing.store.errors import bad_request, not_found
from letta_client.types.agent_schedule import (
    ScheduleCreateResponse,
    ScheduleDeleteResponse,
    ScheduledMessage,
    ScheduleListResponse,
)

_DEFAULT_LIMIT = 10
_MILLISECONDS = 1000


@operation("list_scheduled_messages")
def list_scheduled_messages(
    world: World, agent_id: str, query: ListScheduledMessagesQuery
) -> ScheduleListResponse:
    find_agent(world, agent_id)
    found = {
        message.id: message
        for message in [*world.cloud.scheduled.values()]
        if message.agent_id == agent_id
    }
    ids, more = page_after([*found], query.after, query.limit, _DEFAULT_LIMIT)
    return ScheduleListResponse(
        scheduled_messages=[found[each] for each in ids], has_next_page=more
    )


@operation("create_scheduled_message")
def create_scheduled_message(
    world: World, agent_id: str, body: ScheduleCreateRequest
) -> ScheduleCreateResponse:
    find_agent(world, agent_id)
    given = body.given()
    at = _next_time(body)
    message = ScheduledMessage.model_validate(
        {
            "id": world.cloud.new_id("scheduled_message"),
            "agent_id": agent_id,
            "schedule": {**given.pop("schedule"), "type": body.schedule.type},
            "message": given,
            "next_scheduled_time": at,
        }
    )
    world.cloud.scheduled[message.id] = message
    made = ScheduleCreateResponse(id=message.id)
    return made if at is None else made.model_copy(update={"next_scheduled_at": at})


@operation("retrieve_scheduled_message")
def retrieve_scheduled_message(
    world: World, agent_id: str, scheduled_message_id: str
) -> ScheduledMessage:
    message = world.cloud.scheduled.get(scheduled_message_id)
    if message is None or message.agent_id != agent_id:
        raise not_found("ScheduledMessage", scheduled_message_id)
    return message


@operation("delete_scheduled_message")
def delete_scheduled_message(
    world: World, agent_id: str, scheduled_message_id: str
) -> ScheduleDeleteResponse:
    retrieve_scheduled_message(world, agent_id, scheduled_message_id)
    world.cloud.scheduled.pop(scheduled_message_id, None)
    return ScheduleDeleteResponse(success=True)


def _next_time(body: ScheduleCreateRequest) -> str | None:
    """Return when messages are sent first; `None` where a cron expression says it."""
    if not isinstance(body.schedule, OneTimeSchedule):
        return None
    try:
        moment = datetime.fromtimestamp(body.schedule.scheduled_at / _MILLISECONDS, UTC)
    except (OverflowError, ValueError, OSError):
        raise bad_request("scheduled_at is no time in milliseconds") from None
    return moment.isoformat()
