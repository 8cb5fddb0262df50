"""Groups: agents that work on the same messages."""

from __future__ import annotations

from typing import Any

from letta_client.testing.api.contract.bodies import (
    GroupCreate,
    GroupUpdate,
    ModifyGroupMessageBody,
)
from letta_client.testing.api.contract.queries import (
    ListGroupMessagesQuery,
    ListGroupsForAgentQuery,
    ListGroupsQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.store.errors import ApiError, not_found
from letta_client.types.groups import Group


@operation("list_groups")
def list_groups(world: World, query: ListGroupsQuery) -> list[Group]:
    return world.groups.list_page(query, world.now())


@operation("count_groups")
def count_groups(world: World) -> int:
    return len(world.groups.all(world.now()))


@operation("create_group")
def create_group(world: World, body: GroupCreate) -> Group:
    missing = [each for each in body.agent_ids if world.agents.find(each, world.now()) is None]
    if missing:
        raise ApiError(404, f"Items not found in agents: {set(missing)}")
    return world.groups.create(body, world.now())


@operation("retrieve_group")
def retrieve_group(world: World, group_id: str) -> Group:
    return world.groups.get(group_id, world.now())


@operation("modify_group")
def modify_group(world: World, group_id: str, body: GroupUpdate) -> Group:
    group = world.groups.update(group_id, body, world.now())
    settings = {} if body.manager_config is None else body.manager_config.model_dump()
    return world.groups.change(group.id, world.now(), **settings)


@operation("delete_group")
def delete_group(world: World, group_id: str) -> dict[str, str]:
    world.groups.delete(group_id, world.now())
    return {"message": f"Group id={group_id} successfully deleted"}


@operation("attach_block_to_group")
def attach_block_to_group(world: World, group_id: str, block_id: str) -> None:
    group = world.groups.get(group_id, world.now())
    world.blocks.get(block_id, world.now())
    ids = dict.fromkeys([*group.shared_block_ids, block_id])
    world.groups.change(group_id, world.now(), shared_block_ids=[*ids])


@operation("detach_block_from_group")
def detach_block_from_group(world: World, group_id: str, block_id: str) -> None:
    group = world.groups.get(group_id, world.now())
    ids = [each for each in group.shared_block_ids if each != block_id]
    world.groups.change(group_id, world.now(), shared_block_ids=ids)


# No agent of this server sends messages as a group.


@operation("list_group_messages")
def list_group_messages(
    world: World, group_id: str, query: ListGroupMessagesQuery
) -> list[AnyMessage]:
    world.groups.get(group_id, world.now())
    return []


@operation("modify_group_message")
def modify_group_message(
    world: World, group_id: str, message_id: str, body: ModifyGroupMessageBody
) -> Any:
    world.groups.get(group_id, world.now())
    raise not_found("Message", message_id)


@operation("reset_group_messages")
def reset_group_messages(world: World, group_id: str) -> None:
    world.groups.get(group_id, world.now())


@operation("list_groups_for_agent")
def list_groups_for_agent(
    world: World, agent_id: str, query: ListGroupsForAgentQuery
) -> list[Group]:
    find_agent(world, agent_id)
    return world.groups.list_page(query, world.now(), lambda group: agent_id in group.agent_ids)
