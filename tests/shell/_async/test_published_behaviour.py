"""What programs that were written for letta-client 1 rely on."""

from __future__ import annotations

import json
import warnings
from typing import Any

import httpx
import pydantic
import pytest
from typing_extensions import override

import letta_client
from letta_client import DEFAULT_TIMEOUT, AsyncLetta, NotFoundError
from letta_client.pagination import AsyncArrayPage, AsyncNextFilesPage, AsyncObjectPage
from letta_client.types import AgentState, Run
from letta_client.types.agents.file_list_response import FileListResponse
from letta_client.types.llm_config import LlmConfig

from ..answers import Server, answer
from ..answers import events as event_answer
from ..calls import reach
from .harness import connect

pytestmark = pytest.mark.anyio

RUN = {"id": "run-1", "agent_id": "agent-1"}
FILE = {
    "id": "file_agent-1",
    "file_id": "file-1",
    "file_name": "a.txt",
    "folder_id": "source-1",
    "folder_name": "a",
    "is_open": True,
}


async def test_an_http_client_without_a_timeout_of_its_own_gets_ours() -> None:
    async with AsyncLetta(http_client=httpx.AsyncClient()) as client:
        assert client.timeout == DEFAULT_TIMEOUT
    async with AsyncLetta(http_client=httpx.AsyncClient(timeout=7)) as client:
        assert client.timeout == httpx.Timeout(7)


async def test_settings_can_be_assigned() -> None:
    server = Server(answer(RUN), answer(RUN))
    async with connect(server) as client:
        raw = client.with_raw_response
        await client.runs.retrieve("run-1")
        client.api_key = "new-key"
        client.base_url = "http://other.test/v2"
        client.project_id, client.project = "project-1", "tea"
        client.max_retries, client.timeout = 5, 9.0
        await raw.runs.retrieve("run-1")

        assert str(client.base_url) == "http://other.test/v2/"
        assert (client.max_retries, client.timeout) == (5, 9.0)
    sent = server.last
    assert str(sent.url) == "http://other.test/v2/v1/runs/run-1"
    assert sent.headers["authorization"] == "Bearer new-key"
    assert (sent.headers["x-project-id"], sent.headers["x-project"]) == ("project-1", "tea")
    assert sent.extensions["timeout"]["read"] == 9.0


async def test_a_stream_is_whole_without_its_last_frame() -> None:
    frames = [
        'data: {"message_type": "stop_reason", "stop_reason": "end_turn"}\n\n',
        'data: {"message_type": "usage_statistics"}\n\n',
    ]
    async with connect(Server(event_answer(*frames))) as client:
        stream = await client.agents.messages.create("agent-1", input="hello", streaming=True)
        assert [event.message_type async for event in stream] == ["stop_reason", "usage_statistics"]
        assert stream.outcome == "done"


async def test_a_deprecated_method_says_so_where_it_is_called() -> None:
    async with connect(Server(answer(status=404))) as client:
        for resource in (client.agents, client.agents.with_raw_response):
            with (
                pytest.warns(DeprecationWarning, match=r"create\(streaming=True\)") as caught,
                pytest.raises(NotFoundError),
            ):
                await reach(resource, "messages.stream")("agent-1", input="hello")
            assert [warning.filename for warning in caught] == [__file__]


async def test_pages_are_dumped() -> None:
    async with connect(Server(answer([RUN]))) as client:
        page = await client.runs.list()
    assert page.to_dict() == {"items": [RUN]}
    assert json.loads(page.to_json()) == {"items": [RUN]}
    dumped = page.model_dump(mode="json")
    assert dumped["items"][0]["id"] == "run-1"
    assert json.loads(page.model_dump_json()) == dumped


async def test_a_page_can_be_a_field() -> None:
    class Report(pydantic.BaseModel):
        page: AsyncArrayPage[Run]

    async with connect(Server(answer([RUN]))) as client:
        report = Report(page=await client.runs.list())
    read = Report.model_validate_json(report.model_dump_json())
    assert [run.id for run in read.page.items] == ["run-1"]
    assert not read.page.has_next_page()


async def test_pages_of_other_kinds_have_their_items() -> None:
    files = {"files": [FILE], "next_cursor": None, "has_more": False}
    async with connect(Server(answer(files), answer({"messages": [RUN]}))) as client:
        page = await client.agents.files.list("agent-1")
        assert isinstance(page, AsyncNextFilesPage)
        assert [file.id for file in page.files] == ["file_agent-1"]
        assert (page.has_more, page.next_cursor) == (False, None)
        assert page.to_dict() == {"files": [FILE]}
        found = await client.get_api_list("/v1/x", model=Run, page=AsyncObjectPage[Run])
        assert [run.id for run in found.messages] == ["run-1"]
    assert FileListResponse.model_validate(FILE).id == "file_agent-1"


