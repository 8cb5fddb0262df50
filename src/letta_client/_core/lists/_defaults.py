"""The lists of the contract: their operations, and the defaults of their `order` and `limit`.

Generated from the contract; see `letta_client._core.lists.facts` for what a row means.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

Row: TypeAlias = tuple[str, Literal["asc", "desc"], int]

LISTS: dict[str, Row] = {
    "/v1/agents/": ("list_agents", "desc", 50),
    "/v1/agents/{agent_id}/archival-memory": ("list_passages", "asc", 100),
    "/v1/agents/{agent_id}/core-memory/blocks": ("list_core_memory_blocks", "desc", 100),
    "/v1/agents/{agent_id}/files": ("list_files_for_agent", "desc", 100),
    "/v1/agents/{agent_id}/folders": ("list_folders_for_agent", "desc", 100),
    "/v1/agents/{agent_id}/groups": ("list_groups_for_agent", "desc", 100),
    "/v1/agents/{agent_id}/messages": ("list_messages", "desc", 100),
    "/v1/agents/{agent_id}/sources": ("list_agent_sources", "desc", 100),
    "/v1/agents/{agent_id}/tools": ("list_tools_for_agent", "desc", 10),
    "/v1/archives/": ("list_archives", "desc", 50),
    "/v1/archives/{archive_id}/agents": ("list_agents_for_archive", "desc", 50),
    "/v1/blocks/": ("list_blocks", "asc", 50),
    "/v1/blocks/{block_id}/agents": ("list_agents_for_block", "desc", 50),
    "/v1/conversations/": ("list_conversations", "desc", 50),
    "/v1/conversations/{conversation_id}/messages": ("list_conversation_messages", "desc", 100),
    "/v1/folders/": ("list_folders", "asc", 50),
    "/v1/folders/{folder_id}/agents": ("list_agents_for_folder", "desc", 50),
    "/v1/folders/{folder_id}/files": ("list_files_for_folder", "desc", 1000),
    "/v1/folders/{folder_id}/passages": ("list_folder_passages", "desc", 100),
    "/v1/groups/": ("list_groups", "asc", 50),
    "/v1/groups/{group_id}/messages": ("list_group_messages", "desc", 10),
    "/v1/identities/": ("list_identities", "desc", 50),
    "/v1/identities/{identity_id}/agents": ("list_agents_for_identity", "desc", 50),
    "/v1/identities/{identity_id}/blocks": ("list_blocks_for_identity", "desc", 50),
    "/v1/jobs/": ("list_jobs", "desc", 100),
    "/v1/jobs/active": ("list_active_jobs", "asc", 50),
    "/v1/messages/": ("list_all_messages", "desc", 100),
    "/v1/messages/batches": ("list_batches", "desc", 100),
    "/v1/messages/batches/{batch_id}/messages": ("list_messages_for_batch", "desc", 100),
    "/v1/providers/": ("list_providers", "desc", 50),
    "/v1/runs/": ("list_runs", "desc", 100),
    "/v1/runs/{run_id}/messages": ("list_messages_for_run", "asc", 100),
    "/v1/runs/{run_id}/steps": ("list_steps_for_run", "desc", 100),
    "/v1/sources/{source_id}/files": ("list_source_files", "desc", 1000),
    "/v1/sources/{source_id}/passages": ("list_source_passages", "desc", 100),
    "/v1/steps/": ("list_steps", "desc", 50),
    "/v1/steps/{step_id}/messages": ("list_messages_for_step", "asc", 100),
    "/v1/tags/": ("list_tags", "asc", 50),
    "/v1/tools/": ("list_tools", "desc", 50),
}
