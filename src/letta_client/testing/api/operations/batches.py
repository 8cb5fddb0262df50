"""Batches of messages to several agents."""

from __future__ import annotations

from typing import Any

from letta_client.testing.api.batch_jobs import batch_now, cancel_batch, runs_of
from letta_client.testing.api.contract.bodies import CreateBatch
from letta_client.testing.api.contract.queries import (
    ListBatchesQuery,
    ListMessagesForBatchQuery,
)
from letta_client.testing.api.internal_messages import internal_message
from letta_client.testing.api.message_requests import async_request
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.sending import SendMode
from letta_client.testing.api.sent_messages import send_to
from letta_client.testing.api.world import World
from letta_client.testing.simulation.ids import is_id
from letta_client.testing.simulation.run_plan import SENT_ASYNC
from letta_client.testing.store.collection import id_of
from letta_client.testing.store.errors import bad_request, unknown_error
from letta_client.testing.store.paging import CursorDialect, PageRequest, numbered, page_of
from letta_client.types.jobs import BatchJob
from letta_client.types.messages import AssistantMessage


@operation("list_batches")
def list_batches(world: World, query: ListBatchesQuery) -> list[BatchJob]:
    for cursor in (query.after, query.before):
        if cursor and world.batches.find(cursor, world.now()) is None:
            raise bad_request(f"Job with id {cursor} not found")
    listed = world.batches.list_page(query, world.now())
    return [batch_now(world, batch) for batch in listed]


@operation("create_batch")
def create_batch(world: World, body: CreateBatch) -> BatchJob:
    if not body.requests:
        raise bad_request("Empty list of batch_requests passed in!")
    if world.profile.messages.cannot_be_sent_in_batches:
        raise unknown_error()
    requests = [
        (find_agent(world, each.agent_id), async_request(each.given())) for each in body.requests
    ]
    how = SendMode(SENT_ASYNC, background=True)
    runs = [send_to(world, agent, request, how) for agent, request in requests]
    batch = world.batches.create(body, world.now())
    world.runs_of_batches[id_of(batch)] = tuple(run.id for run in runs)
    return batch_now(world, batch)


@operation("retrieve_batch")
def retrieve_batch(world: World, batch_id: str) -> BatchJob:
    return batch_now(world, _find(world, batch_id))


@operation("cancel_batch")
def cancel_batch_of(world: World, batch_id: str) -> None:
    cancel_batch(world, _find(world, batch_id))


@operation("list_messages_for_batch")
def list_messages_for_batch(
    world: World, batch_id: str, query: ListMessagesForBatchQuery
) -> dict[str, Any]:
    batch = _find(world, batch_id)
    said = [
        internal_message([timed.value], run.plan.agent_id)
        for run in runs_of(world, batch)
        for timed in run.messages
        if timed.at <= world.now() and isinstance(timed.value, AssistantMessage)
    ]
    wanted = [message for message in said if query.agent_id in (None, message.agent_id)]
    places = numbered(wanted)
    listed = page_of(
        places,
        PageRequest.of(query, world.profile.lists),
        {message.id: place for place, message in places}.get,
        CursorDialect("No Message found with id {}"),
    )
    return {"messages": [message.model_dump(mode="json") for message in listed]}


def _find(world: World, batch_id: str) -> BatchJob:
    if not is_id(batch_id, "job"):
        raise bad_request(f"INVALID_ARGUMENT: Invalid job ID format: {batch_id}")
    return world.batches.get(batch_id, world.now())
