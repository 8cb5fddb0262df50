"""Agents and their messages: what the methods send, what they give, and that they send it once."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_overloads

import httpx
import pytest

from letta_client import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AsyncAPIResponse,
    AsyncLetta,
    AsyncStream,
    ConflictError,
    NotFoundError,
    RateLimitError,
)
from letta_client._async.resources.agents import AsyncAgentsResource
from letta_client._async.resources.agents.messages import AsyncAgentMessagesResource
from letta_client._async.resources.agents.sending import Create
from letta_client.pagination import AsyncArrayPage
from letta_client.types.agent_state import AgentState, CompactionSettings
from letta_client.types.content import TextContent
from letta_client.types.letta_response import LettaResponse
from letta_client.types.messages import ApprovalReturn, AssistantMessage
from letta_client.types.model_settings import OpenAIModelSettings
from letta_client.types.runs import Run
from letta_client.types.streaming import LettaStopReason, LettaUsageStatistics
from letta_client.types.tool_rules import TerminalToolRule

from ..agent_calls import AGENT_CALLS, AGENT_METHODS, AGENT_NAMES, SENDS
from ..answers import (
    DONE,
    EVENT_STREAM,
    Server,
    answer,
    body_of,
    encoded,
    failure,
    ping,
    recorded,
    recording,
)
from ..calls import Call, reach
from .harness import Body, connect

pytestmark = pytest.mark.filterwarnings("ignore:The API has deprecated:DeprecationWarning")

CONTRACT = Path(__file__).parents[3] / "contract"
SURFACE: Any = json.loads((CONTRACT / "client-surface.json").read_text())
VIEWS = ["with_raw_response", "with_streaming_response"]


@pytest.mark.parametrize("call", AGENT_CALLS, ids=AGENT_NAMES)
async def test_a_call_sends_its_request(call: Call) -> None:
    server = Server(call.answered)
    async with connect(server) as client:
        await reach(client, call.method)(*call.arguments, **call.options)
    request = call.request(server)
    assert f"{request.method} {request.url.raw_path.decode()}" == call.sends
    assert request.content == call.body
    assert request.headers.get("content-type") == ("application/json" if call.body else None)
    accept = "text/event-stream" if call.kind == "stream" else "application/json"
    assert request.headers["accept"] == accept


async def check_value(value: Any, call: Call) -> None:
    kinds: dict[str, Any] = {"page": AsyncArrayPage, "stream": AsyncStream}
    expected = kinds.get(call.kind, call.gives)
    assert type(value) is expected
    if call.kind == "page":
        assert type(value.items[0]) is call.gives
    if call.kind == "stream":
        events = [event async for event in value]
        assert type(events[0]) is call.gives
        assert [type(event) for event in events[-2:]] == [LettaStopReason, LettaUsageStatistics]


@pytest.mark.parametrize("call", AGENT_CALLS, ids=AGENT_NAMES)
async def test_a_call_gives_its_type(call: Call) -> None:
    async with connect(Server(call.answered), strict_response_validation=True) as client:
        await check_value(await reach(client, call.method)(*call.arguments, **call.options), call)


@pytest.mark.parametrize("call", AGENT_CALLS, ids=AGENT_NAMES)
async def test_a_raw_response_holds_its_value(call: Call) -> None:
    async with connect(Server(call.answered)) as client:
        for view in (client.with_raw_response.agents, client.agents.with_raw_response):
            method = reach(view, call.method.removeprefix("agents."))
            response = await method(*call.arguments, **call.options)
            assert type(response) is AsyncAPIResponse
            assert response.is_closed or call.kind == "stream"
            await check_value(await response.parse(), call)


@pytest.mark.parametrize("call", AGENT_CALLS, ids=AGENT_NAMES)
async def test_a_streamed_response_is_closed_with_its_block(call: Call) -> None:
    async with connect(Server(call.answered)) as client:
        method = reach(client.agents.with_streaming_response, call.method.removeprefix("agents."))
        async with method(*call.arguments, **call.options) as response:
            assert type(response) is AsyncAPIResponse
            await check_value(await response.parse(), call)
        assert response.is_closed


@pytest.mark.parametrize("name", AGENT_METHODS)
async def test_every_method_takes_extra_options(name: str) -> None:
    call = AGENT_METHODS[name]
    server = Server(call.answered)
    async with connect(server) as client:
        await reach(client, name)(
            *call.arguments,
            **call.options,
            extra_headers={"X-Extra": "1"},
            extra_query={"extra": "2"},
            extra_body={"extra": "3"},
            timeout=4.5,
        )
    request = call.request(server)
    assert request.headers["x-extra"] == "1"
    assert request.url.params["extra"] == "2"
    assert body_of(request) == {**json.loads(call.body or b"{}"), "extra": "3"}
    assert request.extensions["timeout"]["read"] == 4.5


@pytest.mark.parametrize("name", AGENT_METHODS)
async def test_every_method_raises_the_servers_error(name: str) -> None:
    call = AGENT_METHODS[name]
    server = Server(answer({"detail": "Agent not found"}, status=404))
    async with connect(server) as client:
        with pytest.raises(NotFoundError):
            await reach(client, name)(*call.arguments, **call.options)
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", [name for name, call in AGENT_METHODS.items() if call.arguments])
@pytest.mark.parametrize("empty", ["", None])
async def test_an_empty_agent_id_is_named_and_nothing_sent(name: str, empty: str | None) -> None:
    call = AGENT_METHODS[name]
    server = Server(call.answered)
    async with connect(server) as client:
        with pytest.raises(ValueError, match="`agent_id`"):
            await reach(client, name)(agent_id=empty, **call.options)
    assert server.requests == []


@pytest.mark.parametrize("view", ["", *VIEWS])
@pytest.mark.parametrize("name", sorted(AGENT_METHODS))
def test_a_method_has_the_published_parameters(name: str, view: str) -> None:
    resource, _, method = name.rpartition(".")
    published = SURFACE["async"][resource][method]["params"]
    client = AsyncLetta(api_key="k")
    signature = inspect.signature(reach(getattr(client, view) if view else client, name))
    *parameters, options = signature.parameters.values()
    assert options.kind is inspect.Parameter.VAR_KEYWORD
    assert [
        {
            "name": parameter.name,
            "keyword_only": parameter.kind is inspect.Parameter.KEYWORD_ONLY,
            "required": parameter.default is inspect.Parameter.empty,
        }
        for parameter in parameters
    ] == [{key: of[key] for key in ("name", "keyword_only", "required")} for of in published]


def test_every_overload_of_create_has_the_parameters_of_create() -> None:
    def call() -> None: ...

    # They are known by name: a protocol has no implementation to ask.
    call.__module__, call.__qualname__ = Create.__module__, "Create.__call__"
    overloads = get_overloads(call)
    assert len(overloads) == 3
    expected = inspect.signature(AsyncAgentMessagesResource.create._function).parameters
    for overload in overloads:
        parameters = inspect.signature(overload).parameters
        assert list(parameters) == list(expected)
        differing = {
            name for name, parameter in parameters.items() if str(parameter) != str(expected[name])
        }
        assert differing == {"streaming"}


def test_a_method_keeps_its_name_and_documents() -> None:
    methods: list[Any] = [AsyncAgentMessagesResource.create, AsyncLetta().agents.messages.create]
    for method in methods:
        assert method.__name__ == "create"
        assert "POST /v1/agents/{agent_id}/messages`" in method.__doc__


def test_a_resource_is_made_once() -> None:
    client = AsyncLetta()
    assert client.agents is client.agents
    assert client.agents.messages is client.agents.messages
    assert type(client.agents) is AsyncAgentsResource


async def test_an_agent_is_read_as_recorded() -> None:
    server = Server(recorded("agent_retrieve"))
    async with connect(server, strict_response_validation=True) as client:
        agent = await client.agents.retrieve("agent-1")
    assert agent.to_dict(mode="json") == recording("agent_retrieve")
    assert isinstance(agent.model_settings, OpenAIModelSettings)
    assert agent.model_settings.max_output_tokens == 16384
    assert agent.tools[0].name == "conversation_search"


async def test_a_message_is_answered_as_recorded() -> None:
    server = Server(recorded("agent_message_create"))
    async with connect(server, strict_response_validation=True) as client:
        response = await client.agents.messages.create(
            "agent-1", messages=[{"role": "user", "content": "hello"}]
        )
    assert body_of(server.last) == {"messages": [{"role": "user", "content": "hello"}]}
    assert isinstance(response.messages[0], AssistantMessage)
    assert response.stop_reason.stop_reason == "end_turn"
    assert response.usage.run_ids == recording("agent_message_create")["usage"]["run_ids"]


async def test_a_stream_has_every_recorded_event() -> None:
    for name in ("stream_foreground_tokens", "stream_background_tokens"):
        async with connect(Server(recorded(name)), strict_response_validation=True) as client:
            stream = await client.agents.messages.create("agent-1", input="hello", streaming=True)
            events = [event.to_dict(mode="json") async for event in stream]
        frames = [frame.removeprefix("data: ") for frame in recording(name)]
        sent = [json.loads(frame) for frame in frames if not frame.startswith("[DONE]")]
        assert [event["message_type"] for event in events] == [
            event["message_type"] for event in sent
        ]


async def test_an_async_send_gives_its_run() -> None:
    server = Server(recorded("agent_message_create_async"))
    async with connect(server, strict_response_validation=True) as client:
        run = await client.agents.messages.create_async("agent-1", input="hello")
    assert type(run) is Run
    assert run.id == recording("agent_message_create_async")["id"]


async def test_a_cancellation_says_what_became_of_each_run() -> None:
    async with connect(Server(recorded("agent_messages_cancel"))) as client:
        outcome = await client.agents.messages.cancel("agent-1")
    assert list(outcome.values()) == ["cancelled"]


async def test_a_pending_approval_is_a_conflict_and_not_sent_again() -> None:
    server = Server(recorded("error_409_pending_approval"))
    async with connect(server) as client:
        with pytest.raises(ConflictError) as caught:
            await client.agents.messages.create("agent-1", input="hello")
    # After it, what waits for an approval is looked up.
    assert [request.method for request in server.requests] == ["POST", "GET"]
    assert "PENDING_APPROVAL" in str(caught.value)


@pytest.mark.parametrize("name", sorted(SENDS))
@pytest.mark.parametrize(
    ("befallen", "raised"),
    [
        (failure(httpx.ReadTimeout("slow")), APITimeoutError),
        (failure(httpx.WriteTimeout("slow")), APITimeoutError),
        (failure(httpx.ReadError("reset")), APIConnectionError),
        (failure(httpx.RemoteProtocolError("closed")), APIConnectionError),
        (answer({"detail": "broken"}, status=500), APIError),
        (answer({"detail": "conflict"}, status=409), ConflictError),
        (answer({"detail": "late"}, status=408), APIError),
        (answer({"detail": "busy"}, status=503), APIError),
    ],
    ids=["read-timeout", "write-timeout", "reset", "closed", "500", "409", "408", "503"],
)
async def test_a_send_that_may_have_been_carried_out_is_sent_once(
    name: str, befallen: Any, raised: type[Exception]
) -> None:
    call = AGENT_METHODS[name]
    server = Server(befallen, call.answered)
    async with connect(server, max_retries=5) as client:
        with pytest.raises(raised):
            await reach(client, name)(*call.arguments, **call.options)
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", sorted(SENDS))
async def test_a_send_that_cannot_have_been_carried_out_is_sent_again(
    name: str, delays: list[float]
) -> None:
    call = AGENT_METHODS[name]
    server = Server(
        failure(httpx.ConnectError("refused")),
        answer({"detail": "slow down"}, status=429, headers={"retry-after": "2"}),
        call.answered,
    )
    async with connect(server, delays=delays) as client:
        await reach(client, name)(*call.arguments, **call.options)
    assert [request.content for request in server.requests] == [call.body] * 3
    assert delays[1] == 2


async def test_what_is_given_as_an_iterator_is_read_once_and_sent_each_time() -> None:
    read: list[int] = []

    def messages() -> Iterator[Any]:
        for number in (1, 2):
            read.append(number)
            yield {"role": "user", "content": ({"type": "text", "text": t} for t in "ab")}

    server = Server(answer({"detail": "slow down"}, status=429), recorded("agent_message_create"))
    async with connect(server) as client:
        await client.agents.messages.create("agent-1", messages=messages())
    assert read == [1, 2]
    content = [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]
    assert [body_of(request) for request in server.requests] == [
        {"messages": [{"role": "user", "content": content}] * 2}
    ] * 2


async def test_a_send_without_retries_left_gives_up() -> None:
    server = Server(answer({"detail": "slow down"}, status=429))
    async with connect(server, max_retries=0) as client:
        with pytest.raises(RateLimitError):
            await client.agents.messages.create("agent-1", input="hello")
    assert len(server.requests) == 1


async def test_models_can_be_sent_back() -> None:
    server = Server(recorded("agent_message_create"))
    async with connect(server) as client:
        await client.agents.messages.create(
            "agent-1",
            messages=[
                {"role": "user", "content": [TextContent(text="hello")]},
                {
                    "type": "approval",
                    "approvals": [ApprovalReturn(tool_call_id="call-1", approve=True)],
                },
            ],
        )
    said, approval = body_of(server.last)["messages"]
    assert said["content"] == [{"type": "text", "text": "hello"}]
    assert approval["approvals"] == [
        {"type": "approval", "tool_call_id": "call-1", "approve": True}
    ]


async def test_an_agent_can_be_made_like_another() -> None:
    server = Server(recorded("agent_retrieve"))
    async with connect(server) as client:
        agent = await client.agents.retrieve("agent-1")
        await client.agents.create(
            name="twin",
            llm_config=agent.llm_config,
            embedding_config=agent.embedding_config,
            model_settings=agent.model_settings,
            compaction_settings=agent.compaction_settings,
            response_format=agent.response_format,
            memory_blocks=agent.blocks,
            tool_rules=[TerminalToolRule(tool_name="send_message")],
        )
    sent, original = body_of(server.last), recording("agent_retrieve")
    names = "llm_config", "embedding_config", "model_settings", "compaction_settings"
    for name in names:
        assert sent[name] == original[name]
    assert sent["memory_blocks"] == original["blocks"]
    assert sent["tool_rules"] == [{"tool_name": "send_message", "type": "exit_loop"}]
    assert isinstance(agent.compaction_settings, CompactionSettings)


async def test_agents_are_walked_page_by_page() -> None:
    agent = recording("agent_retrieve")
    pages = [
        [
            {**agent, "id": f"agent-{number}", "created_at": f"2026-01-0{9 - number}T12:00:00Z"}
            for number in page
        ]
        for page in ([1, 2], [3], [])
    ]
    server = Server(*(answer(page) for page in pages))
    async with connect(server) as client:
        found = [agent.id async for agent in client.agents.list(limit=2, tags=["x", "y"])]
    assert found == ["agent-1", "agent-2", "agent-3"]
    assert sorted(server.requests[1].url.params.multi_items()) == [
        ("after", "agent-2"),
        ("limit", "2"),
        ("tags", "x"),
        ("tags", "y"),
    ]
    assert {request.url.path for request in server.requests} == {"/v1/agents/"}


async def test_the_connection_of_a_stream_is_freed_when_its_loop_is_left() -> None:
    body = Body(encoded([ping(1), ping(2), DONE]))
    server = Server(answer(stream=body, headers=EVENT_STREAM))
    async with connect(server) as client:
        async with await client.agents.messages.create(
            "agent-1", input="hello", streaming=True
        ) as stream:
            async for event in stream:
                assert event.message_type == "ping"
                break
        assert body.closed == 1


async def test_a_stream_says_whether_it_streams_at_run_time() -> None:
    for streaming in (True, False):
        name = "stream_background_steps" if streaming else "agent_message_create"
        async with connect(Server(recorded(name))) as client:
            value = await client.agents.messages.create(
                "agent-1", input="hello", streaming=streaming
            )
            assert isinstance(value, AsyncStream if streaming else LettaResponse)
            if isinstance(value, AsyncStream):
                await value.close()


async def test_a_damaged_agent_is_still_an_agent() -> None:
    damaged = {**recording("agent_retrieve"), "llm_config": {"model": "m"}, "tags": None}
    async with connect(Server(answer(damaged))) as client:
        agent = await client.agents.retrieve("agent-1")
    assert type(agent) is AgentState
    assert agent.llm_config.model == "m"
    assert agent.memory.blocks[0].label == "human"
