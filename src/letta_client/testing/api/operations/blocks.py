"""Blocks: the parts of an agent's memory that are always in its context."""

from __future__ import annotations

from collections.abc import Sequence

from letta_client.testing.api.contract.bodies import BlockUpdate, CreateBlock
from letta_client.testing.api.contract.queries import (
    CountBlocksQuery,
    ListAgentsForBlockQuery,
    ListBlocksQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import parts_of_related_agent
from letta_client.testing.api.world import World
from letta_client.testing.store.collection import id_of
from letta_client.testing.store.filters import contains, fits
from letta_client.types.agent_state import AgentState
from letta_client.types.blocks import Block


@operation("list_blocks")
def list_blocks(world: World, query: ListBlocksQuery) -> list[Block]:

    def matches(block: Block) -> bool:
        agents = len(world.agent_blocks.holders_of(block.id or "", world.now()))
        gt, lt = query.connected_to_agents_count_gt, query.connected_to_agents_count_lt
        eq = query.connected_to_agents_count_eq
        return (
            contains(block.label, query.label_search)
            and contains(block.description, query.description_search)
            and contains(block.value, query.value_search)
            and (gt is None or agents > gt)
            and (lt is None or agents < lt)
            and (eq is None or agents in eq)
            and (block.is_template or not query.templates_only)
            and query.name in (None, block.template_name)
            and _belongs_to(world, block, query.identity_id, query.identifier_keys)
        )

    return world.blocks.list_page(query, world.now(), matches)


@operation("count_blocks")
def count_blocks(world: World, query: CountBlocksQuery) -> int:
    return sum(
        fits(block, query)
        and (block.is_template or not query.templates_only)
        and query.name in (None, block.template_name)
        for block in world.blocks.all(world.now())
    )


@operation("create_block")
def create_block(world: World, body: CreateBlock) -> Block:
    return world.blocks.create(body, world.now())


@operation("retrieve_block")
def retrieve_block(world: World, block_id: str) -> Block:
    return world.blocks.get(block_id, world.now())


@operation("modify_block")
def modify_block(world: World, block_id: str, body: BlockUpdate) -> Block:
    return world.blocks.update(block_id, body, world.now())


@operation("delete_block")
def delete_block(world: World, block_id: str) -> None:
    world.blocks.delete(block_id, world.now())


@operation("list_agents_for_block")
def list_agents_for_block(
    world: World, block_id: str, query: ListAgentsForBlockQuery
) -> list[AgentState]:
    world.blocks.get(block_id, world.now())
    agents = world.agent_blocks.holders_of(block_id, world.now())
    shown = parts_of_related_agent(world, query.include, query.include_relationships)
    return [world.agent_state(agent, shown) for agent in world.agents.page_in_order(agents, query)]


def _belongs_to(
    world: World, block: Block, identity_id: str | None, keys: Sequence[str] | None
) -> bool:
    if identity_id is None and not keys:
        return True
    identities = world.block_identities.parts_of(block.id or "", world.now())
    return identity_id in {None, *map(id_of, identities)} and (
        not keys or any(each.identifier_key in keys for each in identities)
    )
