"""From a plan to a record: what happens in a run gets its moments, ids and tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from letta_client._core.streams.approvals import calls_of
from letta_client.testing.profiles import CONTRACT, Profile
from letta_client.testing.simulation.ids import IdFamily
from letta_client.testing.simulation.run_plan import (
    SENT,
    SENT_STREAMING,
    AnyMessage,
    Decided,
    Decision,
    Plan,
    SentMessage,
    denied,
)
from letta_client.testing.simulation.run_record import RunRecord, is_message, nanoseconds
from letta_client.testing.simulation.script import (
    AskApproval,
    CallTool,
    CallTools,
    Cancel,
    Fail,
    Hang,
    Part,
    Refuse,
    Reply,
    Think,
    Wait,
)
from letta_client.testing.simulation.spans import run_spans
from letta_client.testing.simulation.step_accounting import add_up
from letta_client.testing.simulation.step_recorder import StepRecorder
from letta_client.testing.simulation.transcript import CutOff, Transcript, stored_approval, words
from letta_client.types.messages import (
    ApprovalRequestMessage,
    ApprovalResponseMessage,
    ApprovalReturn,
    AssistantMessage,
    ReasoningMessage,
    SystemMessage,
    ToolCall,
    ToolCallMessage,
    ToolReturn,
    UserMessage,
)
from letta_client.types.runs import Run
from letta_client.types.streaming import LettaErrorMessage, LettaStopReason


def make_record(
    plan: Plan, ids: IdFamily, created_at: datetime, profile: Profile = CONTRACT
) -> RunRecord:
    """Return the record of the run that the plan makes, created at this moment.

    Args:
        plan: what the run consists of.
        ids: its ids.
        created_at: when it is created.
        profile: which server it runs on.
    """
    return _Scheduler(plan, ids, created_at, profile).record()


def duration(plan: Plan) -> timedelta:
    """Return how long the plan's run takes, up to its end or to the last thing that happens."""
    start = datetime(2026, 1, 1)
    record = make_record(plan, IdFamily(0, 0), start)
    last = record.events[-1].at if record.events else start
    return (record.ended_at or last) - start


def call_id(ids: IdFamily, place: int, number: int = 1) -> str:
    """Return the id of a tool call in the step at this place: the first by default."""
    return f"call_{ids.uuid()[:8]}_{place}" + (f"_{number}" if number > 1 else "")


_DISMISSED = "The user cancelled the request, so the tool call was denied."


@dataclass(frozen=True)
class _Ending:
    """How a run ends."""

    status: str
    stop_reason: str
    error: LettaErrorMessage | None = None


