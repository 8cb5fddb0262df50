"""What a run consists of, before it has ids and moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeAlias

from letta_client.testing.simulation.script import LAST_PARTS, Hang, Script
from letta_client.types.agent_state import AgentState
from letta_client.types.messages import (
    Approval,
    ApprovalReturn,
    LettaMessage,
    ToolCall,
    ToolReturn,
    UnknownMessage,
)
from letta_client.types.runs import LettaRequestConfig
from letta_client.types.steps import Step

AnyMessage: TypeAlias = LettaMessage | UnknownMessage

STATUSES = ("created", "running", "completed", "failed", "cancelled")

SENT, SENT_ASYNC, SENT_STREAMING = (
    "send_message",
    "send_message_async",
    "send_message_streaming",
)
"""How a run was started, as its metadata say."""
_SENT_TO_CONVERSATION = "send_conversation_message"


@dataclass(frozen=True)
class SentMessage:
    """A message that was sent to the agent."""

    role: str
    content: str | list[Any]
    name: str | None = None
    otid: str | None = None
    sender_id: str | None = None


@dataclass(frozen=True)
class Decided:
    """The answer to one tool call that waited for approval.

    Attributes:
        call: the call.
        approval: the decision, or what the caller's own tool gave back.
        returned: what the tool gave back; for a call that was denied, that it was.
    """

    call: ToolCall
    approval: Approval
    returned: ToolReturn

    @property
    def is_allowed(self) -> bool:
        """Whether the tool of the server was run."""
        return getattr(self.approval, "approve", None) is True


@dataclass(frozen=True)
class Decision:
    """The answers to the tool calls of a step, which waited for approval.

    Attributes:
        step_id: the step that asked.
        calls: the answer to each call, in the order in which they were given.
        otid: the sender's own name for the answers.
        others: the calls of the step that nobody had to allow, and what they gave back.
    """

    step_id: str | None
    calls: Sequence[Decided]
    otid: str | None = None
    others: Sequence[tuple[ToolCall, ToolReturn]] = ()

    def made_calls(self) -> list[ToolCall]:
        """Return the calls that the server makes: those that were allowed, and the others."""
        allowed = [each.call for each in self.calls if each.is_allowed]
        return [*allowed, *(call for call, _ in self.others)]

    def returned(self) -> list[ToolReturn]:
        """Return what all calls gave back."""
        return [
            *(each.returned for each in self.calls),
            *(returned for _, returned in self.others),
        ]


def denied(approval: ApprovalReturn) -> ToolReturn:
    """Return what a tool call that was denied gives back."""
    return ToolReturn(
        tool_return=f"Error: request to call tool denied. User reason: {approval.reason}",
        status="error",
        tool_call_id=approval.tool_call_id,
    )


@dataclass(frozen=True)
class Plan:
    """What a run consists of.

    Attributes:
        sent: what was sent to the agent, in place of the script's prompt.
        decision: what was decided on a tool call of an earlier run.
        messages: the messages as they are listed, in place of those of the script.
        steps: the steps as they are listed, in place of those of the script.
        status: the status in which it ends, or stays: "created" and "running" never end.
        stop_reason: in place of the one that follows from the script.
        model: the model's handle, or its name at its provider, which is then "openai".
        llm_config: the settings of the agent's model, as the agent has them.
        agent_tags: the agent's tags.
        run_type: how it was started.
        by_conversation: whether it came to a conversation, which the agent's own thread can be.
        metadata: more metadata.
        request_config: which messages the request wanted, and how.
        pings: whether its stream begins with a ping.
        cancelled_at: when it is cut off.
        dismissed_at: when it is cancelled while it waits for approval.
        stays_created: whether it says for ever that nothing has happened yet, and in no thread.

    Raises:
        ValueError: there is no such status.
    """

    agent_id: str
    script: Script = field(default_factory=Script)
    sent: Sequence[SentMessage] | None = None
    decision: Decision | None = None
    messages: Sequence[AnyMessage] | None = None
    steps: Sequence[Step] | None = None
    status: str | None = None
    stop_reason: str | None = None
    background: bool | None = True
    conversation_id: str | None = None
    project_id: str | None = None
    model: str = "gpt-4o-mini"
    llm_config: Mapping[str, Any] = field(default_factory=dict[str, Any])
    agent_tags: Sequence[str] = ()
    run_type: str = SENT_STREAMING
    by_conversation: bool = False
    metadata: Mapping[str, Any] | None = None
    request_config: LettaRequestConfig = field(default_factory=LettaRequestConfig)
    callback_url: str | None = None
    pings: bool = True
    cancelled_at: datetime | None = None
    dismissed_at: datetime | None = None
    stays_created: bool = False

    def __post_init__(self) -> None:
        """Check the status."""
        if self.status is not None and self.status not in STATUSES:
            raise ValueError(f"{self.status!r} is none of {', '.join(STATUSES)}")

    def of(self, agent: AgentState) -> Plan:
        """Return the plan with what its steps note of their agent."""
        config = agent.llm_config.model_dump(mode="json")
        return replace(self, llm_config=config, agent_tags=tuple(agent.tags))

    @property
    def told_run_type(self) -> str:
        """How the run was started, as its metadata say."""
        if self.conversation_id is not None:
            return _SENT_TO_CONVERSATION
        return SENT if self.by_conversation else self.run_type

    @property
    def handle(self) -> str:
        """The model's handle: its provider and its name."""
        return self.model if "/" in self.model else f"openai/{self.model}"

    def whole_script(self) -> Script:
        """Return the script with an end that leads to the status."""
        script = self.script
        if self.status == "created":
            return replace(script, prompt=None, parts=(Hang(),))
        if script.parts and isinstance(script.parts[-1], LAST_PARTS):
            return script
        if self.status == "running":
            return script.hang()
        if self.status == "failed":
            return script.fail()
        return script.cancel() if self.status == "cancelled" else script

    def sent_messages(self) -> Sequence[SentMessage]:
        """Return what is sent to the agent before it does anything."""
        if self.sent is not None:
            return self.sent
        prompt = self.whole_script().prompt
        return () if prompt is None else (SentMessage("user", prompt),)
