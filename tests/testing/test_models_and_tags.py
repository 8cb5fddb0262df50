"""The models that there are, and the tags by which agents and blocks are found."""

from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from letta_client.testing import ReferenceServer
from letta_client.types.models import EmbeddingModel, Model
from testing.clients import json_of


def test_models_are_listed(http: httpx.Client) -> None:
    listed = json_of(http.get("/v1/models/"))

    models = TypeAdapter(list[Model]).validate_python(listed)
    assert [model.to_dict(mode="json") for model in models] == listed
    assert "openai/gpt-4o-mini" in [model.handle for model in models]


@pytest.mark.parametrize(
    ("query", "providers"),
    [
        ({"provider_name": "letta"}, {"letta"}),
        ({"provider_type": "anthropic"}, {"anthropic"}),
        ({"provider_category": ["byok"]}, set[str]()),
        ({"provider_category": ["base", "byok"], "provider_name": "openai"}, {"openai"}),
    ],
)
def test_models_are_filtered(
    http: httpx.Client, query: dict[str, Any], providers: set[str]
) -> None:
    listed = json_of(http.get("/v1/models/", params=query))

    assert {model["provider_name"] for model in listed} == providers
    assert http.get("/v1/models/", params={"provider_type": "nope"}).status_code == 422


def test_models_that_embed_texts_are_listed(http: httpx.Client) -> None:
    listed = json_of(http.get("/v1/models/embedding"))

    models = TypeAdapter(list[EmbeddingModel]).validate_python(listed)
    assert "openai/text-embedding-3-small" in [model.handle for model in models]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["a", "b", "bed", "c"]),
        ({"order": "desc"}, ["c", "bed", "b", "a"]),
        ({"limit": 2}, ["a", "b"]),
        ({"limit": 2, "after": "a"}, ["b", "bed"]),
        ({"after": "b", "order": "desc"}, ["a"]),
        ({"before": "bed"}, ["a", "b"]),
        ({"before": "b", "order": "desc", "limit": 1}, ["c"]),
        ({"after": "bad"}, ["bed", "c"]),
        ({"name": "B"}, ["b", "bed"]),
        ({"query_text": "be"}, ["bed"]),
        ({"name": "c", "query_text": "be"}, ["c"]),
        ({"limit": 0}, []),
    ],
)
def test_tags_are_listed_by_the_alphabet(
    server: ReferenceServer, http: httpx.Client, query: dict[str, Any], found: list[str]
) -> None:
    server.add_agent(tags=["b", "a"])
    server.add_agent(tags=["c", "b"])
    http.post("/v1/blocks/", json={"label": "notes", "value": "", "tags": ["bed"]})

    assert json_of(http.get("/v1/tags/", params=query)) == found
