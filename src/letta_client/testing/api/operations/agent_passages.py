"""The archival memory of agents: the passages of their archives."""

from __future__ import annotations

from datetime import UTC, datetime

from letta_client.testing.api.contract.bodies import CreateArchivalMemory, PassageSearchRequest
from letta_client.testing.api.contract.queries import (
    ListPassagesQuery,
    SearchArchivalMemoryQuery,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.stored_passages import has_tags, is_between
from letta_client.testing.api.world import World
from letta_client.testing.store.errors import ApiError, database_error
from letta_client.testing.store.filters import contains
from letta_client.types.agent_passages import (
    ArchivalMemorySearchResponse,
    ArchivalMemorySearchResult,
)
from letta_client.types.passages import Passage, PassageSearchResult

_FOUND_BY_DEFAULT = 5


@operation("list_passages")
def list_passages(world: World, agent_id: str, query: ListPassagesQuery) -> list[Passage]:
    if not world.profile.lists.of_what_is_not_there_are_empty:
        find_agent(world, agent_id)
    passages = _passages_of(world, agent_id)
    found = [each for each in passages if contains(each.text, query.search)]
    if query.limit == 0 and world.profile.lists.limit_zero_lists_all_agents_and_blocks:
        query = query.model_copy(update={"limit": None})
    return world.passages.passages.page_of(found, query)


@operation("create_passage")
def create_passage(world: World, agent_id: str, body: CreateArchivalMemory) -> list[Passage]:
    agent, now = find_agent(world, agent_id), world.now()
    archive = world.passages.own_archive(agent, now)
    at = body.created_at
    created_at = at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
    passage = world.passages.write(archive, body.text, now, tags=body.tags, created_at=created_at)
    return [passage]


@operation("delete_passage")
def delete_passage(world: World, agent_id: str, memory_id: str) -> dict[str, str]:
    passages = world.passages.of_archives(None, world.now())
    if not world.profile.passages.can_be_deleted_as_those_of_any_agent:
        find_agent(world, agent_id)
        passages = _passages_of(world, agent_id)
    if all(each.id != memory_id for each in passages):
        raise ApiError(404, f"Passage with id {memory_id} not found in database.")
    world.passages.passages.delete(memory_id, world.now())
    return {"message": f"Memory id={memory_id} successfully deleted"}


@operation("search_archival_memory")
def search_archival_memory(
    world: World, agent_id: str, query: SearchArchivalMemoryQuery
) -> ArchivalMemorySearchResponse:
    find_agent(world, agent_id)
    most = _FOUND_BY_DEFAULT if query.top_k is None else query.top_k
    if most < 0 and world.profile.lists.negative_limits_fail:
        raise database_error()
    start, end = _in_utc(query.start_datetime), _in_utc(query.end_datetime)
    passages = [
        each
        for each in _passages_of(world, agent_id)
        if has_tags(each, query.tags, needs_all=query.tag_match_mode == "all")
        and is_between(each, start, end)
    ]
    found = world.passages.found(passages, query.query)[: max(most, 0) or None]
    results = [_result(passage) for passage, _ in found]
    return ArchivalMemorySearchResponse(results=results, count=len(results))


@operation("search_passages")
def search_passages(world: World, body: PassageSearchRequest) -> list[PassageSearchResult]:
    passages = _passages_in(world, body)
    found = [(each, 0.0) for each in passages]
    if body.query:
        found = world.passages.found(passages, body.query)
    if world.profile.passages.have_no_score:
        found = [(each, 0.0) for each, _ in found]
    return [
        PassageSearchResult(passage=each, score=score, metadata={})
        for each, score in found[: body.limit]
    ]


def _passages_in(world: World, body: PassageSearchRequest) -> list[Passage]:
    """Return the passages that a search is made in."""
    now = world.now()
    forgives = not body.query and world.profile.lists.of_what_is_not_there_are_empty
    archive_ids: set[str] | None = None
    if body.archive_id is not None:
        if not forgives:
            world.passages.archives.get(body.archive_id, now)
        archive_ids = {body.archive_id}
    if body.agent_id is not None:
        if not forgives:
            find_agent(world, body.agent_id)
        archive = world.passages.archive_of(body.agent_id, now)
        own: set[str] = set() if archive is None else {archive.id}
        archive_ids = own if archive_ids is None else archive_ids & own
    start, end = _in_utc(body.start_date), _in_utc(body.end_date)
    return [
        each
        for each in world.passages.of_archives(archive_ids, now)
        if has_tags(each, body.tags, needs_all=body.tag_match_mode == "all")
        and is_between(each, start, end)
    ]


def _passages_of(world: World, agent_id: str) -> list[Passage]:
    archive = world.passages.archive_of(agent_id, world.now())
    return [] if archive is None else world.passages.of_archives({archive.id}, world.now())


def _result(passage: Passage) -> ArchivalMemorySearchResult:
    assert passage.id is not None
    assert passage.created_at is not None
    return ArchivalMemorySearchResult(
        id=passage.id,
        timestamp=passage.created_at.isoformat(),
        content=passage.text,
        tags=passage.tags or [],
    )


def _in_utc(moment: datetime | None) -> datetime | None:
    """Return a moment that has a zone: without one it is in UTC."""
    naive = moment is not None and moment.tzinfo is None
    return moment.replace(tzinfo=UTC) if moment is not None and naive else moment
