"""What the operations know: all that is stored, the time, and which server they play."""

from __future__ import annotations

from collections.abc import Collection as Names
from datetime import datetime

from letta_client.testing.api.contract.bodies import CreateAgentRequest, CreateBlock
from letta_client.testing.api.new_agent import make_agent
from letta_client.testing.profiles import Profile
from letta_client.testing.simulation.clock import Clock
from letta_client.testing.simulation.ids import tag
from letta_client.testing.simulation.scripted_model import Model
from letta_client.testing.store.agent_activity import AgentActivity
from letta_client.testing.store.attachments import Attachments
from letta_client.testing.store.collection import Collection, Store, from_request, id_of
from letta_client.testing.store.runs import Runs
from letta_client.testing.transports.exchange import Scope
from letta_client.types.agent_state import AgentState
from letta_client.types.blocks import Block

WORLD = "letta_client.testing.world"
"""The key of the world in an ASGI scope: all servers share one application."""


class World:
    """One server's state, and what it lives in.

    Args:
        profile: which server it is.
        clock: the time.
        model: the model behind all agents.
        seed: another seed makes other ids.
        has_redis: whether there are streams of background runs.
        has_spans: whether there are spans of runs.

    Attributes:
        runs: the runs, with their steps and messages.
        agents: the agents, as they were created.
        blocks: the blocks of memory.
        agent_blocks: which blocks are attached to which agents.
        activity: what follows for the agents from their runs.
    """

    def __init__(
        self,
        *,
        profile: Profile,
        clock: Clock,
        model: Model,
        seed: int,
        has_redis: bool,
        has_spans: bool,
    ) -> None:
        self.profile = profile
        self.clock = clock
        self.model = model
        self.has_redis = has_redis
        self.has_spans = has_spans
        store = Store(profile.lists, seed)
        self.runs: Runs = Runs(tag("run", seed), store.lock, profile)
        self.agents: Collection[AgentState, CreateAgentRequest] = Collection(
            "Agent", "agent", make_agent, store
        )
        self.agents.on_deleted(self.runs.delete_all)
        self.blocks: Collection[Block, CreateBlock] = Collection(
            "Block", "block", from_request(Block), store
        )
        self.agent_blocks: Attachments[AgentState, Block] = Attachments(
            self.agents, self.blocks, store
        )
        self.activity: AgentActivity = AgentActivity(
            self.runs, tells_last_run=not profile.agents.do_not_tell_their_last_run
        )

    def now(self) -> datetime:
        """Return the moment."""
        return self.clock.now()

    def create_agent(self, request: CreateAgentRequest) -> AgentState:
        """Create an agent with its blocks of memory.

        Raises:
            ApiError: 404, a block that it is to have is not there.
        """
        now = self.now()
        for block_id in request.block_ids or ():
            self.blocks.get(block_id, now)
        agent = self.agents.create(request, now)
        for block in agent.blocks:
            self.blocks.add(block, now)
        for block_id in [*map(id_of, agent.blocks), *(request.block_ids or ())]:
            self.agent_blocks.attach(id_of(agent), block_id, now)
        return agent

    def agent_state(self, agent: AgentState, include: Names[str]) -> AgentState:
        """Return an agent as it is now, without the parts that `include` does not name."""
        blocks = self.agent_blocks.parts_of(id_of(agent), self.now())
        memory = agent.memory.model_copy(update={"blocks": blocks})
        agent = agent.model_copy(update={"blocks": blocks, "memory": memory})
        return self.activity.state_at(agent, self.now(), include)


def world_of(scope: Scope) -> World:
    """Return the world of a request's scope."""
    world = scope[WORLD]
    assert isinstance(world, World)
    return world
