"""Messages to a conversation, and the runs that they start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from letta_client.testing.api.contract.bodies import RetrieveStreamRequest
from letta_client.testing.api.contract.queries import ListConversationMessagesQuery
from letta_client.testing.api.conversation_threads import Thread, find_thread, thread_messages
from letta_client.testing.api.event_stream import EventStreamOptions
from letta_client.testing.api.listed_messages import listed_parts, message_cursors, message_finder
from letta_client.testing.api.message_requests import ConversationMessageRequest
from letta_client.testing.api.model_requests import model_request
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.runs import stream_of_run
from letta_client.testing.api.sending import SendMode
from letta_client.testing.api.sent_messages import answer_at_the_end, answer_with_stream, send_to
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import (
    SENT,
    SENT_STREAMING,
    AnyMessage,
)
from letta_client.testing.simulation.run_record import RunRecord, is_wanted
from letta_client.testing.store.agent_activity import EVERYTHING
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.testing.store.paging import PageRequest, window_of
from letta_client.testing.transports.request_clock import RequestClock


@operation("list_conversation_messages")
def list_conversation_messages(
    world: World, conversation_id: str, query: ListConversationMessagesQuery
) -> list[AnyMessage]:
    conversations, lists = world.profile.conversations, world.profile.lists
    try:
        thread = find_thread(world, conversation_id, query.agent_id)
    except ApiError:
        if conversations.unknown_ones_have_no_messages and query.agent_id is None:
            return []
        raise
    if query.group_id is not None:
        # Groups send no messages.
        return []
    kinds, is_own = query.include_return_message_types, thread.conversation is None
    request = PageRequest.of(query, lists)
    dialect = message_cursors(world, thread.agent.id)
    if conversations.ignore_unknown_cursors and not is_own:
        dialect = replace(dialect, unknown=None)
    window = window_of(request, message_finder(world, in_thread=True), dialect)
    found, newest_first = thread_messages(world, thread, window), request.newest_first
    if is_own and newest_first and lists.pages_of_agent_messages_come_oldest_first:
        found, newest_first = found[::-1], False
    listed = listed_parts(found, world.now(), newest_first=newest_first)
    return [message for message in listed if is_wanted(message, kinds)]


@operation("send_conversation_message")
async def send_conversation_message(
    world: World,
    request_clock: RequestClock,
    conversation_id: str,
    body: ConversationMessageRequest,
) -> Response:
    thread = find_thread(world, conversation_id, body.agent_id)
    if not body.streaming:
        how = SendMode(
            SENT, background=False, conversation_id=thread.conversation_id, by_conversation=True
        )
        record = send_to(world, thread.agent, body, how)
        return await answer_at_the_end(world, request_clock, record)
    how = SendMode(
        SENT_STREAMING,
        body.background,
        body.stream_tokens,
        body.include_pings,
        conversation_id=thread.conversation_id,
        by_conversation=True,
    )
    if body.background:
        record = _send_once(world, thread, body, how)
    else:
        record = send_to(world, thread.agent, body, how)
    options = EventStreamOptions(pings=body.include_pings, resumable=body.background)
    return answer_with_stream(world, request_clock, record, options)


@operation("retrieve_conversation_stream")
def retrieve_conversation_stream(
    world: World,
    request_clock: RequestClock,
    conversation_id: str,
    body: RetrieveStreamRequest | None,
) -> Response:
    body = body or RetrieveStreamRequest()
    run_id = body.run_id
    if run_id is None:
        run_id = _run_of(world, conversation_id, body)
    if run_id is None:
        raise bad_request("INVALID_ARGUMENT: No active runs found for this conversation.")
    return stream_of_run(world, request_clock, run_id, body)


def _run_of(world: World, conversation_id: str, body: RetrieveStreamRequest) -> str | None:
    """Return the run in the background of a conversation that a request means, if there is one.

    Raises:
        ApiError: 404, there is no such conversation, or no run of the otid.
    """
    try:
        thread = find_thread(world, conversation_id, body.agent_id)
    except ApiError:
        if not world.profile.conversations.unknown_ones_have_no_messages:
            raise
        thread = None
    if body.otid is not None:
        known = thread and world.threads.run_of(thread.id, [body.otid], world.now())
        if not known:
            gone = f"No run found for otid={body.otid}. It may be too old, or there never was one."
            raise ApiError(404, gone, names_trace=True)
        return known
    active = thread and _active_run(world, thread)
    return active.id if active else None


@operation("preview_conversation_model_request")
def preview_conversation_model_request(
    world: World, conversation_id: str, body: ConversationMessageRequest
) -> dict[str, Any]:
    thread = find_thread(world, conversation_id, body.agent_id)
    agent = world.agent_state(thread.agent, EVERYTHING)
    return model_request(agent, body, thread_messages(world, thread))


def _send_once(
    world: World, thread: Thread, body: ConversationMessageRequest, how: SendMode
) -> RunRecord:
    """Start a run in the background, or return the one that the same messages have started.

    Raises:
        ApiError: 409, another run is under way.
    """
    now, otids = world.now(), _otids(body)
    known = world.threads.run_of(thread.id, otids, now) if world.remembers_sends else None
    record = None if known is None else world.runs.find(known, now)
    if record is not None:
        return record
    active = _active_run(world, thread)
    if active is not None:
        raise ApiError(
            409,
            "CONFLICT: Cannot send a new message: Another request "
            f"(run_id={active.id}) is currently being processed for this conversation. "
            "Please wait for it to complete.",
            run_id=active.id,
        )
    record = send_to(world, thread.agent, body, how)
    world.threads.remember(thread.id, otids, record.id, now)
    return record


def _active_run(world: World, thread: Thread) -> RunRecord | None:
    run_id = world.threads.latest_background_run(thread.id)
    record = None if run_id is None else world.runs.find(run_id, world.now())
    return None if record is None or record.is_over(world.now()) else record


def _otids(body: ConversationMessageRequest) -> Sequence[str]:
    return [each.otid for each in body.messages or () if each.otid is not None]
