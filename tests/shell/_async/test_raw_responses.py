"""Whole responses: read, from `with_raw_response`, and unread, from `with_streaming_response`."""

from __future__ import annotations

import gzip
import inspect
import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from letta_client import (
    APIConnectionError,
    APIResponseValidationError,
    APITimeoutError,
    AsyncAPIResponse,
    AsyncLetta,
    NotFoundError,
)
from letta_client.pagination import AsyncArrayPage
from letta_client.types.runs import Run
from letta_client.types.steps import Step

from ..answers import (
    EVENT_STREAM,
    Server,
    answer,
    encoded,
    failure,
    ping,
    recorded,
    recording,
    redirect,
    run,
)
from ..calls import METHODS, reach
from .harness import Body, check_value, connect
from .test_pages import ListServer

pytestmark = pytest.mark.filterwarnings("ignore:.*runs.list.active=True:DeprecationWarning")
RUN = recorded("run_completed")
JSON = {"content-type": "application/json"}


def views(client: AsyncLetta, method: str, view: str) -> list[Any]:
    """Return `method` in a view, by the view of the client and by that of each resource on it."""
    names = method.split(".")
    return [
        reach(client, ".".join([*names[:place], view, *names[place:]]))
        for place in range(len(names))
    ]


@pytest.mark.parametrize("name", METHODS)
async def test_every_method_has_a_raw_response(name: str) -> None:
    call = METHODS[name]
    server = Server(call.answered)
    async with connect(server) as client:
        for method in views(client, name, "with_raw_response"):
            response = await method(*call.arguments, **call.options)
            assert type(response) is AsyncAPIResponse
            assert response.status_code == 200
            assert f"{response.method} {response.url.raw_path.decode()}" == call.sends
            await check_value(await response.parse(), call)


@pytest.mark.parametrize("name", METHODS)
async def test_every_method_has_a_streaming_response(name: str) -> None:
    call = METHODS[name]
    body = Body([call.answered(httpx.Request("GET", "http://x")).content])
    kind = EVENT_STREAM if call.kind == "stream" else JSON
    async with connect(Server(answer(stream=body, headers=kind))) as client:
        for number, method in enumerate(views(client, name, "with_streaming_response"), start=1):
            body.taken = 0
            async with method(*call.arguments, **call.options) as response:
                assert type(response) is AsyncAPIResponse
                assert (body.taken, response.is_closed) == (0, False)
                await check_value(await response.parse(), call)
            assert response.is_closed
            assert body.closed >= number


@pytest.mark.parametrize("name", METHODS)
def test_every_view_has_the_methods_signature(name: str) -> None:
    client = AsyncLetta()
    expected = inspect.signature(reach(client, name)).parameters
    for view in ("with_raw_response", "with_streaming_response"):
        for method in views(client, name, view):
            assert inspect.signature(method).parameters == expected
            assert method.__doc__ == reach(client, name).__doc__


async def test_a_raw_response_tells_of_the_answer_and_the_request() -> None:
    headers = {"x-request-id": "request-1", "x-more": "1"}
    body = Body([json.dumps(run("run-2")).encode()])
    server = Server(redirect("/v1/runs/run-2"), answer(stream=body, headers=headers))
    async with connect(server) as client:
        response = await client.runs.with_raw_response.retrieve("run-1")
    assert response.status_code == 200
    assert response.headers["X-More"] == "1"
    assert response.request_id == "request-1"
    assert response.http_request is server.last
    assert response.method == "GET"
    assert response.url == "http://letta.test/v1/runs/run-2"
    assert response.http_version == "HTTP/1.1"
    assert response.http_response.json() == run("run-2")
    assert response.elapsed >= timedelta(0)
    assert response.is_closed
    assert response.retries_taken == 0
    assert "200" in repr(response)
    assert "GET /v1/runs/run-2" in repr(response)


async def test_a_raw_response_is_read_already() -> None:
    body = Body([json.dumps(run("run-1")).encode()])
    async with connect(Server(answer(stream=body))) as client:
        response = await client.runs.with_raw_response.retrieve("run-1")
        assert (body.taken, body.closed > 0) == (1, True)
        assert json.loads(await response.read()) == run("run-1")
        assert json.loads(await response.text()) == run("run-1")
        assert await response.json() == run("run-1")
        assert b"".join([part async for part in response.iter_bytes()]) == await response.read()


async def test_parse_gives_the_same_value_again() -> None:
    async with connect(Server(RUN)) as client:
        response = await client.runs.with_raw_response.retrieve("run-1")
        value = await response.parse()
        assert await response.parse() is value
        assert type(value) is Run


