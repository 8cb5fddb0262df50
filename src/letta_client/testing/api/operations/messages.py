"""The messages of all agents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from letta_client.testing.api.contract.bodies import MessageSearchRequest, SearchAllMessagesRequest
from letta_client.testing.api.contract.queries import ListAllMessagesQuery
from letta_client.testing.api.internal_messages import internal_message, role_of
from letta_client.testing.api.listed_messages import (
    as_reasoning,
    is_of_thread,
    listed_parts,
    prompts_of,
    thread_of,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.testing.simulation.ids import is_id
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.simulation.run_record import StoredMessage, is_wanted
from letta_client.testing.simulation.transcript import words
from letta_client.testing.store.errors import ApiError, bad_request
from letta_client.testing.store.filters import contains
from letta_client.testing.store.ordered_rows import Window
from letta_client.testing.store.paging import CursorDialect, PageRequest, numbered, page_of
from letta_client.types.internal_messages import MessageSearchResult
from letta_client.types.messages import (
    AssistantMessage,
    ReasoningMessage,
    SystemMessage,
    UserMessage,
)


@dataclass(frozen=True)
class _Found:
    agent_id: str
    thread: str
    message: StoredMessage


@operation("list_all_messages")
def list_all_messages(world: World, query: ListAllMessagesQuery) -> list[AnyMessage]:
    wanted, kinds = query.conversation_id, query.include_return_message_types
    found = [
        each.message
        for each in _all_messages(world)
        if wanted is None or is_of_thread(world, each.agent_id, wanted, each.message)
    ]
    request = PageRequest.of(query, world.profile.lists)
    places = numbered(found)
    known = {message.id: place for place, message in places if message.id is not None}
    lists = world.profile.lists
    dialect = CursorDialect(
        "No message found with id {}", in_time=lists.messages_take_after_as_later
    )
    page, newest_first = page_of(places, request, known.get, dialect), request.newest_first
    if newest_first and lists.pages_of_agent_messages_come_oldest_first:
        page, newest_first = page[::-1], False
    listed = listed_parts(page, world.now(), newest_first=newest_first)
    return [message for message in listed if is_wanted(message, kinds)]


@operation("retrieve_message")
def retrieve_message(world: World, message_id: str) -> list[AnyMessage]:
    if not is_id(message_id, "message"):
        raise bad_request(f"Invalid message ID format: {message_id}")
    for each in _all_messages(world):
        if each.message.id == message_id:
            if not world.profile.messages.replies_are_reasoning_outside_of_threads:
                return listed_parts([each.message], world.now(), newest_first=False)
            parts = listed_parts([each.message], world.now(), newest_first=True)
            return [as_reasoning(part) for part in parts]
    raise ApiError(404, f"Message with id {message_id} not found.", names_trace=True)


@operation("search_all_messages")
def search_all_messages(world: World, body: SearchAllMessagesRequest) -> list[dict[str, Any]]:
    found = _search(world, body.query, body.agent_id, body.conversation_id, body.limit)
    return [
        {
            **_searchable(part),
            "message_id": each.message.id,
            "agent_id": each.agent_id,
            "conversation_id": None if each.thread == each.agent_id else each.thread,
            "created_at": part.date.isoformat(),
        }
        for each, part in found
        if _is_between(part.date, body.start_date, body.end_date)
    ]


@operation("search_messages")
def search_messages(world: World, body: MessageSearchRequest) -> list[MessageSearchResult]:
    found = _search(world, body.query or "", body.agent_id, body.conversation_id, body.limit)
    roles = {role.value for role in body.roles or ()}
    return [
        MessageSearchResult(
            embedded_text=_text_of(part),
            message=internal_message([part], each.agent_id),
            fts_rank=rank,
            rrf_score=1 / (60 + rank),
        )
        for rank, (each, part) in enumerate(found, 1)
        if (not roles or role_of(part) in roles)
        and _is_between(part.date, body.start_date, body.end_date)
    ]


def _all_messages(world: World) -> Iterator[_Found]:
    """Yield the messages of all agents, the oldest first."""
    now = world.now()
    found = [
        _Found(agent.id, thread_of(world, agent.id, message), message)
        for agent in world.agents.all(now)
        for message in world.runs.list_messages(
            agent.id, Window(newest_first=False), now, others=prompts_of(world, agent)
        )
    ]
    yield from sorted(found, key=lambda each: each.message.parts[0].at)


def _search(
    world: World, query: str, agent_id: str | None, conversation_id: str | None, limit: int
) -> list[tuple[_Found, AssistantMessage | ReasoningMessage | SystemMessage | UserMessage]]:
    """Return the messages that have a text in them, the newest first.

    Raises:
        ApiError: 400, this server has no search.
    """
    if world.profile.messages.cannot_be_searched:
        raise bad_request(
            "Message search requires message embedding, OpenAI, and Turbopuffer to be enabled."
        )
    found = [
        (each, part)
        for each in _all_messages(world)
        if agent_id in (None, each.agent_id)
        and (
            conversation_id is None
            or is_of_thread(world, each.agent_id, conversation_id, each.message)
        )
        for part in each.message.parts_at(world.now())
        if isinstance(part, (AssistantMessage, ReasoningMessage, SystemMessage, UserMessage))
        and contains(_text_of(part), query)
    ]
    return found[::-1][:limit]


def _text_of(
    part: AssistantMessage | ReasoningMessage | SystemMessage | UserMessage,
) -> str:
    return part.reasoning if isinstance(part, ReasoningMessage) else words(part.content)


def _searchable(
    part: AssistantMessage | ReasoningMessage | SystemMessage | UserMessage,
) -> dict[str, Any]:
    named = "reasoning" if isinstance(part, ReasoningMessage) else "content"
    return {"message_type": part.message_type, named: _text_of(part)}


def _is_between(date: datetime, start: datetime | None, end: datetime | None) -> bool:
    return (start is None or date >= start) and (end is None or date <= end)
