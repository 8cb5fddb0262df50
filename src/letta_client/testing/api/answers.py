"""How answers look: JSON as the server writes it, and its errors."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pydantic
from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response

from letta_client.testing.api.contract_facts import NOT_SENT
from letta_client.testing.api.world import world_of
from letta_client.testing.profiles import Profile
from letta_client.testing.simulation.ids import tag
from letta_client.types.agent_state import AgentState
from letta_client.types.letta_response import LettaResponse
from letta_client.types.messages import LettaMessage, ToolCallMessage
from letta_client.types.runs import Run

_FIRST = ("id", "date", "name", "message_type")
"""The fields with which the server begins a message, in this order."""
_INTERNAL_SERVER_ERROR = 500
EXAMPLE_UUID = "123e4567-e89b-42d3-8456-426614174000"


class TracedError(HTTPException):
    """An error of which some servers tell the trace."""


def compact(payload: Any) -> str:
    """Return a payload as JSON, without blanks."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def payload(model: pydantic.BaseModel) -> dict[str, Any]:
    """Return a model as the server writes it, fields that are null included."""
    unsent = NOT_SENT.get(type(model).__name__, ())
    written = model.model_dump(mode="json", by_alias=True, exclude=set(unsent))
    if isinstance(model, LettaMessage):
        # Messages write the zone of their moments as +00:00, everything else as Z.
        written["date"] = model.date.isoformat()
        written = {name: written[name] for name in _FIRST} | written
    if isinstance(model, LettaResponse):
        written["messages"] = [payload(message) for message in model.messages]
    if isinstance(model, AgentState) and model.pending_approval is not None:
        written["pending_approval"] = payload(model.pending_approval)
    if isinstance(model, ToolCallMessage) and isinstance(written["tool_calls"], dict):
        for name in ("tool_call", "tool_calls"):
            pieces = written[name].items()
            written[name] = {key: piece for key, piece in pieces if piece is not None}
    return written


def answer(model: pydantic.BaseModel | None) -> Response:
    """Answer with a model, or with null."""
    return _json(None if model is None else payload(model))


def answer_list(models: Iterable[pydantic.BaseModel]) -> Response:
    """Answer with models."""
    return _json([payload(model) for model in models])


def answer_plain(content: Any, status: int = 200) -> Response:
    """Answer with plain JSON."""
    return _json(content, status)


def answer_run(run: Run, profile: Profile) -> Response:
    """Answer with one run."""
    if profile.values.durations_of_runs_are_only_in_lists:
        run = run.model_copy(update={"total_duration_ns": None})
    return _json(_run_payload(run, profile))


def answer_runs(runs: Iterable[Run], profile: Profile) -> Response:
    """Answer with a list of runs."""
    return _json([_run_payload(run, profile) for run in runs])


def bad_request(text: str) -> HTTPException:
    """Return a 400, to be raised."""
    return HTTPException(400, text)


def not_found(kind: str, item_id: str) -> HTTPException:
    """Return a 404, to be raised. `kind` is what was not found: "Run", say."""
    return HTTPException(404, f"{kind} not found with id='['{item_id}']'")


def unprocessable(text: str) -> HTTPException:
    """Return a 422 for something that no schema says, to be raised."""
    return TracedError(422, text)


def gone(text: str) -> HTTPException:
    """Return a 410, to be raised."""
    return HTTPException(410, text)


def unknown_error() -> HTTPException:
    """Return the 500 of a server that does not know what went wrong, to be raised."""
    return TracedError(_INTERNAL_SERVER_ERROR, "An unknown error occurred")


async def answer_unknown_error(request: Request, error: Exception) -> Response:
    """Answer 500 to a request that ran into an error of this server itself."""
    return _json({"detail": "An unknown error occurred"}, _INTERNAL_SERVER_ERROR)


async def answer_traced_error(request: Request, error: Exception) -> Response:
    """Answer with an error of which a server with traces tells the trace."""
    assert isinstance(error, TracedError)
    status, body = error.status_code, {"detail": error.detail}
    if _traces_errors(request):
        # Where the server itself has failed, the place of the trace is empty.
        body = (
            {**body, "trace_id": ""}
            if status == _INTERNAL_SERVER_ERROR
            else {"detail": f"{status}: {error.detail}", "trace_id": _trace_id(request)}
        )
    return _json(body, status)


async def answer_invalid(request: Request, error: Exception) -> Response:
    """Answer 422 to a request that does not fit its parameters or its body."""
    assert isinstance(error, RequestValidationError)
    errors: list[dict[str, Any]] = list(error.errors())
    examples = [
        f"{found['loc'][-1].removesuffix('_id')}-{EXAMPLE_UUID}"
        for found in errors
        if found["loc"][0] == "path" and found["type"] == "string_pattern_mismatch"
    ]
    trace_id = _trace_id(request) if _traces_errors(request) else ""
    body: dict[str, Any] = {"trace_id": trace_id, "detail": repr(errors)}
    return _json({**body, "examples": examples} if examples else body, 422)


def _traces_errors(request: Request) -> bool:
    world = world_of(request)
    return world.has_traces and world.profile.errors.have_trace_ids_if_spans_are_kept


def _trace_id(request: Request) -> str:
    """Return a trace's id that is the same whenever the same happens again."""
    return f"{tag('trace', str(request.url), world_of(request).now()):032x}"


def _run_payload(run: Run, profile: Profile) -> dict[str, Any]:
    written = payload(run)
    if profile.values.completed_at_has_no_zone and written["completed_at"]:
        written["completed_at"] = written["completed_at"].removesuffix("Z")
    if profile.values.durations_of_runs_are_only_in_lists:
        written["ttft_ns"] = None
    return written


def _json(content: Any, status: int = 200) -> Response:
    return Response(compact(content), status, media_type="application/json")
