"""A folder with an uploaded file, and an agent that looks something up in it.

It runs against the reference server, in this process: no Letta, no network, no key.
With LETTA_BASE_URL it runs against a Letta server; LETTA_MODEL and LETTA_EMBEDDING name its models.
"""

import os
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console

from letta_client import Letta
from letta_client.testing import ReferenceServer
from letta_client.types import AssistantMessage, ToolCallMessage, ToolReturnMessage

MODEL = os.environ.get("LETTA_MODEL", "openai/gpt-4o-mini")
EMBEDDING = os.environ.get("LETTA_EMBEDDING", "openai/text-embedding-3-small")
MANUAL = """\
# The pump

To start the pump, open the blue valve and press the green button.
If it hums and gives no water, the filter under the lid is full.
"""

console = Console()


def main() -> None:
    with connected() as client:
        # No two folders of a server have one name.
        folder = client.folders.create(name=f"manuals-{uuid.uuid4().hex[:8]}", embedding=EMBEDDING)
        try:
            upload(client, folder.id)
            agent = client.agents.create(
                name="helper", model=MODEL, embedding=EMBEDDING, folder_ids=[folder.id]
            )
            try:
                ask(client, agent.id, "The pump hums, but there is no water. What is wrong?")
                show_open_files(client, agent.id)
            finally:
                client.agents.delete(agent.id)
        finally:
            client.folders.delete(folder.id)


@contextmanager
def connected() -> Generator[Letta]:
    """Give a client of the server that LETTA_BASE_URL names, or of one in this process."""
    if "LETTA_BASE_URL" in os.environ:
        with Letta() as client:
            yield client
        return
    with ReferenceServer() as server:
        found = "If it hums and gives no water, the filter under the lid is full."
        server.model.call_tool("semantic_search_files", {"query": "pump hums"}, found).reply(
            "The filter under the lid is full. Take it out and rinse it."
        )
        yield server.client()


def upload(client: Letta, folder_id: str) -> None:
    """Upload a file, and wait until the server has read it."""
    # A path, an open file or bytes would do as well.
    file = client.folders.files.upload(folder_id, file=("pump.md", MANUAL.encode()))
    while file.processing_status not in ("completed", "error"):
        file = client.folders.files.retrieve(file.id, folder_id=folder_id)
        if file.processing_status != "completed":
            time.sleep(0.5)
    console.print(f"{file.file_name}: {file.processing_status}, {file.file_size} bytes")


def ask(client: Letta, agent_id: str, question: str) -> None:
    console.print(f"\n{question}", style="italic")
    for event in client.agents.messages.create(agent_id, input=question, streaming=True):
        match event:
            case ToolCallMessage(tool_call=call):
                console.print(f"{call.name} {call.arguments}", style="cyan")
            case ToolReturnMessage(tool_return=result):
                console.print(f"  {result}", style="cyan")
            case AssistantMessage(content=text):
                console.print(str(text), style="bold")
            case _:
                pass


def show_open_files(client: Letta, agent_id: str) -> None:
    """Show which files are in the context of the agent, and close them."""
    console.print()
    for file in client.agents.files.list(agent_id, is_open=True):
        console.print(f"open: {file.file_name}")
    console.print(f"closed: {len(client.agents.files.close_all(agent_id))}")


if __name__ == "__main__":
    main()
