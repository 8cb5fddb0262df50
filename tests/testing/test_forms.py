"""Bodies that are forms are read, with the files in them."""

from typing import Any

import anyio
import httpx
import pytest
from pydantic import TypeAdapter
from starlette.datastructures import UploadFile
from starlette.requests import Request

from letta_client.testing.api.contract.bodies import Body_import_agent
from letta_client.testing.api.forms import read_form
from letta_client.testing.api.request_validation import RequestCheck
from letta_client.testing.store.errors import ApiError

MANY = 3 << 20


def fields(sent: httpx.Request) -> dict[str, Any]:
    """Return the fields of a form that httpx has made."""
    headers = [(name.lower(), value) for name, value in sent.headers.raw]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": sent.read(), "more_body": False}

    request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
    return anyio.run(read_form, request)


def form(**options: Any) -> httpx.Request:
    return httpx.Request("POST", "http://reference/", **options)


@pytest.mark.parametrize("content", [b"", b"Hello!", bytes(MANY)])
def test_a_file_is_read_whole_and_kept_in_memory(content: bytes) -> None:
    read = fields(form(files={"file": ("a.txt", content, "text/plain")}, data={"name": "a"}))

    file = read.pop("file")
    assert isinstance(file, UploadFile)
    assert (file.filename, file.content_type, file.size) == ("a.txt", "text/plain", len(content))
    # In memory, where reading needs no thread.
    assert file.file.read() == content
    assert read == {"name": "a"}


def test_a_form_without_files_has_its_fields() -> None:
    assert fields(form(data={"name": "a"})) == {"name": "a"}
    assert fields(form(json={"name": "a"})) == {}


@pytest.mark.parametrize(
    ("content_type", "told"),
    [
        ("multipart/form-data; boundary=x", "Invalid multipart data."),
        ("multipart/form-data", "Missing boundary in multipart."),
    ],
)
def test_a_damaged_form_is_a_400(content_type: str, told: str) -> None:
    with pytest.raises(ApiError) as caught:
        fields(form(content=b"nope", headers={"content-type": content_type}))

    assert (caught.value.status, caught.value.detail) == (400, told)


@pytest.mark.parametrize(
    ("given", "kind"),
    [({}, "missing"), ({"file": "text"}, "value_error"), ({"file": [1]}, "value_error")],
)
def test_a_form_needs_its_file(given: dict[str, Any], kind: str) -> None:
    check = RequestCheck()

    assert check.form(given, TypeAdapter(Body_import_agent)) is None
    (error,) = check.errors
    assert (error["type"], error["loc"]) == (kind, ("body", "file"))
    assert error["input"] == given.get("file")
