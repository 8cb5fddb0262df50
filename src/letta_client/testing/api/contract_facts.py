"""What the contract says of models and our types do not: types say what a client has to know.

The names are those of the contract's schemas.
"""

from __future__ import annotations

from typing import Any

ID_KINDS = {
    "AgentEnvironmentVariable": "agent-env",
    "Block": "block",
    "FileBlock": "block",
    "Identity": "identity",
    "Message": "message",
    "ProviderTrace": "provider_trace",
    "Run": "(job|run)",
    "Source": "source",
    "Tool": "tool",
}
"""With what the ids of these begin."""

NEVER_NULL: dict[str, tuple[str, ...]] = {
    "AgentEnvironmentVariable": ("id",),
    "AgentState": ("secrets", "tool_exec_environment_variables"),
    "Block": ("id",),
    "CompactionSettings": ("sliding_window_percentage",),
    "FileBlock": ("id",),
    "Identity": ("properties",),
    "LettaErrorMessage": ("detail",),
    "Memory": ("file_blocks",),
    "Message": ("created_at",),
    "ProviderTrace": ("created_at", "id"),
    "Run": ("created_at",),
    "SummarizedReasoningContent": ("encrypted_content",),
}
"""What may be missing, but is never null."""

BOUNDS: dict[str, dict[str, dict[str, Any]]] = {
    "NpmRequirement": {"name": {"minLength": 1}},
    "PipRequirement": {"name": {"minLength": 1}},
    "Tool": {"return_char_limit": {"minimum": 1.0, "maximum": 1000000.0}},
}
"""Between what a value lies."""

DEPRECATED: dict[str, tuple[str, ...]] = {
    "AgentState": (
        "embedding_config",
        "identity_ids",
        "llm_config",
        "memory",
        "multi_agent_group",
        "sources",
        "tool_exec_environment_variables",
    ),
    "ApprovalRequestMessage": ("tool_call",),
    "ApprovalResponseMessage": ("approval_request_id", "approve", "reason"),
    "FileBlock": ("source_id",),
    "Group": ("shared_block_ids",),
    "Identity": ("agent_ids", "block_ids"),
    "LLMConfig": ("parallel_tool_calls",),
    "Step": ("messages",),
    "ToolCallMessage": ("tool_call",),
    "ToolReturnMessage": ("status", "stderr", "stdout", "tool_call_id", "tool_return"),
}
"""What nobody should use any more."""

NOT_SENT = {"ProviderTrace": ("latency_ms",)}
"""Fields that our models have for the sake of other servers."""
