"""Tools: the functions that an agent can call."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel

__all__ = ["NpmRequirement", "PipRequirement", "Tool", "ToolType"]

ToolType: TypeAlias = Annotated[
    Union[
        Literal[
            "custom",
            "letta_core",
            "letta_memory_core",
            "letta_multi_agent_core",
            "letta_sleeptime_core",
            "letta_voice_sleeptime_core",
            "letta_builtin",
            "letta_files_core",
            "external_langchain",
            "external_composio",
            "external_mcp",
        ],
        str,
    ],
    Field(union_mode="left_to_right"),
]
"""Where a tool comes from, or an origin that this version of the library does not know yet."""


class PipRequirement(BaseModel):
    """A Python package that a tool needs."""

    name: str

    version: str | None = None
    """Null for any."""


class NpmRequirement(BaseModel):
    """A package of npm that a tool needs."""

    name: str

    version: str | None = None
    """Null for any."""


class Tool(BaseModel):
    """A function that agents can call."""

    id: str

    tool_type: ToolType = "custom"

    description: str | None = None

    source_type: str | None = None
    """The language of the source, say `python`."""

    name: str | None = None

    tags: list[str] = Field(default_factory=list[str])

    source_code: str | None = None
    """Null for the server's own tools."""

    json_schema: dict[str, Any] | None = None
    """The function as it is described to the model: name, description and parameters."""

    args_json_schema: dict[str, Any] | None = None
    """The JSON schema of the arguments, where it was given apart from the source."""

    return_char_limit: int = 50000
    """After how many characters what the tool gives back is cut: 1 to 1000000."""

    pip_requirements: list[PipRequirement] | None = None

    npm_requirements: list[NpmRequirement] | None = None

    default_requires_approval: bool | None = None
    """Whether a person has to allow its calls, unless the agent's rules say otherwise."""

    enable_parallel_execution: bool | None = False
    """Whether it may run beside other calls of the same step."""

    created_by_id: str | None = None

    last_updated_by_id: str | None = None

    metadata_: dict[str, Any] | None = None

    project_id: str | None = None

    @property
    def metadata(self) -> dict[str, Any] | None:
        """`metadata_`, by the name that it has in the published client."""
        return self.metadata_
