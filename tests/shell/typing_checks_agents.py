"""What type checkers make of the methods of agents. Never run: mypy and pyright read it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any, assert_type

from letta_client import (
    APIResponse,
    AsyncAPIResponse,
    AsyncLetta,
    AsyncStream,
    Letta,
    Stream,
    omit,
)
from letta_client.pagination import AsyncArrayPage, SyncArrayPage
from letta_client.types.agent_context import ContextWindowOverview, GenerateResponse
from letta_client.types.agent_state import AgentState
from letta_client.types.agents import (
    LettaResponse,
    LettaStreamingResponse,
    Message,
    MessageCancelResponse,
    Run,
)
from letta_client.types.content import TextContent
from letta_client.types.groups import Group
from letta_client.types.internal_messages import MessageSearchResult
from letta_client.types.messages import ApprovalReturn


def check_sync(client: Letta, streaming: bool) -> None:
    messages = client.agents.messages
    assert_type(messages.create("agent-1", input="hello"), LettaResponse)
    assert_type(messages.create(agent_id="agent-1", streaming=False), LettaResponse)
    assert_type(messages.create("agent-1", streaming=omit), LettaResponse)
    assert_type(messages.create("agent-1", streaming=True), Stream[LettaStreamingResponse])
    assert_type(
        messages.create("agent-1", streaming=streaming),
        LettaResponse | Stream[LettaStreamingResponse],
    )
    stream = messages.stream("agent-1", background=True)  # pyright: ignore[reportDeprecated]
    assert_type(stream, Stream[LettaStreamingResponse])
    assert_type(messages.create_async("agent-1", timeout=3.0), Run)
    assert_type(messages.cancel("agent-1", run_ids=("run-1",)), MessageCancelResponse)
    assert_type(messages.list("agent-1"), SyncArrayPage[Message])
    assert_type(messages.preview("agent-1", input="hello"), dict[str, Any])
    assert_type(messages.search(query="hello", roles=["user"]), list[MessageSearchResult])
    assert_type(client.agents.count(tags=["a"]), int)
    assert_type(client.agents.context("agent-1"), ContextWindowOverview)
    assert_type(client.agents.generate("agent-1", prompt="hello"), GenerateResponse)
    assert_type(client.agents.groups.list("agent-1"), SyncArrayPage[Group])

    raw = client.agents.with_raw_response
    assert_type(raw.messages.create("agent-1"), APIResponse[LettaResponse])
    assert_type(
        raw.messages.create("agent-1", streaming=True),
        APIResponse[Stream[LettaStreamingResponse]],
    )
    assert_type(raw.messages.create("agent-1").parse(), LettaResponse)
    assert_type(raw.create(name="ada"), APIResponse[AgentState])

    unread = messages.with_streaming_response
    assert_type(
        unread.create("agent-1"), AbstractContextManager[APIResponse[LettaResponse], bool | None]
    )
    with unread.create("agent-1", streaming=True) as response:
        assert_type(response, APIResponse[Stream[LettaStreamingResponse]])

    assert_type(client.agents.create(), AgentState)
    assert_type(client.agents.retrieve("agent-1", include=["agent.tools"]), AgentState)
    assert_type(client.agents.list(), SyncArrayPage[AgentState])
    assert_type(client.agents.delete("agent-1"), object)


async def check_async(client: AsyncLetta, streaming: bool) -> None:
    messages = client.agents.messages
    assert_type(await messages.create("agent-1", input="hello"), LettaResponse)
    assert_type(await messages.create(agent_id="agent-1", streaming=False), LettaResponse)
    assert_type(
        await messages.create("agent-1", streaming=True), AsyncStream[LettaStreamingResponse]
    )
    assert_type(
        await messages.create("agent-1", streaming=streaming),
        LettaResponse | AsyncStream[LettaStreamingResponse],
    )
    stream = await messages.stream("agent-1")  # pyright: ignore[reportDeprecated]
    assert_type(stream, AsyncStream[LettaStreamingResponse])
    assert_type(await messages.create_async("agent-1"), Run)
    assert_type(await messages.cancel("agent-1"), MessageCancelResponse)
    assert_type(await messages.list("agent-1"), AsyncArrayPage[Message])

    raw = client.with_raw_response.agents.messages
    assert_type(await raw.create("agent-1"), AsyncAPIResponse[LettaResponse])
    assert_type(
        await raw.create("agent-1", streaming=True),
        AsyncAPIResponse[AsyncStream[LettaStreamingResponse]],
    )

    unread = client.with_streaming_response.agents.messages
    assert_type(
        unread.create("agent-1"),
        AbstractAsyncContextManager[AsyncAPIResponse[LettaResponse], bool | None],
    )
    async with unread.create("agent-1", streaming=True) as response:
        assert_type(response, AsyncAPIResponse[AsyncStream[LettaStreamingResponse]])

    assert_type(await client.agents.create(), AgentState)
    assert_type(await client.agents.retrieve("agent-1"), AgentState)
    assert_type(await client.agents.list(), AsyncArrayPage[AgentState])
    async for agent in client.agents.list(tags=["x"]):
        assert_type(agent, AgentState)
    assert_type(await client.agents.delete("agent-1"), object)


def check_what_can_be_sent(client: Letta) -> None:
    client.agents.messages.create("agent-1", messages=[{"role": "user", "content": "hello"}])
    client.agents.messages.create(
        "agent-1",
        messages=(
            {"role": "user", "content": [{"type": "text", "text": "hello"}]},
            {"role": "user", "content": [TextContent(text="hello")]},
            {
                "type": "approval",
                "approvals": [
                    {"type": "approval", "tool_call_id": "call-1", "approve": True},
                    ApprovalReturn(tool_call_id="call-2", approve=False),
                    {"tool_call_id": "call-3", "status": "success", "tool_return": "42"},
                ],
            },
        ),
        include_return_message_types=["assistant_message"],
    )
    client.agents.messages.create(
        "agent-1", input=[{"type": "text", "text": "hello"}], streaming=True
    )
    agent = client.agents.create(
        name="ada",
        agent_type="letta_v1_agent",
        model="openai-proxy/gpt-4o-mini",
        model_settings={"provider_type": "openai", "reasoning": {"reasoning_effort": "low"}},
        memory_blocks=[{"label": "human", "value": "Ada"}],
        tool_rules=[{"type": "exit_loop", "tool_name": "send_message"}],
        response_format={"type": "json_object"},
        compaction_settings={"mode": "all", "clip_chars": None},
        secrets={"KEY": "value"},
    )
    client.agents.create(
        llm_config=agent.llm_config,
        embedding_config=agent.embedding_config,
        model_settings=agent.model_settings,
        compaction_settings=agent.compaction_settings,
        response_format=agent.response_format,
        memory_blocks=agent.blocks,
        tool_rules=agent.tool_rules,
        identity_ids=agent.identity_ids,
    )


def check_what_cannot(client: Letta) -> None:
    client.agents.messages.create("agent-1", streaming=1)  # type: ignore[call-overload] # pyright: ignore
    client.agents.messages.create("agent-1", strewming=True)  # type: ignore[call-overload] # pyright: ignore
    client.agents.messages.create(1)  # type: ignore[call-overload] # pyright: ignore
    client.agents.retrieve("agent-1", include=["agent.wings"])  # type: ignore[list-item] # pyright: ignore
