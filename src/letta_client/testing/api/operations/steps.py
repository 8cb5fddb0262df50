"""Steps, and what belongs to them."""

from __future__ import annotations

from datetime import UTC, datetime

from letta_client.testing.api.contract.bodies import ModifyFeedbackRequest
from letta_client.testing.api.contract.queries import ListMessagesForStepQuery, ListStepsQuery
from letta_client.testing.api.listed_messages import (
    STEP_CURSORS,
    as_reasoning,
    listed_parts,
    message_finder,
    step_finder,
)
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.store.errors import bad_request, not_found, unknown_error
from letta_client.testing.store.filters import fits
from letta_client.testing.store.paging import CursorDialect, PageRequest, page_of, window_of
from letta_client.testing.store.runs import StepHandle
from letta_client.types.steps import ProviderTrace, Step, StepMetrics


@operation("list_steps")
def list_steps(world: World, query: ListStepsQuery) -> list[Step]:
    if world.profile.lists.steps_cannot_be_listed:
        raise bad_request(
            "Argument order does not match type typing.Optional[str]; "
            "is False of type <class 'bool'>"
        )

    def matches(step: Step) -> bool:
        has_feedback = step.feedback is not None
        return query.has_feedback in (None, has_feedback) and fits(step, query)

    window = window_of(
        PageRequest.of(query, world.profile.lists), step_finder(world), STEP_CURSORS
    ).between(_moment(query.start_date, "start_date"), _moment(query.end_date, "end_date"))
    return world.runs.list_steps(window, matches, world.now(), query.trace_ids)


@operation("retrieve_step")
def retrieve_step(world: World, step_id: str) -> Step:
    return _find(world, step_id).record.step_at(world.now())


@operation("retrieve_metrics_for_step")
def retrieve_metrics_for_step(world: World, step_id: str) -> StepMetrics:
    metrics = _find(world, step_id).record.metrics_at(world.now())
    if world.profile.steps.do_not_tell_when_they_began:
        unknown = dict.fromkeys(("step_start_ns", "llm_request_start_ns"))
        metrics = metrics.model_copy(update={**unknown})
    return metrics


@operation("retrieve_trace_for_step")
def retrieve_trace_for_step(world: World, step_id: str) -> ProviderTrace | None:
    handle = _find_or_none(world, step_id)
    over = handle is not None and handle.record.is_over(world.now())
    return handle.record.trace if handle is not None and over else None


@operation("list_messages_for_step")
def list_messages_for_step(
    world: World, step_id: str, query: ListMessagesForStepQuery
) -> list[AnyMessage]:
    handle, now = _find_or_none(world, step_id), world.now()
    request = PageRequest.of(query, world.profile.lists)
    found = page_of(
        [] if handle is None else world.runs.messages_of_step(handle, now),
        request,
        message_finder(world),
        CursorDialect("No Message found with id {}"),
    )
    if not world.profile.messages.replies_are_reasoning_outside_of_threads:
        return listed_parts(found, now, newest_first=request.newest_first)
    # What the model said comes last part first, in both orders.
    return [as_reasoning(part) for part in listed_parts(found, now, newest_first=True)]


@operation("modify_feedback_for_step")
def modify_feedback_for_step(world: World, step_id: str, body: ModifyFeedbackRequest) -> Step:
    update: dict[str, object] = body.model_dump(mode="json")
    if body.tags is None:
        del update["tags"]
    return _change(world, step_id, update)


@operation("update_step_transaction_id")
def update_step_transaction_id(world: World, step_id: str, transaction_id: str) -> Step:
    if world.profile.steps.transactions_cannot_be_updated:
        raise unknown_error()
    return _change(world, step_id, {"tid": transaction_id})


def _change(world: World, step_id: str, update: dict[str, object]) -> Step:
    changed = world.runs.change_step(
        _find(world, step_id), lambda step: step.model_copy(update=update)
    )
    return changed.record.step_at(world.now())


def _moment(text: str | None, name: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request(f"INVALID_ARGUMENT: {name} is not a date in ISO 8601: {text}") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _find(world: World, step_id: str) -> StepHandle:
    handle = world.runs.step(step_id, world.now())
    if handle is None:
        raise not_found("Step", step_id)
    return handle


def _find_or_none(world: World, step_id: str) -> StepHandle | None:
    """Return a step; `None` for one that is not there, if it is taken for one without content."""
    if world.profile.steps.unknown_ones_are_empty:
        return world.runs.step(step_id, world.now())
    return _find(world, step_id)
