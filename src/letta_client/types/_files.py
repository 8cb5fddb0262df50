"""What can be given where a file is sent."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import IO, TypeAlias, Union

FileContent: TypeAlias = Union[IO[bytes], bytes, PathLike[str]]
"""A file that is open for reading in binary mode, its bytes, or its path."""

FileTypes: TypeAlias = Union[
    FileContent,
    tuple[str | None, FileContent],
    tuple[str | None, FileContent, str | None],
    tuple[str | None, FileContent, str | None, Mapping[str, str]],
]
"""A file to send: its content, or a tuple of its name, its content, its media type and headers."""
