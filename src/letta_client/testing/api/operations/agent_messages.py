"""Messages to an agent, and the runs that they start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from letta_client.testing.api.answers import answer
from letta_client.testing.api.contract.bodies import CancelAgentRunRequest
from letta_client.testing.api.contract.queries import ListMessagesQuery
from letta_client.testing.api.event_stream import EventStream, EventStreamOptions
from letta_client.testing.api.json_forms import run_form
from letta_client.testing.api.listed_messages import (
    listed_parts,
    message_cursors,
    message_finder,
)
from letta_client.testing.api.message_requests import (
    LettaAsyncRequest,
    LettaStreamingRequest,
    MessageRequest,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.sending import Refusal, SendMode, cancel, send
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import (
    SENT,
    SENT_ASYNC,
    SENT_STREAMING,
    AnyMessage,
)
from letta_client.testing.simulation.run_record import RunRecord, StoredMessage, is_wanted
from letta_client.testing.simulation.step_accounting import add_up
from letta_client.testing.store.agent_activity import system_prompt
from letta_client.testing.store.errors import unprocessable
from letta_client.testing.store.paging import PageRequest, window_of
from letta_client.testing.transports.request_clock import RequestClock
from letta_client.types.letta_response import LettaResponse
from letta_client.types.streaming import LettaErrorMessage, LettaStopReason

_NEW_CLIENTS = ("letta-client/1.", "@letta-ai/letta-client/1.")
_SHORTEST_POLL = timedelta(seconds=0.1)


@operation("list_messages")
def list_messages(world: World, agent_id: str, query: ListMessagesQuery) -> list[AnyMessage]:
    agent, now = find_agent(world, agent_id, briefly=True), world.now()
    lists, kinds = world.profile.lists, query.include_return_message_types

    def matches(message: StoredMessage) -> bool:
        wanted = query.conversation_id
        return (
            # There are no groups.
            query.group_id is None
            and (wanted is None or _conversation(world, message) == wanted)
            and (
                lists.limits_count_messages_that_were_not_wanted or message.has_wanted_parts(kinds)
            )
        )

    request = PageRequest.of(query, lists)
    window = window_of(request, message_finder(world), message_cursors(world, agent_id))
    found = world.runs.list_messages(agent_id, window, now, matches, system_prompt(agent))
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
        if world.profile.streams.are_refused_to_old_clients and not _is_new(request):
            raise unprocessable("streaming=true is only supported for SDK v1.0+ clients.")
        return _stream(world, request_clock, agent_id, body)
    _check_options(body)
    record = _send(world, agent_id, body, SendMode(SENT, background=False))
    return _answer_sent(await _wait_for_the_end(world, record, request_clock))


@operation("create_agent_message_stream")
def create_agent_message_stream(
    world: World, request_clock: RequestClock, agent_id: str, body: LettaStreamingRequest
) -> Response:
    return _stream(world, request_clock, agent_id, body)


@operation("create_agent_message_async")
def create_agent_message_async(world: World, agent_id: str, body: LettaAsyncRequest) -> Any:
    how = SendMode(SENT_ASYNC, background=True, callback_url=body.callback_url)
    record = _send(world, agent_id, body, how, briefly=True)
    return run_form(record.run_when_created(), world.profile.values)


@operation("cancel_message")
def cancel_message(
    world: World, agent_id: str, body: CancelAgentRunRequest | None
) -> dict[str, str]:
    run_ids = (body.run_ids if body is not None else None) or []
    return cancel(world, agent_id, run_ids)


# SendMode


def _send(
    world: World, agent_id: str, body: MessageRequest, how: SendMode, *, briefly: bool = False
) -> RunRecord:
    agent = find_agent(world, agent_id, briefly=briefly)
    if body.messages is not None and not body.messages:
        raise unprocessable("Messages must not be empty")
    try:
        return send(world, agent, body, how)
    except Refusal as refusal:
        raise refusal.error() from None


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


def _is_new(request: Request) -> bool:
    name = request.headers.get("user-agent")
    is_generated = request.headers.get("x-stainless-package-version")
    return not name or bool(is_generated) or name.startswith(_NEW_CLIENTS)


# Answers


def _stream(
    world: World, request_clock: RequestClock, agent_id: str, body: LettaStreamingRequest
) -> Response:
    how = SendMode(SENT_STREAMING, body.background, body.stream_tokens, body.include_pings)
    record = _send(world, agent_id, body, how)
    stream = EventStream(
        lambda: world.runs.current(record),
        EventStreamOptions(pings=body.include_pings, resumable=body.background),
        world.profile,
        world.clock,
        request_clock,
    )
    return StreamingResponse(stream, media_type="text/event-stream")


async def _wait_for_the_end(
    world: World, record: RunRecord, request_clock: RequestClock
) -> RunRecord:
    """Return the run when it is over; someone may cancel it meanwhile."""
    while not (record := world.runs.current(record)).is_over(now := world.now()):
        # The longer it has taken, the less a little more matters.
        poll = now + max(_SHORTEST_POLL, (now - record.created_at) / 100)
        await request_clock.sleep_until(
            poll if record.ended_at is None else min(poll, record.ended_at)
        )
    return record


def _answer_sent(record: RunRecord) -> Response:
    last = record.events[-1].payload
    if isinstance(last, LettaErrorMessage):
        error = {"type": last.error_type, "message": last.message, "detail": last.detail}
        return answer({"error": error}, 500)
    plan = record.plan
    # The response has not what was sent, only what came of it.
    sent = len(plan.sent_messages()) + (plan.decision is not None)
    kinds = plan.request_config.include_return_message_types
    said: list[Any] = [timed.value for timed in record.messages[sent:]]
    messages = [message for message in said if is_wanted(message, kinds)]
    response = LettaResponse(
        messages=messages,
        stop_reason=LettaStopReason(stop_reason=record.run.stop_reason or "end_turn"),
        usage=add_up([step.step for step in record.steps], in_detail=True),
    )
    return answer(response)


def _conversation(world: World, message: StoredMessage) -> str | None:
    run = world.runs.find(message.parts[0].value.run_id or "", world.now())
    return None if run is None else run.plan.conversation_id
