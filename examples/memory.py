"""What agents remember: blocks, always in their context, and passages, which they search.

It runs against the reference server, in this process: no Letta, no network, no key.
With LETTA_BASE_URL it runs against a Letta server; LETTA_MODEL and LETTA_EMBEDDING name its models.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console

from letta_client import Letta
from letta_client.testing import ReferenceServer
from letta_client.types import AgentState, AssistantMessage

MODEL = os.environ.get("LETTA_MODEL", "openai/gpt-4o-mini")
EMBEDDING = os.environ.get("LETTA_EMBEDDING", "openai/text-embedding-3-small")

console = Console()


def main() -> None:
    with connected() as client:
        house = client.blocks.create(label="house", value="The back door sticks.")
        agents = [make_agent(client, name, house.id) for name in ("cook", "gardener")]
        try:
            share_a_block(client, house.id, agents)
            keep_passages(client, agents[1])
            ask(client, agents[1], "When do the beans go out?")
        finally:
            for agent in agents:
                client.agents.delete(agent.id)
            client.blocks.delete(house.id)


@contextmanager
def connected() -> Generator[Letta]:
    """Give a client of the server that LETTA_BASE_URL names, or of one in this process."""
    if "LETTA_BASE_URL" in os.environ:
        with Letta() as client:
            yield client
        return
    with ReferenceServer() as server:
        found = "Beans go out in the middle of May."
        server.model.call_tool("archival_memory_search", {"query": "beans"}, found).reply(
            "In the middle of May, when the nights are warm."
        )
        yield server.client()


def make_agent(client: Letta, name: str, block_id: str) -> AgentState:
    return client.agents.create(
        name=name,
        model=MODEL,
        embedding=EMBEDDING,
        memory_blocks=[{"label": "persona", "value": f"I am the {name} of the house."}],
        block_ids=[block_id],
    )


def share_a_block(client: Letta, block_id: str, agents: list[AgentState]) -> None:
    """Change a block once: all agents that have it see that."""
    client.blocks.update(block_id, value="The back door was mended on Monday.")
    for agent in agents:
        seen = client.agents.blocks.retrieve("house", agent_id=agent.id)
        console.print(f"[bold]{agent.name}[/] knows of the house: {seen.value}")


def keep_passages(client: Letta, agent: AgentState) -> None:
    """Give an agent more than fits into its context, and find some of it again."""
    for text, tag in (
        ("Beans go out in the middle of May.", "beans"),
        ("The pump is behind the shed.", "tools"),
        ("Tomatoes want to stand under a roof.", "tomatoes"),
    ):
        client.agents.passages.create(agent.id, text=text, tags=[tag])
    for result in client.agents.passages.search(agent.id, query="beans in May", top_k=1).results:
        console.print(f"[bold]{agent.name}[/] has written down: {result.content}")


def ask(client: Letta, agent: AgentState, question: str) -> None:
    console.print(f"\n{question}", style="italic")
    answer = client.agents.messages.create(agent.id, input=question)
    for message in answer.messages:
        if isinstance(message, AssistantMessage):
            console.print(str(message.content), style="bold")


if __name__ == "__main__":
    main()
