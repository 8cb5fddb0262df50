"""The schedule of an agent: messages that Letta Cloud sends to it later."""

from __future__ import annotations

from datetime import UTC, datetime

from letta_client.testing.api.contract.bodies import OneTimeSchedule, ScheduleCreateRequest
from letta_client.testing.api.contract.queries import ListScheduledMessagesQuery
from letta_client.testing.api.message_requests import async_request
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.schedules import Scheduled
from letta_client.testing.api.world import World
from letta_client.testing.simulation.schedule_moments import Moments, Once, Recurring
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
    found = world.schedules.of_agent(agent_id)
    ids, more = page_after([*found], query.after, query.limit, _DEFAULT_LIMIT)
    return ScheduleListResponse(
        scheduled_messages=[found[each].shown() for each in ids], has_next_page=more
    )


@operation("create_scheduled_message")
def create_scheduled_message(
    world: World, agent_id: str, body: ScheduleCreateRequest
) -> ScheduleCreateResponse:
    find_agent(world, agent_id)
    request, moments, now = async_request(body.given()), _moments(body), world.now()
    sent = body.given()
    message = ScheduledMessage.model_validate(
        {
            "id": world.cloud.new_id("scheduled_message"),
            "agent_id": agent_id,
            "schedule": {**sent.pop("schedule"), "type": body.schedule.type},
            "message": sent,
            "next_scheduled_time": None,
        }
    )
    first = moments.at if isinstance(moments, Once) else moments.next_after(now)
    scheduled = Scheduled(message, request, moments, now, first)
    world.schedules.add(scheduled)
    made = ScheduleCreateResponse(id=message.id)
    at = scheduled.shown().next_scheduled_time
    return made if at is None else made.model_copy(update={"next_scheduled_at": at})


@operation("retrieve_scheduled_message")
def retrieve_scheduled_message(
    world: World, agent_id: str, scheduled_message_id: str
) -> ScheduledMessage:
    return _find(world, agent_id, scheduled_message_id).shown()


@operation("delete_scheduled_message")
def delete_scheduled_message(
    world: World, agent_id: str, scheduled_message_id: str
) -> ScheduleDeleteResponse:
    _find(world, agent_id, scheduled_message_id)
    world.schedules.delete(scheduled_message_id)
    return ScheduleDeleteResponse(success=True)


def _find(world: World, agent_id: str, scheduled_message_id: str) -> Scheduled:
    scheduled = world.schedules.of_agent(agent_id).get(scheduled_message_id)
    if scheduled is None:
        raise not_found("ScheduledMessage", scheduled_message_id)
    return scheduled


def _moments(body: ScheduleCreateRequest) -> Moments:
    """Return when messages are sent.

    Raises:
        ApiError: 400, the schedule names no moment.
    """
    if isinstance(body.schedule, OneTimeSchedule):
        try:
            return Once(datetime.fromtimestamp(body.schedule.scheduled_at / _MILLISECONDS, UTC))
        except (OverflowError, ValueError, OSError):
            raise bad_request("scheduled_at is no time in milliseconds") from None
    try:
        return Recurring(body.schedule.cron_expression)
    except ValueError as error:
        raise bad_request(f"cron_expression is no cron expression: {error}") from None
