"""Every operation of the contract is carried out, and answers as its document says."""

from typing import Any, cast

import httpx
import pytest

from letta_client.testing import ReferenceServer
from letta_client.testing.api.contract.document import operations
from letta_client.testing.api.operation import HANDLERS
from testing.something_of_everything import MESSAGES, make

HELLO = {"messages": MESSAGES}
FILE = {"files": {"file": ("b.txt", b"Hello!", "text/plain")}}
SOURCE = 'def look() -> str:\n    """Look."""\n    return "There."\n'
STDIO = {"mcp_server_type": "stdio", "command": "look", "args": list[str]()}
PROGRAM = {"json": {"server_name": "own", "command": "look", "args": list[str]()}}
PERSON = {"json": {"identifier_key": "ben", "name": "Ben", "identity_type": "user"}}
NAMED = {"json": {"name": "new"}}
CHANGED = {"json": {"message_type": "user_message", "content": "Bye!"}}

# What operations need beside what their paths name; others get an empty body, if they take one.
# In texts, the names of ids stand in braces.
NEEDED: dict[str, dict[str, Any]] = {
    "add_mcp_server": PROGRAM,
    "cancel_message": {"json": {"run_ids": ["{run_id}"]}},
    "check_provider": {"json": {"provider_type": "openai", "api_key": "key"}},
    "connect_mcp_server": PROGRAM,
    "create_access_token": {
        "json": {
            "hostname": "https://app.example",
            "policy": [{"type": "agent", "id": "{agent_id}", "access": ["read_messages"]}],
        }
    },
    "create_agent_message_async": {"json": HELLO},
    "create_agent_message_stream": {"json": HELLO},
    "create_archive": NAMED,
    "create_batch": {"json": {"requests": [{"agent_id": "{agent_id}", **HELLO}]}},
    "create_block": {"json": {"label": "new", "value": ""}},
    "create_conversation": {"params": {"agent_id": "{agent_id}"}},
    "create_folder": NAMED,
    "create_group": {"json": {"agent_ids": ["{agent_id}"], "description": "new"}},
    "create_identity": PERSON,
    "create_passage": {"json": {"text": "New."}},
    "create_passage_in_archive": {"json": {"text": "New."}},
    "create_passages_in_archive": {"json": {"passages": [{"text": "New."}]}},
    "create_provider": {"json": {"name": "new", "provider_type": "openai", "api_key": "key"}},
    "create_scheduled_message": {
        "json": {**HELLO, "schedule": {"type": "recurring", "cron_expression": "0 8 * * *"}}
    },
    "create_source": NAMED,
    "create_template": {"json": {"type": "agent", "agent_id": "{agent_id}"}},
    "create_tool": {"json": {"source_code": SOURCE}},
    "generate_completion": {"json": {"prompt": "Hello!"}},
    "generate_json_schema": {"json": {"code": SOURCE}},
    "generate_tool": {"json": {"tool_name": "roll", "prompt": "x", "validation_errors": []}},
    "import_agent": {"files": {"file": ("a.af", b'{"agents": []}', "application/json")}},
    "mcp_create_mcp_server": {"json": {"server_name": "new", "config": STDIO}},
    "mcp_update_mcp_server": {"json": {"config": STDIO}},
    "modify_approval_for_tool": {"json": {"requires_approval": True}},
    "modify_group_message": CHANGED,
    "modify_message": CHANGED,
    "modify_provider": {"json": {"api_key": "new"}},
    "preview_conversation_model_request": {"json": HELLO},
    "preview_model_request": {"json": HELLO},
    "retrieve_conversation_stream": {"json": {"run_id": "{run_id}"}},
    "rollback_template": {"json": {"version": "1"}},
    "run_tool_from_source": {"json": {"source_code": SOURCE, "args": {}}},
    "search_all_messages": {"json": {"query": "Hello"}},
    "search_archival_memory": {"params": {"query": "Hello"}},
    "send_conversation_message": {"json": HELLO},
    "send_environment_message": {"json": {"messages": [{**MESSAGES[0], "client_message_id": "1"}]}},
    "send_message": {"json": HELLO},
    "test_mcp_server": PROGRAM,
    "update_template": {"json": {"agent_file_json": {"agents": [{"name": "cook"}]}}},
    "upload_file_to_folder": FILE,
    "upload_file_to_source": FILE,
    "upsert_identity": PERSON,
    "upsert_properties_for_identity": {"json": [{"key": "k", "value": "v", "type": "string"}]},
    "upsert_tool": {"json": {"source_code": SOURCE}},
}
# Messages cannot be changed, and groups have none.
REFUSED = {"modify_message": 405, "modify_group_message": 404}


def filled(value: Any, ids: dict[str, str]) -> Any:
    """Return a value with ids in place of their names."""
    if isinstance(value, str):
        known = (name for name in ids if value == f"{{{name}}}")
        return next((ids[name] for name in known), value)
    if isinstance(value, list):
        return [filled(each, ids) for each in cast("list[object]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {name: filled(each, ids) for name, each in items}
    return value


def test_every_operation_is_there() -> None:
    assert HANDLERS.keys() == operations().keys()


@pytest.mark.parametrize("operation_id", operations())
def test_every_operation_is_called(
    operation_id: str, server: ReferenceServer, http: httpx.Client
) -> None:
    operation = operations()[operation_id]
    needed = NEEDED.get(operation_id, {"json": {}} if operation.has_body else {})
    names = {*operation.path_parameters, "run_id"}
    ids = make(server, 0, names)
    if operation_id == "cancel_conversation":
        server.add_run(
            status="running", agent_id=ids["agent_id"], conversation_id=ids["conversation_id"]
        )

    answer = http.request(operation.method, operation.path.format(**ids), **filled(needed, ids))

    assert answer.status_code == REFUSED.get(operation_id, operation.status), answer.text
