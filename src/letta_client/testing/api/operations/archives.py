"""Archives: collections of passages that agents search, and may share."""

from __future__ import annotations

from datetime import UTC, datetime

from letta_client.testing.api.contract.bodies import (
    ArchiveCreateRequest,
    ArchiveUpdateRequest,
    PassageBatchCreateRequest,
    PassageCreateRequest,
)
from letta_client.testing.api.contract.queries import (
    ListAgentsForArchiveQuery,
    ListArchivesQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.world import World
from letta_client.testing.simulation.ids import is_id
from letta_client.testing.store.agent_activity import TAGS
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.types.agent_state import AgentState
from letta_client.types.archive import Archive
from letta_client.types.passages import Passage


@operation("list_archives")
def list_archives(world: World, query: ListArchivesQuery) -> list[Archive]:
    agent_id = query.agent_id
    if agent_id is not None:
        if not is_id(agent_id, "agent"):
            raise bad_request(f"INVALID_ARGUMENT: Invalid agent ID format: {agent_id}.")
        find_agent(world, agent_id, briefly=True)

    def matches(archive: Archive) -> bool:
        return agent_id is None or world.passages.of_agents.are_attached(agent_id, archive.id)

    return world.passages.archives.list_page(query, world.now(), matches)


@operation("create_archive")
def create_archive(world: World, body: ArchiveCreateRequest) -> Archive:
    return world.passages.archives.create(body, world.now())


@operation("retrieve_archive")
def retrieve_archive(world: World, archive_id: str) -> Archive:
    return world.passages.archives.get(archive_id, world.now())


@operation("modify_archive")
def modify_archive(world: World, archive_id: str, body: ArchiveUpdateRequest) -> Archive:
    # What is null stays as it is.
    changes = ArchiveUpdateRequest.model_validate(body.model_dump(exclude_none=True))
    return world.passages.archives.update(archive_id, changes, world.now())


@operation("delete_archive")
def delete_archive(world: World, archive_id: str) -> None:
    world.passages.archives.delete(archive_id, world.now())


@operation("list_agents_for_archive")
def list_agents_for_archive(
    world: World, archive_id: str, query: ListAgentsForArchiveQuery
) -> list[AgentState]:
    if not world.profile.lists.of_what_is_not_there_are_empty:
        world.passages.archives.get(archive_id, world.now())
    agents = world.passages.of_agents.holders_of(archive_id, world.now())
    shown = {*TAGS, *query.include}
    return [world.agent_state(agent, shown) for agent in world.agents.page_of(agents, query)]


# Passages


@operation("create_passage_in_archive")
def create_passage_in_archive(world: World, archive_id: str, body: PassageCreateRequest) -> Passage:
    return _write(world, world.passages.archives.get(archive_id, world.now()), body)


@operation("create_passages_in_archive")
def create_passages_in_archive(
    world: World, archive_id: str, body: PassageBatchCreateRequest
) -> list[Passage]:
    archive = world.passages.archives.get(archive_id, world.now())
    return [_write(world, archive, each) for each in body.passages]


@operation("delete_passage_from_archive")
def delete_passage_from_archive(world: World, archive_id: str, passage_id: str) -> None:
    world.passages.archives.get(archive_id, world.now())
    passage = world.passages.passages.find(passage_id, world.now())
    if passage is None or passage.archive_id is None:
        raise ApiError(404, f"Agent passage with id {passage_id} not found in database.")
    if passage.archive_id != archive_id:
        raise bad_request(f"Passage {passage_id} does not belong to archive {archive_id}")
    world.passages.passages.delete(passage_id, world.now())


def _write(world: World, archive: Archive, request: PassageCreateRequest) -> Passage:
    created_at: datetime | None = None
    if request.created_at is not None:
        try:
            created_at = datetime.fromisoformat(request.created_at)
        except ValueError as error:
            raise bad_request(str(error)) from None
        if created_at.tzinfo is None:
            created_at = created_at.replace(tzinfo=UTC)
    return world.passages.write(
        archive,
        request.text,
        world.now(),
        tags=request.tags,
        metadata=request.metadata,
        created_at=created_at,
    )


# Agents


@operation("attach_archive_to_agent")
def attach_archive_to_agent(world: World, agent_id: str, archive_id: str) -> None:
    find_agent(world, agent_id, briefly=True)
    world.passages.attach(agent_id, archive_id, world.now())


@operation("detach_archive_from_agent")
def detach_archive_from_agent(world: World, agent_id: str, archive_id: str) -> None:
    find_agent(world, agent_id, briefly=True)
    world.passages.archives.get(archive_id, world.now())
    if world.passages.of_agents.are_attached(agent_id, archive_id):
        world.passages.of_agents.detach(agent_id, archive_id, world.now())
