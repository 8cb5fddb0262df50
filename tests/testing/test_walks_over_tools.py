"""The client walks over the lists of tools and blocks, however the server takes its cursors."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import ProfileName
from testing.tool_sources import source

ORDERS = ["asc", "desc"]
PAGE_SIZES = [1, 2, 3, 5, 100]


@pytest.fixture(scope="module", params=get_args(ProfileName))
def server(request: pytest.FixtureRequest) -> ReferenceServer:
    return ReferenceServer(profile=request.param)


@pytest.fixture(scope="module")
def client(server: ReferenceServer) -> Letta:
    return server.client(strict_response_validation=True)


@pytest.fixture(scope="module")
def agent_id(server: ReferenceServer, client: Letta) -> str:
    """An agent with eleven tools, which are older and newer than each other, and seven blocks."""
    made: list[str] = []
    for number in range(8):
        server.clock.advance(1)
        made.append(client.tools.create(source_code=source(f"tool_{number}")).id)
    blocks = [client.blocks.create(label=f"block {number}", value="").id for number in range(7)]
    agent = server.add_agent(tool_ids=made[::2], block_ids=blocks[::2])
    for tool_id in made[1::2]:
        client.agents.tools.attach(tool_id, agent_id=agent.id)
    for block_id in blocks[1::2]:
        client.agents.blocks.attach(block_id, agent_id=agent.id)
    return agent.id


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_walks_over_tools(client: Letta, agent_id: str, order: Any, limit: int) -> None:
    expected = [tool.id for tool in client.tools.list(limit=1000, order=order)]

    assert len(expected) == 34
    for _ in range(2):
        assert [tool.id for tool in client.tools.list(limit=limit, order=order)] == expected


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_walks_over_the_tools_of_an_agent(
    client: Letta, agent_id: str, order: Any, limit: int
) -> None:
    expected = [tool.id for tool in client.agents.tools.list(agent_id, limit=1000, order=order)]

    assert len(expected) == 11
    for _ in range(2):
        walk = client.agents.tools.list(agent_id, limit=limit, order=order)
        assert [tool.id for tool in walk] == expected


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_walks_over_the_blocks_of_an_agent(
    client: Letta, agent_id: str, order: Any, limit: int
) -> None:
    expected = [block.id for block in client.agents.blocks.list(agent_id, limit=100, order=order)]

    assert len(expected) == 7
    for _ in range(2):
        walk = client.agents.blocks.list(agent_id, limit=limit, order=order)
        assert [block.id for block in walk] == expected
