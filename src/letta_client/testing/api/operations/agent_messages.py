"""Messages to an agent, and the runs that they start."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from letta_client.testing.api.client_versions import is_new_client
from letta_client.testing.api.contract.bodies import CancelAgentRunRequest
from letta_client.testing.api.contract.queries import ListMessagesQuery
from letta_client.testing.api.event_stream import EventStreamOptions
from letta_client.testing.api.json_forms import run_form
from letta_client.testing.api.listed_messages import (
    is_of_thread,
    listed_parts,
    message_cursors,
    message_finder,
    prompts_of,
)
from letta_client.testing.api.message_requests import (
    LettaAsyncRequest,
    LettaStreamingRequest,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.sending import SendMode, cancel
from letta_client.testing.api.sent_messages import answer_at_the_end, answer_with_stream, send_to
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import (
    SENT,
    SENT_ASYNC,
    SENT_STREAMING,
    AnyMessage,
)
from letta_client.testing.simulation.run_record import StoredMessage, is_wanted
from letta_client.testing.store.errors import unprocessable
from letta_client.testing.store.paging import PageRequest, window_of
from letta_client.testing.transports.request_clock import RequestClock


@operation("list_messages")
def list_messages(world: World, agent_id: str, query: ListMessagesQuery) -> list[AnyMessage]:
    agent, now = find_agent(world, agent_id, briefly=True), world.now()
    lists, kinds = world.profile.lists, query.include_return_message_types

    def matches(message: StoredMessage) -> bool:
        wanted = query.conversation_id
        return (
            # Groups send no messages.
            query.group_id is None
            and (wanted is None or is_of_thread(world, agent_id, wanted, message))
            and (
                lists.limits_count_messages_that_were_not_wanted or message.has_wanted_parts(kinds)
            )
        )

    request = PageRequest.of(query, lists)
    window = window_of(request, message_finder(world), message_cursors(world, agent_id))
    found = world.runs.list_messages(agent_id, window, now, matches, prompts_of(world, agent))
    newest_first = request.newest_first
    if newest_first and lists.pages_of_agent_messages_come_oldest_first:
        found, newest_first = found[::-1], False
    listed = listed_parts(found, now, newest_first=newest_first)
    return [message for message in listed if is_wanted(message, kinds)]


@operation("send_message")
async def send_message(
    world: World,
    request: Request,
    request_clock: RequestClock,
    agent_id: str,
    body: LettaStreamingRequest,
) -> Response:
    if body.streaming:
        if world.profile.streams.are_refused_to_old_clients and not is_new_client(request):
            raise unprocessable("streaming=true is only supported for SDK v1.0+ clients.")
        return create_agent_message_stream(world, request_clock, agent_id, body)
    _check_options(body)
    agent = find_agent(world, agent_id)
    record = send_to(world, agent, body, SendMode(SENT, background=False))
    return await answer_at_the_end(world, request_clock, record)


@operation("create_agent_message_stream")
def create_agent_message_stream(
    world: World, request_clock: RequestClock, agent_id: str, body: LettaStreamingRequest
) -> Response:
    how = SendMode(SENT_STREAMING, body.background, body.stream_tokens, body.include_pings)
    record = send_to(world, find_agent(world, agent_id), body, how)
    options = EventStreamOptions(pings=body.include_pings, resumable=body.background)
    return answer_with_stream(world, request_clock, record, options)


@operation("create_agent_message_async")
def create_agent_message_async(world: World, agent_id: str, body: LettaAsyncRequest) -> Any:
    how = SendMode(SENT_ASYNC, background=True, callback_url=body.callback_url)
    record = send_to(world, find_agent(world, agent_id, briefly=True), body, how)
    return run_form(record.run_when_created(), world.profile.values)


@operation("cancel_message")
def cancel_message(
    world: World, agent_id: str, body: CancelAgentRunRequest | None
) -> dict[str, str]:
    run_ids = (body.run_ids if body is not None else None) or []
    return cancel(world, agent_id, run_ids)


def _check_options(body: LettaStreamingRequest) -> None:
    wrong = {
        "stream_tokens can only be true": body.stream_tokens,
        "include_pings can only be set to false": not body.include_pings,
        "background can only be true": body.background,
    }
    for what, is_wrong in wrong.items():
        if is_wrong:
            raise unprocessable(
                f"Streaming options set without streaming enabled. {what} when streaming=true. "
                "Either set streaming=true or use default values for streaming options."
            )
