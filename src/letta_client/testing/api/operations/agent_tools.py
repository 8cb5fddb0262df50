"""The tools of an agent."""

from __future__ import annotations

from starlette.requests import Request

from letta_client.testing.api.client_versions import is_new_client
from letta_client.testing.api.contract.bodies import (
    McpServerToolExecuteRequest,
    ModifyApprovalForToolBody,
    ToolsToolExecuteRequest,
)
from letta_client.testing.api.contract.queries import (
    ListToolsForAgentQuery,
    ModifyApprovalForToolQuery,
)
from letta_client.testing.api.new_agent import with_approval, without_approval
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.world import World
from letta_client.testing.simulation.base_tools import is_base
from letta_client.testing.simulation.ids import tag
from letta_client.testing.simulation.tool_results import ToolOutcome
from letta_client.testing.store.agent_activity import EVERYTHING
from letta_client.testing.store.errors import ApiError, unprocessable
from letta_client.types.agent_state import AgentState
from letta_client.types.agent_tools import ToolExecutionResult
from letta_client.types.tools import Tool


@operation("list_tools_for_agent")
def list_tools_for_agent(world: World, agent_id: str, query: ListToolsForAgentQuery) -> list[Tool]:
    find_agent(world, agent_id, briefly=True)
    tools = world.agent_tools.parts_of(agent_id, world.now())
    if world.profile.lists.cursors_of_an_agents_tools_go_by_id:
        after, before = query.after, query.before
        tools = [
            tool
            for tool in tools
            if (not after or tool.id > after) and (not before or tool.id < before)
        ]
        query = query.model_copy(update={"after": None, "before": None})
    if query.limit == 0 and world.profile.lists.limit_zero_lists_all_agents_and_blocks:
        query = query.model_copy(update={"limit": None})
    return world.tools.page_of(tools, query)


@operation("attach_tool_to_agent")
def attach_tool_to_agent(
    world: World, request: Request, agent_id: str, tool_id: str
) -> AgentState | None:
    agent, tool = find_agent(world, agent_id), world.tools.get(tool_id, world.now())
    world.agent_tools.attach(agent_id, tool_id, world.now())
    if tool.default_requires_approval:
        rules = with_approval(agent.tool_rules, tool.name or "")
        world.agents.change(agent_id, world.now(), tool_rules=rules)
    return _changed(world, request, agent_id)


@operation("detach_tool_from_agent")
def detach_tool_from_agent(
    world: World, request: Request, agent_id: str, tool_id: str
) -> AgentState | None:
    find_agent(world, agent_id)
    if world.agent_tools.are_attached(agent_id, tool_id):
        world.agent_tools.detach(agent_id, tool_id, world.now())
    return _changed(world, request, agent_id)


@operation("modify_approval_for_tool")
def modify_approval_for_tool(
    world: World,
    request: Request,
    agent_id: str,
    tool_name: str,
    query: ModifyApprovalForToolQuery,
    body: ModifyApprovalForToolBody,
) -> AgentState | None:
    agent = find_agent(world, agent_id)
    wanted = query.requires_approval if body is None else body.requires_approval
    if wanted is None:
        raise unprocessable(
            "requires_approval must be provided either in request body or as query parameter"
        )
    change = with_approval if wanted else without_approval
    world.agents.change(agent_id, world.now(), tool_rules=change(agent.tool_rules, tool_name))
    return _changed(world, request, agent_id)


@operation("run_tool_for_agent")
def run_tool_for_agent(
    world: World, agent_id: str, tool_name: str, body: McpServerToolExecuteRequest | None
) -> ToolExecutionResult:
    find_agent(world, agent_id)
    for tool in world.agent_tools.parts_of(agent_id, world.now()):
        if tool.name == tool_name:
            return execution_result(tool, run_tool(world, tool, body))
    what = f"Tool '{tool_name}' not found or not attached to agent '{agent_id}'"
    raise ApiError(404, what, names_trace=True)


def _changed(world: World, request: Request, agent_id: str) -> AgentState | None:
    """Return the agent for old clients, and nothing for those that are newer."""
    if is_new_client(request):
        return None
    return world.agent_state(find_agent(world, agent_id), EVERYTHING)


def run_tool(
    world: World, tool: Tool, body: McpServerToolExecuteRequest | ToolsToolExecuteRequest | None
) -> ToolOutcome:
    """Return how a call of a tool ends."""
    arguments = None if body is None else body.args
    return world.tool_results.run(tool.name or "", tool.json_schema, arguments or {})


def execution_result(tool: Tool, outcome: ToolOutcome) -> ToolExecutionResult:
    """Return how a call of a tool ended, as it is told to those who made it."""
    # Only what has source code runs in a sandbox.
    in_sandbox = not is_base(tool)
    errors = [outcome.error] if outcome.error is not None else [] if in_sandbox else None
    return ToolExecutionResult(
        status=outcome.status,
        func_return=outcome.value,
        stdout=[] if in_sandbox else None,
        stderr=errors,
        sandbox_config_fingerprint=str(tag("sandbox")) if in_sandbox else None,
    )
