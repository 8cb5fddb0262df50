"""What becomes of a message to an agent: a run, or a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from pydantic import BaseModel, TypeAdapter

from letta_client.testing.api.approval_answers import (
    GO_ON,
    REMEMBERED_ANSWERS,
    Answer,
    decide,
    has_been_given,
    still_pending,
)
from letta_client.testing.api.contract import bodies
from letta_client.testing.api.conversation_threads import find_thread, thread_messages
from letta_client.testing.api.message_requests import MessageRequest
from letta_client.testing.api.refusals import Refusal
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import (
    SENT,
    SENT_ASYNC,
    Plan,
    SentMessage,
)
from letta_client.testing.simulation.run_record import RunRecord
from letta_client.testing.simulation.script import Script
from letta_client.testing.simulation.transcript import words
from letta_client.testing.store.errors import conflict
from letta_client.testing.store.ordered_rows import Window
from letta_client.types.agent_state import AgentState
from letta_client.types.content import ImageContent, TextContent
from letta_client.types.runs import LettaRequestConfig

WITHOUT_REDIS = (
    "Background streaming requires Redis to be running. Please ensure Redis is properly "
    "configured. LETTA_REDIS_HOST: None, LETTA_REDIS_PORT: 6379"
)
"""What a server without Redis says to those who want a background stream."""


_READ: TypeAdapter[list[TextContent | ImageContent]] = TypeAdapter(list[TextContent | ImageContent])


@dataclass(frozen=True)
class SendMode:
    """How something is sent to an agent.

    Attributes:
        run_type: how, as the run's metadata will say.
        background: whether the run goes on without its sender.
        stream_tokens: whether the stream brings tokens, or whole messages.
        pings: whether the stream begins with a ping.
        callback_url: where the end of the run would be announced; this server never does.
        conversation_id: the conversation; `None` for the agent's own thread.
        by_conversation: whether it came to a conversation, which the agent's own thread can be.
        sent_at: when, in place of now.
    """

    run_type: str
    background: bool
    stream_tokens: bool = False
    pings: bool = True
    callback_url: str | None = None
    conversation_id: str | None = None
    by_conversation: bool = False
    sent_at: datetime | None = None


def send(world: World, agent: AgentState, request: MessageRequest, how: SendMode) -> RunRecord:
    """Send something to an agent, and return the run that comes of it.

    Raises:
        Refusal: there is no such run, or none that could be shown.
    """
    plan = Plan(
        agent_id=agent.id,
        background=how.background,
        project_id=agent.project_id,
        model=request.override_model or agent.model or agent.llm_config.model,
        run_type=how.run_type,
        by_conversation=how.by_conversation,
        metadata={"lettuce": None} if how.run_type == SENT_ASYNC else None,
        request_config=_config(request),
        callback_url=how.callback_url,
        conversation_id=how.conversation_id,
        pings=how.pings,
        stays_created=how.by_conversation
        and how.run_type == SENT
        and world.profile.conversations.leave_runs_of_whole_sends_created,
    ).of(agent)
    at = how.sent_at or world.now()
    try:
        planned = _planned(world, agent, request, plan, how)
    except Refusal as refusal:
        if not world.profile.messages.refused_ones_make_failed_runs:
            raise
        script = Script(prompt=None).refuse(refusal.message, refusal.told)
        record = world.runs.add(replace(plan, script=script), at)
        if how.run_type == SENT or refusal.status == 503:
            raise
        return record
    return world.runs.add(planned, at)


def cancel(world: World, agent_id: str, run_ids: Sequence[str]) -> dict[str, str]:
    """Cancel runs of an agent, and return what became of each.

    Args:
        world: the server's state.
        agent_id: the agent's id.
        run_ids: the runs; if empty, those that are active, or the one that waits for approval.

    Raises:
        ApiError: 409, there is none.
    """
    now = world.now()
    agent = world.agents.find(agent_id, now)
    pending = None if agent is None else world.activity.pending_approval(agent, now)
    if (
        not run_ids
        and world.profile.runs.cancelling_without_ids_takes_the_last_sent
        and world.has_redis
    ):
        sent = (run for run in world.runs.latest_runs(agent_id, now) if _is_remembered(run))
        run_ids = [run.id for run in islice(sent, 1)]
    if not run_ids:
        active = [run.id for run in world.runs.latest_runs(agent_id, now) if not run.is_over(now)]
        run_ids = active or ([] if pending is None else [pending.run.id])
    if not run_ids:
        raise conflict(f"CONFLICT: No active runs to cancel for agent {agent_id}")
    waiting = None if pending is None else pending.run.id
    return {run_id: _cancel(world, agent_id, run_id, waiting == run_id) for run_id in run_ids}


def cancel_conversation_runs(
    world: World, agent_id: str, conversation_id: str | None
) -> dict[str, str]:
    """Cancel the runs of a conversation that are under way, and return what became of each.

    Args:
        world: the server's state.
        agent_id: the agent.
        conversation_id: the conversation; `None` for the agent's own thread.

    Raises:
        ApiError: 409, there is none.
    """
    now = world.now()
    active = [
        run.id
        for run in world.runs.latest_runs(agent_id, now)
        if run.plan.conversation_id == conversation_id and not run.is_over(now)
    ]
    if not active:
        thread = conversation_id or agent_id
        raise conflict(f"CONFLICT: No active runs to cancel for conversation {thread}")
    return {run_id: _cancel(world, agent_id, run_id, waits=False) for run_id in active}


def _is_remembered(run: RunRecord) -> bool:
    return run.plan.run_type != SENT_ASYNC


def _cancel(world: World, agent_id: str, run_id: str, waits: bool) -> str:
    record = world.runs.find(run_id, world.now())
    if record is None or record.plan.agent_id != agent_id:
        return "failed"
    world.runs.cancel(record, world.now(), waits=waits)
    return "cancelled"


def _planned(
    world: World, agent: AgentState, request: MessageRequest, plan: Plan, how: SendMode
) -> Plan:
    """Return the plan with what is sent and what the model does."""
    if how.background and how.run_type != SENT_ASYNC and not world.has_redis:
        raise Refusal(503, f"INTERNAL_SERVER_ERROR: {WITHOUT_REDIS}")
    answers = [
        each for each in request.messages or () if not isinstance(each, bodies.MessageCreate)
    ]
    pending = world.activity.pending_approval(
        agent, how.sent_at or world.now(), how.conversation_id
    )
    sent = sent_messages(request)
    decision = None
    if answers and pending is None and _comes_again(world, agent, how, answers[0]):
        sent = [*sent, GO_ON]
    elif answers:
        decision = decide(answers[0], pending)
    elif pending is not None:
        refusal = still_pending(pending)
        tells_no_code = world.profile.conversations.tell_no_code_of_pending_approvals
        if how.by_conversation and how.run_type == SENT and tells_no_code:
            raise Refusal(refusal.status, refusal.message)
        raise refusal
    if any(not each.content for each in sent):
        raise Refusal(400, "Message content is empty or invalid")
    turn, stop_reason = world.model.take_turn(
        _last_words(sent) or _remembered_words(world, agent),
        request.max_steps,
        {tool.name for tool in request.client_tools or ()},
    )
    script = Script(prompt=None, stream_tokens=how.stream_tokens, parts=turn)
    if not turn and decision is None:
        # A model that is not asked hears nothing.
        sent = []
    return replace(plan, script=script, sent=sent, decision=decision, stop_reason=stop_reason)


def _comes_again(world: World, agent: AgentState, how: SendMode, answer: Answer) -> bool:
    if not world.profile.messages.answers_that_come_again_let_the_agent_speak:
        return False
    thread = find_thread(world, how.conversation_id or agent.id, None)
    window = Window(newest_first=True, limit=REMEMBERED_ANSWERS)
    return has_been_given(answer, thread_messages(world, thread, window))


def _config(request: MessageRequest) -> LettaRequestConfig:
    kinds = request.include_return_message_types
    return LettaRequestConfig(
        use_assistant_message=request.use_assistant_message,
        assistant_message_tool_name=request.assistant_message_tool_name,
        assistant_message_tool_kwarg=request.assistant_message_tool_kwarg,
        include_return_message_types=None if kinds is None else [kind.value for kind in kinds],
    )


# What is sent


def sent_messages(request: MessageRequest) -> list[SentMessage]:
    """Return the messages of a request, but for answers to approval requests."""
    if request.input is not None:
        return [SentMessage("user", _content(request.input))]
    messages = [each for each in request.messages or () if isinstance(each, bodies.MessageCreate)]
    return [
        SentMessage(each.role, _content(each.content), each.name, each.otid, each.sender_id)
        for each in messages
    ]


def _content(content: str | Sequence[BaseModel]) -> str | list[TextContent | ImageContent]:
    """Return what the agent reads: of all that a message can be made of, texts and images."""
    if isinstance(content, str):
        return content
    read = [part for part in content if isinstance(part, bodies.TextContent | bodies.ImageContent)]
    return _READ.validate_python([part.model_dump(mode="json") for part in read])


def _last_words(sent: Sequence[SentMessage]) -> str:
    texts = [words(each.content) for each in sent if each.role == "user"]
    return texts[-1] if texts else ""


def _remembered_words(world: World, agent: AgentState) -> str:
    for record in world.runs.latest_runs(agent.id, world.now()):
        if last := _last_words(record.plan.sent_messages()):
            return last
    return ""