async def test_strict_validation_has_its_published_name() -> None:
    body = {"id": 5}
    server = Server(answer(body), answer(body))
    async with connect(server) as client:
        strict = client.with_options(_strict_response_validation=True)
        with pytest.raises(letta_client.APIResponseValidationError):
            await strict.runs.retrieve("run-1")
    with pytest.raises(letta_client.APIResponseValidationError):
        async with connect(server, _strict_response_validation=True) as client:
            await client.runs.retrieve("run-1")


async def test_an_error_begins_as_the_published_one_does() -> None:
    server = Server(answer({"detail": "Run not found"}, status=404), answer(text="no", status=404))
    async with connect(server) as client:
        with pytest.raises(NotFoundError, match=r"^Error code: 404 - Not Found: Run not found"):
            await client.runs.retrieve("run-1")
        with pytest.raises(NotFoundError, match=r"^no$"):
            await client.runs.retrieve("run-1")


async def test_calls_of_any_endpoint() -> None:
    server = Server(answer(RUN), answer(RUN), answer([RUN]))
    async with connect(server) as client:
        await client.post("/v1/x", cast_to=object, body=b"as it is")
        assert server.last.content == b"as it is"
        options = {
            "method": "put",
            "url": "/v1/y",
            "json_data": {"a": 1},
            "params": {"b": {"c": 2}},
        }
        assert (await client.request(Run, options)).id == "run-1"
        assert (server.last.method, server.last.url.query) == ("PUT", b"b%5Bc%5D=2")
        assert json.loads(server.last.content) == {"a": 1}
        page = await client.get_api_list("/v1/z", model=Run, page=AsyncArrayPage[Run])
        assert [run.id for run in page.items] == ["run-1"]
        with pytest.raises(ValueError, match="https://other"):
            await client.get("https://other/x", cast_to=object)


async def test_what_a_client_says_of_itself() -> None:
    client = AsyncLetta(api_key="key")
    assert client.auth_headers == {"Authorization": "Bearer key"}
    assert client.user_agent.startswith("letta_client/")
    assert client.platform_headers()["X-Stainless-Lang"] == "python"
    assert client.qs.stringify({"a": {"b": 1}}) == "a%5Bb%5D=1"
    assert client.custom_auth is None
    assert str(client.base_url.join("v1/x")) == "https://api.letta.com/v1/x"


async def test_attempts_are_counted_for_the_server(delays: list[float]) -> None:
    server = Server(answer(status=500), answer(RUN))
    async with connect(server, delays=delays) as client:
        await client.runs.retrieve("run-1")
    counts = [request.headers["x-stainless-retry-count"] for request in server.requests]
    assert counts == ["0", "1"]


async def test_what_a_subclass_sets_survives_a_copy() -> None:
    class Own(AsyncLetta):
        @override
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.name = "mine"

    client = Own(api_key="key")
    assert client.runs is not None
    copy = client.with_options(timeout=3)
    assert (copy.name, copy.timeout) == ("mine", 3)
    assert copy.runs is not client.runs


def test_models_that_are_constructed_have_models_in_them() -> None:
    block = {"label": "human", "value": "Ann"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        agent = AgentState.construct(id="agent-1", blocks=[block], llm_config={"model": "m"})
        assert agent.to_dict(warnings=False)["blocks"] == [block]
    assert agent.blocks[0].label == "human"
    assert isinstance(agent.llm_config, LlmConfig)


def test_modules_are_attributes_of_the_package() -> None:
    assert letta_client.types.agents.Run is not None
    assert letta_client.resources.agents.AsyncMessagesResource is not None
    assert letta_client.resources.AsyncAgentsResource is type(AsyncLetta(api_key="key").agents)


def test_pages_are_made_of_items() -> None:
    run = Run(id="run-1", agent_id="agent-1")
    page = AsyncArrayPage[Run](items=[run])
    assert (page.items, page.has_next_page(), page.next_page_info()) == ([run], False, None)
    assert AsyncNextFilesPage[Any](files=[1], next_cursor=None).files == [1]
    assert AsyncObjectPage[Any](messages=[2]).items == [2]
    assert AsyncArrayPage[Run](items=[]).to_dict() == {"items": []}


async def test_a_walk_over_a_page_that_was_made_ends_with_it() -> None:
    assert [item async for item in AsyncArrayPage[int](items=[1, 2])] == [1, 2]


async def test_an_answer_without_content_is_none_of_the_callers_errors() -> None:
    async with connect(Server(answer(status=204, text=""))) as client:
        assert await client.agents.delete("agent-1") == ""


async def test_a_form_has_its_boundary_also_where_its_type_is_given() -> None:
    server = Server(answer(RUN))
    async with connect(server) as client:
        options: Any = {"headers": {"Content-Type": "multipart/form-data"}}
        await client.post("/v1/x", cast_to=object, files={"file": b"text"}, options=options)
    assert "; boundary=" in server.last.headers["content-type"]
