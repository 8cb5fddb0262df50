"""The agents that a server knows, and what follows for each of them from its runs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

from letta_client.testing.api.request_bodies import CreateAgentRequest
from letta_client.testing.simulation.ids import RunIds
from letta_client.testing.simulation.run_record import RunRecord, StoredMessage, Timed
from letta_client.testing.simulation.script import AskApproval, Refuse
from letta_client.testing.store.new_agent import make_state
from letta_client.testing.store.ordered_rows import Key, KeyedRow, Window
from letta_client.testing.store.runs import Store
from letta_client.types.agent_state import AgentState
from letta_client.types.messages import ApprovalRequestMessage, SystemMessage

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


@dataclass
class Agent:
    """An agent.

    Attributes:
        number: its number among all agents.
        state: what was said of it when it was made.
    """

    number: int
    state: AgentState
    created_at: datetime

    @property
    def id(self) -> str:
        """The agent's id."""
        return self.state.id

    def system_prompt(self) -> KeyedRow[StoredMessage]:
        """Return the row of the one message that stands before those of all runs."""
        (message_id,) = self.state.message_ids or ("",)
        message = SystemMessage(
            id=message_id,
            date=self.created_at.replace(microsecond=0),
            content=self.state.system,
        )
        stored = StoredMessage((Timed(self.created_at, message),))
        return KeyedRow([_BEFORE_ALL_RUNS], [stored])


@dataclass(frozen=True)
class PendingApproval:
    """A tool call that waits for approval.

    Attributes:
        run: the run that has ended with it.
        request: the message that asks for it.
        result: what the tool gives back once it is allowed.
    """

    run: RunRecord
    request: ApprovalRequestMessage
    result: str


class Agents:
    """The agents of a server. Its methods may be called from any thread.

    Args:
        tag: the tag of the ids of the agents that are made here.
        store: the runs of all agents.
        tell_last_run: whether an agent tells when its last run was over.
    """

    def __init__(self, tag: int, store: Store, *, tell_last_run: bool) -> None:
        self._tag = tag
        self._store = store
        self._tell_last_run = tell_last_run
        self._lock = RLock()
        self._agents: dict[str, Agent] = {}
        # Number 0 is for the agent of runs that are added without one.
        self._next_number = 1

    @property
    def default_id(self) -> str:
        """The id of the agent of runs that are added without one."""
        return RunIds(self._tag, 0).of("agent", 0)

    def create(
        self, request: CreateAgentRequest, now: datetime, agent_id: str | None = None
    ) -> Agent:
        """Make an agent.

        Args:
            request: what was asked for.
            now: the moment.
            agent_id: the agent's id, in place of a new one.
        """
        with self._lock:
            ids = RunIds(self._tag, self._next_number)
            self._next_number += 1
            state = make_state(request, ids, now)
            state.id = agent_id or state.id
            self._agents[state.id] = agent = Agent(ids.number, state, now)
            return agent

    def ensure(self, agent_id: str, created_at: datetime) -> Agent:
        """Return the agent of this id, which is made if there is none yet."""
        with self._lock:
            if agent_id not in self._agents:
                self.create(CreateAgentRequest(), created_at, agent_id)
            return self._agents[agent_id]

    def find(self, agent_id: str, now: datetime) -> Agent | None:
        """Return the agent with this id; `None` if there is none yet or any more."""
        agent = self._agents.get(agent_id)
        return agent if agent is not None and agent.created_at <= now else None

    def all(self, now: datetime) -> list[Agent]:
        """Return all agents, the oldest first."""
        with self._lock:
            found = [agent for agent in self._agents.values() if agent.created_at <= now]
        return sorted(found, key=lambda agent: (agent.created_at, agent.number))

    def delete(self, agent: Agent) -> None:
        """Forget an agent, with all its runs."""
        with self._lock:
            self._agents.pop(agent.id, None)
            self._store.delete_all(agent.id)

    # What follows from its runs

    def state_at(self, agent: Agent, now: datetime, include: Collection[str]) -> AgentState:
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
            update["memory"] = agent.state.memory.model_copy(update={"blocks": []})
        last = self._last_over(agent, now)
        if last is not None and last.ended_at is not None:
            if self._tell_last_run:
                update["last_run_completion"] = last.ended_at
                update["last_run_duration_ms"] = (last.ended_at - last.created_at) // _MILLISECOND
            update["last_stop_reason"] = last.run.stop_reason
            update["updated_at"] = max(last.ended_at, agent.created_at)
        if "agent.pending_approval" in include:
            pending = self.pending_approval(agent, now)
            update["pending_approval"] = None if pending is None else pending.request
        return agent.state.model_copy(update=update)

    def pending_approval(self, agent: Agent, now: datetime) -> PendingApproval | None:
        """Return the tool call that an agent waits to be approved; `None` if it waits for none."""
        for record in self._store.latest_runs(agent.id, now):
            if _is_refused(record):
                continue
            if not record.is_over(now) or record.run.stop_reason != "requires_approval":
                return None
            asked = [timed.value for timed in record.messages]
            requests = [each for each in asked if isinstance(each, ApprovalRequestMessage)]
            if not requests:
                return None
            parts = record.plan.script.parts
            result = parts[-1].result if parts and isinstance(parts[-1], AskApproval) else ""
            return PendingApproval(record, requests[-1], result)
        return None

    def _message_ids(self, agent: Agent, now: datetime) -> list[str]:
        window = Window(newest_first=True, limit=REMEMBERED)
        newest = self._store.list_messages(agent.id, window, now)
        known = [message.id for message in reversed(newest)]
        return [*(agent.state.message_ids or ()), *(each for each in known if each is not None)]

    def _last_over(self, agent: Agent, now: datetime) -> RunRecord | None:
        over = (run for run in self._store.latest_runs(agent.id, now) if run.is_over(now))
        return next(over, None)


def _is_refused(record: RunRecord) -> bool:
    parts = record.plan.script.parts
    return bool(parts) and isinstance(parts[0], Refuse)
