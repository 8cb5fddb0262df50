"""Blocks: the parts of an agent's memory that are always in its context."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ._model import BaseModel, UtcDatetime

__all__ = ["Block", "FileBlock"]


class Block(BaseModel):
    """A part of an agent's memory that is always in its context."""

    value: str
    """The text."""

    limit: int = 100000
    """How many characters the text may have."""

    project_id: str | None = None

    template_name: str | None = None
    """The block's name, where it is a template."""

    is_template: bool = False
    """Whether it is a template, to make other blocks from."""

    template_id: str | None = None

    base_template_id: str | None = None

    deployment_id: str | None = None

    entity_id: str | None = None

    preserve_on_migration: bool | None = False
    """Whether it keeps its text when its agent moves to another version of its template."""

    label: str | None = None
    """What it is called in the agent's context, say `human` or `persona`."""

    read_only: bool = False
    """Whether the agent must not change it."""

    description: str | None = None
    """What it is for; the agent reads it, too."""

    metadata: dict[str, Any] | None = Field(default_factory=dict[str, Any])

    hidden: bool | None = None

    id: str | None = None

    created_by_id: str | None = None

    last_updated_by_id: str | None = None

    tags: list[str] | None = Field(default_factory=list[str])


class FileBlock(Block):
    """What an agent sees of a file."""

    file_id: str

    source_id: str
    """Deprecated: the folder that has the file."""

    is_open: bool
    """Whether the file is in the agent's context now."""

    last_accessed_at: UtcDatetime | None = None
    """When the agent looked into it last."""
