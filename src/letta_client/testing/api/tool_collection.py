"""The tools of a server: each name is there once, and some are there from the beginning."""

from __future__ import annotations

from datetime import UTC, datetime

from letta_client.testing.api.contract.bodies import ToolCreate, ToolUpdate
from letta_client.testing.api.new_tool import make_tool, tool_fields
from letta_client.testing.simulation.base_tools import base_tools
from letta_client.testing.simulation.ids import USER_ID, tool_id
from letta_client.testing.simulation.tool_source import has_function
from letta_client.testing.store.collection import Collection, Store, id_of
from letta_client.testing.store.errors import bad_request
from letta_client.types.tools import Tool

_BEFORE_ALL_ELSE = datetime.min.replace(tzinfo=UTC)


class ToolCollection(Collection[Tool, ToolCreate]):
    """The tools of a server. Its methods may be called from any thread.

    Args:
        store: what all collections of the server share.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(
            "Tool",
            "tool",
            make_tool,
            store,
            unique=lambda tool: tool.name,
            ignores_unknown_cursors=store.lists.runs_agents_blocks_and_tools_ignore_unknown_cursors,
        )
        for tool in base_tools():
            self.add(tool, _BEFORE_ALL_ELSE)

    def named(self, name: str, now: datetime) -> Tool | None:
        """Return the tool of this name, or `None`."""
        return next((tool for tool in self.all(now) if tool.name == name), None)

    def upsert(self, request: ToolCreate, now: datetime) -> Tool:
        """Create a tool, or change the one that has its name.

        Raises:
            ApiError: 400 or 422, the source tells too little to make a tool of it.
        """
        fields = tool_fields(request)
        known = self.named(fields["name"], now)
        if known is not None:
            changed = Tool.model_validate({**known.model_dump(), **fields})
            return self.change(id_of(known), now, **dict(changed))
        # A step names the tools that it used by this id, if nothing else has it.
        item_id = tool_id(fields["name"])
        taken = self.find(item_id, now) is not None
        return self.create(request, now, None if taken else item_id)

    def modify(self, tool_id: str, request: ToolUpdate, now: datetime) -> Tool:
        """Change a tool. What is null in the request stays as it is.

        Raises:
            ApiError: 404, there is no such tool; 400, its source has no function of its name; 409,
                another tool has the name that it is to get.
        """
        tool = self.get(tool_id, now)
        given = {name: value for name, value in request.given().items() if value is not None}
        name = given.get("json_schema", {}).get("name", tool.name)
        source: str | None = given.get("source_code")
        if source is not None and not has_function(source, name or ""):
            raise bad_request(f"Tool name '{name}' is not that of a function in the source code")
        fields = {**tool.model_dump(), **given, "name": name, "last_updated_by_id": USER_ID}
        return self.change(tool_id, now, **dict(Tool.model_validate(fields)))

    def ensure_named(self, name: str, now: datetime) -> Tool:
        """Return the tool of this name; one without source code is added if there is none."""
        tool = self.named(name, now)
        if tool is None:
            parameters = {"type": "object", "properties": dict[str, object]()}
            tool = Tool(
                id=tool_id(name),
                source_type="python",
                name=name,
                json_schema={"name": name, "description": None, "parameters": parameters},
                created_by_id=USER_ID,
                last_updated_by_id=USER_ID,
                metadata_={},
            )
            self.add(tool, now)
        return tool

    def restore_base_tools(self, now: datetime) -> list[Tool]:
        """Add the base tools again that are gone or changed, and return all of them."""
        for tool in base_tools():
            known = self.named(tool.name or "", now)
            if known is None:
                self.add(tool, now)
            elif known != tool.model_copy(update={"id": known.id}):
                self.change(id_of(known), now, **{**dict(tool), "id": known.id})
        names = [tool.name for tool in base_tools()]
        restored = [tool for tool in self.all(now) if tool.name in names]
        return sorted(restored, key=lambda tool: names.index(tool.name))
