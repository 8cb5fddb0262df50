"""The blocks of an agent, by their labels: its core memory."""

from __future__ import annotations

from letta_client.testing.api.contract.bodies import BlockUpdate
from letta_client.testing.api.contract.queries import ListCoreMemoryBlocksQuery
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.world import World
from letta_client.testing.store.agent_activity import EVERYTHING
from letta_client.testing.store.collection import id_of
from letta_client.testing.store.errors import ApiError, conflict
from letta_client.types.agent_state import AgentState, Memory
from letta_client.types.blocks import Block


@operation("retrieve_agent_memory")
def retrieve_agent_memory(world: World, agent_id: str) -> Memory:
    return world.agent_state(find_agent(world, agent_id), EVERYTHING).memory


@operation("list_core_memory_blocks")
def list_core_memory_blocks(
    world: World, agent_id: str, query: ListCoreMemoryBlocksQuery
) -> list[Block]:
    find_agent(world, agent_id)
    blocks = world.agent_blocks.parts_of(agent_id, world.now())
    if world.profile.lists.blocks_of_an_agent_go_by_id:
        return world.blocks.page_by_id(blocks, query)
    return world.blocks.page_of(blocks, query)


@operation("retrieve_core_memory_block")
def retrieve_core_memory_block(world: World, agent_id: str, block_label: str) -> Block:
    find_agent(world, agent_id)
    return _labelled(world, agent_id, block_label)


@operation("modify_core_memory_block")
def modify_core_memory_block(
    world: World, agent_id: str, block_label: str, body: BlockUpdate
) -> Block:
    find_agent(world, agent_id)
    block_id = id_of(_labelled(world, agent_id, block_label))
    if body.label is not None:
        _check_label(world, agent_id, block_id, body.label)
    return world.blocks.update(block_id, body, world.now())


@operation("attach_core_memory_block")
def attach_core_memory_block(world: World, agent_id: str, block_id: str) -> AgentState:
    find_agent(world, agent_id)
    block = world.blocks.get(block_id, world.now())
    _check_label(world, agent_id, block_id, block.label)
    world.agent_blocks.attach(agent_id, block_id, world.now())
    return _changed(world, agent_id)


@operation("detach_core_memory_block")
def detach_core_memory_block(world: World, agent_id: str, block_id: str) -> AgentState:
    find_agent(world, agent_id)
    if not world.agent_blocks.are_attached(agent_id, block_id):
        raise ApiError(404, f"No block with id '{block_id}' found for agent '{agent_id}'")
    world.agent_blocks.detach(agent_id, block_id, world.now())
    return _changed(world, agent_id)


def _changed(world: World, agent_id: str) -> AgentState:
    agent = world.agents.change(agent_id, world.now(), updated_at=world.now())
    return world.agent_state(agent, EVERYTHING)


def _labelled(world: World, agent_id: str, label: str) -> Block:
    for block in world.agent_blocks.parts_of(agent_id, world.now()):
        if block.label == label:
            return block
    raise ApiError(404, f"No block with label '{label}' found for agent '{agent_id}'")


def _check_label(world: World, agent_id: str, block_id: str, label: str | None) -> None:
    """Check that no other block of an agent has a label.

    Raises:
        ApiError: 409, one has.
    """
    for block in world.agent_blocks.parts_of(agent_id, world.now()):
        if block.label == label and block.id != block_id:
            raise conflict(f"The agent {agent_id} has another block with the label '{label}'")
