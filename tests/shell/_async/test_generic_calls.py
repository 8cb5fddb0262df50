"""`client.get`, `post`, `patch`, `put` and `delete`: for what has no method of its own."""

from __future__ import annotations

import io
from typing import Any, Literal

import httpx
import pytest

from letta_client import APIResponseValidationError, AsyncStream, BaseModel, NoneType, omit
from letta_client._models import FinalRequestOptions
from letta_client.types.runs import Run
from letta_client.types.streaming import LettaPing, LettaStreamingResponse

from ..answers import Server, answer, body_of, failure, ping, recorded, run
from ..answers import events as event_answer
from .harness import connect


class Agent(BaseModel):
    id: str
    name: str | None = None


async def test_each_verb_sends_its_method() -> None:
    server = Server(answer({"id": "agent-1"}))
    async with connect(server) as client:
        for verb in ("get", "post", "patch", "put", "delete"):
            agent = await getattr(client, verb)("/v1/agents/agent-1", cast_to=Agent)
            assert agent == Agent(id="agent-1")
            assert server.last.method == verb.upper()
            assert server.last.url == "http://letta.test/v1/agents/agent-1"
            assert server.last.content == b""
            assert "content-type" not in server.last.headers


async def test_what_is_sent_has_the_clients_settings() -> None:
    server = Server(answer({"id": "agent-1"}))
    async with connect(server, project="tea", default_query={"a": 1}) as client:
        await client.get("v1/agents/x", cast_to=Agent)
        assert server.last.url == "http://letta.test/v1/agents/x?a=1"
        assert server.last.headers["x-project"] == "tea"
        assert server.last.headers["authorization"].startswith("Bearer ")


@pytest.mark.parametrize("verb", ["post", "patch", "put", "delete"])
async def test_a_body_goes_out_as_json(verb: str) -> None:
    server = Server(answer({"id": "agent-1"}))
    async with connect(server) as client:
        call = getattr(client, verb)
        body = {"name": "é", "tags": ["a"], "left_out": omit, "none": None}
        await call("/v1/x", cast_to=Agent, body=body)
        assert server.last.headers["content-type"] == "application/json"
        assert body_of(server.last) == {"name": "é", "tags": ["a"], "none": None}
        await call("/v1/x", cast_to=Agent, body=[1, 2])
        assert body_of(server.last) == [1, 2]
        await call("/v1/x", cast_to=Agent, body=body, options={"extra_json": {"name": "b"}})
        assert body_of(server.last)["name"] == "b"


@pytest.mark.parametrize("verb", ["post", "patch", "put", "delete"])
@pytest.mark.parametrize("content", [b"\x00raw", "text é"])
async def test_content_goes_out_as_it_is(verb: str, content: bytes | str) -> None:
    server = Server(answer({"id": "agent-1"}))
    async with connect(server) as client:
        options = {"headers": {"Content-Type": "application/octet-stream"}}
        await getattr(client, verb)("/v1/x", cast_to=Agent, content=content, options=options)
        expected = content if isinstance(content, bytes) else content.encode()
        assert server.last.content == expected
        assert server.last.headers["content-type"] == "application/octet-stream"
        await getattr(client, verb)("/v1/x", cast_to=Agent, content=content)
        assert "content-type" not in server.last.headers


async def test_what_goes_out_as_it_is_has_nothing_beside_it() -> None:
    async with connect(Server(answer())) as client:
        with pytest.raises(TypeError, match="`body` or `content`"):
            await client.post("/v1/x", cast_to=object, content=b"x", body=b"x")
        with pytest.raises(TypeError, match="`files` or `content`"):
            await client.post("/v1/x", cast_to=object, content=b"x", files={"file": b"x"})


async def test_a_request_has_all_that_its_options_say() -> None:
    server = Server(answer({"id": "agent-1"}))
    options = FinalRequestOptions(
        method="post", url="/v1/x", json_data={"a": 1}, extra_json={"b": 2}, timeout=None
    )
    async with connect(server) as client:
        assert await client.request(Agent, options) == Agent(id="agent-1")
        assert body_of(server.last) == {"a": 1, "b": 2}
        assert server.last.extensions["timeout"]["read"] is None
        await client.request(Agent, FinalRequestOptions.construct(method="get", url="/v1/y"))
        assert (server.last.method, server.last.url.path) == ("GET", "/v1/y")
        assert server.last.extensions["timeout"]["read"] == 60


@pytest.mark.parametrize("verb", ["post", "patch", "put"])
async def test_files_go_out_as_a_form(verb: str) -> None:
    server = Server(answer({"id": "agent-1"}))
    async with connect(server) as client:
        files = {"file": ("notes.txt", io.BytesIO(b"hello"), "text/plain")}
        await getattr(client, verb)("/v1/x", cast_to=Agent, files=files, body={"kind": "note"})
    assert server.last.headers["content-type"].startswith("multipart/form-data; boundary=")
    sent = server.last.read()
    assert b'name="file"; filename="notes.txt"\r\nContent-Type: text/plain\r\n\r\nhello' in sent
    assert b'name="kind"\r\n\r\nnote' in sent


