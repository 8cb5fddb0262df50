"""The client walks over folders, files, archives and groups, however the server takes cursors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import ProfileName
from letta_client.types.agent_state import AgentState

ORDERS = ["asc", "desc"]
PAGE_SIZES = [1, 2, 3, 5, 100]
MANY = 7

pytestmark = pytest.mark.filterwarnings("ignore:The API has deprecated:DeprecationWarning")


@pytest.fixture(scope="module", params=get_args(ProfileName))
def server(request: pytest.FixtureRequest) -> ReferenceServer:
    return ReferenceServer(profile=request.param)


@pytest.fixture(scope="module")
def client(server: ReferenceServer) -> Letta:
    return server.client(strict_response_validation=True)


@pytest.fixture(scope="module")
def agent(server: ReferenceServer, client: Letta) -> AgentState:
    """An agent with seven groups and folders, of which the first has seven files and all agents."""
    numbers = range(MANY)
    folders = [make_folder(client, f"folder {number}") for number in numbers]
    for number in numbers:
        server.clock.advance(1)
        client.folders.files.upload(folders[0], file=(f"{number}.txt", b"Hello!"))
    agent = server.add_agent()
    for place in (3, 0, 1, 6, 5, 2, 4):
        client.agents.folders.attach(folders[place], agent_id=agent.id)
    for _ in range(MANY - 1):
        server.add_agent(folder_ids=folders[:1])
    for number in numbers:
        client.archives.create(name=f"archive {number}", embedding="openai/text-embedding-3-small")
        group = {"agent_ids": [agent.id], "description": f"group {number}"}
        client.post("/v1/groups/", cast_to=object, body=group)
    return agent


def make_folder(client: Letta, name: str) -> str:
    return client.folders.create(name=name, embedding="openai/text-embedding-3-small").id


Walk = Callable[..., Any]
WALKS: dict[str, Callable[[Letta, AgentState], Walk]] = {
    "folders": lambda client, _: client.folders.list,
    "files of a folder": lambda client, _: partial(client.folders.files.list, first_folder(client)),
    "folders of an agent": lambda client, agent: partial(client.agents.folders.list, agent.id),
    "sources of an agent": lambda client, agent: partial(
        client.agents.sources.list,  # pyright: ignore[reportDeprecated]
        agent.id,
    ),
    "groups of an agent": lambda client, agent: partial(client.agents.groups.list, agent.id),
    "files of an agent": lambda client, agent: partial(client.agents.files.list, agent.id),
    "archives": lambda client, _: client.archives.list,
}


def first_folder(client: Letta) -> str:
    return client.folders.list(name="folder 0").items[0].id


@pytest.mark.parametrize("name", WALKS)
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_a_walk_has_everything_once(
    client: Letta, agent: AgentState, name: str, order: Any, limit: int
) -> None:
    walk = WALKS[name](client, agent)
    expected = [item.id for item in walk(limit=100, order=order).items]

    assert len(set(expected)) == len(expected) == MANY
    for _ in range(2):
        assert [item.id for item in walk(limit=limit, order=order)] == expected


def test_the_agents_of_a_folder_are_read_page_by_page(client: Letta, agent: AgentState) -> None:
    read: list[str] = []
    while page := client.folders.agents.list(
        first_folder(client), order="asc", limit=2, after=read[-1] if read else None
    ):
        read += page

    assert read == [each.id for each in client.agents.list(order="asc")]


@pytest.mark.parametrize("profile", get_args(ProfileName))
def test_passages_are_read_page_by_page(profile: ProfileName) -> None:
    server = ReferenceServer(profile=profile)
    client = server.client(strict_response_validation=True)
    agent = server.add_agent()
    for number in range(MANY):
        server.clock.advance(1)
        client.agents.passages.create(agent.id, text=f"Text {number}.")

    read: list[str] = []
    after: str | None = None
    while page := client.agents.passages.list(agent.id, limit=2, after=after):
        read += [passage.text for passage in page]
        after = page[-1].id

    assert read == [f"Text {number}." for number in range(MANY)]
