"""How a function of the caller answers the calls of tools that wait for an approval."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias, cast

from .._core.streams.actions import CallFunction, Raised
from .._core.streams.approvals import CallAnswer
from ..types.messages import ToolCall
from .function_calls import call_function

OnApproval: TypeAlias = Callable[[ToolCall], CallAnswer | Awaitable[CallAnswer]]
"""Is given a call of a tool, and returns the answer: `True` to allow it, `False` or a `Denial` to
deny it, or the `ToolReturn` of a tool that the caller has run."""


async def answers_of(on_approval: OnApproval, calls: Sequence[ToolCall]) -> dict[str, CallAnswer]:
    """Ask for the answer to each call, one after the other; return them by `tool_call_id`.

    What the function raises is raised: nothing has been answered then.
    """
    answers: dict[str, CallAnswer] = {}
    for call in calls:
        happened = await call_function(CallFunction.of_approval(on_approval, call))
        if isinstance(happened, Raised):
            raise happened.error
        answers[call.tool_call_id] = cast("CallAnswer", happened.result)
    return answers
