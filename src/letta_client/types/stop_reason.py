"""Why a run or a step ended."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, Union

from pydantic import Field

__all__ = ["StopReasonType"]

StopReasonType: TypeAlias = Annotated[
    Union[
        Literal[
            "end_turn",
            "error",
            "llm_api_error",
            "invalid_llm_response",
            "invalid_tool_call",
            "max_steps",
            "max_tokens_exceeded",
            "no_tool_call",
            "tool_rule",
            "cancelled",
            "insufficient_credits",
            "requires_approval",
            "context_window_overflow_in_system_prompt",
        ],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""Why a run or a step ended, or one that this version of the library does not know yet.

`end_turn`, `tool_rule` and `max_steps` are ordinary ends; with `requires_approval` the agent waits
for a person to allow or deny a tool call.
"""
