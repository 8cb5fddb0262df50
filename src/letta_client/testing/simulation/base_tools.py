"""The tools that every server brings along."""

from __future__ import annotations

from functools import cache

from letta_client.testing.simulation.ids import USER_ID, tool_id
from letta_client.types.tools import Tool

OF_FILES = ("grep_files", "open_files", "semantic_search_files")
"""Those that an agent has as long as it can read a folder."""
_NAMES = {
    "letta_core": (
        "archival_memory_insert",
        "archival_memory_search",
        "conversation_search",
        "send_message",
    ),
    "letta_memory_core": (
        "core_memory_append",
        "core_memory_replace",
        "memory",
        "memory_apply_patch",
    ),
    "letta_sleeptime_core": (
        "memory_finish_edits",
        "memory_insert",
        "memory_replace",
        "memory_rethink",
    ),
    "letta_voice_sleeptime_core": (
        "finish_rethinking_memory",
        "rethink_user_memory",
        "search_memory",
        "store_memories",
    ),
    "letta_multi_agent_core": (
        "send_message_to_agent_and_wait_for_reply",
        "send_message_to_agent_async",
        "send_message_to_agents_matching_tags",
    ),
    "letta_builtin": ("fetch_webpage", "run_code", "run_code_with_tools", "web_search"),
    "letta_files_core": OF_FILES,
}
"""The names of the tools, by their types."""
_PARALLEL = frozenset(
    (
        "archival_memory_search",
        "conversation_search",
        "fetch_webpage",
        "grep_files",
        "run_code",
        "semantic_search_files",
        "web_search",
    )
)
"""Those that may run beside others."""
OF_EACH_AGENT = ("conversation_search", "memory_insert", "memory_replace")
"""Those that an agent gets unless it is to have none."""


@cache
def base_tools() -> tuple[Tool, ...]:
    """Return the tools."""
    return tuple(_tool(name, kind) for kind, names in _NAMES.items() for name in names)


def is_base(tool: Tool) -> bool:
    """Tell whether a tool is one that every server brings along."""
    return tool.tool_type in _NAMES


def _tool(name: str, kind: str) -> Tool:
    description = f"{name.replace('_', ' ').capitalize()}."
    parameters = {"type": "object", "properties": dict[str, object](), "required": list[str]()}
    return Tool(
        id=tool_id(name),
        tool_type=kind,
        description=description,
        source_type="python",
        name=name,
        tags=[kind],
        json_schema={"name": name, "description": description, "parameters": parameters},
        enable_parallel_execution=name in _PARALLEL,
        created_by_id=USER_ID,
        last_updated_by_id=USER_ID,
        metadata_={},
    )
