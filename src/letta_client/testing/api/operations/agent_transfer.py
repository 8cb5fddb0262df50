"""Agents as files: exported, and imported again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from letta_client.testing.api.contract.bodies import (
    Body_export_agent,
    Body_import_agent,
    CreateAgentRequest,
    ExportAgentRequest,
    SkillSchema,
)
from letta_client.testing.api.contract.queries import ExportAgentQuery
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.world import World
from letta_client.testing.json_values import is_dict, is_list
from letta_client.testing.store.agent_activity import EVERYTHING
from letta_client.testing.store.errors import ApiError, unprocessable

_KEPT = ("name", "description", "system", "agent_type", "tags", "metadata", "model", "embedding")


@operation("export_agent")
def export_agent(
    world: World, agent_id: str, query: ExportAgentQuery, body: Body_export_agent | None
) -> Response:
    if query.use_legacy_format:
        raise ApiError(400, "Legacy format is not supported", names_trace=True)
    return _export(world, agent_id)


@operation("export_agent_with_skills")
def export_agent_with_skills(
    world: World, agent_id: str, body: ExportAgentRequest | None
) -> Response:
    skills = [] if body is None else body.skills or []
    for skill in skills:
        if "SKILL.md" not in (skill.files or {}) and skill.source_url is None:
            raise unprocessable(f"The skill {skill.name} has no SKILL.md and no source_url.")
    return _export(world, agent_id, skills)


@operation("import_agent")
def import_agent(world: World, body: Body_import_agent) -> dict[str, list[str]]:
    document = _read(body.file.file.read())
    blocks = {each["id"]: each for each in document.get("blocks", ())}
    imported: list[str] = []
    for agent in document["agents"]:
        request = {name: agent.get(name) for name in _KEPT}
        request["tools"] = [
            tool["name"] for tool in document.get("tools", ()) if tool["id"] in agent["tool_ids"]
        ]
        request["include_base_tools"] = False
        request["memory_blocks"] = [
            {name: value for name, value in blocks[each].items() if name != "id"}
            for each in agent["block_ids"]
        ]
        request["name"] = _name(body, agent["name"])
        if body.model or body.override_model_handle:
            request["model"] = body.model or body.override_model_handle
        if body.embedding or body.override_embedding_handle:
            request["embedding"] = body.embedding or body.override_embedding_handle
        made = world.create_agent(CreateAgentRequest.model_validate(request))
        imported.append(made.id)
    return {"agent_ids": imported}


def _export(world: World, agent_id: str, skills: Sequence[SkillSchema] = ()) -> Response:
    agent = world.agent_state(find_agent(world, agent_id), EVERYTHING)
    kept = agent.model_dump(mode="json", include=set(_KEPT))
    document = {
        "agents": [
            {
                **kept,
                "id": "agent-0",
                "tool_ids": [f"tool-{place}" for place, _ in enumerate(agent.tools)],
                "block_ids": [f"block-{place}" for place, _ in enumerate(agent.blocks)],
                "messages": [],
            }
        ],
        "groups": [],
        "blocks": [
            {
                "id": f"block-{place}",
                **block.model_dump(mode="json", include={"label", "value", "limit", "description"}),
            }
            for place, block in enumerate(agent.blocks)
        ],
        "files": [],
        "sources": [],
        "tools": [
            {"id": f"tool-{place}", "name": tool.name} for place, tool in enumerate(agent.tools)
        ],
        "mcp_servers": [],
        "skills": [skill.model_dump(mode="json") for skill in skills],
        "metadata": {"revision_id": "unknown"},
        "created_at": world.now().isoformat(),
    }
    # People read it.
    return Response(json.dumps(document, indent=2), media_type="application/json")


def _read(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except ValueError:
        document = None
    agents = document.get("agents") if is_dict(document) else None
    if not is_dict(document) or not is_list(agents):
        raise ApiError(400, "Corrupted agent file format.", names_trace=True)
    return document


def _name(body: Body_import_agent, name: str) -> str:
    chosen = body.name or body.override_name
    return chosen or (f"{name}_copy" if body.append_copy_suffix else name)
