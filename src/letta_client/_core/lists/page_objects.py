"""Pages that come as an object, with the items in one of its fields."""

from __future__ import annotations

from typing import Generic, TypeVar

from ...types._model import BaseModel

T = TypeVar("T")


class NextFilesAnswer(BaseModel, Generic[T]):
    """A page of files."""

    files: list[T]
    next_cursor: str | None = None
    has_more: bool | None = None


class ObjectAnswer(BaseModel, Generic[T]):
    """A page of messages."""

    messages: list[T]
