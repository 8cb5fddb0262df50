"""Folders: collections of files that agents can read."""

from __future__ import annotations

from typing import Any

from letta_client.testing.api.contract.bodies import SourceCreate, SourceUpdate
from letta_client.testing.api.contract.document import operations
from letta_client.testing.api.contract.queries import (
    ListAgentsForFolderQuery,
    ListFolderPassagesQuery,
    ListFoldersQuery,
    RetrieveMetadataQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.request_validation import InvalidRequest, RequestCheck
from letta_client.testing.api.world import World
from letta_client.testing.store.collection import id_of
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.testing.store.filters import contains
from letta_client.types.agent_state import AgentState
from letta_client.types.folder import Folder
from letta_client.types.passages import Passage
from letta_client.types.sources import Source


@operation("list_folders")
def list_folders(world: World, query: ListFoldersQuery) -> list[Folder]:
    part = query.name
    if part is not None and world.profile.folders.are_found_by_a_part_of_their_name:
        query = query.model_copy(update={"name": None})

    def matches(folder: Source) -> bool:
        return contains(folder.name, part)

    return [_folder(each) for each in world.files.folders.list_page(query, world.now(), matches)]


@operation("create_folder")
def create_folder(world: World, body: SourceCreate) -> Folder:
    return _folder(new_folder(world, body))


@operation("count_folders")
def count_folders(world: World) -> int:
    return len(world.files.folders.all(world.now()))


@operation("retrieve_metadata")
def retrieve_metadata(world: World, query: RetrieveMetadataQuery) -> dict[str, Any]:
    refuse_metadata(world, "retrieve_folder")
    return metadata(world, in_detail=query.include_detailed_per_source_metadata)


@operation("get_folder_by_name")
def get_folder_by_name(world: World, folder_name: str) -> str:
    return id_by_name(world, folder_name)


@operation("retrieve_folder")
def retrieve_folder(world: World, folder_id: str) -> Folder:
    return _folder(world.files.folders.get(folder_id, world.now()))


@operation("modify_folder")
def modify_folder(world: World, folder_id: str, body: SourceUpdate) -> Folder:
    return _folder(changed_folder(world, folder_id, body))


@operation("delete_folder")
def delete_folder(world: World, folder_id: str) -> None:
    world.files.folders.delete(folder_id, world.now())


@operation("list_agents_for_folder")
def list_agents_for_folder(
    world: World, folder_id: str, query: ListAgentsForFolderQuery
) -> list[str]:
    agents = agents_of_folder(world, folder_id)
    for cursor in (query.after, query.before):
        if cursor and world.agents.find(cursor, world.now()) is None:
            raise ApiError(404, f"No Agent found with id {cursor}")
    if query.limit == 0:
        return []
    return [id_of(agent) for agent in world.agents.page_of(agents, query)]


@operation("list_folder_passages")
def list_folder_passages(
    world: World, folder_id: str, query: ListFolderPassagesQuery
) -> list[Passage]:
    return world.passages.passages.page_of(passages_of_folder(world, folder_id), query)


# What folders have under their old name, too


def new_folder(world: World, request: SourceCreate) -> Source:
    """Create a folder.

    Raises:
        ApiError: 409, there is one of this name.
    """
    has_none = request.embedding is None and request.embedding_config is None
    if has_none and world.profile.folders.need_an_embedding:
        raise bad_request(
            "INVALID_ARGUMENT: Must specify either embedding or embedding_config in request"
        )
    return world.files.folders.create(request, world.now())


def changed_folder(world: World, folder_id: str, request: SourceUpdate) -> Source:
    """Change a folder. What is null stays as it is."""
    changes = SourceUpdate.model_validate(request.model_dump(exclude_none=True))
    return world.files.folders.update(folder_id, changes, world.now())


def id_by_name(world: World, name: str) -> str:
    """Return the id of a folder.

    Raises:
        ApiError: 404, there is none of this name.
    """
    for folder in world.files.folders.all(world.now()):
        if folder.name == name:
            return folder.id
    raise ApiError(404, f"Source with name={name} not found.")


def refuse_metadata(world: World, operation_id: str) -> None:
    """Take "metadata" for the id of a folder, where the server does that.

    Raises:
        InvalidRequest: it is none.
    """
    if world.profile.folders.cannot_tell_their_metadata:
        check = RequestCheck()
        parameters = operations()[operation_id].path_parameters
        check.path(dict.fromkeys(parameters, "metadata"), parameters)
        raise InvalidRequest(check.errors)


def metadata(world: World, *, in_detail: bool) -> dict[str, Any]:
    """Return how many folders and files there are, and how large they are."""
    now = world.now()
    folders = world.files.folders.all(now)
    told = [_metadata_of(world, folder) for folder in folders]
    return {
        "total_sources": len(folders),
        "total_files": sum(each["file_count"] for each in told),
        "total_size": sum(each["total_size"] for each in told),
        "sources": told if in_detail else [],
    }


def _metadata_of(world: World, folder: Source) -> dict[str, Any]:
    files = world.files.files_of(folder.id, world.now())
    return {
        "source_id": folder.id,
        "source_name": folder.name,
        "file_count": len(files),
        "total_size": sum(file.file_size or 0 for file in files),
        "files": [
            {"file_id": file.id, "file_name": file.file_name, "file_size": file.file_size}
            for file in files
        ],
    }


def agents_of_folder(world: World, folder_id: str) -> list[AgentState]:
    """Return the agents that can read a folder.

    Raises:
        ApiError: 404, there is no such folder.
    """
    if world.files.folders.find(folder_id, world.now()) is None:
        raise ApiError(404, f"Source with ID {folder_id} not found")
    return world.agent_files.folders.holders_of(folder_id, world.now())


def passages_of_folder(world: World, folder_id: str) -> list[Passage]:
    """Return the passages of all files of a folder."""
    find_folder_of_list(world, folder_id)
    passages = world.passages.passages.all(world.now())
    return [each for each in passages if each.source_id == folder_id]


def find_folder_of_list(world: World, folder_id: str) -> None:
    """Check that there is the folder of which something is listed.

    Raises:
        ApiError: 404, there is none, and on this server that makes no empty list.
    """
    if not world.profile.lists.of_what_is_not_there_are_empty:
        world.files.folders.get(folder_id, world.now())


def _folder(source: Source) -> Folder:
    return Folder.model_validate(source.model_dump(exclude={"vector_db_provider"}))
