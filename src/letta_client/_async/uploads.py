"""Files that are uploaded: read before anything is sent, and never in an event loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypeVar, cast

from anyio import to_thread

from .._core.http.request import Request
from ..types._files import FileContent, FileTypes

T = TypeVar("T")

_A_FILE = "bytes, an open file, a pathlib.Path, or a tuple of a name and one of them"


async def with_files_read(request: Request[T]) -> Request[T]:
    """Return the request with its files read.

    Raises:
        OSError: a file cannot be read.
    """
    if request.files is None:
        return request
    files = await to_thread.run_sync(read_files, request.files)
    return replace(request, files=files)


def read_files(files: Any) -> Any:
    """Return the files of a form as httpx takes them, read, so that they can be sent again.

    Args:
        files: by their fields, what `FileTypes` says; other forms that httpx takes come back as
            they are.

    Raises:
        OSError: a file cannot be read.
        TypeError: what is given is no file; a path has to be a `pathlib.Path`.
    """
    if not isinstance(files, Mapping):
        return files
    by_field = cast("Mapping[str, FileTypes]", files)
    return {field: _read(file) for field, file in by_field.items()}


def _read(file: FileTypes) -> tuple[Any, ...]:
    if isinstance(file, str):
        # Most of those who give one mean a path.
        raise TypeError(f"Expected {_A_FILE}, but received the text {file[:100]!r}")
    if not isinstance(file, tuple):
        return _name_of(file), _content_of(file)
    name, content, *more = file
    return name or _name_of(content), _content_of(content), *more


def _content_of(content: FileContent) -> bytes | str:
    if isinstance(content, PathLike):
        return Path(content).read_bytes()
    if isinstance(content, (bytes, str)):
        return content
    if not hasattr(content, "read"):
        raise TypeError(f"Expected {_A_FILE}, but received {type(content).__name__}")
    return content.read()


def _name_of(content: FileContent) -> str:
    path = content if isinstance(content, PathLike) else getattr(content, "name", None)
    # The name of a file that was opened by its number is that number.
    return Path(fspath(path)).name if isinstance(path, (str, PathLike)) else "upload"
