"""`/v1/agents/`: agents, enough of them to make runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Header, HTTPException, Query, Response

from letta_client.testing.api.answers import answer, answer_list, answer_plain, bad_request
from letta_client.testing.api.documented_errors import PROBLEMS
from letta_client.testing.api.pages import PageQuery, checked_limit, numbered, page_of
from letta_client.testing.api.parameters import (
    DEPRECATED,
    HEADERS,
    After,
    AgentId,
    Before,
    Order,
    StopReasonType,
)
from letta_client.testing.api.request_bodies import CreateAgentRequest
from letta_client.testing.api.world import TheWorld, World
from letta_client.testing.store.agents import EVERYTHING, TAGS, Agent
from letta_client.types._models.agent_state_params import AgentInclude
from letta_client.types.agent_state import AgentState

router: APIRouter = APIRouter(
    prefix="/v1/agents", tags=["agents"], dependencies=[HEADERS], responses=PROBLEMS
)

AgentOrder: TypeAlias = Literal["created_at", "updated_at", "last_run_completion"]
Included = Annotated[list[AgentInclude], Query()]
Relationships = Annotated[list[str] | None, DEPRECATED]


@router.get("/", operation_id="list_agents", response_model=list[AgentState])
async def list_agents(
    world: TheWorld,
    name: Annotated[str | None, Query()] = None,
    tags: Annotated[list[str] | None, Query()] = None,
    match_all_tags: bool = False,
    before: Before = None,
    after: After = None,
    limit: Annotated[int | None, Query()] = 50,
    query_text: Annotated[str | None, Query()] = None,
    project_id: Annotated[str | None, Query()] = None,
    template_id: Annotated[str | None, Query()] = None,
    base_template_id: Annotated[str | None, Query()] = None,
    identity_id: Annotated[str | None, Query()] = None,
    identifier_keys: Annotated[list[str] | None, Query()] = None,
    include_relationships: Relationships = None,
    include: Included = [],  # noqa: B006 - the contract's default
    order: Order = "desc",
    order_by: AgentOrder = "created_at",
    ascending: Annotated[bool, DEPRECATED] = False,
    sort_by: Annotated[str | None, DEPRECATED] = "created_at",
    last_stop_reason: Annotated[StopReasonType | None, Query()] = None,
    created_by_id: Annotated[str | None, Query()] = None,
) -> Response:
    """List agents that match all of the filters."""
    now = world.now()
    shown = _shown(world, include, include_relationships, TAGS)
    agents = {agent.id: agent for agent in world.agents.all(now)}
    states = [world.agents.state_at(agent, now, EVERYTHING) for agent in agents.values()]

    def matches(state: AgentState) -> bool:
        wanted, has = set(tags or ()), set(state.tags)
        return (
            (name is None or state.name == name)
            and (not wanted or (wanted <= has if match_all_tags else bool(wanted & has)))
            and (query_text is None or query_text.lower() in state.name.lower())
            and (project_id is None or state.project_id == project_id)
            and (template_id is None or state.template_id == template_id)
            and (base_template_id is None or state.base_template_id == base_template_id)
            and (last_stop_reason is None or state.last_stop_reason == last_stop_reason.value)
            and (created_by_id is None or state.created_by_id == created_by_id)
            # There are no identities.
            and identity_id is None
            and not identifier_keys
        )

    limit = checked_limit(world, limit)
    if limit == 0 and world.profile.lists.limit_zero_lists_all_agents:
        limit = None
    listed = numbered(sorted(filter(matches, states), key=_moment_of(order_by)))
    found = page_of(
        listed,
        PageQuery(order, after, before, limit),
        {state.id: place for place, state in listed}.get,
        unknown=None
        if world.profile.lists.unknown_run_and_agent_cursors_are_ignored
        else "No Agent found with id {}",
    )
    return answer_list(world.agents.state_at(agents[state.id], now, shown) for state in found)


@router.post("/", operation_id="create_agent", response_model=AgentState)
async def create_agent(
    world: TheWorld,
    body: CreateAgentRequest,
    project: Annotated[str | None, Header(alias="X-Project")] = None,
) -> Response:
    """Make an agent."""
    if world.profile.agents.need_a_model and body.model is None and body.llm_config is None:
        raise bad_request("INVALID_ARGUMENT: Must specify either model or llm_config in request")
    agent = world.agents.create(body, world.now())
    return answer(world.agents.state_at(agent, world.now(), EVERYTHING))


@router.get("/{agent_id}", operation_id="retrieve_agent", response_model=AgentState)
async def retrieve_agent(
    world: TheWorld,
    agent_id: AgentId,
    include_relationships: Relationships = None,
    include: Included = [],  # noqa: B006 - the contract's default
) -> Response:
    """Answer with an agent."""
    agent = find_agent(world, agent_id)
    shown = _shown(world, include, include_relationships, EVERYTHING)
    return answer(world.agents.state_at(agent, world.now(), shown))


@router.delete("/{agent_id}", operation_id="delete_agent")
async def delete_agent(world: TheWorld, agent_id: AgentId) -> Response:
    """Delete an agent, with its runs and messages."""
    world.agents.delete(find_agent(world, agent_id))
    return answer_plain({"message": f"Agent id={agent_id} successfully deleted"})


def _shown(
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


def find_agent(world: World, agent_id: str, *, briefly: bool = False) -> Agent:
    """Return the agent of a request.

    Args:
        world: the server's state.
        agent_id: the agent's id.
        briefly: whether the error leaves out the id, as some operations do.

    Raises:
        HTTPException: 404, there is no such agent.
    """
    agent = world.agents.find(agent_id, world.now())
    if agent is None:
        which = "Agent not found" if briefly else f"Agent with ID {agent_id} not found"
        raise HTTPException(404, which)
    return agent


def _moment_of(order_by: AgentOrder) -> Callable[[AgentState], tuple[bool, datetime | None]]:
    def moment(state: AgentState) -> tuple[bool, datetime | None]:
        # What has no such moment comes before all that have one.
        found: datetime | None = getattr(state, order_by)
        return found is not None, found

    return moment
