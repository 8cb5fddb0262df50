"""Runs, and what belongs to them."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from letta_client.testing.api.contract.bodies import RetrieveStreamRequest
from letta_client.testing.api.contract.queries import (
    ListActiveRunsQuery,
    ListMessagesForRunQuery,
    ListRunsQuery,
    ListStepsForRunQuery,
    RetrieveTraceForRunQuery,
)
from letta_client.testing.api.event_stream import STREAMABLE_FOR, EventStreamOptions
from letta_client.testing.api.json_forms import listed_run_form, run_form
from letta_client.testing.api.listed_messages import (
    STEP_CURSORS,
    listed_parts,
    message_cursors,
    message_finder,
    step_finder,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.sending import WITHOUT_REDIS
from letta_client.testing.api.sent_messages import answer_with_stream
from letta_client.testing.api.world import World
from letta_client.testing.simulation.ids import is_id
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.simulation.run_plan import STATUSES, AnyMessage
from letta_client.testing.simulation.run_record import RunRecord, is_wanted
from letta_client.testing.store.errors import ApiError, bad_request, gone, not_found, unknown_error
from letta_client.testing.store.filters import fits
from letta_client.testing.store.ordered_rows import Window
from letta_client.testing.store.paging import CursorDialect, PageRequest, page_of, window_of
from letta_client.testing.transports.request_clock import RequestClock
from letta_client.types._traces import TraceSpan
from letta_client.types.runs import Run, RunMetrics, UsageRetrieveResponse
from letta_client.types.steps import Step

_ACTIVE = ("created", "running")


@operation("list_runs")
def list_runs(world: World, query: ListRunsQuery) -> list[Any]:
    agents = {*(query.agent_ids or ()), query.agent_id} - {None}
    wanted = _ACTIVE if query.active else _checked(query.statuses)
    # A run of any of the agents will do.
    others = query.model_copy(update={"agent_id": None})

    def matches(run: Run) -> bool:
        of_agent = not agents or run.agent_id in agents
        return of_agent and (not wanted or run.status in wanted) and fits(run, others)

    def find(run_id: str) -> Key | None:
        record = world.runs.find(run_id, world.now())
        return None if record is None else record.key

    lists = world.profile.lists
    ignored = lists.runs_agents_blocks_and_tools_ignore_unknown_cursors
    window = window_of(
        PageRequest.of(query, lists),
        find,
        CursorDialect(
            None if ignored else "No Run found with id {}",
            swapped=lists.runs_swap_after_and_before,
        ),
    )
    found = world.runs.list_runs(window, matches, world.now())
    return [listed_run_form(run, world.profile.values) for run in found]


@operation("list_active_runs")
def list_active_runs(world: World, query: ListActiveRunsQuery) -> list[Any]:

    def matches(run: Run) -> bool:
        return run.status in _ACTIVE and fits(run, query)

    found = world.runs.list_runs(Window(newest_first=True), matches, world.now())
    return [listed_run_form(run, world.profile.values) for run in found]


@operation("retrieve_run")
def retrieve_run(world: World, run_id: str) -> Any:
    return run_form(_find(world, run_id).run_at(world.now()), world.profile.values)


@operation("delete_run")
def delete_run(world: World, run_id: str) -> None:
    if world.profile.runs.cannot_be_deleted:
        raise unknown_error()
    world.runs.delete(_find(world, run_id))


@operation("list_messages_for_run")
def list_messages_for_run(
    world: World, run_id: str, query: ListMessagesForRunQuery
) -> list[AnyMessage]:
    record, now = _find(world, run_id), world.now()
    kinds = record.plan.request_config.include_return_message_types
    stored = record.messages_at(now)
    if not world.profile.lists.limits_count_messages_that_were_not_wanted:
        stored = [each for each in stored if each.has_wanted_parts(kinds)]
    request = PageRequest.of(query, world.profile.lists)
    found = page_of(
        [(record.message_key(message), message) for message in stored],
        request,
        message_finder(world),
        message_cursors(world, None),
    )
    listed = listed_parts(found, now, newest_first=request.newest_first)
    return [message for message in listed if is_wanted(message, kinds)]


@operation("retrieve_usage_for_run")
def retrieve_usage_for_run(world: World, run_id: str) -> UsageRetrieveResponse:
    return _find(world, run_id).usage_at(world.now())


@operation("retrieve_metrics_for_run")
def retrieve_metrics_for_run(world: World, run_id: str) -> RunMetrics:
    return _find(world, run_id).metrics_at(world.now())


@operation("list_steps_for_run")
def list_steps_for_run(world: World, run_id: str, query: ListStepsForRunQuery) -> list[Step]:
    run = _find(world, run_id)
    steps = page_of(
        [(run.step_key(step), step) for step in run.steps_at(world.now())],
        PageRequest.of(query, world.profile.lists),
        step_finder(world),
        STEP_CURSORS,
    )
    return [step.step_at(world.now()) for step in steps]


@operation("retrieve_trace_for_run")
def retrieve_trace_for_run(
    world: World, run_id: str, query: RetrieveTraceForRunQuery
) -> list[TraceSpan]:
    if not world.has_spans:
        raise ApiError(
            501,
            "OTEL traces require ClickHouse. Set LETTA_CLICKHOUSE_ENDPOINT and configure "
            "ClickHouse connection.",
        )
    return _find(world, run_id).spans_at(world.now())[: query.limit]


@operation("retrieve_stream_for_run")
def retrieve_stream_for_run(
    world: World, request_clock: RequestClock, run_id: str, body: RetrieveStreamRequest | None
) -> Response:
    return stream_of_run(world, request_clock, run_id, body)


def stream_of_run(
    world: World, request_clock: RequestClock, run_id: str, body: RetrieveStreamRequest | None
) -> Response:
    """Return the answer that streams a run of the background.

    Raises:
        ApiError: there is no such run, or its stream cannot be had.
    """
    record = _find(world, run_id)
    if not world.has_redis:
        raise ApiError(503, WITHOUT_REDIS)
    if body is None and world.profile.streams.need_a_request_body:
        raise unknown_error()
    if not record.run.background:
        raise bad_request(
            "INVALID_ARGUMENT: Run was not created in background mode, so it cannot be retrieved."
        )
    if world.now() - record.created_at > STREAMABLE_FOR:
        raise gone("EXPIRED: Run was created more than 3 hours ago, and is now expired.")
    asked = body or RetrieveStreamRequest()
    options = EventStreamOptions(
        starting_after=asked.starting_after,
        pings=asked.include_pings is not False,
        poll_seconds=0.1 if asked.poll_interval is None else asked.poll_interval,
    )
    return answer_with_stream(world, request_clock, record, options)


def _checked(statuses: list[str] | None) -> list[str]:
    for status in statuses or ():
        if status not in STATUSES:
            raise bad_request(f"{status!r} is not a valid RunStatus")
    return statuses or []


def _find(world: World, run_id: str) -> RunRecord:
    if not is_id(run_id, "run"):
        raise bad_request(
            f"INVALID_ARGUMENT: Invalid run ID format: {run_id}. Expected format: 'run-<uuid4>'"
        )
    record = world.runs.find(run_id, world.now())
    if record is None:
        raise not_found("Run", run_id)
    return record
