"""`python -m letta_client.testing`: a server to try things out with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

try:
    import uvicorn

    from letta_client.testing.profiles import PROFILES
    from letta_client.testing.server import ReferenceServer
    from letta_client.testing.simulation.clock import SystemClock
    from letta_client.testing.transports.allowed_hosts import AllowedHosts, guarded
    from letta_client.testing.transports.socket_server import LOOPBACK, SocketLimits, protocol_with
except ModuleNotFoundError as _missing:
    sys.exit(
        f"python -m letta_client.testing needs {_missing.name}: "
        "pip install 'letta-client[testing]' has it"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted.

    Args:
        arguments: those of the command line, by default.
    """
    options = _parser().parse_args(arguments)
    server = ReferenceServer(profile=options.profile, clock=SystemClock())
    if options.demo:
        server.demo()
    limits = SocketLimits(options.allow_host, options.read_timeout, options.keep_alive_timeout)
    uvicorn.run(
        guarded(server, AllowedHosts(options.host, limits.allowed_hosts)),
        host=options.host,
        port=options.port,
        http=protocol_with(limits),
        ws="none",
        timeout_keep_alive=limits.keep_alive_timeout,
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m letta_client.testing",
        description="Serve the reference server: a Letta without models, database and key. "
        "Its interface can be tried out under /docs.",
    )
    parser.add_argument("--host", default=LOOPBACK, help="the address, %(default)s by default")
    parser.add_argument("--port", type=int, default=8283, help="the port, %(default)s by default")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="HOST",
        help="answer to this host, too, and to its pages, beside loopback and --host; * for any",
    )
    parser.add_argument(
        "--read-timeout",
        type=float,
        default=SocketLimits.read_timeout,
        metavar="SECONDS",
        help="how long the head of a request may take, and the next bytes of its body; "
        "%(default)g by default",
    )
    parser.add_argument(
        "--keep-alive-timeout",
        type=int,
        default=SocketLimits.keep_alive_timeout,
        metavar="SECONDS",
        help="how long a connection without a request stays open; %(default)g by default",
    )
    parser.add_argument("--demo", action="store_true", help="begin with sample data")
    parser.add_argument(
        "--profile", choices=PROFILES, default="contract", help="which server to be"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
