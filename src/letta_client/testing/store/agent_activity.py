"""What follows for an agent from its runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from letta_client._core.streams.approvals import calls_of
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.simulation.run_record import RunRecord, StoredMessage, Timed
from letta_client.testing.simulation.script import AskApproval, Refuse
from letta_client.testing.store.ordered_rows import KeyedRow, Window
from letta_client.testing.store.runs import Runs
from letta_client.types.agent_state import AgentState
from letta_client.types.conversation import Conversation
from letta_client.types.messages import (
    ApprovalRequestMessage,
    SystemMessage,
    ToolCall,
    ToolCallMessage,
)

REMEMBERED = 100
"""How many messages an agent has in its context."""
_BEFORE_ALL_RUNS: Key = (datetime.min.replace(tzinfo=UTC), 0, 0)
"""The place of the system prompt among an agent's messages."""
_MILLISECOND = timedelta(milliseconds=1)

# What an agent is shown without, unless it is asked for.
_INCLUDED: dict[str, dict[str, Any]] = {
    "agent.blocks": {"blocks": []},
    "agent.identities": {"identities": [], "identity_ids": []},
    "agent.managed_group": {"managed_group": None, "multi_agent_group": None},
    "agent.secrets": {"secrets": [], "tool_exec_environment_variables": []},
    "agent.sources": {"sources": []},
    "agent.tags": {"tags": []},
    "agent.tools": {"tools": []},
}
TAGS = frozenset(("agent.tags",))
"""What a list of agents has in any case, as the contract says."""
EVERYTHING = frozenset(_INCLUDED)
"""All that an agent can be shown without, but for the pending approval."""


@dataclass(frozen=True)
class PendingApproval:
    """Tool calls that wait for approval.

    Attributes:
        run: the run that has ended with them.
        request: the message that asks for them.
        results: what each tool gives back once its call is allowed, in the order of the calls.
        others: the calls of the same step that nobody has to allow, and what they give back.
    """

    run: RunRecord
    request: ApprovalRequestMessage
    results: Sequence[str]
    others: Sequence[tuple[ToolCall, str]] = ()


class AgentActivity:
    """What an agent looks like after all its runs. Its methods may be called from any thread.

    Args:
        runs: the runs of all agents.
        tells_last_run: whether an agent tells when its last run was over.
    """

    def __init__(self, runs: Runs, *, tells_last_run: bool) -> None:
        self._runs = runs
        self._tells_last_run = tells_last_run

    def state_at(self, agent: AgentState, now: datetime, include: Collection[str]) -> AgentState:
        """Return an agent as it is at this moment.

        Args:
            agent: the agent.
            now: the moment.
            include: what is not to be left empty.
        """
        update: dict[str, Any] = {"message_ids": self._message_ids(agent, now)}
        for name, empty in _INCLUDED.items():
            if name not in include:
                update |= empty
        if "agent.blocks" not in include:
            update["memory"] = agent.memory.model_copy(update={"blocks": [], "file_blocks": []})
        last = self._last_over(agent, now)
        if last is not None and last.ended_at is not None:
            if self._tells_last_run:
                update["last_run_completion"] = last.ended_at
                update["last_run_duration_ms"] = (last.ended_at - last.created_at) // _MILLISECOND
            update["last_stop_reason"] = last.run.stop_reason
            update["updated_at"] = max(last.ended_at, agent.updated_at or created_at(agent))
        if "agent.pending_approval" in include:
            pending = self.pending_approval(agent, now)
            update["pending_approval"] = None if pending is None else pending.request
        return agent.model_copy(update=update)

    def pending_approval(
        self, agent: AgentState, now: datetime, conversation_id: str | None = None
    ) -> PendingApproval | None:
        """Return the tool calls that an agent waits to be approved; `None` if it waits for none.

        Args:
            agent: the agent.
            now: the moment.
            conversation_id: the conversation that waits; `None` for the agent's own thread.
        """
        for record in self._runs.latest_runs(agent.id, now):
            if _is_refused(record) or record.plan.conversation_id != conversation_id:
                continue
            if not record.is_over(now) or record.run.stop_reason != "requires_approval":
                return None
            asked = [timed.value for timed in record.messages]
            requests = [each for each in asked if isinstance(each, ApprovalRequestMessage)]
            if not requests:
                return None
            return _pending(record, requests[-1])
        return None

    def _message_ids(self, agent: AgentState, now: datetime) -> list[str]:
        window = Window(newest_first=True, limit=REMEMBERED)
        newest = self._runs.list_messages(agent.id, window, now)
        known = [message.id for message in reversed(newest)]
        return [*(agent.message_ids or ()), *(each for each in known if each is not None)]

    def _last_over(self, agent: AgentState, now: datetime) -> RunRecord | None:
        runs = self._runs.latest_runs(agent.id, now)
        over = (run for run in runs if run.is_over(now) and not run.plan.stays_created)
        return next(over, None)


def _pending(record: RunRecord, request: ApprovalRequestMessage) -> PendingApproval:
    parts = record.plan.script.parts
    asks = parts[-1] if parts else None
    if not isinstance(asks, AskApproval):
        return PendingApproval(record, request, [""] * len(calls_of(request)))
    others = [
        call
        for timed in record.messages
        if isinstance(timed.value, ToolCallMessage) and timed.value.step_id == request.step_id
        for call in calls_of(timed.value)
    ]
    pairs = [(call, part.result) for call, part in zip(others, asks.others, strict=False)]
    return PendingApproval(record, request, [call.result for call in asks.calls], pairs)


def created_at(agent: AgentState) -> datetime:
    """Return when an agent was created."""
    assert agent.created_at is not None
    return agent.created_at


def system_prompt(agent: AgentState) -> KeyedRow[StoredMessage]:
    """Return the row of the one message that stands before those of all runs."""
    (message_id,) = agent.message_ids or ("",)
    return _prompt(message_id, created_at(agent), agent.system)


def conversation_prompt(conversation: Conversation, agent: AgentState) -> KeyedRow[StoredMessage]:
    """Return the row of the one message that a conversation begins with."""
    at = conversation.created_at or created_at(agent)
    return _prompt(prompt_id(conversation), at, agent.system)


def prompt_id(conversation: Conversation) -> str:
    """Return the id of the message that a conversation begins with."""
    return conversation.id.replace("conv-", "message-")


def _prompt(message_id: str, at: datetime, system: str) -> KeyedRow[StoredMessage]:
    message = SystemMessage(id=message_id, date=at.replace(microsecond=0), content=system)
    return KeyedRow([_BEFORE_ALL_RUNS], [StoredMessage((Timed(at, message),))])


def _is_refused(record: RunRecord) -> bool:
    parts = record.plan.script.parts
    return bool(parts) and isinstance(parts[0], Refuse)
