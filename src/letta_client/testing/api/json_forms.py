"""How the server writes what it sends, where that differs from how our models are written."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from letta_client.testing.json_values import is_list
from letta_client.testing.profiles import Values
from letta_client.types.agent_state import AgentState
from letta_client.types.conversation import Conversation
from letta_client.types.letta_response import LettaResponse
from letta_client.types.messages import LettaMessage, ToolCallMessage
from letta_client.types.runs import Run
from letta_client.types.steps import ProviderTrace

_FIRST = ("id", "date", "name", "message_type")
"""The fields with which the server begins a message, in this order."""
_NOT_SENT: dict[type[BaseModel], set[str]] = {
    Conversation: {"archived", "archived_at", "context_window_limit", "description"},
    ProviderTrace: {"latency_ms"},
}
"""Fields that our models have because of other servers."""


def compact(content: Any) -> str:
    """Return a JSON value as text, without blanks."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def json_form(content: Any) -> Any:
    """Return what an operation answers with as a JSON value."""
    if isinstance(content, BaseModel):
        return model_form(content)
    if is_list(content):
        return [json_form(each) for each in content]
    return content


def given_form(model: BaseModel) -> dict[str, Any]:
    """Return a model as Letta Cloud writes it, which leaves out what has no value."""
    return model.model_dump(mode="json", by_alias=True, exclude_unset=True)


def model_form(model: BaseModel) -> dict[str, Any]:
    """Return a model as the server writes it, fields that are null included."""
    written = model.model_dump(mode="json", by_alias=True, exclude=_NOT_SENT.get(type(model)))
    if isinstance(model, LettaMessage):
        # Messages write the zone of their moments as +00:00, everything else as Z.
        written["date"] = model.date.isoformat()
        written = {name: written[name] for name in _FIRST} | written
    if isinstance(model, LettaResponse):
        written["messages"] = [model_form(message) for message in model.messages]
    if isinstance(model, AgentState) and model.pending_approval is not None:
        written["pending_approval"] = model_form(model.pending_approval)
    if isinstance(model, ToolCallMessage) and isinstance(written["tool_calls"], dict):
        for name in ("tool_call", "tool_calls"):
            pieces = written[name].items()
            written[name] = {key: piece for key, piece in pieces if piece is not None}
    return written


def listed_run_form(run: Run, values: Values) -> dict[str, Any]:
    """Return a run as it is written in a list."""
    written = model_form(run)
    if values.completed_at_has_no_zone and written["completed_at"]:
        written["completed_at"] = written["completed_at"].removesuffix("Z")
    if values.durations_of_runs_are_only_in_lists:
        written["ttft_ns"] = None
    return written


def run_form(run: Run, values: Values) -> dict[str, Any]:
    """Return a run as it is written by itself."""
    written = listed_run_form(run, values)
    if values.durations_of_runs_are_only_in_lists:
        written["total_duration_ns"] = None
    return written
