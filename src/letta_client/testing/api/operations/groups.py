"""Groups: agents that work on the same messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from letta_client.testing.api.listed_messages import message_finder
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.store.errors import ApiError, bad_request, not_found, unknown_error
from letta_client.testing.store.filters import fits
from letta_client.types.groups import Group


@operation("list_groups")
def list_groups(world: World, query: ListGroupsQuery) -> list[Group]:
    return _page(world, query)


@operation("count_groups")
def count_groups(world: World) -> int:
    return len(world.groups.all(world.now()))


@operation("create_group")
def create_group(world: World, body: GroupCreate) -> Group:
    _check_that_agents_are_there(world, body.agent_ids)
    group = world.groups.create(body, world.now())
    if world.profile.groups.do_not_tell_their_blocks:
        return world.groups.change(group.id, world.now(), shared_block_ids=[])
    return group


@operation("retrieve_group")
def retrieve_group(world: World, group_id: str) -> Group:
    return world.groups.get(group_id, world.now())


@operation("modify_group")
def modify_group(world: World, group_id: str, body: GroupUpdate) -> Group:
    _check_that_agents_are_there(world, body.agent_ids or ())
    known = world.groups.get(group_id, world.now())
    if body.manager_config and body.manager_config.manager_type != known.manager_type:
        raise bad_request("Cannot change group pattern after creation")
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
    if world.profile.groups.do_not_tell_their_blocks:
        return
    ids = dict.fromkeys([*group.shared_block_ids, block_id])
    world.groups.change(group_id, world.now(), shared_block_ids=[*ids])


@operation("detach_block_from_group")
def detach_block_from_group(world: World, group_id: str, block_id: str) -> None:
    group = world.groups.get(group_id, world.now())
    world.blocks.get(block_id, world.now())
    ids = [each for each in group.shared_block_ids if each != block_id]
    world.groups.change(group_id, world.now(), shared_block_ids=ids)


# No agent of this server sends messages as a group.


@operation("list_group_messages")
def list_group_messages(
    world: World, group_id: str, query: ListGroupMessagesQuery
) -> list[AnyMessage]:
    world.groups.get(group_id, world.now())
    find = message_finder(world)
    for cursor in (query.after, query.before):
        if cursor and find(cursor) is None:
            raise ApiError(404, f"No Message found with id {cursor}")
    return []


@operation("modify_group_message")
def modify_group_message(
    world: World, group_id: str, message_id: str, body: ModifyGroupMessageBody
) -> Any:
    if world.profile.groups.cannot_change_their_messages:
        raise unknown_error()
    world.groups.get(group_id, world.now())
    raise not_found("Message", message_id)


@operation("reset_group_messages")
def reset_group_messages(world: World, group_id: str) -> None:
    world.groups.get(group_id, world.now())


@operation("list_groups_for_agent")
def list_groups_for_agent(
    world: World, agent_id: str, query: ListGroupsForAgentQuery
) -> list[Group]:
    if not world.profile.lists.of_what_is_not_there_are_empty:
        find_agent(world, agent_id)
    return _page(world, query, lambda group: agent_id in group.agent_ids)


def _page(
    world: World,
    query: ListGroupsQuery | ListGroupsForAgentQuery,
    matches: Callable[[Group], bool] = lambda group: True,
) -> list[Group]:
    if not world.profile.lists.groups_take_after_as_a_greater_id:
        return world.groups.list_page(query, world.now(), matches)
    groups = [each for each in world.groups.all(world.now()) if fits(each, query) and matches(each)]
    return world.groups.page_beyond_ids(groups, query)


def _check_that_agents_are_there(world: World, agent_ids: Sequence[str]) -> None:
    missing = {each for each in agent_ids if world.agents.find(each, world.now()) is None}
    if missing:
        raise ApiError(404, f"Items not found in agents: {missing}")
