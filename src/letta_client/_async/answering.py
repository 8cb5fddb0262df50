"""How a function of the caller answers the calls of tools that wait for an approval."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from inspect import isawaitable
from typing import TypeAlias

from .._core.streams.approvals import CallAnswer
from ..types.messages import ToolCall

OnApproval: TypeAlias = Callable[[ToolCall], CallAnswer | Awaitable[CallAnswer]]
"""Is given a call of a tool, and returns the answer: `True` to allow it, `False` or a `Denial` to
deny it, or the `ToolReturn` of a tool that the caller has run."""


async def answers_of(on_approval: OnApproval, calls: Sequence[ToolCall]) -> dict[str, CallAnswer]:
    """Ask for the answer to each call, one after the other; return them by `tool_call_id`.

    What the function raises is raised: nothing has been answered then.
    """
    answers: dict[str, CallAnswer] = {}
    for call in calls:
        answer = on_approval(call)
        if isawaitable(answer):
            answer = await answer
        answers[call.tool_call_id] = answer
    return answers
