"""The main job in one minute: list runs, follow one through a dropped connection, look inside.

It runs against the reference server, in this process: no Letta, no network, no key.
Against a server of your own, `Letta(base_url=...)` takes the place of `server.client()`.
"""

from rich.console import Console
from rich.table import Table

from letta_client import Letta
from letta_client.testing import ReferenceServer, Script, SystemClock
from letta_client.types import AssistantMessage, ReasoningMessage, ToolReturnMessage

console = Console()


def main() -> None:
    with ReferenceServer(clock=SystemClock()) as server:
        server.demo()
        run = server.start_run(
            Script(prompt="Is it going to rain?", token_delay=0.02)
            .think("That depends on the place. I ask the weather service.")
            .call_tool("get_forecast", {"place": "Utrecht"}, "Dry, 24 degrees.", delay=0.2)
            .reply("No. It stays dry in Utrecht today, with 24 degrees and a light wind.")
        )
        # The network will fail once, in the middle of the stream.
        server.faults.add(path="/v1/runs/*/stream", cut_after_events=14)

        client = server.client()
        list_runs(client)
        follow(client, run.id)
        look_inside(client, run.id)


def list_runs(client: Letta) -> None:
    table = Table(title="client.runs.list()", title_justify="left")
    for heading in ("run", "agent", "created", "status", "stop reason", "seconds"):
        table.add_column(heading)
    for run in client.runs.list(limit=5):
        created = f"{run.created_at:%H:%M:%S}" if run.created_at else ""
        seconds = f"{run.total_duration_ns / 1e9:.2f}" if run.total_duration_ns else ""
        table.add_row(
            short(run.id), short(run.agent_id), created, run.status, run.stop_reason or "", seconds
        )
    console.print(table)


def follow(client: Letta, run_id: str) -> None:
    console.print("\n[italic]client.runs.messages.stream(run_id)[/]")
    stream = client.runs.messages.stream(run_id)
    for event in stream:
        match event:
            case ReasoningMessage(reasoning=text):
                console.print(text, end="", style="dim")
            case AssistantMessage(content=str(text)):
                console.print(text, end="", style="bold")
            case ToolReturnMessage():
                console.print(f"\n{event.name}: {event.tool_return}", style="cyan")
            case _:
                pass
    console.print(
        f"\n[green]{stream.outcome}[/]: {stream.last_seq_id} events, each once, through "
        f"{stream.resumes} lost connection"
    )


def look_inside(client: Letta, run_id: str) -> None:
    steps = Table(title="\nclient.runs.steps.list(run_id)", title_justify="left")
    for heading in ("step", "model", "status", "tokens in", "tokens out", "seconds"):
        steps.add_column(heading)
    for step in client.runs.steps.list(run_id, order="asc"):
        metrics = client.steps.metrics.retrieve(step.id)
        steps.add_row(
            short(step.id),
            step.model,
            step.status,
            str(step.prompt_tokens),
            str(step.completion_tokens),
            f"{(metrics.step_ns or 0) / 1e9:.2f}",
        )
    console.print(steps)

    usage = client.runs.usage.retrieve(run_id)
    console.print("\n[italic]client.runs.usage.retrieve(run_id)[/]")
    console.print(
        f"{usage.prompt_tokens} + {usage.completion_tokens} = {usage.total_tokens} tokens"
    )

    trace = Table(title="\nclient.runs.trace.retrieve(run_id)", title_justify="left")
    for heading in ("span", "milliseconds"):
        trace.add_column(heading)
    for span in client.runs.trace.retrieve(run_id):
        trace.add_row(span.span_name, f"{(span.duration_ns or 0) / 1e6:.1f}")
    console.print(trace)


def short(identifier: str) -> str:
    kind, _, number = identifier.partition("-")
    return f"{kind}-{number[:8]}…"


if __name__ == "__main__":
    main()