async def test_parse_to_reads_the_body_as_something_else() -> None:
    async with connect(Server(answer(run("run-1", steps=3)))) as client:
        response = await client.runs.with_raw_response.retrieve("run-1")
        assert await response.parse(to=dict[str, Any]) == run("run-1", steps=3)
        assert json.loads(await response.parse(to=str)) == run("run-1", steps=3)
        assert json.loads(await response.parse(to=bytes)) == run("run-1", steps=3)
        assert await response.parse(to=httpx.Response) is response.http_response
        assert type(await response.parse(to=Step)) is Step
        assert type(await response.parse()) is Run


async def test_parse_to_a_page_goes_on_like_one() -> None:
    server = Server(answer([run("run-1")]), answer([]))
    async with connect(server) as client:
        response = await client.with_raw_response.runs.list(limit=1)
        page = await response.parse(to=AsyncArrayPage[Run])
        assert [item.id async for item in page] == ["run-1"]
    assert dict(server.requests[1].url.params) == {"limit": "1", "after": "run-1"}


async def test_a_page_of_a_raw_response_goes_on_over_pages() -> None:
    for view in ("with_raw_response", "with_streaming_response"):
        server = ListServer(2)
        async with connect(server) as client:
            if view == "with_raw_response":
                page = await (await client.runs.with_raw_response.list(limit=1)).parse()
            else:
                async with client.runs.with_streaming_response.list(limit=1) as response:
                    page = await response.parse()
            assert [item.id async for item in page] == ["run-1", "run-2"]


async def test_errors_are_raised_from_either_view() -> None:
    body = Body([b'{"detail": "none"}'])
    async with connect(Server(answer(status=404, stream=body))) as client:
        with pytest.raises(NotFoundError, match="none"):
            await client.with_raw_response.runs.retrieve("run-1")
        assert body.closed == 1
        with pytest.raises(NotFoundError, match="none"):
            async with client.with_streaming_response.runs.retrieve("run-1"):
                raise AssertionError
        assert body.closed == 2


async def test_a_value_that_cannot_be_read_is_an_error_of_parse_alone() -> None:
    async with connect(
        Server(answer(text="<h1>hi</h1>", headers={"content-type": "application/json"}))
    ) as client:
        response = await client.with_raw_response.runs.retrieve("run-1")
        assert await response.text() == "<h1>hi</h1>"
        with pytest.raises(json.JSONDecodeError):
            await response.json()
        with pytest.raises(APIResponseValidationError, match="<h1>hi</h1>"):
            await response.parse()


async def test_retries_are_counted(delays: list[float]) -> None:
    server = Server(answer(status=500), failure(httpx.ReadError("")), RUN)
    async with connect(server, delays=delays) as client:
        assert (await client.runs.with_raw_response.retrieve("run-1")).retries_taken == 2
        assert (await client.runs.with_raw_response.retrieve("run-1")).retries_taken == 0
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            assert response.retries_taken == 0


async def test_leaving_the_block_frees_the_connection_also_after_an_error() -> None:
    body = Body([b"x"] * 9)
    async with connect(Server(answer(stream=body))) as client:
        with pytest.raises(ZeroDivisionError):
            async with client.runs.with_streaming_response.retrieve("run-1") as response:
                async for _ in response.iter_bytes():
                    raise ZeroDivisionError
        assert (body.closed, body.taken) == (1, 1)
        async with client.runs.with_streaming_response.retrieve("run-1"):
            pass
        assert body.closed == 2


async def test_a_response_can_be_closed_early() -> None:
    body = Body([b"x"])
    async with connect(Server(answer(stream=body))) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            await response.close()
            assert (body.closed, response.is_closed) == (1, True)


def many_chunks(taken: list[int], count: int) -> Iterator[bytes]:
    for number in range(count):
        taken.append(number)
        yield b"%09d\n" % number


@pytest.mark.parametrize("reader", ["iter_bytes", "iter_text", "iter_lines"])
async def test_a_body_is_read_no_further_than_it_is_taken(reader: str) -> None:
    taken: list[int] = []
    body = Body(many_chunks(taken, 10**9))
    async with connect(Server(answer(stream=body))) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            parts: list[Any] = []
            async for part in getattr(response, reader)():
                parts.append(part)
                if len(parts) == 3:
                    break
    assert len(taken) <= 4
    expected: dict[str, list[Any]] = {
        "iter_bytes": [b"%09d\n" % number for number in range(3)],
        "iter_text": [f"{number:09}\n" for number in range(3)],
        "iter_lines": [f"{number:09}" for number in range(3)],
    }
    assert parts == expected[reader]


async def test_the_readers_cut_as_asked() -> None:
    taken: list[int] = []
    server = Server(lambda request: answer(stream=Body(many_chunks(taken, 3)))(request))
    async with connect(server) as client:
        retrieve = client.runs.with_streaming_response.retrieve
        async with retrieve("run-1") as response:
            assert [len(part) async for part in response.iter_bytes(16)] == [16, 14]
        async with retrieve("run-1") as response:
            assert [len(part) async for part in response.iter_text(16)] == [16, 14]
        async with retrieve("run-1") as response:
            assert len(await response.read()) == 30
            assert len(await response.text()) == 30


