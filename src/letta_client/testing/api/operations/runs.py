"""`/v1/runs/`: runs, and what belongs to them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import StreamingResponse

from letta_client.testing.api.answers import (
    answer,
    answer_list,
    answer_run,
    answer_runs,
    bad_request,
    gone,
    not_found,
    unknown_error,
)
from letta_client.testing.api.documented_errors import PROBLEMS
from letta_client.testing.api.event_stream import STREAMABLE_FOR, EventStream, Wishes
from letta_client.testing.api.pages import (
    PageQuery,
    checked_limit,
    listed_parts,
    message_finder,
    page_of,
    step_finder,
)
from letta_client.testing.api.parameters import (
    HEADERS,
    STREAM,
    After,
    Before,
    Limit,
    Order,
    OrderBy,
    StopReasonType,
)
from letta_client.testing.api.request_bodies import RetrieveStreamRequest
from letta_client.testing.api.sending import WITHOUT_REDIS
from letta_client.testing.api.world import TheWaiting, TheWorld, World
from letta_client.testing.simulation.ids import is_id
from letta_client.testing.simulation.run_record import RunRecord, is_wanted
from letta_client.testing.store.cursors import resolve, window
from letta_client.testing.store.ordered_rows import Key
from letta_client.types.messages import Message
from letta_client.types.runs import Run, RunMetrics, UsageRetrieveResponse
from letta_client.types.steps import Step

router: APIRouter = APIRouter(
    prefix="/v1/runs", tags=["runs"], dependencies=[HEADERS], responses=PROBLEMS
)

_STATUSES = ("created", "running", "completed", "failed", "cancelled")
_ACTIVE = ("created", "running")


@router.get("/", operation_id="list_runs", response_model=list[Run])
async def list_runs(
    world: TheWorld,
    agent_id: Annotated[str | None, Query()] = None,
    agent_ids: Annotated[list[str] | None, Query(deprecated=True)] = None,
    statuses: Annotated[list[str] | None, Query()] = None,
    background: Annotated[bool | None, Query()] = None,
    stop_reason: Annotated[StopReasonType | None, Query()] = None,
    conversation_id: Annotated[str | None, Query()] = None,
    before: Before = None,
    after: After = None,
    limit: Annotated[int | None, Query(ge=1, le=1000)] = 100,
    order: Order = "desc",
    order_by: OrderBy = "created_at",
    active: bool = False,
    ascending: Annotated[bool, Query(deprecated=True)] = False,
) -> Response:
    """List runs that match all of the filters."""
    agents = [*(agent_ids or ()), *([] if agent_id is None else [agent_id])]
    wanted = _ACTIVE if active else _checked(statuses)

    def matches(run: Run) -> bool:
        return (
            (not agents or run.agent_id in agents)
            and (not wanted or run.status in wanted)
            and (background is None or run.background == background)
            and (stop_reason is None or run.stop_reason == stop_reason.value)
            and (conversation_id is None or run.conversation_id == conversation_id)
        )

    def find(run_id: str) -> Key | None:
        record = world.store.run(run_id, world.now())
        return None if record is None else record.key

    unknown = (
        None
        if world.profile.lists.unknown_run_and_agent_cursors_are_ignored
        else "No Run found with id {}"
    )
    part = window(
        newest_first=order == "desc" and not ascending,
        after=resolve(after, find, unknown),
        before=resolve(before, find, unknown),
        limit=limit,
        swapped=world.profile.lists.runs_swap_after_and_before,
    )
    return answer_runs(world.store.list_runs(part, matches, world.now()), world.profile)


@router.get("/active", operation_id="list_active_runs", response_model=list[Run], deprecated=True)
async def list_active_runs(
    world: TheWorld,
    agent_id: Annotated[str | None, Query()] = None,
    background: Annotated[bool | None, Query()] = None,
) -> Response:
    """List the runs that are not over, the newest first."""

    def matches(run: Run) -> bool:
        return (
            run.status in _ACTIVE
            and (agent_id is None or run.agent_id == agent_id)
            and (background is None or run.background == background)
        )

    part = window(newest_first=True, after=None, before=None, limit=None)
    return answer_runs(world.store.list_runs(part, matches, world.now()), world.profile)


@router.get("/{run_id}", operation_id="retrieve_run", response_model=Run)
async def retrieve_run(world: TheWorld, run_id: str) -> Response:
    """Answer with a run."""
    return answer_run(_find(world, run_id).run_at(world.now()), world.profile)


@router.delete("/{run_id}", operation_id="delete_run")
async def delete_run(world: TheWorld, run_id: str) -> Response:
    """Delete a run, with its steps and messages."""
    if world.profile.runs.cannot_be_deleted:
        raise unknown_error()
    world.store.delete(_find(world, run_id))
    return answer(None)


@router.get(
    "/{run_id}/messages", operation_id="list_messages_for_run", response_model=list[Message]
)
async def list_messages_for_run(
    world: TheWorld,
    run_id: str,
    before: Before = None,
    after: After = None,
    limit: Limit = 100,
    order: Order = "asc",
    order_by: OrderBy = "created_at",
) -> Response:
    """List the messages of a run."""
    record, now = _find(world, run_id), world.now()
    kinds = record.plan.request_config.include_return_message_types

    stored = record.messages_at(now)
    if not world.profile.lists.limits_count_messages_that_were_not_wanted:
        stored = [each for each in stored if each.has_wanted_parts(kinds)]
    found = page_of(
        [(record.message_key(message), message) for message in stored],
        PageQuery(order, after, before, checked_limit(world, limit)),
        message_finder(world),
        unknown="No message found with id '{}' for agent 'None'.",
        in_time=world.profile.lists.messages_take_after_as_later,
    )
    listed = listed_parts(found, now, order)
    return answer_list([message for message in listed if is_wanted(message, kinds)])


@router.get(
    "/{run_id}/usage", operation_id="retrieve_usage_for_run", response_model=UsageRetrieveResponse
)
async def retrieve_usage_for_run(world: TheWorld, run_id: str) -> Response:
    """Answer with the tokens that a run has used."""
    return answer(_find(world, run_id).usage_at(world.now()))


@router.get("/{run_id}/metrics", operation_id="retrieve_metrics_for_run", response_model=RunMetrics)
async def retrieve_metrics_for_run(world: TheWorld, run_id: str) -> Response:
    """Answer with what was measured of a run."""
    return answer(_find(world, run_id).metrics_at(world.now()))


@router.get("/{run_id}/steps", operation_id="list_steps_for_run", response_model=list[Step])
async def list_steps_for_run(
    world: TheWorld,
    run_id: str,
    before: Before = None,
    after: After = None,
    limit: Limit = 100,
    order: Order = "desc",
    order_by: OrderBy = "created_at",
) -> Response:
    """List the steps of a run."""
    run = _find(world, run_id)
    steps = page_of(
        [(run.step_key(step), step) for step in run.steps_at(world.now())],
        PageQuery(order, after, before, checked_limit(world, limit)),
        step_finder(world),
        unknown="No Step found with id {}",
    )
    return answer_list(step.step_at(world.now()) for step in steps)


@router.get(
    "/{run_id}/trace", operation_id="retrieve_trace_for_run", response_model=list[dict[str, Any]]
)
async def retrieve_trace_for_run(
    world: TheWorld, run_id: str, limit: Annotated[int, Query(ge=1, le=5000)] = 1000
) -> Response:
    """Answer with the OpenTelemetry spans of a run."""
    if not world.has_traces:
        raise HTTPException(
            501,
            "OTEL traces require ClickHouse. Set LETTA_CLICKHOUSE_ENDPOINT and configure "
            "ClickHouse connection.",
        )
    return answer_list(_find(world, run_id).spans_at(world.now())[:limit])


@router.post(
    "/{run_id}/stream",
    operation_id="retrieve_stream_for_run",
    responses={200: {"content": STREAM}},
)
async def retrieve_stream_for_run(
    world: TheWorld, waiting: TheWaiting, run_id: str, body: RetrieveStreamRequest | None = None
) -> Response:
    """Stream the events of a background run, past ones and those to come."""
    record = _find(world, run_id)
    if not world.has_redis:
        raise HTTPException(503, WITHOUT_REDIS)
    if body is None and world.profile.streams.need_a_request_body:
        raise unknown_error()
    if not record.run.background:
        raise bad_request(
            "INVALID_ARGUMENT: Run was not created in background mode, so it cannot be retrieved."
        )
    if world.now() - record.created_at > STREAMABLE_FOR:
        raise gone("EXPIRED: Run was created more than 3 hours ago, and is now expired.")
    asked = body or RetrieveStreamRequest()
    wishes = Wishes(
        starting_after=asked.starting_after,
        pings=asked.include_pings is not False,
        poll_seconds=0.1 if asked.poll_interval is None else asked.poll_interval,
    )
    stream = EventStream(
        lambda: world.store.current(record), wishes, world.profile, world.clock, waiting
    )
    return StreamingResponse(stream, media_type="text/event-stream")


def _checked(statuses: list[str] | None) -> list[str]:
    for status in statuses or ():
        if status not in _STATUSES:
            raise bad_request(f"{status!r} is not a valid RunStatus")
    return statuses or []


def _find(world: World, run_id: str) -> RunRecord:
    if not is_id(run_id, "run"):
        raise bad_request(
            f"INVALID_ARGUMENT: Invalid run ID format: {run_id}. Expected format: 'run-<uuid4>'"
        )
    record = world.store.run(run_id, world.now())
    if record is None:
        raise not_found("Run", run_id)
    return record
