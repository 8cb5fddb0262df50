"""What a step cost, how long it took, and what went to the model's provider and came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from letta_client.testing.simulation.ids import ORGANIZATION_ID, USER_ID, IdFamily
from letta_client.testing.simulation.run_plan import Plan
from letta_client.testing.simulation.run_record import nanoseconds, since_1970_ns
from letta_client.testing.simulation.script import Fail
from letta_client.types.steps import ProviderTrace, Step, StepMetrics
from letta_client.types.streaming import LettaUsageStatistics

_CONTEXT_WINDOW = 128_000
_ERROR = "LLMServerError"


@dataclass(frozen=True)
class StepOutcome:
    """How a step went.

    Attributes:
        prompt_tokens: the tokens that went to the model.
        completion_tokens: the tokens that came back.
        tool_time: how long its tool took, if it called one.
        error: what failed.
    """

    started_at: datetime
    ended_at: datetime
    prompt_tokens: int = 0
    completion_tokens: int = 0
    status: str = "success"
    stop_reason: str | None = None
    tool_time: timedelta | None = None
    error: Fail | None = None


def make_step(plan: Plan, ids: IdFamily, place: int, outcome: StepOutcome) -> Step:
    """Return the step at this place in its run."""
    error = outcome.error
    return Step(
        id=ids.of("step", place),
        organization_id=ORGANIZATION_ID,
        run_id=ids.run(),
        agent_id=plan.agent_id,
        provider_name=plan.handle.partition("/")[0],
        provider_category="base",
        model=plan.handle.partition("/")[2],
        model_handle=plan.handle,
        model_endpoint="http://model.invalid/v1",
        context_window_limit=_CONTEXT_WINDOW,
        completion_tokens=outcome.completion_tokens,
        prompt_tokens=outcome.prompt_tokens,
        total_tokens=outcome.prompt_tokens + outcome.completion_tokens,
        stop_reason=outcome.stop_reason,
        trace_id=ids.trace(),
        project_id=plan.project_id,
        error_type=None if error is None else _ERROR,
        error_data=None if error is None else _error_data(error),
        status=outcome.status,
    )


def _error_data(error: Fail) -> dict[str, Any]:
    traceback = f"Traceback (most recent call last):\n{_ERROR}: {error.detail}\n"
    return {"message": error.detail, "traceback": traceback, "details": None}


def make_metrics(step: Step, outcome: StepOutcome) -> StepMetrics:
    """Return what was measured of a step."""
    whole = outcome.ended_at - outcome.started_at
    tool_time = outcome.tool_time
    return StepMetrics(
        id=step.id,
        organization_id=step.organization_id,
        provider_id=step.provider_id,
        run_id=step.run_id,
        agent_id=step.agent_id,
        step_start_ns=since_1970_ns(outcome.started_at),
        llm_request_start_ns=since_1970_ns(outcome.started_at),
        # A request that fails is not measured.
        llm_request_ns=None
        if outcome.error is not None
        else nanoseconds(whole - (tool_time or timedelta(0))),
        tool_execution_ns=None if tool_time is None else nanoseconds(tool_time),
        step_ns=nanoseconds(whole),
        project_id=step.project_id,
    )


def make_provider_trace(
    plan: Plan,
    step: Step,
    ids: IdFamily,
    place: int,
    ended_at: datetime,
    asked: Sequence[dict[str, Any]],
    answered: Sequence[dict[str, Any]],
) -> ProviderTrace:
    """Return what went to the model's provider for a step, and what came back.

    Args:
        plan: what its run is.
        step: the step.
        ids: the ids of its run.
        place: its place in the run.
        ended_at: when the step was over.
        asked: the messages that went to the model.
        answered: the parts of its answer.
    """
    usage = {
        "completion_tokens": step.completion_tokens,
        "prompt_tokens": step.prompt_tokens,
        "total_tokens": step.total_tokens,
    }
    return ProviderTrace(
        created_by_id=USER_ID,
        last_updated_by_id=USER_ID,
        created_at=ended_at,
        updated_at=ended_at,
        id=ids.of("provider_trace", place),
        request_json={"model": step.model, "messages": list(asked)},
        response_json={
            "id": f"cmpl-{ids.uuid(place)}",
            "model": step.model,
            "role": "assistant",
            "content": list(answered),
            "usage": usage,
        },
        step_id=step.id,
        agent_id=step.agent_id,
        agent_tags=list(plan.agent_tags),
        call_type="agent_step",
        run_id=step.run_id,
        org_id=ORGANIZATION_ID,
        user_id=USER_ID,
        llm_config={**plan.llm_config, "model": step.model, "handle": step.model_handle},
    )


def add_up(steps: Iterable[Step], *, in_detail: bool) -> LettaUsageStatistics:
    """Return the tokens that these steps used together.

    Args:
        steps: the steps.
        in_detail: whether the provider tells what kinds of tokens they were.
    """
    listed = list(steps)
    known = 0 if in_detail and listed else None
    return LettaUsageStatistics(
        completion_tokens=sum(step.completion_tokens or 0 for step in listed),
        prompt_tokens=sum(step.prompt_tokens or 0 for step in listed),
        total_tokens=sum(step.total_tokens or 0 for step in listed),
        step_count=len(listed),
        cached_input_tokens=known,
        cache_write_tokens=known,
        reasoning_tokens=known,
        context_tokens=listed[-1].total_tokens if listed else None,
    )
