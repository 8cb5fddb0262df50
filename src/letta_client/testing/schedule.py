"""From a plan to a record: what happens in a run gets its moments, ids and tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from letta_client.testing.accounts import (
    Course,
    add_up,
    make_metrics,
    make_provider_trace,
    make_step,
)
from letta_client.testing.ids import RunIds, tag
from letta_client.testing.plan import AnyMessage, Plan
from letta_client.testing.records import (
    Event,
    RunRecord,
    StepRecord,
    StreamPayload,
    Timed,
    nanoseconds,
)
from letta_client.testing.script import (
    AskApproval,
    CallTool,
    Cancel,
    Fail,
    Hang,
    Part,
    Reply,
    Think,
    Wait,
)
from letta_client.testing.spans import run_spans
from letta_client.types.messages import (
    ApprovalRequestMessage,
    AssistantMessage,
    ReasoningMessage,
    SystemMessage,
    ToolCall,
    ToolCallDelta,
    ToolCallMessage,
    ToolReturn,
    ToolReturnMessage,
    UserMessage,
)
from letta_client.types.runs import LettaRequestConfig, Run
from letta_client.types.streaming import (
    LettaErrorMessage,
    LettaPing,
    LettaStopReason,
    LettaUsageStatistics,
)

_TOKEN = re.compile(r"\s*\S+\s*")
_SYSTEM_TOKENS = 100
"""What the prompt of a run's first step has beside the user's message."""
_OTID = 0x800000
"""Added to a message's place, for the UUID of its `otid`."""
_GIVEN_STEP = timedelta(milliseconds=1)
"""How long a step takes of which nothing is known but the step itself."""


def make_record(plan: Plan, ids: RunIds, created_at: datetime) -> RunRecord:
    """Return the record of the run that the plan makes, created at this moment."""
    return _Scheduler(plan, ids, created_at).record()


def duration(plan: Plan) -> timedelta:
    """Return how long the plan's run takes, up to its end or to the last thing that happens."""
    start = datetime(2026, 1, 1)
    record = make_record(plan, RunIds(0, 0), start)
    return (record.ended_at or record.events[-1].at) - start


def tool_id(name: str) -> str:
    """Return the id of the tool of this name."""
    return f"tool-{RunIds(tag('tool', name), 0).uuid()}"


@dataclass(frozen=True)
class _Ending:
    """How a run ends."""

    status: str
    stop_reason: str
    error: LettaErrorMessage | None = None


