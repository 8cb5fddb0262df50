"""The client walks over conversations and messages, however the server takes cursors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import ProfileName

ORDERS = ["asc", "desc"]
PAGE_SIZES = [1, 2, 3, 5, 100]
MANY = 7


@pytest.fixture(params=get_args(ProfileName))
def server(request: pytest.FixtureRequest) -> Iterator[ReferenceServer]:
    with ReferenceServer(profile=request.param) as server:
        yield server


@pytest.fixture
def client(server: ReferenceServer) -> Letta:
    return server.client(strict_response_validation=True)


@dataclass(frozen=True)
class Talks:
    """An agent with seven conversations, of which the first has seven messages."""

    agent_id: str
    conversation_id: str
    fork_id: str

    @classmethod
    def on(cls, server: ReferenceServer, client: Letta, *, apart: float) -> Talks:
        """Make them.

        Args:
            server: the server.
            client: a client of it.
            apart: how many seconds are between two requests; 0 for ties.
        """
        agent_id = server.add_agent().id
        begun: list[str] = []
        for number in range(MANY - 1):
            server.clock.advance(apart)
            made = client.conversations.create(agent_id=agent_id, summary=str(number))
            begun.append(made.id)
        for _ in range(3):
            server.clock.advance(apart)
            client.conversations.messages.create(begun[0], input="in it", streaming=False)
            client.agents.messages.create(agent_id, input="beside it")
        fork_id = client.conversations.fork(begun[0]).id
        return cls(agent_id, begun[0], fork_id)


Lists = Callable[..., Any]
WALKS: dict[str, Callable[[Letta, Talks], Lists]] = {
    "messages of a conversation": lambda client, on: partial(
        client.conversations.messages.list, on.conversation_id
    ),
    "messages of a fork": lambda client, on: partial(
        client.conversations.messages.list, on.fork_id
    ),
    "messages of the agent's own": lambda client, on: partial(
        client.conversations.messages.list, "default", agent_id=on.agent_id
    ),
    "messages of an agent": lambda client, on: partial(client.agents.messages.list, on.agent_id),
    "messages of an agent by their conversation": lambda client, on: partial(
        client.agents.messages.list, on.agent_id, conversation_id=on.conversation_id
    ),
}


@pytest.mark.parametrize("apart", [0, 1])
@pytest.mark.parametrize("name", WALKS)
@pytest.mark.parametrize("order", ORDERS)
def test_a_walk_has_everything_once_and_in_order(
    server: ReferenceServer, client: Letta, name: str, order: Any, apart: float
) -> None:
    lists = WALKS[name](client, Talks.on(server, client, apart=apart))
    oldest_first = [message.id for message in lists(limit=100, order="asc").items]
    expected = oldest_first if order == "asc" else oldest_first[::-1]

    assert len(set(expected)) == len(expected) >= MANY
    for limit in PAGE_SIZES:
        # What the first walk has learned, the second knows.
        for _ in range(2):
            assert [message.id for message in lists(limit=limit, order=order)] == expected


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", PAGE_SIZES)
def test_what_was_learned_of_one_thread_does_not_mislead_in_another(
    server: ReferenceServer, client: Letta, order: Any, limit: int
) -> None:
    talks = Talks.on(server, client, apart=1)
    names = ["messages of a conversation", "messages of the agent's own", "messages of a fork"]
    for name in [*names, *names[::-1]]:
        lists = WALKS[name](client, talks)
        oldest_first = [message.id for message in lists(limit=100, order="asc").items]
        expected = oldest_first if order == "asc" else oldest_first[::-1]
        assert [message.id for message in lists(limit=limit, order=order)] == expected


@pytest.mark.parametrize("order", ORDERS)
def test_conversations_are_read_page_by_page(
    server: ReferenceServer, client: Letta, order: Any
) -> None:
    agent_id = Talks.on(server, client, apart=0).agent_id
    expected = [each.id for each in client.conversations.list(agent_id=agent_id, order=order)]

    read: list[str] = []
    while page := client.conversations.list(
        agent_id=agent_id, order=order, limit=2, after=read[-1] if read else None
    ):
        read += [each.id for each in page]

    assert (len(read), read) == (MANY, expected)


def test_messages_of_all_agents_are_read_page_by_page(
    server: ReferenceServer, client: Letta
) -> None:
    talks = Talks.on(server, client, apart=1)
    for _ in range(2):
        server.clock.advance(1)
        client.agents.messages.create(server.add_agent().id, input="elsewhere")
    expected = [message.id for message in client.messages.list(order="asc", limit=100)]

    read: list[str | None] = []
    while page := client.messages.list(order="asc", limit=3, after=read[-1] if read else None):
        read += [message.id for message in page]

    assert read == expected
    assert {message.id for message in client.agents.messages.list(talks.agent_id, limit=100)} < {
        *read
    }


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_through_a_thread_that_goes_on_comes_to_its_end(
    server: ReferenceServer, client: Letta, name: str
) -> None:
    talks = Talks.on(server, client, apart=1)
    lists = WALKS[name](client, talks)
    seen: list[str] = []
    for message in lists(limit=2, order="asc"):
        if len(seen) < 3:
            server.clock.advance(1)
            client.conversations.messages.create(
                talks.conversation_id, input="more", streaming=False
            )
            client.conversations.messages.create(talks.fork_id, input="more", streaming=False)
            client.agents.messages.create(talks.agent_id, input="more")
        seen.append(message.id)

    assert seen == [message.id for message in lists(limit=100, order="asc").items]
    assert len(seen) == len(set(seen)) >= MANY + 6