async def test_files_are_sent_whole_again(delays: list[float]) -> None:
    server = Server(answer(status=429), answer({"id": "agent-1"}))
    async with connect(server, delays=delays) as client:
        files = {"file": ("notes.txt", io.BytesIO(b"hello"))}
        await client.post("/v1/x", cast_to=Agent, files=files)
    first, second = [request.read() for request in server.requests]
    assert first == second
    assert len(delays) == 1


@pytest.mark.parametrize(
    ("cast_to", "expected"),
    [
        (Agent, Agent(id="agent-1", name="tea")),
        (dict[str, Any], {"id": "agent-1", "name": "tea"}),
        (dict, {"id": "agent-1", "name": "tea"}),
        (object, {"id": "agent-1", "name": "tea"}),
        (str, '{"id":"agent-1","name":"tea"}'),
        (bytes, b'{"id":"agent-1","name":"tea"}'),
        (NoneType, None),
    ],
)
async def test_an_answer_is_read_as_what_is_asked_for(cast_to: Any, expected: object) -> None:
    async with connect(Server(answer({"id": "agent-1", "name": "tea"}))) as client:
        assert await client.get("/v1/x", cast_to=cast_to) == expected


async def test_an_answer_can_be_a_list_of_models() -> None:
    async with connect(Server(recorded("runs_list"))) as client:
        runs = await client.get("/v1/runs/", cast_to=list[Run])
    assert runs
    assert {type(run) for run in runs} == {Run}


async def test_an_answer_can_be_the_response_itself() -> None:
    async with connect(Server(answer({"id": "agent-1"}, headers={"x-a": "1"}))) as client:
        response = await client.get("/v1/x", cast_to=httpx.Response)
    assert (response.json(), response.headers["x-a"]) == ({"id": "agent-1"}, "1")
    assert response.is_closed


async def test_an_empty_answer_can_be_none_or_text() -> None:
    async with connect(Server(answer(status=204, text=""))) as client:
        await client.delete("/v1/x", cast_to=NoneType)
        assert await client.delete("/v1/x", cast_to=str) == ""
        with pytest.raises(APIResponseValidationError):
            await client.delete("/v1/x", cast_to=Agent)


@pytest.mark.parametrize("verb", ["get", "post"])
async def test_an_answer_can_be_a_stream_of_events(verb: Literal["get", "post"]) -> None:
    server = Server(event_answer(ping(1), ping(2), "data: [DONE]\n\n"))
    async with connect(server) as client:
        stream: AsyncStream[Any] = await getattr(client, verb)(
            "/v1/x",
            cast_to=Agent,
            stream=True,
            stream_cls=AsyncStream[LettaStreamingResponse],
            **({"body": {"a": 1}} if verb == "post" else {}),
        )
        assert isinstance(stream, AsyncStream)
        assert [type(event) async for event in stream] == [LettaPing, LettaPing]
    assert server.last.content == (b'{"a":1}' if verb == "post" else b"")


async def test_a_path_may_have_a_query_to_which_params_add() -> None:
    server = Server(answer([]))
    async with connect(server) as client:
        await client.get(
            "/v1/x?a=1&a=2&b=%C3%A9&c=",
            cast_to=list[Any],
            options={"params": {"d": [True, None], "b": "new"}},
        )
    assert server.last.url.query == b"a=1&a=2&b=new&c=&d=true"


@pytest.mark.parametrize("url", ["https://evil.test/v1/x", "//evil.test/v1/x", "@evil.test/"])
async def test_no_path_leads_to_another_host(url: str) -> None:
    server = Server(answer([]))
    async with connect(server) as client:
        try:
            await client.get(url, cast_to=list[Any])
        except ValueError:
            assert server.requests == []
        else:
            assert server.last.url.host == "letta.test"


async def test_a_url_that_cannot_be_is_a_value_error() -> None:
    server = Server(answer([]))
    async with connect(server) as client:
        with pytest.raises(ValueError, match="non-printable"):
            await client.get("/v1/\0", cast_to=list[Any])
        with pytest.raises(ValueError, match="too long"):
            await client.runs.retrieve("x" * 100_000)
    assert server.requests == []


async def test_options_are_those_of_the_call_alone(delays: list[float]) -> None:
    server = Server(answer(status=500))
    async with connect(server, delays=delays, max_retries=3) as client:
        with pytest.raises(Exception, match="500"):
            await client.get(
                "/v1/x",
                cast_to=Agent,
                options={"headers": {"x-a": "1"}, "timeout": 3, "max_retries": 1},
            )
    assert len(server.requests) == 2
    assert server.last.headers["x-a"] == "1"
    assert server.last.extensions["timeout"]["read"] == 3


@pytest.mark.parametrize(("verb", "attempts"), [("get", 3), ("post", 1), ("put", 1), ("delete", 1)])
async def test_only_a_get_is_sent_again_after_a_timeout(
    verb: str, attempts: int, delays: list[float]
) -> None:
    server = Server(failure(httpx.ReadTimeout("slow")))
    async with connect(server, delays=delays) as client:
        with pytest.raises(Exception, match="timed out"):
            await getattr(client, verb)("/v1/x", cast_to=Agent)
    assert len(server.requests) == attempts


async def test_a_run_from_a_generic_call_is_like_one_from_a_method() -> None:
    async with connect(Server(answer(run("run-1")))) as client:
        assert await client.get("/v1/runs/run-1", cast_to=Run) == await client.runs.retrieve(
            "run-1"
        )
