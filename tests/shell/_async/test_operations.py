"""Methods that are their signature: their errors, their requests, what they tell of themselves."""

from __future__ import annotations

import inspect
from typing import Any
from unittest.mock import patch

import pytest

from letta_client import AsyncLetta, AsyncStream
from letta_client._async.resources.agents.messages import AsyncAgentMessagesResource
from letta_client._async.resources.runs import AsyncRunsResource
from letta_client._async.resources.runs.messages import AsyncRunMessagesResource
from letta_client._core.http.omit import omit
from letta_client.pagination import AsyncArrayPage
from letta_client.types.letta_response import LettaResponse
from letta_client.types.messages import Message
from letta_client.types.runs import Run
from letta_client.types.streaming import LettaStreamingResponse

from ..answers import Server, recorded
from .harness import connect

VIEWS = ["", "with_raw_response", "with_streaming_response"]


def runs_of(client: AsyncLetta, view: str) -> Any:
    return getattr(client.runs, view) if view else client.runs


@pytest.mark.parametrize("view", VIEWS)
def test_wrong_arguments_are_a_type_error_of_the_call_itself(view: str) -> None:
    runs = runs_of(AsyncLetta(), view)
    name = "AsyncRunsResource"
    with pytest.raises(TypeError, match=rf"^{name}\.retrieve\(\) missing 1 required .*'run_id'$"):
        runs.retrieve()
    with pytest.raises(TypeError, match=rf"^{name}\.list\(\) got an unexpected .* 'limt'$"):
        runs.list(limt=1)
    with pytest.raises(TypeError, match=rf"^{name}\.delete\(\) takes 2 positional arguments"):
        runs.delete("run-1", "run-2")


async def test_an_empty_id_is_a_value_error_of_what_the_call_gives() -> None:
    server = Server(recorded("run_completed"))
    async with connect(server) as client:
        with pytest.raises(ValueError, match="`run_id`"):
            await client.runs.retrieve("")
        block = client.runs.with_streaming_response.retrieve("")
        with pytest.raises(ValueError, match="`run_id`"):
            await block.__aenter__()
    assert server.requests == []


def test_a_method_gives_its_request_without_sending_it() -> None:
    request = AsyncRunsResource.retrieve.request("run-1", timeout=3.0)
    assert (request.method, request.path, request.safe) == ("GET", "/v1/runs/run-1", True)
    assert request.returns is Run
    assert request.timeout == 3.0
    listed = AsyncRunMessagesResource.list.request("run-1", order="asc", limit=3)
    assert listed.path == "/v1/runs/run-1/messages"
    assert listed.query["order"] == "asc"
    assert listed.query["after"] is omit
    assert listed.returns == AsyncArrayPage[Message]
    assert listed.list_facts is not None
    streamed = AsyncRunMessagesResource.stream.request("run-1", resume=False)
    assert streamed.returns == AsyncStream[LettaStreamingResponse]
    assert streamed.headers == {"Accept": "text/event-stream"}
    assert streamed.safe


def test_what_create_gives_follows_streaming() -> None:
    create = AsyncAgentMessagesResource.create
    whole = create.request("agent-1", input="hello")
    assert (whole.returns, whole.headers) == (LettaResponse, {})
    streamed = create.request("agent-1", input="hello", streaming=True)
    assert streamed.returns == AsyncStream[LettaStreamingResponse]
    assert streamed.headers == {"Accept": "text/event-stream"}
    assert not streamed.safe


def test_a_method_tells_what_it_is() -> None:
    client = AsyncLetta()
    assert str(inspect.signature(client.runs.retrieve)) == (
        "(run_id: 'str', **options: 'Unpack[CallOptions]') -> 'Run'"
    )
    of_class: Any = AsyncRunsResource.retrieve
    assert of_class.__doc__ == client.runs.retrieve.__doc__
    assert list(inspect.signature(of_class).parameters) == ["self", "run_id", "options"]


async def test_a_method_of_the_class_takes_the_resource() -> None:
    async with connect(Server(recorded("run_completed"))) as client:
        assert type(await AsyncRunsResource.retrieve(client.runs, "run-1")) is Run


def test_a_resource_below_is_known_before_it_is_loaded() -> None:
    client = AsyncLetta()
    assert {"agents", "runs", "steps"} <= set(dir(client))
    assert {"messages", "steps", "usage", "metrics", "trace"} <= set(dir(client.runs))
    assert "messages" not in vars(client.runs)


def test_a_subclass_may_have_annotations_of_its_own() -> None:
    class Client(AsyncLetta):
        tenant: str

    with pytest.raises(AttributeError):
        Client().tenant  # noqa: B018


async def test_methods_can_be_patched_in_their_class() -> None:
    async with connect(Server()) as client:
        # As callers have it who know nothing of types.
        runs: Any = client.runs
        messages: Any = client.agents.messages
        with patch.object(AsyncRunsResource, "retrieve") as retrieve:
            retrieve.return_value = "patched"
            assert await runs.retrieve("run-1") == "patched"
        with patch.object(AsyncAgentMessagesResource, "create") as create:
            create.return_value = "patched"
            assert await messages.create("agent-1") == "patched"
        with patch.object(AsyncRunsResource, "list") as listed:
            listed.return_value = ["patched"]
            assert runs.list() == ["patched"]
