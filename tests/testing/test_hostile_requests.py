"""No request brings the server to a 500, or spoils what comes after it."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client.testing import ReferenceServer
from letta_client.testing.api import body_limit

ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["\ud800", "\x00", "agent-1", 2**70]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from(["name", "label", "value", "description", "metadata", "tags", "x"])


def post(server: ReferenceServer, path: str, content: bytes) -> httpx.Response:
    with httpx.Client(transport=server.transport(), base_url="http://letta.test") as client:
        return client.post(path, content=content)


def test_half_a_surrogate_is_refused_before_anything_is_stored() -> None:
    with ReferenceServer() as server:
        for field in ("label", "value"):
            body = {"label": "l", "value": "v", field: "\ud800"}
            response = post(server, "/v1/blocks/", json.dumps(body).encode())
            assert response.status_code == 422
        assert list(server.client().blocks.list()) == []


def test_a_body_that_is_too_large_is_a_413(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "LARGEST_BODY", 1000)
    with ReferenceServer() as server:
        assert post(server, "/v1/blocks/", b" " * 1001).status_code == 413


def test_a_form_that_is_too_large_is_a_413(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "LARGEST_BODY", 1000)
    with ReferenceServer() as server:
        folder = server.client().folders.create(name="f", embedding="openai/text-embedding-3-small")
        path = f"/v1/folders/{folder.id}/upload"
        with httpx.Client(transport=server.transport(), base_url="http://letta.test") as client:
            assert client.post(path, files={"file": ("a.txt", b"x" * 1001)}).status_code == 413
            assert client.post(path, data={"file": "x" * 1001}).status_code == 413


def test_a_body_nested_without_end_is_refused() -> None:
    with ReferenceServer() as server:
        content = b"[" * 100_000
        assert 400 <= post(server, "/v1/blocks/", content).status_code < 500


@pytest.mark.parametrize("depth", [200, 340, 900])
def test_a_value_nested_deep_is_refused_or_given_back(depth: int) -> None:
    with ReferenceServer() as server:
        metadata = {"a": b"[" * depth + b"]" * depth}
        content = b'{"label": "l", "value": "v", "metadata": {"a": %b}}' % metadata["a"]
        stored = post(server, "/v1/blocks/", content).status_code == 200
        assert len(list(server.client().blocks.list())) == stored


@given(
    st.sampled_from(["/v1/blocks/", "/v1/agents/", "/v1/tools/", "/v1/folders/"]),
    st.dictionaries(NAMES, ANY_JSON) | ANY_JSON,
)
def test_no_request_is_a_500(path: str, body: Any) -> None:
    with ReferenceServer() as server:
        assert post(server, path, json.dumps(body).encode()).status_code < 500
        with httpx.Client(transport=server.transport(), base_url="http://letta.test") as client:
            assert client.get(path).status_code == 200
