"""The steps of a run while it happens: when each begins and ends, and what the model is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from letta_client.testing.simulation.ids import IdFamily, tool_id
from letta_client.testing.simulation.run_plan import Plan
from letta_client.testing.simulation.run_record import StepRecord
from letta_client.testing.simulation.script import Fail
from letta_client.testing.simulation.step_accounting import (
    StepOutcome,
    make_metrics,
    make_provider_trace,
    make_step,
)
from letta_client.testing.simulation.transcript import Transcript, split, words
from letta_client.types.messages import ToolCall, ToolReturn
from letta_client.types.steps import Step

_SYSTEM_TOKENS = 100
"""What the prompt of a run's first step has beside the user's message."""
_GIVEN_STEP = timedelta(milliseconds=1)
"""How long a step takes that is given ready-made."""


class StepRecorder:
    """Notes the steps of a run.

    Args:
        plan: what the run consists of.
        ids: the ids of the run.
        transcript: its messages and events.
        at_once: whether messages are stored as they come, and not when their step is over.

    Attributes:
        steps: the steps, the oldest first.
    """

    def __init__(
        self, plan: Plan, ids: IdFamily, transcript: Transcript, *, at_once: bool = True
    ) -> None:
        self._at_once = at_once
        self.steps: list[StepRecord] = []
        self._plan = plan
        self._ids = ids
        self._transcript = transcript
        # What the model has been told, and how many tokens that is.
        self._context: list[dict[str, Any]] = []
        self._context_tokens = _SYSTEM_TOKENS
        # The step under way: when it began, and what the model has said in it.
        self._started_at: datetime | None = None
        self._said: list[dict[str, Any]] = []

    @property
    def is_open(self) -> bool:
        """Whether a step is under way."""
        return self._started_at is not None

    @property
    def awaits_model(self) -> bool:
        """Whether it is the model's turn, since a tool has given something back."""
        return bool(self._context) and self._context[-1]["role"] == "tool"

    # What the model is told, and says

    def tell(self, role: str, text: str) -> None:
        """Note what the model is told by the user or the system."""
        self._remember({"role": role, "content": text}, len(split(text)))

    def tell_return(self, returned: ToolReturn) -> None:
        """Note what a tool gave back."""
        text = words(returned.tool_return)
        answer = {"role": "tool", "content": text, "tool_call_id": returned.tool_call_id}
        self._remember(answer, len(split(text)))

    def say(self, part: dict[str, Any]) -> None:
        """Note a part of what the model says in the step under way."""
        self._said.append(part)

    # Steps

    def begin(self) -> None:
        """Begin a step, if none is under way."""
        if self._started_at is None:
            self._started_at = self._transcript.now
            self._said = []
            self._transcript.tokens = 0

    def end(
        self,
        *,
        ever: bool = True,
        status: str = "success",
        stop_reason: str | None = None,
        error: Fail | None = None,
        tool_time: timedelta | None = None,
        calls: Sequence[ToolCall] = (),
    ) -> None:
        """End the step that is under way, if one is.

        Args:
            ever: whether it really ends; otherwise it stays pending.
            status: how it ends.
            stop_reason: why the run ends with it.
            error: what failed.
            tool_time: how long its tool took, if it called one.
            calls: the calls of tools that it made.
        """
        if self._started_at is None:
            return
        transcript = self._transcript
        outcome = StepOutcome(
            started_at=self._started_at,
            ended_at=transcript.now,
            # A provider that fails counts nothing.
            prompt_tokens=0 if error is not None else self._context_tokens,
            completion_tokens=0 if error is not None else transcript.tokens,
            status=status,
            stop_reason=stop_reason,
            tool_time=tool_time,
            error=error,
        )
        place = transcript.step_place
        step = make_step(self._plan, self._ids, place, outcome)
        # Of a provider that fails there is no answer to keep.
        trace = (
            make_provider_trace(
                self._plan, step, self._ids, place, transcript.now, self._context, self._said
            )
            if error is None
            else None
        )
        metrics = make_metrics(step, outcome)
        ended_at = outcome.ended_at if ever else None
        tools = tuple(tool_id(call.name or "") for call in calls)
        arguments = tuple(call.arguments or "" for call in calls)
        self.steps.append(
            StepRecord(outcome.started_at, ended_at, step, metrics, trace, tools, arguments)
        )
        self._remember({"role": "assistant", "content": self._said}, transcript.tokens)
        if not self._at_once:
            store = transcript.keep_until_now if ever and error is None else transcript.drop
            store(step.id)
        self._started_at = None
        transcript.step_place += 1

    def add_given(self, given: Step) -> None:
        """Add a step that is given ready-made."""
        transcript = self._transcript
        owner = {"run_id": self._ids.run(), "agent_id": self._plan.agent_id}
        step = given.model_copy(update=owner)
        outcome = StepOutcome(transcript.now, transcript.now + _GIVEN_STEP)
        transcript.pass_time(_GIVEN_STEP.total_seconds())
        metrics = make_metrics(step, outcome)
        self.steps.append(StepRecord(outcome.started_at, outcome.ended_at, step, metrics))

    def _remember(self, message: dict[str, Any], tokens: int) -> None:
        self._context.append(message)
        self._context_tokens += tokens
