"""Run the tests of tests/live against a real Letta server; `scripts/test-live` is this program."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from . import keeping
from .installation import default_root, install
from .progress import SetupError, note
from .server import make_template, running
from .tests_run import run_tests

EPILOG = """\
Letta is installed where LETTA_LIVE_DIR says; by default in ~/.cache/letta-client-live, and for root
in /var/cache/letta-client-live. Each run has its own data and ports.
"""


class Interrupted(BaseException):
    """The program was told to end by a signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def main() -> int:
    options, arguments = _read_arguments(sys.argv[1:])
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return _run(options, arguments)
    except SetupError as error:
        note(str(error))
        return 1
    except Interrupted as interrupted:
        return 128 + interrupted.number


def _run(options: argparse.Namespace, arguments: list[str]) -> int:
    root = default_root()
    if options.stop:
        keeping.stop(root)
        return 0
    installation = install(root, make_template)
    if options.serve:
        keeping.serve(installation)
    if options.start:
        sys.stdout.write(keeping.keep(root).url + "\n")
        return 0
    if options.keep:
        server = keeping.keep(root)
        status = run_tests(server, arguments)
        note(f"{server.url} is still running; scripts/test-live --stop ends it")
        return status
    with running(installation) as (server, directory, parts):
        status = run_tests(server, arguments, parts.check)
        directory.failed = status != 0
        return status


def _read_arguments(given: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Return the options, and what is pytest's: everything after `--`."""
    cut = given.index("--") if "--" in given else len(given)
    parser = argparse.ArgumentParser(
        "scripts/test-live",
        description=__doc__,
        epilog=EPILOG,
        usage="%(prog)s [--keep | --start | --stop] [-- PYTEST ARGUMENT ...]",
    )
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--keep", action="store_true", help="leave the server running, for the next --keep"
    )
    modes.add_argument(
        "--start", action="store_true", help="start such a server, print its URL, run no tests"
    )
    modes.add_argument("--stop", action="store_true", help="end the server of --keep or --start")
    modes.add_argument(keeping.SERVE, action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(given[:cut]), given[cut + 1 :]


def _interrupt(number: int, _: FrameType | None) -> None:
    # Once is enough: what follows is the end, and has to come to its own.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Interrupted(number)


if __name__ == "__main__":
    sys.exit(main())
