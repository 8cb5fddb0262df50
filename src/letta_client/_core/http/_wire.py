"""Where the parameters of methods go on the wire, as far as the rule does not say.

The rule: a parameter that is not in the path goes into the query of a GET or DELETE request, and
into the JSON body of a POST, PATCH or PUT request, under its own name. `PLACES` has the exceptions
alone: for the HTTP method and the path template of an operation, each parameter that goes elsewhere
or by another name, as `parameter: (place, name on the wire)`. The places:

- "query", "header": the query, the headers;
- "body": a field of the JSON body, or of the form where there is a file;
- "file": a file to upload, which makes the request `multipart/form-data`;
- "whole body": the value is the JSON body itself, and its name does not appear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Place: TypeAlias = Literal["query", "header", "body", "file", "whole body"]

PLACES: Mapping[tuple[str, str], Mapping[str, tuple[Place, str]]] = {
    ("DELETE", "/v1/client-side-access-tokens/{token}"): {"body": ("whole body", "body")},
    ("GET", "/v1/client-side-access-tokens"): {"agent_id": ("query", "agentId")},
    ("GET", "/v1/environments"): {
        "online_only": ("query", "onlineOnly"),
        "user_id": ("query", "userId"),
    },
    ("PATCH", "/v1/agents/{agent_id}/tools/approval/{tool_name}"): {
        "body_requires_approval": ("body", "requires_approval"),
        "query_requires_approval": ("query", "requires_approval"),
    },
    ("PATCH", "/v1/mcp-servers/{mcp_server_id}/refresh"): {"agent_id": ("query", "agent_id")},
    ("PATCH", "/v1/tools/{tool_id}"): {"metadata": ("body", "metadata_")},
    ("POST", "/v1/agents/import"): {
        "file": ("file", "file"),
        "x_override_embedding_model": ("header", "x-override-embedding-model"),
    },
    ("POST", "/v1/agents/{agent_id}/recompile"): {
        "dry_run": ("query", "dry_run"),
        "update_timestamp": ("query", "update_timestamp"),
    },
    ("POST", "/v1/conversations/"): {"agent_id": ("query", "agent_id")},
    ("POST", "/v1/conversations/{conversation_id}/cancel"): {"agent_id": ("query", "agent_id")},
    ("POST", "/v1/conversations/{conversation_id}/fork"): {
        "agent_id": ("query", "agent_id"),
        "hidden": ("query", "hidden"),
        "message_id": ("query", "message_id"),
    },
    ("POST", "/v1/conversations/{conversation_id}/recompile"): {"dry_run": ("query", "dry_run")},
    ("POST", "/v1/environments/{connection_id}/messages"): {
        "agent_id": ("body", "agentId"),
        "conversation_id": ("body", "conversationId"),
    },
    ("POST", "/v1/folders/{folder_id}/upload"): {
        "file": ("file", "file"),
        "duplicate_handling": ("query", "duplicate_handling"),
        "name": ("query", "name"),
    },
    ("POST", "/v1/runs/{path_run_id}/stream"): {"body_run_id": ("body", "run_id")},
}
