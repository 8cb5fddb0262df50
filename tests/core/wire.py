"""What a real server said, as values: no test here opens a socket."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, TypeGuard

import httpx
from httpx_sse import EventSource, ServerSentEvent
from hypothesis import strategies as st
from typing_extensions import override

from letta_client.types.health import HealthResponse
from letta_client.types.messages import Message
from letta_client.types.runs import Run, RunMetrics, TraceRetrieveResponse, UsageRetrieveResponse
from letta_client.types.steps import MessageListResponse, ProviderTrace, Step, StepMetrics

WIRE = Path(__file__).parents[1] / "data" / "wire"
BASE_URL = "http://letta.test"

Json: TypeAlias = Any

RETURNS: dict[str, Any] = {
    r"/v1/health/": HealthResponse,
    r"/v1/runs/(active)?": list[Run],
    r"/v1/runs/run-[^/]+": Run,
    r"/v1/runs/[^/]+/messages": list[Message],
    r"/v1/runs/[^/]+/steps": list[Step],
    r"/v1/runs/[^/]+/usage": UsageRetrieveResponse,
    r"/v1/runs/[^/]+/metrics": RunMetrics,
    r"/v1/runs/[^/]+/trace": TraceRetrieveResponse,
    r"/v1/steps/step-[^/]+": Step,
    r"/v1/steps/[^/]+/feedback": Step,
    r"/v1/steps/[^/]+/messages": list[MessageListResponse],
    r"/v1/steps/[^/]+/metrics": StepMetrics,
    r"/v1/steps/[^/]+/trace": ProviderTrace | None,
}
"""What each endpoint of runs and steps promises, by its path."""


def kind_of(value: object) -> Any:
    """The type of a value, of which a type checker believes something else."""
    return type(value)


def is_array(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list)


def is_object(value: Json) -> TypeGuard[dict[str, Json]]:
    return isinstance(value, dict)


def names(pattern: str) -> list[str]:
    return sorted(path.stem for path in WIRE.glob(pattern))


@cache
def recording(name: str) -> Json:
    return json.loads((WIRE / f"{name}.json").read_text())


def promised(name: str) -> Any:
    """What the endpoint of a recording promises, or `None` if it is not of runs and steps."""
    path = recording(name)["request"]["path"]
    return next((kind for route, kind in RETURNS.items() if re.fullmatch(route, path)), None)


def respond(
    status: int = 200,
    content: str | bytes = b"",
    *,
    method: str = "GET",
    path: str = "/v1/runs/",
    headers: dict[str, str] | None = None,
    request_headers: dict[str, str] | None = None,
) -> httpx.Response:
    return httpx.Response(
        status,
        content=content,
        headers={"content-type": "application/json", **(headers or {})},
        request=httpx.Request(method, BASE_URL + path, headers=request_headers),
    )


def replay(name: str) -> httpx.Response:
    """The response that was recorded under `name`."""
    request, response = recording(name)["request"], recording(name)["response"]
    chunks = response.get("chunks")
    return respond(
        response["status"],
        json.dumps(response["json"]) if chunks is None else "".join(chunks),
        method=request["method"],
        path=request["path"],
        headers={"content-type": response["content_type"]},
    )


def frames(name: str) -> list[ServerSentEvent]:
    return list(EventSource(replay(name)).iter_sse())


@contextmanager
def logged() -> Generator[list[logging.LogRecord]]:
    """What the library logs within the block, from warnings up.

    pytest's `caplog` lives as long as a test, which is too long for one example of a property.
    """
    handler = _Collector(logging.WARNING)
    logger = logging.getLogger("letta_client")
    logger.addHandler(handler)
    try:
        yield handler.records
    finally:
        logger.removeHandler(handler)


class _Collector(logging.Handler):
    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.records: list[logging.LogRecord] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def json_values(
    keys: st.SearchStrategy[str], texts: st.SearchStrategy[str]
) -> st.SearchStrategy[Json]:
    """Any JSON, of objects with `keys` and strings out of `texts`."""
    scalars: st.SearchStrategy[Json] = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=False, allow_infinity=False),
        texts,
    )
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=12,
    )


ANY_JSON: st.SearchStrategy[Json] = json_values(st.text(max_size=8), st.text(max_size=20))
