"""Files are uploaded from a path, bytes, a file object or a tuple, also when it is tried again."""

from __future__ import annotations

import io
import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from letta_client import AsyncLetta
from letta_client.types._files import FileTypes

pytestmark = pytest.mark.anyio

CONTENT = b"What grows."


class Server:
    """Keeps the forms that come, and cannot be reached the first time."""

    def __init__(self) -> None:
        self.forms: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.forms.append(request.content)
        if len(self.forms) == 1:
            raise httpx.ConnectError("not yet")
        return httpx.Response(200, content=json.dumps({"agent_ids": ["agent-1"]}))


@contextmanager
def made_of(kind: str, folder: Path) -> Generator[FileTypes]:
    """Give a file of one of the kinds."""
    path = folder / "garden.txt"
    path.write_bytes(CONTENT)
    with path.open("rb") as opened:
        kinds: dict[str, FileTypes] = {
            "path": path,
            "bytes": CONTENT,
            "file": io.BytesIO(CONTENT),
            "open file": opened,
            "tuple": ("named.txt", CONTENT),
            "tuple of a path": ("named.txt", path, "text/plain"),
        }
        yield kinds[kind]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("path", "garden.txt"),
        ("bytes", "upload"),
        ("file", "upload"),
        ("open file", "garden.txt"),
        ("tuple", "named.txt"),
        ("tuple of a path", "named.txt"),
    ],
)
async def test_a_file_is_sent_whole_each_time(kind: str, name: str, tmp_path: Path) -> None:
    server = Server()
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    async with AsyncLetta(http_client=http_client, max_retries=1) as client:
        with made_of(kind, tmp_path) as file:
            await client.agents.import_file(file=file, strip_messages=True, name=None)

    first, second = server.forms
    assert first == second
    assert CONTENT in second
    assert f'name="file"; filename="{name}"'.encode() in second
    assert b'name="strip_messages"\r\n\r\ntrue' in second
    # What was not given does not go out.
    assert second.count(b"Content-Disposition") == 2


async def test_the_items_of_a_list_have_the_name_of_the_list() -> None:
    server = Server()
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    body: dict[str, Any] = {"tags": ["a", "b"], "of": {"a": 1}}
    async with AsyncLetta(http_client=http_client, max_retries=1) as client:
        await client.post("/v1/any", cast_to=object, body=body, files={"file": CONTENT})

    for field in (b'name="tags"\r\n\r\na', b'name="tags"\r\n\r\nb', b'name="of[a]"\r\n\r\n1'):
        assert field in server.forms[-1]


async def test_a_file_that_is_not_there_is_not_sent(tmp_path: Path) -> None:
    async with AsyncLetta(http_client=httpx.AsyncClient()) as client:
        with pytest.raises(FileNotFoundError):
            await client.agents.import_file(file=tmp_path / "none.txt")


@pytest.mark.parametrize("file", ["garden.txt", 5, ("garden.txt", 5)])
async def test_what_is_no_file_is_a_type_error(file: Any) -> None:
    server = Server()
    http_client = httpx.AsyncClient(transport=httpx.MockTransport(server))
    async with AsyncLetta(http_client=http_client) as client:
        with pytest.raises(TypeError, match="Expected bytes, an open file"):
            await client.folders.files.upload("source-1", file=file)
    assert server.forms == []
