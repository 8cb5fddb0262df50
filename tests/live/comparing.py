"""What is compared of the answers of two servers to one request.

Status, type and shape of the answers are compared, and which of the things that both have come in
which order. What they say in words, and ids and times, are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from .payloads import frames_of
from .sides import Asked, Side


def facts(side: Side, asked: Asked) -> dict[str, str]:
    """Return what is compared of the answer to a request."""
    return dict(_facts(side, asked))


def _facts(side: Side, asked: Asked) -> Iterator[tuple[str, str]]:
    answer = side.ask(asked)
    yield "status", str(answer.status_code)
    kind = answer.headers.get("content-type", "none").partition(";")[0]
    yield "content type", kind
    if kind == "text/event-stream":
        frames = frames_of(answer.text)
        yield "frames", sequence(frame.get("message_type", "error") for frame in frames)
        yield "end", "[DONE]" if "data: [DONE]" in answer.text else "no [DONE]"
        yield from shape([{f["message_type"]: f} for f in frames]).items()
    elif answer.content:
        value = answer.json()
        if isinstance(value, list):
            names = {value: name for name, value in side.known.items()}
            items = cast("list[dict[str, Any]]", value)
            yield "items", ", ".join(" ".join(_about(item, names)) for item in items)
        yield from shape(value).items()


def _about(item: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    """Yield what an item of a list is."""
    if "id" in item:
        yield names.get(item["id"], "?")
    yield from (item[name] for name in ("message_type", "status", "SpanName") if name in item)


def sequence(kinds: Iterator[str]) -> str:
    """Return the types of frames in their order; how many pieces there are is left to chance."""
    in_order: list[str] = []
    for kind in kinds:
        if kind not in in_order[-1:]:
            in_order.append(kind)
    return " ".join(in_order)


def shape(value: Any) -> dict[str, str]:
    """Return the types of what is at each path; the items of a list share theirs."""
    found: dict[str, set[str]] = {}
    for path, kind in _places(value, "$"):
        found.setdefault(re.sub(ID, "{id}", path), set()).add(kind)
    return {path: " or ".join(sorted(kinds)) for path, kinds in found.items()}


ID = r"[a-z]+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


# Values that the API leaves open: what is in them is the business of tools, providers and machines.
OPEN = (
    ".json_schema",
    ".request_json",
    ".response_json",
    ".ResourceAttributes",
    ".Events.Attributes[]",
)


# Values that mean the same on every server, so that more than their type is compared.
TELLING = (
    ".approve",
    ".background",
    ".call_type",
    ".code",
    ".error_type",
    ".http.status_code",
    ".include_return_message_types[]",
    ".last_stop_reason",
    ".name",
    ".num_steps",
    ".reason",
    ".run_type",
    ".SpanKind",
    ".status",
    ".StatusCode",
    ".step_count",
    ".stop_reason",
    ".tool_type",
    ".type",
)


def _places(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield path, "object"
        if path.endswith(OPEN):
            return
        for name, item in cast("dict[str, object]", value).items():
            yield from _places(item, f"{path}.{name}")
    elif isinstance(value, list):
        yield path, "array"
        for item in cast("list[object]", value):
            yield from _places(item, f"{path}[]")
    else:
        names: dict[type, str] = {bool: "boolean", int: "number", float: "number", str: "text"}
        kind = names.get(type(cast("object", value)), "null")
        yield path, repr(value) if path.endswith(TELLING) else kind


def between(real: dict[str, str], reference: dict[str, str]) -> Iterator[str]:
    """Yield in what two answers differ; of an object that one of them lacks, only that."""
    lacking: tuple[str, ...] = ()
    for name in sorted({**real, **reference}):
        theirs, ours = real.get(name, "nothing"), reference.get(name, "nothing")
        if theirs == ours or name.startswith(lacking):
            continue
        yield f"{name}: {theirs}, {ours}"
        if name.startswith("$"):
            lacking = (*lacking, f"{name}.", f"{name}[")
