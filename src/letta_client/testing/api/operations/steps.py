"""`/v1/steps/`: steps, and what belongs to them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response

from letta_client.testing.api.answers import (
    answer,
    answer_list,
    bad_request,
    not_found,
    unknown_error,
)
from letta_client.testing.api.documented_errors import PROBLEMS
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
    After,
    Before,
    Limit,
    Order,
    OrderBy,
    StepId,
)
from letta_client.testing.api.request_bodies import ModifyFeedbackRequest
from letta_client.testing.api.world import TheWorld, World
from letta_client.testing.simulation.run_plan import AnyMessage
from letta_client.testing.store.cursors import resolve, window
from letta_client.testing.store.runs import StepHandle
from letta_client.types.messages import AssistantMessage, Message, ReasoningMessage
from letta_client.types.steps import ProviderTrace, Step, StepMetrics

router: APIRouter = APIRouter(
    prefix="/v1/steps", tags=["steps"], dependencies=[HEADERS], responses=PROBLEMS
)


@router.get("/", operation_id="list_steps", response_model=list[Step])
async def list_steps(
    world: TheWorld,
    before: Before = None,
    after: After = None,
    limit: Limit = 50,
    order: Order = "desc",
    order_by: OrderBy = "created_at",
    start_date: Annotated[str | None, Query()] = None,
    end_date: Annotated[str | None, Query()] = None,
    model: Annotated[str | None, Query()] = None,
    agent_id: Annotated[str | None, Query()] = None,
    trace_ids: Annotated[list[str] | None, Query()] = None,
    feedback: Annotated[Literal["positive", "negative"] | None, Query()] = None,
    has_feedback: Annotated[bool | None, Query()] = None,
    tags: Annotated[list[str] | None, Query()] = None,
    project_id: Annotated[str | None, Query()] = None,
    project: Annotated[str | None, Header(alias="X-Project")] = None,
) -> Response:
    """List steps that match all of the filters."""
    if world.profile.lists.steps_cannot_be_listed:
        raise bad_request(
            "Argument order does not match type typing.Optional[str]; "
            "is False of type <class 'bool'>"
        )

    def matches(step: Step) -> bool:
        return (
            (model is None or step.model == model)
            and (agent_id is None or step.agent_id == agent_id)
            and (feedback is None or step.feedback == feedback)
            and (has_feedback is None or (step.feedback is not None) == has_feedback)
            and (not tags or not set(tags).isdisjoint(step.tags))
            and (project_id is None or step.project_id == project_id)
        )

    part = window(
        newest_first=order == "desc",
        after=resolve(after, step_finder(world), "No Step found with id {}"),
        before=resolve(before, step_finder(world), "No Step found with id {}"),
        limit=limit,
    ).between(_moment(start_date, "start_date"), _moment(end_date, "end_date"))
    return answer_list(world.store.list_steps(part, matches, world.now(), trace_ids))


@router.get("/{step_id}", operation_id="retrieve_step", response_model=Step)
async def retrieve_step(world: TheWorld, step_id: StepId) -> Response:
    """Answer with a step."""
    return answer(_find(world, step_id).record.step_at(world.now()))


@router.get(
    "/{step_id}/metrics", operation_id="retrieve_metrics_for_step", response_model=StepMetrics
)
async def retrieve_metrics_for_step(world: TheWorld, step_id: StepId) -> Response:
    """Answer with what was measured of a step."""
    metrics = _find(world, step_id).record.metrics_at(world.now())
    if world.profile.steps.do_not_tell_when_they_began:
        unknown = dict.fromkeys(("step_start_ns", "llm_request_start_ns"))
        metrics = metrics.model_copy(update={**unknown})
    return answer(metrics)


@router.get(
    "/{step_id}/trace",
    operation_id="retrieve_trace_for_step",
    response_model=ProviderTrace | None,
)
async def retrieve_trace_for_step(world: TheWorld, step_id: StepId) -> Response:
    """Answer with what was sent to the model's provider, and what it sent back."""
    handle = _find_or_none(world, step_id)
    over = handle is not None and handle.record.is_over(world.now())
    return answer(handle.record.trace if handle is not None and over else None)


@router.get(
    "/{step_id}/messages", operation_id="list_messages_for_step", response_model=list[Message]
)
async def list_messages_for_step(
    world: TheWorld,
    step_id: StepId,
    before: Before = None,
    after: After = None,
    limit: Limit = 100,
    order: Order = "asc",
    order_by: OrderBy = "created_at",
) -> Response:
    """List the messages of a step."""
    handle, now = _find_or_none(world, step_id), world.now()
    found = page_of(
        [] if handle is None else world.store.messages_of_step(handle, now),
        PageQuery(order, after, before, checked_limit(world, limit)),
        message_finder(world),
        unknown="No Message found with id {}",
    )
    if not world.profile.messages.replies_are_reasoning_under_their_step:
        return answer_list(listed_parts(found, now, order))
    return answer_list(map(_as_reasoning, listed_parts(found, now, "desc")))


@router.patch("/{step_id}/feedback", operation_id="modify_feedback_for_step", response_model=Step)
async def modify_feedback_for_step(
    world: TheWorld, step_id: StepId, body: ModifyFeedbackRequest
) -> Response:
    """Set the feedback of a step, or take it back; tags that are not given stay."""
    feedback = None if body.feedback is None else body.feedback.value
    update: dict[str, object] = {"feedback": feedback}
    if body.tags is not None:
        update["tags"] = body.tags
    return _change(world, step_id, update)


@router.patch(
    "/{step_id}/transaction/{transaction_id}",
    operation_id="update_step_transaction_id",
    response_model=Step,
)
async def update_step_transaction_id(
    world: TheWorld, step_id: StepId, transaction_id: str
) -> Response:
    """Note the transaction with which a step was paid for."""
    if world.profile.steps.transactions_cannot_be_updated:
        raise unknown_error()
    return _change(world, step_id, {"tid": transaction_id})


def _as_reasoning(message: AnyMessage) -> AnyMessage:
    if not isinstance(message, AssistantMessage) or not isinstance(message.content, str):
        return message
    head = message.model_dump(exclude={"message_type", "content"})
    return ReasoningMessage(**head, reasoning=message.content)


def _change(world: World, step_id: str, update: dict[str, object]) -> Response:
    changed = world.store.change_step(
        _find(world, step_id), lambda step: step.model_copy(update=update)
    )
    return answer(changed.record.step_at(world.now()))


def _moment(text: str | None, name: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise bad_request(f"INVALID_ARGUMENT: {name} is not a date in ISO 8601: {text}") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _find(world: World, step_id: str) -> StepHandle:
    handle = world.store.step(step_id, world.now())
    if handle is None:
        raise not_found("Step", step_id)
    return handle


def _find_or_none(world: World, step_id: str) -> StepHandle | None:
    """Return a step; `None` for one that is not there, if it is taken for one without content."""
    if world.profile.steps.unknown_ones_are_empty:
        return world.store.step(step_id, world.now())
    return _find(world, step_id)
