"""Parameters that several operations have."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Header, Path, Query
from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from letta_client.testing.ids import UUID4, is_id

After = Annotated[str | None, Query()]
Before = Annotated[str | None, Query()]
Limit = Annotated[int | None, Query()]
Order: TypeAlias = Literal["asc", "desc"]
OrderBy: TypeAlias = Literal["created_at"]


class StopReasonType(StrEnum):
    """The stop reasons that a list can be asked for."""

    END_TURN = "end_turn"
    ERROR = "error"
    LLM_API_ERROR = "llm_api_error"
    INVALID_LLM_RESPONSE = "invalid_llm_response"
    INVALID_TOOL_CALL = "invalid_tool_call"
    MAX_STEPS = "max_steps"
    MAX_TOKENS_EXCEEDED = "max_tokens_exceeded"
    NO_TOOL_CALL = "no_tool_call"
    TOOL_RULE = "tool_rule"
    CANCELLED = "cancelled"
    INSUFFICIENT_CREDITS = "insufficient_credits"
    REQUIRES_APPROVAL = "requires_approval"
    CONTEXT_WINDOW_OVERFLOW_IN_SYSTEM_PROMPT = "context_window_overflow_in_system_prompt"


class FeedbackType(StrEnum):
    """The feedback that a step can be given."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


_STEP_ID = f"^step-{UUID4}$"


def _check_step_id(text: str) -> str:
    if is_id(text, "step"):
        return text
    raise PydanticCustomError(
        "string_pattern_mismatch",
        "String should match pattern 'step-{uuid4}'",
        {"pattern": _STEP_ID},
    )


StepId = Annotated[
    str,
    AfterValidator(_check_step_id),
    WithJsonSchema({"type": "string", "minLength": 41, "maxLength": 41, "pattern": _STEP_ID}),
    Path(),
]


async def _headers(
    user_id: Annotated[str | None, Header(convert_underscores=False)] = None,
    user_agent: Annotated[str | None, Header(alias="User-Agent")] = None,
    project_id: Annotated[str | None, Header(alias="X-Project-Id")] = None,
) -> None:
    """Declare the headers that most operations take, none of which changes what they do."""


HEADERS = Depends(_headers)