class _Scheduler:
    """Walks through a plan's script, and notes what happens on the way."""

    def __init__(self, plan: Plan, ids: RunIds, created_at: datetime) -> None:
        self._plan = plan
        self._script = plan.whole_script()
        self._ids = ids
        self._created_at = created_at
        self._now = created_at
        self._events: list[Event] = []
        self._messages: list[Timed[AnyMessage]] = []
        self._steps: list[StepRecord] = []
        # What the model has been told, and how many tokens that is.
        self._context: list[dict[str, Any]] = []
        self._context_tokens = _SYSTEM_TOKENS
        # The step under way: when it began, and what the model has said in it.
        self._step_started_at: datetime | None = None
        self._said: list[dict[str, Any]] = []
        self._said_tokens = 0

    def record(self) -> RunRecord:
        plan = self._plan
        self._emit(
            LettaPing(id=self._ids.of("ping", 1), date=self._second(), run_id=self._ids.run())
        )
        given = plan.messages is not None or plan.steps is not None
        ending = self._play_given() if given else self._play()
        if ending is not None:
            self._finish(ending)
        ended_at = None if ending is None else self._now
        return RunRecord(
            ids=self._ids,
            created_at=self._created_at,
            started_at=None if plan.status == "created" else self._created_at,
            ended_at=ended_at,
            run=self._run(ending),
            project_id=plan.project_id,
            events=self._events,
            messages=self._messages,
            steps=self._steps,
            spans=run_spans(self._ids, plan.agent_id, self._created_at, ended_at, self._steps),
        )

    # The walk

    def _play(self) -> _Ending | None:
        if self._script.prompt is not None:
            self._begin_step()
            self._hear(self._script.prompt)
        for part in self._script.parts:
            if isinstance(part, Hang):
                return None
            ending = self._play_part(part)
            if ending is not None:
                return ending
        if self._step_started_at is not None:
            self._end_step()
        if self._steps:
            self._steps[-1].step.stop_reason = "end_turn"
        return _Ending("completed", "end_turn")

    def _play_part(self, part: Part) -> _Ending | None:
        if isinstance(part, Wait):
            self._now += timedelta(seconds=part.seconds)
            return None
        if isinstance(part, Cancel):
            if self._step_started_at is not None:
                self._end_step(status="cancelled", stop_reason="cancelled")
            return self._ending(part)
        self._begin_step()
        if isinstance(part, Think):
            head = self._head()
            self._say(part.text, lambda text: ReasoningMessage(**head, reasoning=text))
            self._said.append({"type": "reasoning", "reasoning": part.text})
        elif isinstance(part, Reply):
            head = self._head()
            self._say(part.text, lambda text: AssistantMessage(**head, content=text))
            self._said.append({"type": "text", "text": part.text})
            self._end_step()
        elif isinstance(part, CallTool):
            self._call_tool(part)
        elif isinstance(part, AskApproval):
            self._call(self._tool_call(part), ApprovalRequestMessage)
            self._end_step(stop_reason="requires_approval")
            return self._ending(part)
        elif isinstance(part, Fail):
            self._tick()
            self._end_step(status="failed", stop_reason=part.stop_reason, error=part)
            return self._ending(part)
        return None

    def _play_given(self) -> _Ending | None:
        """Play messages and steps that are given ready-made, and the end of the script."""
        owner = {"run_id": self._ids.run(), "agent_id": self._plan.agent_id}
        for given in self._plan.steps or ():
            step = given.model_copy(update=owner)
            course = Course(self._now, self._now + _GIVEN_STEP)
            self._now = course.ended_at
            metrics = make_metrics(step, course)
            self._steps.append(StepRecord(course.started_at, course.ended_at, step, metrics))
        for message in self._plan.messages or ():
            owned = message.model_copy(update={"run_id": self._ids.run()})
            self._keep(owned, streamed=not isinstance(owned, UserMessage | SystemMessage))
        last = self._script.parts[-1] if self._script.parts else None
        return None if isinstance(last, Hang) else self._ending(last)

    def _ending(self, last: Part | None) -> _Ending:
        if isinstance(last, Cancel):
            return _Ending("cancelled", "cancelled")
        if isinstance(last, AskApproval):
            return _Ending("completed", "requires_approval")
        if isinstance(last, Fail):
            error = LettaErrorMessage(
                run_id=self._ids.run(),
                error_type=last.error_type,
                message=last.message,
                detail=last.detail,
                seq_id=None,
            )
            return _Ending("failed", last.stop_reason, error)
        return _Ending("completed", "end_turn")

    # The parts

    def _hear(self, text: str) -> None:
        self._keep(UserMessage(**self._head(), content=text), streamed=False)
        self._remember({"role": "user", "content": text}, len(_split(text)))

    def _say(self, text: str, message: Callable[[str], AnyMessage]) -> None:
        for token in _split(text):
            self._tick()
            if self._script.stream_tokens:
                self._emit(message(token))
        self._keep(message(text), streamed=not self._script.stream_tokens)

    def _call(
        self, call: ToolCall, kind: type[ToolCallMessage] | type[ApprovalRequestMessage]
    ) -> None:
        head = self._head()
        for piece in _pieces(call):
            self._tick()
            if self._script.stream_tokens:
                self._emit(kind(**head, tool_call=piece, tool_calls=piece))
        whole = kind(**head, tool_call=call, tool_calls=[call])
        self._keep(whole, streamed=not self._script.stream_tokens)
        self._said.append({"type": "tool_call", **call.model_dump()})

    def _call_tool(self, part: CallTool) -> None:
        call = self._tool_call(part)
        self._call(call, ToolCallMessage)
        tool_time = timedelta(seconds=part.seconds)
        self._now += tool_time
        self._keep(self._tool_return(part, call.tool_call_id), streamed=True)
        self._end_step(tool_time=tool_time, tools=(tool_id(part.name),))
        answer = {"role": "tool", "content": part.result, "tool_call_id": call.tool_call_id}
        self._remember(answer, len(_split(part.result)))

    def _tool_call(self, part: CallTool | AskApproval) -> ToolCall:
        call_id = f"call_{self._ids.number}_{len(self._steps) + 1}"
        return ToolCall(name=part.name, arguments=part.arguments, tool_call_id=call_id)

    def _tool_return(self, part: CallTool, call_id: str) -> ToolReturnMessage:
        returned = ToolReturn(
            tool_return=part.result,
            status=part.status,
            tool_call_id=call_id,
            stdout=None if part.stdout is None else list(part.stdout),
            stderr=None if part.stderr is None else list(part.stderr),
        )
        first = returned.model_dump(exclude={"type"})
        return ToolReturnMessage(**self._head(part.name), **first, tool_returns=[returned])

    # Messages and events

    def _head(self, name: str | None = None) -> dict[str, Any]:
        """Return what the next message has in common with all others."""
        place = len(self._messages) + 1
        return {
            "id": self._ids.of("message", place),
            "date": self._second(),
            "name": name,
            "otid": self._ids.uuid(_OTID + place),
            "step_id": self._ids.of("step", len(self._steps) + 1),
            "run_id": self._ids.run(),
        }

    def _keep(self, message: AnyMessage, *, streamed: bool) -> None:
        self._messages.append(Timed(self._now, message))
        if streamed:
            self._emit(message)

    def _emit(
        self,
        payload: StreamPayload,
    ) -> None:
        number = len(self._events) + 1
        if not isinstance(payload, LettaStopReason | LettaUsageStatistics):
            payload = payload.model_copy(update={"seq_id": number})
        self._events.append(Event(self._now, number, payload))

    def _second(self) -> datetime:
        # The dates of messages are whole seconds.
        return self._now.replace(microsecond=0)

    def _tick(self) -> None:
        self._now += timedelta(seconds=self._script.token_delay)
        self._said_tokens += 1

    def _remember(self, message: dict[str, Any], tokens: int) -> None:
        self._context.append(message)
        self._context_tokens += tokens

    # Steps

    def _begin_step(self) -> None:
        if self._step_started_at is None:
            self._step_started_at = self._now
            self._said = []
            self._said_tokens = 0

    def _end_step(
        self,
        *,
        status: str = "success",
        stop_reason: str | None = None,
        error: Fail | None = None,
        tool_time: timedelta | None = None,
        tools: tuple[str, ...] = (),
    ) -> None:
        course = Course(
            started_at=self._step_started_at or self._now,
            ended_at=self._now,
            # A provider that fails counts nothing.
            prompt_tokens=0 if error is not None else self._context_tokens,
            completion_tokens=0 if error is not None else self._said_tokens,
            status=status,
            stop_reason=stop_reason,
            tool_time=tool_time,
            tools=tools,
            error=error,
        )
        place = len(self._steps) + 1
        step = make_step(self._plan, self._ids, place, course)
        trace = make_provider_trace(step, self._ids, place, self._now, self._context, self._said)
        metrics = make_metrics(step, course)
        self._steps.append(
            StepRecord(course.started_at, course.ended_at, step, metrics, trace, tools)
        )
        self._remember({"role": "assistant", "content": self._said}, self._said_tokens)
        self._step_started_at = None

    # The end

    def _finish(self, ending: _Ending) -> None:
        self._emit(LettaStopReason(stop_reason=self._plan.stop_reason or ending.stop_reason))
        if ending.error is not None:
            self._emit(ending.error)
        elif ending.status != "cancelled":
            self._emit(add_up(record.step for record in self._steps))

    def _run(self, ending: _Ending | None) -> Run:
        plan = self._plan
        metadata = {"run_type": plan.run_type, **(plan.metadata or {})}
        if ending is not None and ending.error is not None:
            metadata["error"] = ending.error.model_dump(mode="json")
        # The first event is a ping.
        first_at = self._events[1].at if len(self._events) > 1 else None
        run = Run(
            id=self._ids.run(),
            status="running",
            created_at=self._created_at,
            agent_id=plan.agent_id,
            conversation_id=plan.conversation_id,
            background=plan.background,
            metadata=metadata,
            request_config=LettaRequestConfig(),
            ttft_ns=None if first_at is None else nanoseconds(first_at - self._created_at),
        )
        if ending is not None:
            run.status = ending.status
            run.completed_at = self._now
            run.stop_reason = plan.stop_reason or ending.stop_reason
            run.total_duration_ns = nanoseconds(self._now - self._created_at)
        return run


def _split(text: str) -> Sequence[str]:
    """Cut a text into the tokens that a stream brings; together they are the text."""
    return _TOKEN.findall(text) or [text]


def _pieces(call: ToolCall) -> list[ToolCallDelta]:
    """Cut a tool call into the pieces that a stream brings: its name, then its arguments."""
    name = ToolCallDelta(name=call.name, arguments=None, tool_call_id=call.tool_call_id)
    return [name] + [
        ToolCallDelta(name=None, arguments=token, tool_call_id=call.tool_call_id)
        for token in _split(call.arguments)
    ]
