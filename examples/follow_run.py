"""Follow a run with a progress display, through a network that fails three times.

It runs against the reference server, in this process: no Letta, no network, no key.
Against a server of your own, `Letta(base_url=...)` takes the place of `server.client()`.
"""

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from letta_client import Stream
from letta_client.testing import ReferenceServer, Script, SystemClock
from letta_client.types import AssistantMessage, ReasoningMessage, ToolReturnMessage
from letta_client.types.agents import LettaStreamingResponse

console = Console()


def main() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        run = server.start_run(
            Script(prompt="Which of the three is the oldest?", token_delay=0.03)
            .think("I need their years. There is a tool for that.")
            .call_tool("look_up", {"what": "years"}, "1911, 1893, 1927", delay=0.5)
            .think("1893 comes first.")
            .reply("The second one: it is from 1893, eighteen years before the first.")
        )
        for place in (900, 4000, 2500):
            server.faults.add(path="/v1/runs/*/stream", cut_after_bytes=place)

        client = server.client()
        with client.runs.messages.stream(run.id) as stream:
            show(stream)
            result = stream.until_done()

        messages = client.runs.messages.list(run.id)
        listed = [message for message in messages if message.message_type != "user_message"]
        tokens = result.usage.total_tokens if result.usage else 0
        console.print(
            f"{stream.outcome} ({result.stop_reason}), {tokens} tokens, "
            f"{stream.last_seq_id} events, {stream.resumes} breaks survived; "
            f"its messages are those that are listed: {result.messages == listed}"
        )


def show(stream: Stream[LettaStreamingResponse]) -> None:
    """Show what a stream brings while it comes."""
    told = Text()
    with Live(console=console, refresh_per_second=20) as live:
        for event in stream:
            match event:
                case ReasoningMessage(reasoning=text):
                    told.append(text, style="dim")
                case AssistantMessage(content=str(text)):
                    told.append(text, style="bold")
                case ToolReturnMessage():
                    told.append(f"\n{event.name}: {event.tool_return}\n", style="cyan")
                case _:
                    pass
            live.update(display(stream, told))
        live.update(told.append("\n"))


def display(stream: Stream[LettaStreamingResponse], told: Text) -> Table:
    progress = f"event {stream.last_seq_id}, {stream.resumes} breaks survived"
    table = Table.grid()
    table.add_row(told)
    table.add_row(Spinner("dots", progress, style="green"))
    return table


if __name__ == "__main__":
    main()
