"""Identities: the users and organizations that agents and blocks belong to."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from letta_client.testing.api.contract.bodies import (
    IdentityCreate,
    IdentityProperty,
    IdentityUpdate,
    IdentityUpsert,
)
from letta_client.testing.api.contract.queries import (
    ListAgentsForIdentityQuery,
    ListBlocksForIdentityQuery,
    ListIdentitiesQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent, parts_of_related_agent
from letta_client.testing.api.world import World
from letta_client.testing.store.errors import ApiError
from letta_client.testing.store.filters import contains
from letta_client.types.agent_state import AgentState
from letta_client.types.blocks import Block
from letta_client.types.identities import Identity


@operation("list_identities")
def list_identities(world: World, query: ListIdentitiesQuery) -> list[Identity]:
    others = query.model_copy(update={"name": None})
    if (query.limit or 0) < 0 and world.profile.identities.less_than_none_are_none:
        return []
    return world.identities.list_page(
        others, world.now(), lambda identity: contains(identity.name, query.name)
    )


@operation("count_identities")
def count_identities(world: World) -> int:
    return len(world.identities.all(world.now()))


@operation("create_identity")
def create_identity(world: World, body: IdentityCreate) -> Identity:
    if world.profile.identities.of_what_is_not_there_fail:
        _check_that_all_are_there(world, body)
    return _attach(world, world.identities.create(body, world.now()), body)


@operation("upsert_identity")
def upsert_identity(world: World, body: IdentityUpsert) -> Identity:
    for identity in world.identities.all(world.now()):
        if identity.identifier_key == body.identifier_key:
            return update_identity(
                world,
                identity.id,
                IdentityUpdate(**body.model_dump(exclude={"project_id"}, exclude_none=True)),
            )
    if world.profile.identities.upserting_unknown_ones_is_not_found:
        raise ApiError(404, f"Identity not found with identifier_key='{body.identifier_key}'")
    return create_identity(world, IdentityCreate(**body.model_dump()))


@operation("retrieve_identity")
def retrieve_identity(world: World, identity_id: str) -> Identity:
    return world.identities.get(identity_id, world.now())


@operation("update_identity")
def update_identity(world: World, identity_id: str, body: IdentityUpdate) -> Identity:
    if (
        body.properties is not None
        and world.profile.identities.updating_their_properties_merges_them
    ):
        identity = world.identities.get(identity_id, world.now())
        body = body.model_copy(update={"properties": _merged(identity, body.properties)})
    return _attach(world, world.identities.update(identity_id, body, world.now()), body)


@operation("delete_identity")
def delete_identity(world: World, identity_id: str) -> None:
    world.identities.delete(identity_id, world.now())


@operation("upsert_properties_for_identity")
def upsert_properties_for_identity(
    world: World, identity_id: str, body: list[IdentityProperty]
) -> Identity:
    identity = world.identities.get(identity_id, world.now())
    replaces = world.profile.identities.upserting_their_properties_replaces_them
    properties = body if replaces else _merged(identity, body)
    update = IdentityUpdate(properties=properties)
    return world.identities.update(identity_id, update, world.now())


@operation("list_agents_for_identity")
def list_agents_for_identity(
    world: World, identity_id: str, query: ListAgentsForIdentityQuery
) -> list[AgentState]:
    world.identities.get(identity_id, world.now())
    agents = world.agent_identities.holders_of(identity_id, world.now())
    shown = parts_of_related_agent(world, query.include, None)
    listed = world.agents.page_of_related(agents, query)
    return [world.agent_state(agent, shown) for agent in listed]


@operation("list_blocks_for_identity")
def list_blocks_for_identity(
    world: World, identity_id: str, query: ListBlocksForIdentityQuery
) -> list[Block]:
    world.identities.get(identity_id, world.now())
    blocks = world.block_identities.holders_of(identity_id, world.now())
    return world.blocks.page_of_related(blocks, query)


@operation("attach_identity_to_agent")
def attach_identity_to_agent(world: World, agent_id: str, identity_id: str) -> None:
    find_agent(world, agent_id)
    world.agent_identities.attach(agent_id, identity_id, world.now())


@operation("detach_identity_from_agent")
def detach_identity_from_agent(world: World, agent_id: str, identity_id: str) -> None:
    find_agent(world, agent_id)
    world.identities.get(identity_id, world.now())
    if world.agent_identities.are_attached(agent_id, identity_id):
        world.agent_identities.detach(agent_id, identity_id, world.now())


@operation("attach_identity_to_block")
def attach_identity_to_block(world: World, block_id: str, identity_id: str) -> Block:
    world.block_identities.attach(block_id, identity_id, world.now())
    return world.blocks.get(block_id, world.now())


@operation("detach_identity_from_block")
def detach_identity_from_block(world: World, block_id: str, identity_id: str) -> Block:
    world.blocks.get(block_id, world.now())
    world.identities.get(identity_id, world.now())
    if world.block_identities.are_attached(block_id, identity_id):
        world.block_identities.detach(block_id, identity_id, world.now())
    return world.blocks.get(block_id, world.now())


def _merged(identity: Identity, given: Sequence[IdentityProperty]) -> list[IdentityProperty]:
    """Return the properties of an identity, with those that are given in place of known ones."""
    known = {each.key: IdentityProperty(**each.model_dump()) for each in identity.properties or ()}
    return [*(known | {each.key: each for each in given}).values()]


def _check_that_all_are_there(world: World, body: IdentityCreate) -> None:
    """Check whom an identity is to belong to.

    Raises:
        ApiError: 500, something is not there; Letta calls everything an agent then.
    """
    now = world.now()
    unknown = {each for each in body.agent_ids or () if world.agents.find(each, now) is None}
    unknown |= {each for each in body.block_ids or () if world.blocks.find(each, now) is None}
    if unknown:
        raise ApiError(500, f"Items not found in agents: {unknown}", names_trace=True)


def _attach(world: World, identity: Identity, request: BaseModel) -> Identity:
    """Attach an identity to the agents and blocks that a request names, and return it."""
    now = world.now()
    agent_ids: Sequence[str] = getattr(request, "agent_ids", None) or ()
    block_ids: Sequence[str] = getattr(request, "block_ids", None) or ()
    for agent_id in agent_ids:
        world.agent_identities.attach(agent_id, identity.id, now)
    for block_id in block_ids:
        world.block_identities.attach(block_id, identity.id, now)
    # The server keeps no list of them on the identity itself.
    return world.identities.change(identity.id, now, agent_ids=[], block_ids=[])
