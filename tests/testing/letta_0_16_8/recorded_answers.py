"""What the real server was recorded to answer, and what is compared with it."""

from __future__ import annotations

from typing import Any

import httpx

from letta_client.testing.json_values import is_dict, is_list
from testing.recordings import recording
from testing.talking import shape

WORDS = "word0 word1 word2 word3 word4 word5 word6 word7 "
ARGUMENTS = '{"query": "x", "label":"h"}'


def recorded(name: str) -> Any:
    return recording(name)["response"]


def like(response: httpx.Response, name: str) -> bool:
    """Tell whether a response has the recorded status and fields."""
    there = recorded(name)
    return (response.status_code, response.headers["content-type"], fields(response.json())) == (
        there["status"],
        there["content_type"],
        fields(there["json"]),
    )


def fields(value: Any) -> Any:
    """Return the fields of a payload, and whether they are null."""
    if is_dict(value):
        return [(name, fields(each)) for name, each in value.items()]
    if is_list(value):
        return [fields(each) for each in value]
    return None if value is None else type(value).__name__


def shapes(found: list[str]) -> list[Any]:
    return [shape(frame) for frame in found]
