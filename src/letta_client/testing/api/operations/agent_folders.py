"""The folders that agents can read, and the files that they have open."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from letta_client.testing.api.client_versions import is_new_client
from letta_client.testing.api.contract.queries import (
    ListAgentSourcesQuery,
    ListFilesForAgentQuery,
    ListFoldersForAgentQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.world import World
from letta_client.testing.store.agent_activity import EVERYTHING
from letta_client.testing.store.errors import ApiError
from letta_client.types.agent_files import AgentFileAttachment, PaginatedAgentFiles
from letta_client.types.agent_state import AgentState
from letta_client.types.sources import Source


@operation("list_folders_for_agent")
def list_folders_for_agent(
    world: World, agent_id: str, query: ListFoldersForAgentQuery
) -> list[Source]:
    return _folders_of(world, agent_id, query)


@operation("list_agent_sources")
def list_agent_sources(world: World, agent_id: str, query: ListAgentSourcesQuery) -> list[Source]:
    return _folders_of(world, agent_id, query)


@operation("attach_folder_to_agent")
def attach_folder_to_agent(
    world: World, request: Request, agent_id: str, folder_id: str
) -> AgentState | None:
    world.attach_folder(agent_id, folder_id)
    return None if is_new_client(request) else _state(world, agent_id)


@operation("attach_source_to_agent")
def attach_source_to_agent(world: World, agent_id: str, source_id: str) -> AgentState:
    world.attach_folder(agent_id, source_id)
    return _state(world, agent_id)


@operation("detach_folder_from_agent")
def detach_folder_from_agent(
    world: World, request: Request, agent_id: str, folder_id: str
) -> AgentState | None:
    find_agent(world, agent_id, briefly=True)
    world.detach_folder(agent_id, folder_id)
    return None if is_new_client(request) else _state(world, agent_id)


@operation("detach_source_from_agent")
def detach_source_from_agent(world: World, agent_id: str, source_id: str) -> AgentState:
    find_agent(world, agent_id, briefly=True)
    world.detach_folder(agent_id, source_id)
    return _state(world, agent_id)


def _state(world: World, agent_id: str) -> AgentState:
    return world.agent_state(find_agent(world, agent_id), EVERYTHING)


def _folders_of(
    world: World, agent_id: str, query: ListFoldersForAgentQuery | ListAgentSourcesQuery
) -> list[Source]:
    find_agent(world, agent_id, briefly=True)
    folders = world.agent_files.folders.parts_of(agent_id, world.now())
    lists = world.profile.lists
    if query.limit == 0 and lists.limit_zero_lists_all_agents_and_blocks:
        query = query.model_copy(update={"limit": None})
    if lists.folders_and_files_of_agents_take_after_as_a_greater_id:
        return world.files.folders.page_beyond_ids(folders, query)
    return world.files.folders.page_of(folders, query)


# Files


@operation("list_files_for_agent")
def list_files_for_agent(
    world: World, agent_id: str, query: ListFilesForAgentQuery
) -> PaginatedAgentFiles:
    if not world.profile.lists.of_what_is_not_there_are_empty:
        find_agent(world, agent_id)
    files = [
        each for each in world.agent_files.listed(agent_id) if query.is_open in (None, each.is_open)
    ]
    if world.profile.lists.folders_and_files_of_agents_take_after_as_a_greater_id:
        files = _beyond_ids(files, query)
    else:
        files = _beyond_cursors(files, query)
    limit = query.limit or len(files)
    page = files[: limit + 1][:limit]
    return PaginatedAgentFiles(
        files=page,
        next_cursor=page[-1].id if page else None,
        has_more=len(files[: max(limit + 1, 0)]) > limit,
    )


def _beyond_ids(
    files: Sequence[AgentFileAttachment], query: ListFilesForAgentQuery
) -> list[AgentFileAttachment]:
    """Return the files with greater or lesser ids than the cursors; without any, by their ids."""
    after, before = query.cursor or query.after, query.before
    found = [
        each
        for each in files
        if (not after or each.id > after) and (not before or each.id < before)
    ]
    if query.cursor or not (after or before):
        return sorted(found, key=lambda each: each.id)
    return found[::-1] if query.order == "desc" else found


def _beyond_cursors(
    files: Sequence[AgentFileAttachment], query: ListFilesForAgentQuery
) -> list[AgentFileAttachment]:
    found = list(files[::-1] if query.order == "desc" else files)
    ids = [each.id for each in found]
    for cursor in (query.cursor, query.after, query.before):
        if cursor and cursor not in ids:
            raise ApiError(404, f"No FileAgent found with id {cursor}")
    after, before = query.cursor or query.after, query.before
    first = ids.index(after) + 1 if after else 0
    return found[first : ids.index(before) if before else None]


@operation("open_file_for_agent")
def open_file_for_agent(world: World, agent_id: str, file_id: str) -> list[str]:
    now = world.now()
    file = world.files.files.find(file_id, now)
    if file is None:
        raise ApiError(404, f"File with id={file_id} not found", names_trace=True)
    agent = world.agents.find(agent_id, now)
    if agent is None:
        raise ApiError(400, f"Agent {agent_id} not found")
    shares = world.profile.folders.share_files_with_all_agents
    if not shares and not world.agent_files.folders.are_attached(agent_id, file.source_id):
        raise ApiError(404, f"File with id={file_id} is in no folder of the agent")
    return world.agent_files.open(agent, file, now)


@operation("close_file_for_agent")
def close_file_for_agent(world: World, agent_id: str, file_id: str) -> dict[str, str]:
    if not world.agent_files.close(agent_id, file_id):
        raise ApiError(404, f"FileAgent(agent_id={agent_id}, file_id={file_id}) not found")
    return {"message": f"File id={file_id} successfully closed"}


@operation("close_all_files_for_agent")
def close_all_files_for_agent(world: World, agent_id: str) -> list[str]:
    if not world.profile.lists.of_what_is_not_there_are_empty:
        find_agent(world, agent_id)
    return world.agent_files.close_all(agent_id)
