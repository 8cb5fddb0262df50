"""`python -m letta_client`: runs in a terminal, without a line of Python."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from rich.console import Console

from letta_client import APIError, Letta

from .showing import show
from .shown import Shown
from .watching import watch
from .whole_run import record

_INTERRUPTED = 130
# What reads a pipe gets one line for each run.
_PIPED_WIDTH = 200


def main(arguments: Sequence[str] | None = None, *, client: Letta | None = None) -> int:
    """Carry out a command, and return the exit status.

    Args:
        arguments: those of the command line; by default those of this process.
        client: where the runs are; by default what `--base-url` and the environment say.

    Raises:
        SystemExit: an argument is wrong; standard error says which.
    """
    parser = _parser()
    parsed = parser.parse_args(arguments)
    try:
        client = client or Letta(base_url=parsed.base_url)
    except ValueError as error:
        parser.error(str(error))
    try:
        shown = _carry_out(parsed, client)
        if shown is not None:
            _output().print(shown)
    except APIError as error:
        Console(stderr=True).print(error)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    return 0


def _output() -> Console:
    console = Console()
    if console.is_terminal or "COLUMNS" in os.environ:
        return console
    return Console(width=_PIPED_WIDTH)


def _carry_out(parsed: argparse.Namespace, client: Letta) -> object | None:
    match parsed.command:
        case "runs":
            filters = {} if parsed.agent is None else {"agent_id": parsed.agent}
            return client.runs.list(limit=parsed.limit, **filters)
        case "run":
            return record(parsed.run_id, client=client)
        case "trace":
            trace: Shown = show(client.runs.trace.retrieve(parsed.run_id))
            return trace
        case _:
            watch(parsed.run_id, client=client)
            return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m letta_client",
        description="Show runs of a Letta server. LETTA_API_KEY and LETTA_BASE_URL are read.",
    )
    about_server = "the server; by default that of LETTA_BASE_URL"
    parser.add_argument("--base-url", help=about_server)
    # The same behind the command, where what is left out does not undo what stands before it.
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--base-url", default=argparse.SUPPRESS, help=about_server)
    commands = parser.add_subparsers(dest="command", required=True)
    runs = commands.add_parser("runs", parents=[shared], help="list runs, the newest first")
    runs.add_argument("--limit", type=int, default=20, help="how many; by default 20")
    runs.add_argument("--agent", metavar="AGENT_ID", help="only runs of this agent")
    for name, what in (
        ("run", "show a run: its steps, messages and tokens"),
        ("watch", "follow a run until it ends"),
        ("trace", "show the spans of a run, to scale"),
    ):
        command = commands.add_parser(name, parents=[shared], help=what)
        command.add_argument("run_id", metavar="RUN_ID")
    return parser
