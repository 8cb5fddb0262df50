"""`python -m letta_client.testing`: a server to try things out with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import uvicorn

from letta_client.testing.profiles import PROFILES
from letta_client.testing.server import ReferenceServer
from letta_client.testing.simulation.clock import SystemClock
from letta_client.testing.transports.socket_server import ConnectedProtocol


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted.

    Args:
        arguments: those of the command line, by default.
    """
    options = _parser().parse_args(arguments)
    server = ReferenceServer(profile=options.profile, clock=SystemClock())
    if options.demo:
        server.demo()
    uvicorn.run(server, host=options.host, port=options.port, http=ConnectedProtocol, ws="none")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m letta_client.testing",
        description="Serve the reference server: a Letta without models, database and key. "
        "Its interface can be tried out under /docs.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address, %(default)s by default")
    parser.add_argument("--port", type=int, default=8283, help="the port, %(default)s by default")
    parser.add_argument("--demo", action="store_true", help="begin with sample data")
    parser.add_argument(
        "--profile", choices=PROFILES, default="contract", help="which server to be"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
