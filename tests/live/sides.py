"""Requests for two servers, and what both servers have before they are sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import httpx

from letta_client.testing import Model

NO_AGENT = "agent-00000000-0000-4000-8000-000000000000"
NO_MESSAGE = "message-00000000-0000-4000-8000-000000000000"
OF_AGENT = "/v1/agents/{agent}"
OF_NOBODY = f"/v1/agents/{NO_AGENT}"
HELLO = {"messages": [{"role": "user", "content": "hello"}]}
FAIL = {"input": "FAIL"}
BAD_JSON = b'{"messages": '
# Values that no parameter of a list takes.
WRONG = {"limit": "many", "order": "nope", "order_by": "nope"}


@dataclass(frozen=True)
class Asked:
    """A request. In its texts, names in braces stand for what both servers have."""

    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict[str, Any])
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])


def get(path: str, **query: Any) -> Asked:
    return Asked("GET", path, query)


def post(path: str, body: Any = None, **headers: str) -> Asked:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Asked("POST", path, body=body, headers=named)


def patch(path: str, body: Any = None) -> Asked:
    return Asked("PATCH", path, body=body)


def delete(path: str) -> Asked:
    return Asked("DELETE", path)


def put(path: str, body: Any) -> Asked:
    return Asked("PUT", path, body=body)


def ask_post(path: str, body: Any = None, **query: Any) -> Asked:
    """Return a request with a body and a query."""
    return Asked("POST", path, query, body)


def pages(cursor: str, none: str) -> dict[str, dict[str, Any]]:
    """Return the pages that are asked for; cursors name an item in the middle, and nothing."""
    return {
        "all": {},
        "two": {"limit": 2},
        "after": {"after": cursor},
        "before": {"before": cursor},
        "one after": {"limit": 1, "after": cursor},
        "one before": {"limit": 1, "before": cursor},
        "after none": {"after": none},
        "before none": {"before": none},
        "none": {"limit": 0},
        "less than none": {"limit": -1},
    }


Lists: TypeAlias = dict[str, tuple[str, dict[str, Any], str, str]]
"""By their names, lists: the path, the query that makes them the same on both servers, and the ids
that their cursors name, one of an item in the middle, and one of nothing."""


def of_lists(lists: Lists, *, by_chance: str | None = None) -> dict[str, Asked]:
    """Return requests for all pages of lists in both orders, and such as are refused.

    Args:
        lists: the lists.
        by_chance: the name of a list in which chance decides what lies beyond an item.
    """
    listed = {
        f"{name}, {order}, {how}": get(path, **its, order=order, **page)
        for name, (path, its, cursor, none) in lists.items()
        for order in ("asc", "desc")
        for how, page in pages(cursor, none).items()
        if name != by_chance or cursor not in page.values()
    }
    refused = {
        f"{name}, bad {what}": get(path, **{**its, what: value})
        for name, (path, its, _, _) in lists.items()
        for what, value in WRONG.items()
    }
    return {**listed, **refused}


def _fails(body: Any) -> bool:
    return isinstance(body, dict) and cast("dict[str, object]", body).get("input") == FAIL["input"]


class Side:
    """A server with things that have names.

    Args:
        http: a client of it.
        tag: what only these things have.
        model: the model of a reference server.

    Attributes:
        known: ids by their names.
    """

    def __init__(self, http: httpx.Client, tag: str, model: Model | None = None) -> None:
        self.http = http
        self.model = model
        self.known = {"tag": tag}

    def ask(self, asked: Asked) -> httpx.Response:
        """Send a request."""
        if self.model is not None and _fails(asked.body):
            self.model.fail()
        fill = self._fill
        # After a 500 the real server closes a connection that a client may be about to use again.
        headers = {"Connection": "close", **asked.headers}
        path, query = fill(asked.path), fill(asked.query)
        if isinstance(asked.body, bytes):
            headers["Content-Type"] = "application/json"
            return self.http.request(
                asked.method, path, params=query, content=asked.body, headers=headers
            )
        body = fill(asked.body)
        return self.http.request(asked.method, path, params=query, json=body, headers=headers)

    def make(self, name: str, path: str, body: Any) -> None:
        """Make something, and know it by a name."""
        self.known[name] = self.http.post(path, json=body).raise_for_status().json()["id"]

    def _fill(self, value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\{([\w.]+)\}", lambda found: self.known[found[1]], value)
        if isinstance(value, list):
            return [self._fill(item) for item in cast("list[object]", value)]
        if isinstance(value, dict):
            return {k: self._fill(item) for k, item in cast("dict[str, object]", value).items()}
        return value
