"""Parameters that several operations have."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import Depends, Header, Path, Query
from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from letta_client.testing.simulation.ids import UUID4, is_id

After = Annotated[str | None, Query()]
Before = Annotated[str | None, Query()]
Limit = Annotated[int | None, Query()]
Order: TypeAlias = Literal["asc", "desc"]
OrderBy: TypeAlias = Literal["created_at"]


DEPRECATED: Any = Query(deprecated=True, json_schema_extra={"deprecated": True})
"""A parameter of the query that nobody should use any more."""


STREAM: Any = {
    "text/event-stream": {"schema": {"$ref": "#/components/schemas/LettaStreamingResponse"}}
}
"""The content of a response that may be a stream: the schema is that of each event's data."""


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


def _id_of(kind: str) -> tuple[Any, ...]:
    """Return what makes a parameter the id of something, with the real server's own words."""
    pattern, length = f"^{kind}-{UUID4}$", len(kind) + 37

    def check(text: str) -> str:
        if is_id(text, kind):
            return text
        raise PydanticCustomError(
            "string_pattern_mismatch",
            f"String should match pattern '{kind}-{{uuid4}}'",  # pyright: ignore
            {"pattern": pattern},
        )

    schema = {"type": "string", "minLength": length, "maxLength": length, "pattern": pattern}
    return AfterValidator(check), WithJsonSchema(schema), Path()


AgentId = Annotated[str, *_id_of("agent")]
StepId = Annotated[str, *_id_of("step")]


async def _headers(
    user_id: Annotated[str | None, Header(convert_underscores=False)] = None,
    user_agent: Annotated[str | None, Header(alias="User-Agent")] = None,
    project_id: Annotated[str | None, Header(alias="X-Project-Id")] = None,
) -> None:
    """Declare the headers that most operations take, none of which changes what they do."""


HEADERS = Depends(_headers)