class _Scheduler:
    """Walks through a plan's script, and notes what happens on the way."""

    def __init__(self, plan: Plan, ids: IdFamily, created_at: datetime, profile: Profile) -> None:
        self._plan = plan
        self._profile = profile
        self._script = script = plan.whole_script()
        self._ids = ids
        self._created_at = created_at
        self._transcript = Transcript(
            ids,
            created_at,
            cut_off_at=plan.cancelled_at,
            stream_tokens=script.stream_tokens,
            token_delay=script.token_delay,
            joins=profile.messages.share_an_id_within_a_step,
            kinds=plan.request_config.include_return_message_types,
        )
        self._steps = StepRecorder(
            plan,
            ids,
            self._transcript,
            at_once=not profile.messages.are_stored_when_their_step_succeeds,
        )

    def record(self) -> RunRecord:
        plan, transcript = self._plan, self._transcript
        if plan.pings:
            transcript.ping()
        given = plan.messages is not None or plan.steps is not None
        try:
            ending = self._play_given() if given else self._play()
        except CutOff:
            ending = self._cut_off()
        if ending is not None:
            self._finish(ending)
        ended_at = None if ending is None else transcript.now
        run = self._run(ending)
        if plan.dismissed_at is not None:
            self._dismiss(plan.dismissed_at)
            run.status = run.stop_reason = "cancelled"
        return RunRecord(
            ids=self._ids,
            created_at=self._created_at,
            started_at=None if plan.status == "created" else self._created_at,
            ended_at=ended_at,
            plan=plan,
            run=run,
            events=transcript.events,
            messages=transcript.messages,
            steps=self._steps.steps,
            spans=run_spans(
                self._ids, plan, self._created_at, ended_at, self._steps.steps, self._profile
            ),
        )

    # The walk

    def _play(self) -> _Ending | None:
        plan, parts, book = self._plan, self._script.parts, self._steps
        if parts and isinstance(parts[0], Refuse):
            return self._ending(parts[0])
        if plan.decision is not None:
            self._take_decision(plan.decision)
        for message in plan.sent_messages():
            book.begin()
            self._take_message(message)
        for part in parts:
            if isinstance(part, Hang):
                self._hang()
                return None
            ending = self._play_part(part)
            if ending is not None:
                return ending
        book.end()
        if book.steps and plan.stop_reason in (None, "end_turn"):
            book.steps[-1].step.stop_reason = "end_turn"
        return _Ending("completed", "end_turn")

    def _play_part(self, part: Part) -> _Ending | None:
        transcript, book = self._transcript, self._steps
        if isinstance(part, Wait):
            transcript.pass_time(part.seconds)
            return None
        if isinstance(part, Cancel):
            raise CutOff
        book.begin()
        if isinstance(part, Think):
            transcript.say(part.text, _reasoning, part.delay)
            book.say({"type": "reasoning", "reasoning": part.text})
        elif isinstance(part, Reply):
            transcript.say(part.text, _answer, part.delay)
            book.say({"type": "text", "text": part.text})
            book.end()
        elif isinstance(part, CallTools):
            self._call_tools(part.calls)
        elif isinstance(part, AskApproval):
            others = self._call(part.others, ToolCallMessage) if part.others else []
            asked = self._call(part.calls, ApprovalRequestMessage, part.delay, after=len(others))
            calls = [*others, *asked]
            book.end(stop_reason="requires_approval", calls=calls)
            return self._ending(part)
        elif isinstance(part, Fail):
            transcript.pass_time(part.delay)
            book.end(status="failed", stop_reason=part.stop_reason, error=part)
            return self._ending(part)
        return None

    def _hang(self) -> None:
        if self._steps.awaits_model:
            # It is silent.
            self._steps.begin()
        self._transcript.hang()
        self._steps.end(ever=False)

    def _play_given(self) -> _Ending | None:
        """Play messages and steps that are given ready-made, and the end of the script."""
        transcript = self._transcript
        for step in self._plan.steps or ():
            self._steps.add_given(step)
        for message in self._plan.messages or ():
            owned = message.model_copy(update={"run_id": self._ids.run()})
            transcript.keep(owned, streamed=not isinstance(owned, UserMessage | SystemMessage))
        last = self._script.parts[-1] if self._script.parts else None
        if isinstance(last, Hang):
            transcript.hang()
            return None
        return self._ending(last)

    def _cut_off(self) -> _Ending:
        self._steps.end(
            ever=not self._profile.messages.are_stored_when_their_step_succeeds,
            status="cancelled",
            stop_reason="cancelled",
        )
        return _Ending("cancelled", "cancelled")

    def _ending(self, last: Part | None) -> _Ending:
        if isinstance(last, Cancel):
            return _Ending("cancelled", "cancelled")
        if isinstance(last, AskApproval):
            return _Ending("completed", "requires_approval")
        if isinstance(last, Fail):
            error = self._error(last.error_type, last.message, last.detail)
            return _Ending("failed", last.stop_reason, error)
        if isinstance(last, Refuse):
            error = self._error("internal_error", last.message, last.detail)
            return _Ending("failed", "error", error)
        return _Ending("completed", "end_turn")

    def _error(self, kind: str, message: str, detail: str) -> LettaErrorMessage:
        # A run's metadata have all fields of it, also those that are null.
        return LettaErrorMessage(
            run_id=self._ids.run(), error_type=kind, message=message, detail=detail, seq_id=None
        )

    # The parts

    def _take_message(self, sent: SentMessage) -> None:
        transcript = self._transcript
        head = transcript.head(sent.name)
        head["otid"] = sent.otid or head["otid"]
        head["sender_id"] = sent.sender_id
        text = words(sent.content)
        message: AnyMessage = UserMessage(**head, content=sent.content)
        if sent.role == "system":
            message = SystemMessage(**head, content=text)
        elif sent.role == "assistant":
            message = AssistantMessage(**head, content=text)
        transcript.keep(message, streamed=False)
        self._steps.tell(sent.role, text)

    def _take_decision(self, decision: Decision) -> None:
        transcript, first = self._transcript, decision.calls[0]
        approve = getattr(first.approval, "approve", None)
        head = transcript.head()
        head["otid"], head["step_id"] = decision.otid, None
        response = ApprovalResponseMessage(
            **head,
            approvals=[stored_approval(each.approval) for each in decision.calls],
            approve=approve,
            approval_request_id=None if approve is None else first.call.tool_call_id,
            reason=getattr(first.approval, "reason", None),
        )
        transcript.keep(response, streamed=False)
        # What a tool gave back belongs to the step that called it.
        made, returned = decision.made_calls(), decision.returned()
        head = transcript.head(made[0].name if made else None)
        head["step_id"] = decision.step_id
        # A stream of tokens does not tell the client what it has sent itself.
        streamed = not self._script.stream_tokens or bool(made)
        transcript.return_from_tools(returned, head, streamed=streamed)
        for each in returned:
            self._steps.tell_return(each)

    def _dismiss(self, at: datetime) -> None:
        """Deny what the run has asked for."""
        messages = [timed.value for timed in self._transcript.messages]
        asked = [each for each in messages if isinstance(each, ApprovalRequestMessage)][-1]
        calls: list[Decided] = []
        for call in calls_of(asked):
            approval = ApprovalReturn(
                tool_call_id=call.tool_call_id, approve=False, reason=_DISMISSED
            )
            calls.append(Decided(call, approval, denied(approval)))
        self._transcript.now = at
        self._take_decision(Decision(asked.step_id, calls))

    def _call_tools(self, parts: Sequence[CallTool]) -> None:
        transcript = self._transcript
        calls = self._call(parts, ToolCallMessage)
        # The tools run at the same time.
        delay = max(part.delay for part in parts)
        transcript.pass_time(delay)
        returned = [
            ToolReturn(
                tool_return=part.result,
                status=part.status,
                tool_call_id=call.tool_call_id,
                stdout=None if part.stdout is None else list(part.stdout),
                stderr=None if part.stderr is None else list(part.stderr),
            )
            for part, call in zip(parts, calls, strict=True)
        ]
        transcript.return_from_tools(returned, transcript.head(parts[0].name), streamed=True)
        self._steps.end(tool_time=timedelta(seconds=delay), calls=calls)
        for each in returned:
            self._steps.tell_return(each)

    def _call(
        self,
        parts: Sequence[CallTool],
        kind: type[ToolCallMessage] | type[ApprovalRequestMessage],
        delay: float | None = None,
        after: int = 0,
    ) -> list[ToolCall]:
        place = len(self._steps.steps) + 1
        calls = [
            ToolCall(
                name=part.name,
                arguments=part.arguments,
                tool_call_id=call_id(self._ids, place, number),
            )
            for number, part in enumerate(parts, after + 1)
        ]
        self._transcript.call(calls, kind, delay)
        for call in calls:
            self._steps.say({"type": "tool_call", **call.model_dump()})
        return calls

    # The end

    def _finish(self, ending: _Ending) -> None:
        transcript = self._transcript
        transcript.emit(LettaStopReason(stop_reason=self._plan.stop_reason or ending.stop_reason))
        if ending.error is not None:
            transcript.emit(ending.error)
        elif ending.status != "cancelled":
            steps = [record.step for record in self._steps.steps]
            transcript.emit(add_up(steps, in_detail=not self._script.stream_tokens))

    def _run(self, ending: _Ending | None) -> Run:
        plan, now = self._plan, self._transcript.now
        run = Run(
            id=self._ids.run(),
            status="running",
            created_at=self._created_at,
            agent_id=plan.agent_id,
            conversation_id=plan.conversation_id,
            background=plan.background,
            metadata={"run_type": plan.told_run_type, **(plan.metadata or {})},
            request_config=plan.request_config,
            callback_url=plan.callback_url,
            ttft_ns=self._time_to_first_token(),
        )
        if ending is not None:
            run.status = ending.status
            run.completed_at = now
            run.stop_reason = plan.stop_reason or ending.stop_reason
            run.total_duration_ns = nanoseconds(now - self._created_at)
            if ending.error is not None:
                self._note_error(run, ending.error)
        return run

    def _note_error(self, run: Run, error: LettaErrorMessage) -> None:
        # What a stream brings whole, the others keep as a text, and with another stop reason.
        streamed = self._plan.run_type == SENT_STREAMING
        why = error.model_dump(mode="json") if streamed else error.detail
        run.metadata = {**(run.metadata or {}), "error": why}
        if not streamed and self._plan.stop_reason is None:
            run.stop_reason = None if self._plan.run_type == SENT else "error"

    def _time_to_first_token(self) -> int | None:
        events = self._transcript.events
        moments = [event.at for event in events if is_message(event.payload)]
        return nanoseconds(moments[0] - self._created_at) if moments else None


def _reasoning(text: str, head: dict[str, Any]) -> ReasoningMessage:
    return ReasoningMessage(**head, reasoning=text)


def _answer(text: str, head: dict[str, Any]) -> AssistantMessage:
    return AssistantMessage(**head, content=text)
