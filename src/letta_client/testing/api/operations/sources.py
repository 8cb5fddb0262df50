"""Folders by their old name: sources."""

from __future__ import annotations

from typing import Any

from letta_client.testing.api.contract.bodies import SourceCreate, SourceUpdate
from letta_client.testing.api.contract.queries import (
    GetSourcesMetadataQuery,
    ListFolderPassagesQuery,
    ListSourcePassagesQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.folders import (
    agents_of_folder,
    changed_folder,
    id_by_name,
    metadata,
    new_folder,
    passages_of_folder,
    refuse_metadata,
)
from letta_client.testing.api.world import World
from letta_client.testing.store.collection import id_of
from letta_client.types.passages import Passage
from letta_client.types.sources import Source


@operation("list_sources")
def list_sources(world: World) -> list[Source]:
    return world.files.folders.all(world.now())


@operation("create_source")
def create_source(world: World, body: SourceCreate) -> Source:
    return new_folder(world, body)


@operation("count_sources")
def count_sources(world: World) -> int:
    return len(world.files.folders.all(world.now()))


@operation("get_sources_metadata")
def get_sources_metadata(world: World, query: GetSourcesMetadataQuery) -> dict[str, Any]:
    refuse_metadata(world, "retrieve_source")
    return metadata(world, in_detail=query.include_detailed_per_source_metadata)


@operation("get_source_id_by_name")
def get_source_id_by_name(world: World, source_name: str) -> str:
    return id_by_name(world, source_name)


@operation("retrieve_source")
def retrieve_source(world: World, source_id: str) -> Source:
    return world.files.folders.get(source_id, world.now())


@operation("modify_source")
def modify_source(world: World, source_id: str, body: SourceUpdate) -> Source:
    return changed_folder(world, source_id, body)


@operation("delete_source")
def delete_source(world: World, source_id: str) -> None:
    world.files.folders.delete(source_id, world.now())


@operation("get_agents_for_source")
def get_agents_for_source(world: World, source_id: str) -> list[str]:
    return [id_of(agent) for agent in agents_of_folder(world, source_id)]


@operation("list_source_passages")
def list_source_passages(
    world: World, source_id: str, query: ListSourcePassagesQuery
) -> list[Passage]:
    oldest_first = ListFolderPassagesQuery(order="asc", **query.model_dump())
    return world.passages.passages.page_of(passages_of_folder(world, source_id), oldest_first)
