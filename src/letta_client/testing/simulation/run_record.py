"""What the server knows of a run: everything that happens in it, each at its moment.

A record is complete from the beginning, up to an end that may lie in the future. What one may see
of it at a moment is asked for with that moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Generic, TypeAlias, TypeVar

from letta_client.testing.simulation.ids import ORGANIZATION_ID, IdFamily
from letta_client.testing.simulation.ordering_key import Key
from letta_client.testing.simulation.run_plan import AnyMessage, Plan
from letta_client.types._traces import TraceSpan
from letta_client.types.runs import Run, RunMetrics, UsageRetrieveResponse
from letta_client.types.steps import ProviderTrace, Step, StepMetrics
from letta_client.types.streaming import (
    LettaErrorMessage,
    LettaPing,
    LettaStopReason,
    LettaUsageStatistics,
)

T = TypeVar("T")

_COUNTED = ("completion_tokens", "prompt_tokens", "total_tokens")
"""What is counted from zero when a step is over."""
_KNOWN_AT_THE_END = (
    "cached_input_tokens",
    "cache_write_tokens",
    "reasoning_tokens",
    "completion_tokens_details",
    "prompt_tokens_details",
    "stop_reason",
    "error_type",
    "error_data",
)
"""What is known of a step only when it is over."""

StreamPayload: TypeAlias = AnyMessage | LettaErrorMessage | LettaStopReason | LettaUsageStatistics


def is_message(payload: StreamPayload) -> bool:
    """Tell whether an event is a message, or a piece of one."""
    return not isinstance(
        payload, LettaPing | LettaErrorMessage | LettaStopReason | LettaUsageStatistics
    )


def is_wanted(payload: StreamPayload, kinds: Collection[str] | None) -> bool:
    """Tell whether an event is wanted where messages of these types are; `None` for all."""
    return kinds is None or not is_message(payload) or getattr(payload, "message_type", "") in kinds


def nanoseconds(duration: timedelta) -> int:
    """Return a duration in nanoseconds."""
    return duration // timedelta(microseconds=1) * 1000


def since_1970_ns(moment: datetime) -> int:
    """Return a moment in nanoseconds since 1970."""
    return nanoseconds(moment - datetime(1970, 1, 1, tzinfo=moment.tzinfo))


@dataclass(frozen=True)
class Timed(Generic[T]):
    """Something, and the moment from which on it can be seen."""

    at: datetime
    value: T


@dataclass(frozen=True)
class StoredMessage:
    """A message as it is stored: all parts have its id."""

    parts: tuple[Timed[AnyMessage], ...]

    @property
    def id(self) -> str | None:
        """The message's id."""
        return self.parts[0].value.id

    @property
    def at(self) -> datetime:
        """From when on it can be seen, or its first part."""
        return self.parts[0].at

    def has_wanted_parts(self, kinds: Collection[str] | None) -> bool:
        """Tell whether one of the parts is wanted where messages of these types are."""
        return any(is_wanted(part.value, kinds) for part in self.parts)

    def parts_at(self, now: datetime) -> list[AnyMessage]:
        """Return the parts that can be seen at this moment."""
        return _values(self.parts, now)


@dataclass(frozen=True)
class Event:
    """An event of a run's stream: its moment, and its number, counted from 1."""

    at: datetime
    number: int
    payload: StreamPayload


@dataclass
class StepRecord:
    """A step: from when to when, as it is once it is over, and what belongs to it.

    Attributes:
        ended_at: `None` for a step that never ends.
        trace: what was sent to the model's provider, and its answer.
        tools: the ids of the tools that were called.
        arguments: with which they were called.
    """

    started_at: datetime
    ended_at: datetime | None
    step: Step
    metrics: StepMetrics
    trace: ProviderTrace | None = None
    tools: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    def is_over(self, now: datetime) -> bool:
        """Tell whether the step is over."""
        return self.ended_at is not None and self.ended_at <= now

    def step_at(self, now: datetime) -> Step:
        """Return the step as it is at this moment."""
        if self.is_over(now):
            return self.step
        unknown = {**dict.fromkeys(_KNOWN_AT_THE_END), **dict.fromkeys(_COUNTED, 0)}
        return self.step.model_copy(update={**unknown, "status": "pending"})

    def metrics_at(self, now: datetime) -> StepMetrics:
        """Return what has been measured of the step at this moment."""
        if self.is_over(now):
            return self.metrics
        unknown = dict.fromkeys(("llm_request_ns", "tool_execution_ns", "step_ns"))
        return self.metrics.model_copy(update={**unknown})


