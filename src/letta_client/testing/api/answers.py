"""The answers to requests: JSON, and errors."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from letta_client.testing.api.contract.document import operations
from letta_client.testing.api.json_forms import compact, json_form
from letta_client.testing.api.request_validation import PATTERN_MISMATCH, InvalidRequest
from letta_client.testing.api.world import world_of
from letta_client.testing.simulation.ids import UUID4, tag
from letta_client.testing.store.errors import INTERNAL_SERVER_ERROR, ApiError, unknown_error

_NO_CONTENT = 204
_UNPROCESSABLE = 422
EXAMPLE_UUID = "123e4567-e89b-42d3-8456-426614174000"


def answer(content: Any, status: int = 200) -> Response:
    """Return the answer with a content: a response as it is, models and the rest as JSON."""
    if isinstance(content, Response):
        return content
    if status == _NO_CONTENT:
        return Response(status_code=status)
    return Response(compact(json_form(content)), status, media_type="application/json")


async def answer_http_error(request: Request, error: Exception) -> Response:
    """Answer a request that reaches no operation."""
    assert isinstance(error, HTTPException)
    if world_of(request.scope).profile.cloud.is_missing and _is_cloud_only(request.url.path):
        # Whatever the method: the path is not there.
        error = HTTPException(404)
    response = answer({"detail": error.detail}, error.status_code)
    response.headers.update(error.headers or {})
    return response


async def answer_api_error(request: Request, error: Exception) -> Response:
    """Answer with an error of the API."""
    assert isinstance(error, ApiError)
    return answer(_error_body(request, error), error.status)


async def answer_invalid(request: Request, error: Exception) -> Response:
    """Answer 422 to a request that does not fit its operation."""
    assert isinstance(error, InvalidRequest)
    examples = [
        f"{found['loc'][-1].removesuffix('_id')}-{EXAMPLE_UUID}"
        for found in error.errors
        if found["loc"][0] == "path"
        and found["type"] == PATTERN_MISMATCH
        # Where there are several forms, no example is given.
        and "|" not in found["ctx"]["pattern"].replace(UUID4, "")
    ]
    trace_id = _trace_id(request) if _names_traces(request) else ""
    body: dict[str, Any] = {"trace_id": trace_id, "detail": repr(error.errors)}
    return answer({**body, "examples": examples} if examples else body, _UNPROCESSABLE)


async def answer_unknown_error(request: Request, error: Exception) -> Response:
    """Answer 500 to a request that ran into an error of this server itself."""
    return answer({"detail": unknown_error().detail}, INTERNAL_SERVER_ERROR)


def _error_body(request: Request, error: ApiError) -> dict[str, Any]:
    if error.run_id is not None:
        return {"detail": error.detail, "run_id": error.run_id}
    if not error.names_trace or not _names_traces(request):
        return {"detail": error.detail}
    if error.status == INTERNAL_SERVER_ERROR:
        # Where the server itself has failed, the place of the trace is empty.
        return {"detail": error.detail, "trace_id": ""}
    return {"detail": f"{error.status}: {error.detail}", "trace_id": _trace_id(request)}


def _names_traces(request: Request) -> bool:
    world = world_of(request.scope)
    return world.has_spans and world.profile.errors.have_trace_ids_if_spans_are_kept


def _trace_id(request: Request) -> str:
    """Return a trace's id that is the same whenever the same happens again."""
    return f"{tag('trace', str(request.url), world_of(request.scope).now()):032x}"


def _is_cloud_only(path: str) -> bool:
    return any(pattern.match(path) for pattern in _cloud_paths())


@cache
def _cloud_paths() -> list[re.Pattern[str]]:
    """Return what the paths of the operations look like that only Letta Cloud has."""
    return [compile_path(each.path)[0] for each in operations().values() if each.is_cloud_only]
