"""Bodies that are forms: fields, and files that are uploaded."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from letta_client.testing.store.errors import bad_request

_NEVER = 1 << 62


class _InMemoryParser(MultiPartParser):
    """Keeps files in memory: a request within the process has no threads that write to disk."""

    spool_max_size = _NEVER
    max_file_size = _NEVER
    """The name in older versions of Starlette."""


async def read_form(request: Request) -> dict[str, Any]:
    """Return the fields of a form; what is no form has none.

    Raises:
        ApiError: 400, the form is damaged.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0]
    if media_type.strip().lower() != "multipart/form-data":
        return dict(await request.form())
    try:
        form = await _InMemoryParser(request.headers, request.stream()).parse()
    except MultiPartException as error:
        raise bad_request(error.message) from None
    return {name: _detached(value) for name, value in form.items()}


def _detached(value: str | UploadFile) -> str | UploadFile:
    """Return a file that nobody has to close."""
    if isinstance(value, str):
        return value
    with value.file as file:
        content = BytesIO(file.read())
    return UploadFile(content, size=value.size, filename=value.filename, headers=value.headers)