@dataclass(frozen=True)
class RunRecord:
    """A run: from when to when, as it is once it is over, and all that happens in it.

    Attributes:
        started_at: when it leaves the status "created"; `None` if it never does.
        ended_at: `None` for a run that never ends.
        plan: what it was made of.
    """

    ids: IdFamily
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    plan: Plan
    run: Run
    events: Sequence[Event]
    messages: Sequence[Timed[AnyMessage]]
    steps: Sequence[StepRecord]
    spans: Sequence[Timed[TraceSpan]]

    @property
    def id(self) -> str:
        """The run's id."""
        return self.ids.run()

    @property
    def key(self) -> Key:
        """The run's place among all runs."""
        return self.created_at, self.ids.number, 0

    def step_key(self, step: StepRecord) -> Key:
        """Return a step's place among all steps."""
        return step.started_at, self.ids.number, self.steps.index(step)

    def is_over(self, now: datetime) -> bool:
        """Tell whether the run is over."""
        return self.ended_at is not None and self.ended_at <= now

    def run_at(self, now: datetime) -> Run:
        """Return the run as it is at this moment."""
        if self.plan.stays_created:
            return self.run_when_created().model_copy(update={"conversation_id": None})
        if self.is_over(now):
            return self.run
        run = self.run_when_created()
        if self.started_at is not None and self.started_at <= now:
            run.status = "running"
        return run

    def run_when_created(self) -> Run:
        """Return the run as it was when it was created."""
        metadata = dict(self.run.metadata or {})
        metadata.pop("error", None)
        unknown = dict.fromkeys(("completed_at", "stop_reason", "ttft_ns", "total_duration_ns"))
        return self.run.model_copy(update={**unknown, "status": "created", "metadata": metadata})

    def messages_at(self, now: datetime) -> list[StoredMessage]:
        """Return the run's messages at this moment, the oldest first."""
        return [message for message in self.stored_messages() if message.at <= now]

    def stored_messages(self) -> list[StoredMessage]:
        """Return all messages of the run, the oldest first."""
        groups = groupby(self.messages, key=lambda message: message.value.id)
        return [StoredMessage(tuple(parts)) for _, parts in groups]

    def message_key(self, message: StoredMessage) -> Key:
        """Return a message's place among all messages."""
        return message.at, self.ids.number, self.messages.index(message.parts[0])

    def steps_at(self, now: datetime) -> list[StepRecord]:
        """Return the steps that have begun at this moment, the oldest first."""
        return [step for step in self.steps if step.started_at <= now]

    def spans_at(self, now: datetime) -> list[TraceSpan]:
        """Return the spans that have ended at this moment."""
        return _values(self.spans, now)

    def usage_at(self, now: datetime) -> UsageRetrieveResponse:
        """Return the tokens used by the steps that are over at this moment."""
        steps = [step.step for step in self.steps if step.is_over(now)]
        return UsageRetrieveResponse(
            completion_tokens=sum(step.completion_tokens or 0 for step in steps),
            prompt_tokens=sum(step.prompt_tokens or 0 for step in steps),
            total_tokens=sum(step.total_tokens or 0 for step in steps),
            prompt_tokens_details=None,
            completion_tokens_details=None,
        )

    def metrics_at(self, now: datetime) -> RunMetrics:
        """Return what has been measured of the run at this moment."""
        steps = self.steps_at(now)
        over = self.is_over(now) and self.ended_at is not None
        return RunMetrics(
            id=self.id,
            organization_id=ORGANIZATION_ID,
            agent_id=self.run.agent_id,
            project_id=self.plan.project_id,
            run_start_ns=since_1970_ns(self.created_at),
            run_ns=nanoseconds(self.ended_at - self.created_at) if over and self.ended_at else None,
            num_steps=len(steps) if over else None,
            # Null for a run that has used no tools.
            tools_used=sorted({tool for step in steps for tool in step.tools}) or None
            if over
            else None,
            template_id=None,
            base_template_id=None,
        )


def _values(timed: Iterable[Timed[T]], now: datetime) -> list[T]:
    return [item.value for item in timed if item.at <= now]
