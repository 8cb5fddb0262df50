"""What a template makes: the body of the request for an agent, from an agent or an exported one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from letta_client.testing.api.contract.bodies import CreateAgentRequest, TemplateAgentsRequest
from letta_client.testing.store.errors import bad_request
from letta_client.types.agent_state import AgentState


class _Block(BaseModel):
    id: str | None = None
    label: str
    value: str
    description: str | None = None


class _Tool(BaseModel):
    name: str


class _Agent(BaseModel):
    name: str | None = None
    system: str | None = None
    description: str | None = None
    tags: list[str] | None = None
    model: str | None = None
    embedding: str | None = None
    block_ids: list[str] = Field(default_factory=list[str])


class _AgentFile(BaseModel):
    agents: list[_Agent] = Field(min_length=1)
    blocks: list[_Block] = Field(default_factory=list[_Block])
    tools: list[_Tool] = Field(default_factory=list[_Tool])


def from_agent(agent: AgentState) -> dict[str, Any]:
    """Return the body that makes an agent like this one."""
    head = _Agent.model_validate(agent.model_dump(mode="json"))
    return _body(
        head,
        [_Block.model_validate(block.model_dump(mode="json")) for block in agent.blocks],
        [tool.name for tool in agent.tools if tool.name is not None],
    )


def from_file(file: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body that makes the first agent of an exported file.

    Raises:
        ApiError: 400, the file has no agents.
    """
    try:
        read = _AgentFile.model_validate(file)
    except ValidationError:
        raise bad_request("This is no file of agents") from None
    agent = read.agents[0]
    blocks = [block for block in read.blocks if block.id in agent.block_ids]
    return _body(agent, blocks, [tool.name for tool in read.tools])


def filled_in(body: Mapping[str, Any], request: TemplateAgentsRequest) -> CreateAgentRequest:
    """Return the request for an agent, with what is said of it beside its template.

    Raises:
        ApiError: 400, that does not fit an agent.
    """
    variables = request.memory_variables or {}
    blocks = [{**each, "value": _fill(each["value"], variables)} for each in body["memory_blocks"]]
    given = {
        "name": request.agent_name,
        "tags": request.tags,
        "identity_ids": request.identity_ids,
        "secrets": request.tool_variables,
    }
    said = {name: value for name, value in given.items() if value is not None}
    try:
        return CreateAgentRequest.model_validate({**body, "memory_blocks": blocks, **said})
    except ValidationError as error:
        raise bad_request(f"No agent can be made like that: {error}") from None


def _body(agent: _Agent, blocks: list[_Block], tools: list[str]) -> dict[str, Any]:
    head = agent.model_dump(exclude_none=True, exclude={"block_ids"})
    return {
        **head,
        "memory_blocks": [block.model_dump(exclude={"id"}) for block in blocks],
        "tools": tools,
        "include_base_tools": False,
    }


def _fill(text: str, variables: Mapping[str, str]) -> str:
    for name, value in variables.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text
