"""`/v1/agents/{agent_id}/messages`: what is said to an agent, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from letta_client.testing.api.answers import (
    answer,
    answer_list,
    answer_plain,
    answer_run,
    unprocessable,
)
from letta_client.testing.api.documented_errors import PROBLEMS, RunFailed
from letta_client.testing.api.event_stream import EventStream, Wishes
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.pages import checked_limit, listed_parts, message_finder
from letta_client.testing.api.parameters import (
    DEPRECATED,
    HEADERS,
    STREAM,
    After,
    AgentId,
    Before,
    Limit,
    Order,
    OrderBy,
)
from letta_client.testing.api.request_bodies import (
    CancelAgentRunRequest,
    LettaAsyncRequest,
    LettaRequest,
    LettaStreamingRequest,
    MessageType,
)
from letta_client.testing.api.sending import Refusal, Sending, cancel, send
from letta_client.testing.api.world import TheWaiting, TheWorld, World
from letta_client.testing.simulation.run_plan import SENT, SENT_ASYNC, SENT_STREAMING
from letta_client.testing.simulation.run_record import RunRecord, StoredMessage, is_wanted
from letta_client.testing.simulation.step_accounting import add_up
from letta_client.testing.store.cursors import resolve, window
from letta_client.testing.transports.request_clock import Waiting
from letta_client.types.letta_response import LettaResponse
from letta_client.types.messages import Message
from letta_client.types.runs import Run
from letta_client.types.streaming import (
    LettaErrorMessage,
    LettaStopReason,
    LettaStreamingResponse,
)

router: APIRouter = APIRouter(
    prefix="/v1/agents/{agent_id}/messages",
    tags=["agents"],
    dependencies=[HEADERS],
    responses=PROBLEMS,
)

_NEW_CLIENTS = ("letta-client/1.", "@letta-ai/letta-client/1.")
_SHORTEST_POLL = timedelta(seconds=0.1)


@router.get("", operation_id="list_messages", response_model=list[Message])
async def list_messages(
    world: TheWorld,
    agent_id: AgentId,
    before: Before = None,
    after: After = None,
    limit: Limit = 100,
    order: Order = "desc",
    order_by: OrderBy = "created_at",
    group_id: Annotated[str | None, Query()] = None,
    conversation_id: Annotated[str | None, Query()] = None,
    use_assistant_message: Annotated[bool, DEPRECATED] = True,
    assistant_message_tool_name: Annotated[str, DEPRECATED] = "send_message",
    assistant_message_tool_kwarg: Annotated[str, DEPRECATED] = "message",
    include_err: Annotated[bool | None, Query()] = None,
    include_return_message_types: Annotated[list[MessageType] | None, Query()] = None,
) -> Response:
    """List the messages of an agent, of all its runs."""
    agent, now = find_agent(world, agent_id, briefly=True), world.now()
    prompt = agent.system_prompt()
    # The members of the enumeration are the texts themselves.
    kinds: Sequence[str] | None = include_return_message_types

    unknown = f"No message found with id '{{}}' for agent '{agent_id}'."

    def matches(message: StoredMessage) -> bool:
        return (
            # There are no groups.
            group_id is None
            and (conversation_id is None or _conversation(world, message) == conversation_id)
            and (
                world.profile.lists.limits_count_messages_that_were_not_wanted
                or message.has_wanted_parts(kinds)
            )
        )

    part = window(
        newest_first=order == "desc",
        after=resolve(after, message_finder(world), unknown),
        before=resolve(before, message_finder(world), unknown),
        limit=checked_limit(world, limit),
        in_time=world.profile.lists.messages_take_after_as_later,
    )
    found = world.store.list_messages(agent_id, part, now, matches, prompt)
    if order == "desc" and world.profile.lists.pages_of_agent_messages_come_oldest_first:
        found, order = found[::-1], "asc"
    listed = listed_parts(found, now, order)
    return answer_list([message for message in listed if is_wanted(message, kinds)])


@router.post(
    "",
    operation_id="send_message",
    response_model=LettaResponse,
    responses={200: {"content": STREAM}, 500: {"model": RunFailed}},
)
async def send_message(
    world: TheWorld,
    waiting: TheWaiting,
    request: Request,
    agent_id: AgentId,
    body: LettaStreamingRequest,
) -> Response:
    """Send a message to an agent, and answer when it has done all that it does."""
    if body.streaming:
        if world.profile.streams.are_refused_to_old_clients and not _is_new(request):
            raise unprocessable("streaming=true is only supported for SDK v1.0+ clients.")
        return _stream(world, waiting, agent_id, body)
    _check_options(body)
    record = _send(world, agent_id, body, Sending(SENT, background=False))
    return _answer_sent(await _wait_for_the_end(world, record, waiting))


@router.post(
    "/stream",
    operation_id="create_agent_message_stream",
    response_model=LettaStreamingResponse,
    responses={200: {"content": STREAM}},
    deprecated=True,
)
async def create_agent_message_stream(
    world: TheWorld, waiting: TheWaiting, agent_id: AgentId, body: LettaStreamingRequest
) -> Response:
    """Send a message to an agent, and stream what it does as it happens."""
    return _stream(world, waiting, agent_id, body)


@router.post("/async", operation_id="create_agent_message_async", response_model=Run)
async def create_agent_message_async(
    world: TheWorld, agent_id: AgentId, body: LettaAsyncRequest
) -> Response:
    """Send a message to an agent, and answer at once with the run that it starts."""
    how = Sending(SENT_ASYNC, background=True, callback_url=body.callback_url)
    record = _send(world, agent_id, body, how, briefly=True)
    return answer_run(record.run_when_created(), world.profile)


@router.post("/cancel", operation_id="cancel_message", response_model=dict[str, Any])
async def cancel_message(
    world: TheWorld, agent_id: AgentId, body: CancelAgentRunRequest | None = None
) -> Response:
    """Cancel runs of an agent: those that are named, or all that it has going."""
    run_ids = (body.run_ids if body is not None else None) or []
    return answer_plain(cancel(world, agent_id, run_ids))


# Sending


def _send(
    world: World, agent_id: str, body: LettaRequest, how: Sending, *, briefly: bool = False
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


def _stream(world: World, waiting: Waiting, agent_id: str, body: LettaStreamingRequest) -> Response:
    how = Sending(SENT_STREAMING, body.background, body.stream_tokens, body.include_pings)
    record = _send(world, agent_id, body, how)
    stream = EventStream(
        lambda: world.store.current(record),
        Wishes(pings=body.include_pings, resumable=body.background),
        world.profile,
        world.clock,
        waiting,
    )
    return StreamingResponse(stream, media_type="text/event-stream")


async def _wait_for_the_end(world: World, record: RunRecord, waiting: Waiting) -> RunRecord:
    """Return the run when it is over; someone may cancel it meanwhile."""
    while not (record := world.store.current(record)).is_over(now := world.now()):
        # The longer it has taken, the less a little more matters.
        poll = now + max(_SHORTEST_POLL, (now - record.created_at) / 100)
        await waiting.until(poll if record.ended_at is None else min(poll, record.ended_at))
    return record


def _answer_sent(record: RunRecord) -> Response:
    last = record.events[-1].payload
    if isinstance(last, LettaErrorMessage):
        error = {"type": last.error_type, "message": last.message, "detail": last.detail}
        return answer_plain({"error": error}, 500)
    plan = record.plan
    # The response has not what was sent, only what came of it.
    sent = len(plan.all_said()) + (plan.decision is not None)
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
    run = world.store.run(message.parts[0].value.run_id or "", world.now())
    return None if run is None else run.plan.conversation_id
