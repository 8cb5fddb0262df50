"""Tools: functions that agents can call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions
from ...types._models.tools import NpmRequirement, PipRequirement
from ...types._models.tools_params import NpmRequirementParam, PipRequirementParam
from ...types.tool import Tool
from ...types.tool_search_response import ToolSearchResponse
from ..operation import delete, get, get_list, patch, post, put
from ..pages import AsyncArrayPage
from ..paginator import AsyncPaginator
from ..resource import AsyncResource


class AsyncToolsResource(
    AsyncResource[ModeT, "AsyncToolsResource[Raw]", "AsyncToolsResource[Streamed]"]
):
    """Tools: functions that agents can call. A tool exists once for each name."""

    @post("/v1/tools/")
    async def create(
        self,
        *,
        source_code: str,
        args_json_schema: Mapping[str, Any] | Omit | None = omit,
        default_requires_approval: bool | Omit | None = omit,
        description: str | Omit | None = omit,
        enable_parallel_execution: bool | Omit | None = omit,
        json_schema: Mapping[str, Any] | Omit | None = omit,
        npm_requirements: Iterable[NpmRequirementParam | NpmRequirement] | Omit | None = omit,
        pip_requirements: Iterable[PipRequirementParam | PipRequirement] | Omit | None = omit,
        return_char_limit: int | Omit = omit,
        source_type: str | Omit = omit,
        tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Tool:
        """Create a tool from its source code.

        `POST /v1/tools/`

        Args:
            args_json_schema: The JSON schema of the arguments, where it was given apart from the
                source.
            default_requires_approval: Whether a person has to allow its calls, unless the agent's
                rules say otherwise.
            description: What it is for.
            enable_parallel_execution: Whether it may run beside other calls of the same step. By
                default: false.
            json_schema: The function as it is described to the model: name, description and
                parameters.
            npm_requirements: The packages of npm that it needs.
            pip_requirements: The Python packages that it needs.
            return_char_limit: After how many characters what the tool gives back is cut: 1 to
                1000000. By default: 50000.
            source_code: Null for the server's own tools.
            source_type: The language of the source, say `python`. By default: python.
            tags: Tags, to find the item by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            ConflictError: there is a tool of this name.
            APIError: the call failed otherwise.
        """
        ...

    @put("/v1/tools/")
    async def upsert(
        self,
        *,
        source_code: str,
        args_json_schema: Mapping[str, Any] | Omit | None = omit,
        default_requires_approval: bool | Omit | None = omit,
        description: str | Omit | None = omit,
        enable_parallel_execution: bool | Omit | None = omit,
        json_schema: Mapping[str, Any] | Omit | None = omit,
        npm_requirements: Iterable[NpmRequirementParam | NpmRequirement] | Omit | None = omit,
        pip_requirements: Iterable[PipRequirementParam | PipRequirement] | Omit | None = omit,
        return_char_limit: int | Omit = omit,
        source_type: str | Omit = omit,
        tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Tool:
        """Create a tool from its source code, or change the one of the same name.

        `PUT /v1/tools/`

        Args:
            args_json_schema: The JSON schema of the arguments, where it was given apart from the
                source.
            default_requires_approval: Whether a person has to allow its calls, unless the agent's
                rules say otherwise.
            description: What it is for.
            enable_parallel_execution: Whether it may run beside other calls of the same step. By
                default: false.
            json_schema: The function as it is described to the model: name, description and
                parameters.
            npm_requirements: The packages of npm that it needs.
            pip_requirements: The Python packages that it needs.
            return_char_limit: After how many characters what the tool gives back is cut: 1 to
                1000000. By default: 50000.
            source_code: Null for the server's own tools.
            source_type: The language of the source, say `python`. By default: python.
            tags: Tags, to find the item by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The tool as it is now.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/tools/{tool_id}")
    async def retrieve(self, tool_id: str, **options: Unpack[CallOptions]) -> Tool:
        """Return a tool.

        `GET /v1/tools/{tool_id}`

        Args:
            tool_id: The tool.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such tool.
            ValueError: `tool_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/tools/{tool_id}")
    async def update(
        self,
        tool_id: str,
        *,
        args_json_schema: Mapping[str, Any] | Omit | None = omit,
        default_requires_approval: bool | Omit | None = omit,
        description: str | Omit | None = omit,
        enable_parallel_execution: bool | Omit | None = omit,
        json_schema: Mapping[str, Any] | Omit | None = omit,
        metadata: Mapping[str, Any] | Omit | None = omit,
        npm_requirements: Iterable[NpmRequirementParam | NpmRequirement] | Omit | None = omit,
        pip_requirements: Iterable[PipRequirementParam | PipRequirement] | Omit | None = omit,
        return_char_limit: int | Omit | None = omit,
        source_code: str | Omit | None = omit,
        source_type: str | Omit | None = omit,
        tags: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> Tool:
        """Change a tool, for all agents that have it. What is not given stays as it is.

        `PATCH /v1/tools/{tool_id}`

        Args:
            tool_id: The tool.
            args_json_schema: The JSON schema of the arguments, where it was given apart from the
                source.
            default_requires_approval: Whether a person has to allow its calls, unless the agent's
                rules say otherwise.
            description: What it is for.
            enable_parallel_execution: Whether it may run beside other calls of the same step. By
                default: false.
            json_schema: The function as it is described to the model: name, description and
                parameters.
            metadata: Data of your own, as a JSON object.
            npm_requirements: The packages of npm that it needs.
            pip_requirements: The Python packages that it needs.
            return_char_limit: After how many characters what the tool gives back is cut: 1 to
                1000000.
            source_code: Null for the server's own tools.
            source_type: The language of the source, say `python`.
            tags: Tags, to find the item by.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The tool as it is now.

        Raises:
            NotFoundError: there is no such tool.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `tool_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @get_list("/v1/tools/")
    def list(
        self,
        *,
        after: str | Omit | None = omit,
        before: str | Omit | None = omit,
        exclude_tool_types: Sequence[str] | Omit | None = omit,
        limit: int | Omit | None = omit,
        name: str | Omit | None = omit,
        names: Sequence[str] | Omit | None = omit,
        order: Literal["asc", "desc"] | Omit = omit,
        order_by: Literal["created_at"] | Omit = omit,
        return_only_letta_tools: bool | Omit | None = omit,
        search: str | Omit | None = omit,
        tool_ids: Sequence[str] | Omit | None = omit,
        tool_types: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[Tool, AsyncArrayPage[Tool]]:
        """List tools that match all of the filters, the newest first.

        `GET /v1/tools/`

        Args:
            after: The id of an item of the list: only those that follow it, in the order asked for.
            before: The id of an item of the list: only those that precede it, in the order asked
                for.
            exclude_tool_types: Only tools of other types than these.
            limit: How many items a page has. By default: 50.
            name: Only the tool of this name.
            names: Only tools of these names.
            order: `asc` for the oldest first, `desc` for the newest first. By default: desc.
            order_by: What the order goes by.
            return_only_letta_tools: Whether to give only those tools that Letta brings along. By
                default: false.
            search: Only tools whose names have this text in them.
            tool_ids: Only these tools.
            tool_types: Only tools of these types.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The first page; iterate over it for the tools of all pages.

        Raises:
            APIError: the call failed.
        """
        ...

    @post("/v1/tools/search", safe=True)
    async def search(
        self,
        *,
        limit: int | Omit = omit,
        query: str | Omit | None = omit,
        search_mode: Literal["vector", "fts", "hybrid"] | Omit = omit,
        tags: Sequence[str] | Omit | None = omit,
        tool_types: Sequence[str] | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> ToolSearchResponse:
        """Search tools by what they do.

        `POST /v1/tools/search`

        Args:
            limit: How many tools at most. By default: 50.
            query: What to look for.
            search_mode: By meaning (`vector`), by words (`fts`), or by both (`hybrid`). By default:
                hybrid.
            tags: Only tools that have one of these tags.
            tool_types: Only tools of these types.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The tools found, the best first, with their scores.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            BadRequestError: the server has no search for tools.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/tools/{tool_id}")
    async def delete(self, tool_id: str, **options: Unpack[CallOptions]) -> object:
        """Delete a tool, and take it from all agents that have it.

        `DELETE /v1/tools/{tool_id}`

        Args:
            tool_id: The tool.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such tool.
            ValueError: `tool_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
