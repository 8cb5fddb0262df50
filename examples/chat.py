"""A chat in the terminal: streamed, with tools and approvals; Ctrl-C cancels the agent's run.

    python examples/chat.py [--agent ID] [--reference-server]

With LETTA_BASE_URL it runs against a Letta server; LETTA_MODEL and LETTA_EMBEDDING name the models
of a new agent. Without it, or with `--reference-server`, it runs against the reference server, in
this process: no Letta, no network, no key. There the model does what `rehearse` tells it, and then
repeats what you say.
"""

import argparse
import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial

from rich.console import Console

from letta_client import Denial, Letta, LettaError, Stream, StreamResult, omit
from letta_client.testing import ReferenceServer, SystemClock
from letta_client.types import (
    ApprovalRequestMessage,
    AssistantMessage,
    ReasoningMessage,
    ToolCall,
    ToolCallDelta,
    ToolCallMessage,
    ToolReturnMessage,
)
from letta_client.types.agents import LettaStreamingResponse

MODEL = os.environ.get("LETTA_MODEL", "openai/gpt-4o-mini")
EMBEDDING = os.environ.get("LETTA_EMBEDDING", "openai/text-embedding-3-small")

console = Console(highlight=False, markup=False, soft_wrap=True)


def local_time() -> str:
    """Tell the date and the time where the user is."""
    return datetime.now().astimezone().strftime("%A, %d %B %Y, %H:%M")


def main() -> None:
    parser = argparse.ArgumentParser(description="Chat with an agent.")
    parser.add_argument("--agent", metavar="ID", help="the agent; by default a new one")
    parser.add_argument("--reference-server", action="store_true", help="in this process")
    options = parser.parse_args()
    with connected(in_process=options.reference_server) as client:
        agent_id: str = options.agent or new_agent(client)
        console.print(f"{agent_id}\nCtrl-C cancels its run, Ctrl-D leaves.", style="dim")
        with suppress(EOFError, KeyboardInterrupt):
            Chat(client, agent_id).run()
        console.print("\nGood bye.")


@contextmanager
def connected(*, in_process: bool) -> Generator[Letta]:
    """Give a client of the server that LETTA_BASE_URL names, or of one in this process."""
    if "LETTA_BASE_URL" in os.environ and not in_process:
        with Letta() as client:
            yield client
        return
    with ReferenceServer(clock=SystemClock()) as server:
        rehearse(server)
        yield server.client()


def rehearse(server: ReferenceServer[SystemClock]) -> None:
    """Tell the model behind the agent what it does after the first messages."""
    model = server.model
    model.think("That depends on the weather. There is a tool for that.", delay=1)
    model.call_tool("get_forecast", {"place": "Utrecht"}, "Dry, 24 degrees.", delay=0.5)
    model.reply("Yes: it stays dry today, with 24 degrees. Shall I turn the water on?", delay=2)
    model.ask_approval("water", {"plant": "tomatoes", "litres": 2}, "They got 2 litres.", delay=0.5)
    model.call_tool("local_time", {}, "").reply("Done. I look again tomorrow.", delay=1)


def new_agent(client: Letta) -> str:
    return client.agents.create(name="chat", model=MODEL, embedding=EMBEDDING).id


class Chat:
    """What a user and an agent say to each other, until the user leaves."""

    def __init__(self, client: Letta, agent_id: str) -> None:
        self.client = client
        self.agent_id = agent_id
        self.stream: Stream[LettaStreamingResponse] | None = None

    def run(self) -> None:
        """Let the user and the agent speak in turn, until `input` raises that the user leaves."""
        if self.client.agents.approvals.list(self.agent_id):
            # Asked for in another chat, and not answered there.
            self.take_turn(self.answer)
        while True:
            if text := input("\n> ").strip():
                self.take_turn(partial(self.send, text))

    def send(self, text: str) -> Stream[LettaStreamingResponse]:
        return self.client.agents.messages.send(
            self.agent_id, text, tools=[local_time], stream_tokens=True, stream=True
        )

    def answer(self) -> Stream[LettaStreamingResponse]:
        return self.client.agents.approvals.answer(
            self.agent_id, ask, tools=[local_time], stream_tokens=True, stream=True
        )

    def take_turn(self, begin: Callable[[], Stream[LettaStreamingResponse]]) -> None:
        """Follow what the agent does, and ask the user for the approvals that it needs."""
        self.stream = None
        try:
            result = self.follow(begin())
            while result.stop_reason == "requires_approval":
                result = self.follow(self.answer())
        except KeyboardInterrupt:
            self.cancel()
        except LettaError as error:
            console.print(f"\n{error}", style="red")

    def follow(self, stream: Stream[LettaStreamingResponse]) -> StreamResult:
        self.stream = stream
        transcript = Transcript()
        for event in stream:
            transcript.show(event)
        transcript.end_line()
        return stream.until_done()

    def cancel(self) -> None:
        """Cancel the run, and wait for its end: the agent listens to nothing before."""
        console.print("\nCancelling. Ctrl-C leaves.", style="yellow")
        run_id = None if self.stream is None else self.stream.run_id
        try:
            cancelled = self.client.agents.messages.cancel(
                self.agent_id, run_ids=omit if run_id is None else [run_id]
            )
            for each in cancelled:
                run = self.client.runs.wait(each)
                console.print(f"{run.id}: {run.status}", style="yellow")
        except LettaError as error:
            console.print(f"{error}", style="red")


def ask(call: ToolCall) -> bool | Denial:
    """Ask the user whether the agent may call a tool."""
    while True:
        answer = input(f"May it call {call.name}? [y/n] ").strip().lower()
        if answer in ("y", "yes"):
            return True
        if answer in ("n", "no"):
            return Denial(input("Why not? ").strip() or None)


class Transcript:
    """Prints what comes, piece by piece: each message in a line of its own."""

    def __init__(self) -> None:
        self.latest: object = None

    def show(self, event: LettaStreamingResponse) -> None:
        match event:
            case ReasoningMessage(reasoning=text):
                self.write(event.id, text, "dim italic")
            case AssistantMessage(content=str(text)):
                self.write((event.id, "says"), text, "bold")
            case ToolCallMessage() | ApprovalRequestMessage():
                for call in pieces_of(event):
                    self.write(call.tool_call_id, f"{call.name} " if call.name else "", "cyan")
                    self.write(call.tool_call_id, call.arguments or "", "cyan")
            case ToolReturnMessage():
                for returned in event.tool_returns or ():
                    style = "cyan" if returned.status == "success" else "red"
                    self.write((returned.tool_call_id, "gave"), f"  {returned.tool_return}", style)
            case _:
                pass

    def write(self, key: object, text: str, style: str) -> None:
        """Print text in the line of what has the same key, or in a new line."""
        if key != self.latest:
            self.end_line()
        self.latest = key
        with console.capture() as styled:
            console.print(text, end="", style=style)
        # The console itself prints again what Ctrl-C has interrupted.
        sys.stdout.write(styled.get())
        sys.stdout.flush()

    def end_line(self) -> None:
        if self.latest is not None:
            console.print()
        self.latest = None


def pieces_of(event: ToolCallMessage | ApprovalRequestMessage) -> list[ToolCall | ToolCallDelta]:
    """Return the calls of an event, or the piece of one that it brings."""
    called = event.tool_calls or event.tool_call
    return list(called) if isinstance(called, list) else [called]


if __name__ == "__main__":
    main()