async def test_the_body_comes_decompressed() -> None:
    packed = gzip.compress(b"hello\n" * 3)
    server = Server(
        lambda request: answer(
            stream=Body([packed[:9], packed[9:]]), headers={"content-encoding": "gzip"}
        )(request)
    )
    async with connect(server) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            assert [line async for line in response.iter_lines()] == ["hello"] * 3


async def test_a_large_response_goes_to_a_file_piece_by_piece(tmp_path: Path) -> None:
    taken: list[int] = []
    path = tmp_path / "body"
    seen: list[int] = []

    def chunks() -> Iterator[bytes]:
        for chunk in many_chunks(taken, 1000):
            seen.append(path.stat().st_size)
            yield chunk * 1000

    async with connect(Server(answer(stream=Body(chunks())))) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            await response.stream_to_file(path)
    assert path.stat().st_size == 10 * 1000 * 1000
    assert seen[-1] > 9 * 1000 * 1000
    assert max(later - earlier for earlier, later in pairwise(seen)) < 10**6


@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (httpx.ReadError("gone"), APIConnectionError),
        (httpx.RemoteProtocolError("gone"), APIConnectionError),
        (httpx.ReadTimeout("slow"), APITimeoutError),
    ],
)
@pytest.mark.parametrize("reader", ["read", "text", "json", "parse"])
async def test_a_body_that_breaks_off_is_a_connection_error(
    reader: str, error: Exception, raised: type[Exception]
) -> None:
    async with connect(Server(answer(stream=Body([b"{"], error=error)))) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            with pytest.raises(raised) as caught:
                await getattr(response, reader)()
    assert type(caught.value) is raised
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("reader", ["iter_bytes", "iter_text", "iter_lines"])
async def test_a_body_that_breaks_off_ends_its_iteration(reader: str) -> None:
    error = httpx.ReadError("gone")
    async with connect(Server(answer(stream=Body([b"a\n", b"b\n"], error=error)))) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            parts: list[Any] = []
            with pytest.raises(APIConnectionError) as caught:
                async for part in getattr(response, reader)():
                    parts.append(part)
    assert len(parts) == 2
    assert caught.value.__cause__ is error


async def test_a_body_can_be_taken_once() -> None:
    async with connect(Server(answer(stream=Body([b"a"])))) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            async for _ in response.iter_bytes():
                pass
            with pytest.raises(APIConnectionError, match="already been streamed"):
                await response.read()


async def test_a_stream_of_a_streaming_response_ends_with_the_block() -> None:
    body = Body(encoded(recording("stream_background_steps")))
    async with connect(Server(answer(stream=body, headers=EVENT_STREAM))) as client:
        async with client.runs.messages.with_streaming_response.stream("run-1") as response:
            stream = await response.parse()
            assert (await anext(stream)).message_type == "ping"
            assert await response.parse() is stream
        assert body.closed == 1
        assert [event async for event in stream] == []


async def test_a_stream_of_a_raw_response_is_not_read_yet() -> None:
    body = Body(encoded([ping(1), ping(2)]))
    async with connect(Server(answer(stream=body, headers=EVENT_STREAM))) as client:
        response = await client.runs.messages.with_raw_response.stream("run-1")
        assert (body.taken, response.is_closed) == (0, False)
        async with await response.parse() as stream:
            await anext(stream)
            assert body.taken == 1
        assert body.closed == 1


# The last is an encoding of text, which this is not.
@pytest.mark.parametrize("charset", ["zlib_codec", "rot_13", "undefined", "idna", "utf-16"])
async def test_an_encoding_that_gives_no_text_is_no_error_of_python(charset: str) -> None:
    headers = {"Content-Type": f"text/plain; charset={charset}"}
    server = Server(answer(text="{}\n.\n", headers=headers))
    async with connect(server) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            assert type(await response.text()) is str
        for reader in ("iter_text", "iter_lines"):
            async with client.runs.with_streaming_response.retrieve("run-1") as response:
                with pytest.raises(APIResponseValidationError, match=f"no text.*{charset}"):
                    async for _ in getattr(response, reader)():
                        pass


@pytest.mark.parametrize("content", [b"\xff", b"[" * 100_000])
async def test_what_is_no_json_is_one_kind_of_error(content: bytes) -> None:
    async with connect(lambda request: httpx.Response(200, content=content)) as client:
        async with client.runs.with_streaming_response.retrieve("run-1") as response:
            with pytest.raises(json.JSONDecodeError):
                await response.json()
