"""What comes of messages that are sent: a run, and the answer that tells of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import Response, StreamingResponse

from letta_client.testing.api.answers import answer
from letta_client.testing.api.event_stream import EventStream, EventStreamOptions
from letta_client.testing.api.message_requests import MessageRequest
from letta_client.testing.api.refusals import Refusal
from letta_client.testing.api.sending import SendMode, send
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_record import RunRecord, is_wanted
from letta_client.testing.simulation.step_accounting import add_up
from letta_client.testing.store.errors import unprocessable
from letta_client.testing.transports.request_clock import RequestClock
from letta_client.types.agent_state import AgentState
from letta_client.types.letta_response import LettaResponse
from letta_client.types.streaming import LettaErrorMessage, LettaStopReason

_SHORTEST_POLL = timedelta(seconds=0.1)


def send_to(world: World, agent: AgentState, body: MessageRequest, how: SendMode) -> RunRecord:
    """Send messages to an agent, and return the run.

    Raises:
        ApiError: the messages are refused.
    """
    if body.messages is not None and not body.messages:
        raise unprocessable("Messages must not be empty")
    try:
        return send(world, agent, body, how)
    except Refusal as refusal:
        raise refusal.error() from None


def answer_with_stream(
    world: World, request_clock: RequestClock, record: RunRecord, options: EventStreamOptions
) -> Response:
    """Return the answer that streams a run."""
    stream = EventStream(
        lambda: world.runs.current(record), options, world.profile, world.clock, request_clock
    )
    return StreamingResponse(stream, media_type="text/event-stream")


async def answer_at_the_end(
    world: World, request_clock: RequestClock, record: RunRecord
) -> Response:
    """Wait until a run is over, and return the answer with what came of it."""
    while not (record := world.runs.current(record)).is_over(now := world.now()):
        # Someone may cancel it meanwhile. The longer it has taken, the less a little more matters.
        poll = now + max(_SHORTEST_POLL, (now - record.created_at) / 100)
        await request_clock.sleep_until(
            poll if record.ended_at is None else min(poll, record.ended_at)
        )
    return _answer_with_outcome(record)


def _answer_with_outcome(record: RunRecord) -> Response:
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
