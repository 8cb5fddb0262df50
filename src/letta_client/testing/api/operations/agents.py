"""Agents: created, found, changed and deleted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from letta_client.testing.api.contract.bodies import CreateAgentRequest, UpdateAgent
from letta_client.testing.api.contract.queries import (
    CountAgentsQuery,
    ListAgentsQuery,
    RetrieveAgentQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.testing.store.agent_activity import EVERYTHING, TAGS
from letta_client.testing.store.collection import id_of
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.testing.store.filters import contains, fits
from letta_client.types.agent_state import AgentState


@operation("list_agents")
def list_agents(world: World, query: ListAgentsQuery) -> list[AgentState]:
    agents = {id_of(agent): agent for agent in world.agents.all(world.now())}
    found = _matching(world, query)
    listed = world.agents.page_in_order(sorted(found, key=_moment_of(query.order_by)), query)
    shown = parts_of_agent(world, query.include, query.include_relationships, TAGS)
    return [world.agent_state(agents[state.id], shown) for state in listed]


@operation("count_agents")
def count_agents(world: World, query: CountAgentsQuery) -> int:
    return len(_matching(world, query))


@operation("create_agent")
def create_agent(world: World, body: CreateAgentRequest) -> AgentState:
    if world.profile.agents.need_a_model and body.model is None and body.llm_config is None:
        raise bad_request("INVALID_ARGUMENT: Must specify either model or llm_config in request")
    agent = world.create_agent(body)
    return world.agent_state(agent, EVERYTHING)


@operation("retrieve_agent")
def retrieve_agent(world: World, agent_id: str, query: RetrieveAgentQuery) -> AgentState:
    agent = find_agent(world, agent_id)
    shown = parts_of_agent(world, query.include, query.include_relationships, EVERYTHING)
    return world.agent_state(agent, shown)


@operation("modify_agent")
def modify_agent(world: World, agent_id: str, body: UpdateAgent) -> AgentState:
    find_agent(world, agent_id)
    return world.agent_state(world.update_agent(agent_id, body), EVERYTHING)


@operation("delete_agent")
def delete_agent(world: World, agent_id: str) -> dict[str, str]:
    find_agent(world, agent_id)
    world.agents.delete(agent_id, world.now())
    return {"message": f"Agent id={agent_id} successfully deleted"}


def _matching(world: World, query: ListAgentsQuery | CountAgentsQuery) -> list[AgentState]:
    keys = set(query.identifier_keys or ())

    def matches(state: AgentState) -> bool:
        identities = world.agent_identities.parts_of(state.id, world.now())
        return (
            fits(state, query)
            and contains(state.name, query.query_text)
            and query.identity_id in {None, *map(id_of, identities)}
            and (not keys or any(each.identifier_key in keys for each in identities))
        )

    states = [world.agent_state(agent, EVERYTHING) for agent in world.agents.all(world.now())]
    return list(filter(matches, states))


def find_agent(world: World, agent_id: str, *, briefly: bool = False) -> AgentState:
    """Return the agent of a request.

    Args:
        world: the server's state.
        agent_id: the agent's id.
        briefly: whether the error leaves out the id, as some operations do.

    Raises:
        ApiError: 404, there is no such agent.
    """
    agent = world.agents.find(agent_id, world.now())
    if agent is None:
        raise ApiError(404, "Agent not found" if briefly else f"Agent with ID {agent_id} not found")
    return agent


def parts_of_agent(
    world: World,
    include: Sequence[str],
    relationships: Sequence[str] | None,
    always: Collection[str],
) -> Collection[str]:
    """Return what an agent is not to be shown without.

    Args:
        world: the server's state.
        include: what is asked for.
        relationships: what is asked for by its old name.
        always: what is shown to everybody, where agents do not come whole.
    """
    if not world.profile.agents.come_whole_unless_parts_are_asked_for:
        return {*always, *include}
    named = {*include, *(f"agent.{name}" for name in relationships or ())}
    # An agent's tags come with its blocks.
    return (named | TAGS if "agent.blocks" in named else named) or EVERYTHING


def parts_of_related_agent(
    world: World, include: Sequence[str], relationships: Sequence[str] | None
) -> Collection[str]:
    """Return what an agent is not to be shown without that a block or an identity belongs to."""
    if world.profile.agents.of_blocks_and_identities_are_bare and relationships is None:
        return include
    return parts_of_agent(world, include, relationships, TAGS)


def _moment_of(order_by: str) -> Callable[[AgentState], tuple[bool, datetime | None]]:
    def moment(state: AgentState) -> tuple[bool, datetime | None]:
        # What has no such moment comes before all that have one.
        found: datetime | None = getattr(state, order_by)
        return found is not None, found

    return moment
