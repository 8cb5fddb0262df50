"""What the agents of the server have and the published client lacks, on the reference server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from letta_client import (
    APIStatusError,
    AsyncAPIResponse,
    AsyncLetta,
    BadRequestError,
    UnprocessableEntityError,
)
from letta_client.pagination import AsyncArrayPage
from letta_client.testing import ReferenceServer
from letta_client.types.agent_context import ContextWindowOverview, GenerateResponse
from letta_client.types.agent_state import AgentState, Memory
from letta_client.types.groups import Group
from letta_client.types.internal_messages import InternalMessage, MessageSearchResult
from letta_client.types.sources import Source

from ..answers import Server, answer, body_of
from ..calls import reach
from .harness import connect

pytestmark = pytest.mark.filterwarnings("ignore:The API has deprecated:DeprecationWarning")


@dataclass(frozen=True)
class Subject:
    """An agent that has said something, is in a group, and has a folder."""

    agent_id: str
    folder_id: str


@pytest.fixture
async def server() -> AsyncIterator[ReferenceServer]:
    async with ReferenceServer() as server:
        yield server


@pytest.fixture
async def client(server: ReferenceServer) -> AsyncIterator[AsyncLetta]:
    async with server.async_client(strict_response_validation=True) as client:
        yield client


@pytest.fixture
async def subject(server: ReferenceServer, client: AsyncLetta) -> Subject:
    agent = server.add_agent(
        "ann",
        tags=["t"],
        memory_blocks=[{"label": "human", "value": "Ada"}],
        include_base_tools=True,
    )
    await client.agents.messages.create(agent.id, input="Are the beans ripe?")
    await client.post(
        "/v1/groups/", cast_to=object, body={"agent_ids": [agent.id], "description": "Gardeners."}
    )
    folder = await client.folders.create(name="seeds", embedding="openai/text-embedding-3-small")
    await client.agents.folders.attach(folder.id, agent_id=agent.id)
    return Subject(agent.id, folder.id)


SKILL: Any = {"name": "sow", "files": {"SKILL.md": "# Sow"}}

Arguments: TypeAlias = tuple[tuple[str, ...], dict[str, Any]]
# By the method: its arguments on a subject, and the type of what it gives.
CALLS: dict[str, tuple[Callable[[Subject], Arguments], type[Any]]] = {
    "count": (lambda _: ((), {"tags": ["t"]}), int),
    "context": (lambda on: ((on.agent_id,), {}), ContextWindowOverview),
    "generate": (lambda on: ((on.agent_id,), {"prompt": "Beans?"}), GenerateResponse),
    "export_file_with_skills": (lambda on: ((on.agent_id,), {"skills": [SKILL]}), str),
    "core_memory.retrieve": (lambda on: ((on.agent_id,), {}), Memory),
    "groups.list": (lambda on: ((on.agent_id,), {}), AsyncArrayPage),
    "sources.list": (lambda on: ((on.agent_id,), {}), AsyncArrayPage),
    "sources.attach": (lambda on: ((on.folder_id,), {"agent_id": on.agent_id}), AgentState),
    "sources.detach": (lambda on: ((on.folder_id,), {"agent_id": on.agent_id}), AgentState),
    "messages.search": (lambda on: ((), {"query": "beans", "agent_id": on.agent_id}), list),
    "messages.preview": (lambda on: ((on.agent_id,), {"input": "And the peas?"}), dict),
}


@pytest.mark.parametrize("name", CALLS)
async def test_a_method_gives_its_type_in_every_view(
    client: AsyncLetta, subject: Subject, name: str
) -> None:
    make, kind = CALLS[name]
    arguments, options = make(subject)
    agents = client.agents

    value: object = await reach(agents, name)(*arguments, **options)
    # A list that shows itself in notebooks is one, too.
    assert isinstance(value, kind)
    raw = await reach(agents.with_raw_response, name)(*arguments, **options)
    parsed: object = await raw.parse()
    assert type(raw) is AsyncAPIResponse
    assert isinstance(parsed, kind)
    async with reach(agents.with_streaming_response, name)(*arguments, **options) as response:
        assert isinstance(await response.parse(), kind)


async def test_agents_are_counted(server: ReferenceServer, client: AsyncLetta) -> None:
    for name in ("ann", "ben", "bea"):
        server.add_agent(name, tags=[name[0], "all"])

    assert await client.agents.count() == 3
    assert await client.agents.count(name="ann") == 1
    assert await client.agents.count(query_text="be") == 2
    assert await client.agents.count(tags=["a", "b"]) == 3
    assert await client.agents.count(tags=["b", "all"], match_all_tags=True) == 2


async def test_the_context_says_what_it_is_made_of(client: AsyncLetta, subject: Subject) -> None:
    context = await client.agents.context(subject.agent_id)

    assert "Ada" in context.core_memory
    assert [message.role for message in context.messages] == ["system", "user", "assistant"]
    assert context.num_messages == 3
    assert 0 < context.num_tokens_messages < context.context_window_size_current
    assert context.context_window_size_current < context.context_window_size_max
    assert context.functions_definitions is not None
    assert "conversation_search" in [tool.function.name for tool in context.functions_definitions]


async def test_the_context_of_a_conversation_has_its_own_messages(
    client: AsyncLetta, subject: Subject
) -> None:
    conversation = await client.conversations.create(agent_id=subject.agent_id)

    context = await client.agents.context(subject.agent_id, conversation_id=conversation.id)

    assert context.num_messages < 3


async def test_the_core_memory_has_the_blocks(client: AsyncLetta, subject: Subject) -> None:
    memory = await reach(client, "agents.core_memory.retrieve")(subject.agent_id)

    assert [(block.label, block.value) for block in memory.blocks] == [("human", "Ada")]


async def test_a_model_is_asked_outside_of_any_run(client: AsyncLetta, subject: Subject) -> None:
    runs = len((await client.runs.list(agent_id=subject.agent_id)).items)

    generated = await client.agents.generate(
        subject.agent_id, prompt="Beans?", system_prompt="Be brief."
    )

    assert generated.content
    assert generated.usage.total_tokens > 0
    assert len((await client.runs.list(agent_id=subject.agent_id)).items) == runs


async def test_an_agent_exported_with_skills_is_imported(
    client: AsyncLetta, subject: Subject
) -> None:
    exported = await client.agents.export_file_with_skills(subject.agent_id, skills=[SKILL])

    document = json.loads(exported)
    assert document["agents"][0]["name"] == "ann"
    assert [skill["files"] for skill in document["skills"]] == [SKILL["files"]]
    imported = await client.agents.import_file(file=exported.encode())
    assert len(imported.agent_ids) == 1
    with pytest.raises(UnprocessableEntityError):
        await client.agents.export_file_with_skills(subject.agent_id, skills=[{"name": "empty"}])


async def test_the_groups_of_an_agent_are_listed(client: AsyncLetta, subject: Subject) -> None:
    groups = [group async for group in client.agents.groups.list(subject.agent_id)]

    assert [type(group) for group in groups] == [Group]
    assert groups[0].agent_ids == [subject.agent_id]
    led = client.agents.groups.list(subject.agent_id, manager_type="supervisor")
    assert (await led).items == []


async def test_sources_are_the_folders_of_an_agent(client: AsyncLetta, subject: Subject) -> None:
    of_agent: Any = reach(client, "agents.sources")
    sources = [source async for source in of_agent.list(subject.agent_id)]
    assert [(type(source), source.id) for source in sources] == [(Source, subject.folder_id)]

    await of_agent.detach(subject.folder_id, agent_id=subject.agent_id)
    assert (await client.agents.folders.list(subject.agent_id)).items == []

    await of_agent.attach(subject.folder_id, agent_id=subject.agent_id)
    (folder,) = (await client.agents.folders.list(subject.agent_id)).items
    assert folder.id == subject.folder_id


@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("core_memory.retrieve", r"agents\.blocks\.list"),
        ("sources.list", r"agents\.folders\.list"),
        ("sources.attach", r"agents\.folders\.attach"),
        ("sources.detach", r"agents\.folders\.detach"),
    ],
)
async def test_a_deprecated_method_names_its_successor(
    client: AsyncLetta, subject: Subject, name: str, successor: str
) -> None:
    arguments, options = CALLS[name][0](subject)
    method = reach(client.agents, name)

    with pytest.warns(DeprecationWarning, match=successor):
        await method(*arguments, **options)


async def test_stored_messages_are_searched(client: AsyncLetta, subject: Subject) -> None:
    found = await client.agents.messages.search(
        query="BEANS", agent_id=subject.agent_id, roles=["user"]
    )

    assert [type(each) for each in found] == [MessageSearchResult]
    assert type(found[0].message) is InternalMessage
    assert found[0].message.role == "user"
    assert found[0].embedded_text == "Are the beans ripe?"
    before = datetime(2000, 1, 1, tzinfo=UTC)
    assert await client.agents.messages.search(query="beans", end_date=before) == []


async def test_a_server_without_search_says_so() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server, server.async_client() as client:
        with pytest.raises(BadRequestError, match="Message search requires"):
            await client.agents.messages.search(query="beans")


async def test_a_preview_has_what_the_model_would_be_asked(
    client: AsyncLetta, subject: Subject
) -> None:
    messages = len((await client.agents.messages.list(subject.agent_id)).items)

    request = await client.agents.messages.preview(
        subject.agent_id, messages=[{"role": "user", "content": "And the peas?"}]
    )

    assert "And the peas?" in json.dumps(request["messages"])
    assert len((await client.agents.messages.list(subject.agent_id)).items) == messages


async def test_a_message_of_letta_is_not_changed(client: AsyncLetta, subject: Subject) -> None:
    message = (await client.agents.messages.list(subject.agent_id)).items[0]
    assert message.id is not None

    with pytest.raises(APIStatusError) as caught:
        await client.agents.messages.update(
            message.id, agent_id=subject.agent_id, message_type="user_message", content="No."
        )

    assert caught.value.status_code == 405


async def test_a_change_of_a_message_goes_out_and_its_answer_is_a_message() -> None:
    sent: dict[str, Any] = {
        "message_type": "user_message",
        "content": [{"type": "text", "text": "Yes."}],
    }
    server = Server(answer({**sent, "id": "message-1", "date": "2026-01-01T12:00:00Z"}))
    async with connect(server, strict_response_validation=True) as client:
        message = await client.agents.messages.update("message-1", agent_id="agent-1", **sent)

    assert server.last.method == "PATCH"
    assert server.last.url.path == "/v1/agents/agent-1/messages/message-1"
    assert body_of(server.last) == sent
    assert message.message_type == "user_message"
