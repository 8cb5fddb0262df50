"""Ports on loopback, and whether somebody answers there."""

from __future__ import annotations

import socket
import urllib.request
from contextlib import ExitStack

LOOPBACK = "127.0.0.1"

# Whatever proxies the machine has, loopback is reached without them.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_ports(count: int) -> list[int]:
    """Return different ports that nobody listens on."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [each.getsockname()[1] for each in sockets]


def listens(port: int) -> bool:
    """Tell whether a connection to the port can be made."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def answers(url: str) -> bool:
    """Tell whether a GET is answered with success."""
    try:
        fetch(url, timeout=5)
    except OSError:
        return False
    return True


def fetch(url: str, *, data: bytes | None = None, timeout: float) -> bytes:
    """GET a URL, or POST `data` to it, and return the body of the answer.

    Raises:
        OSError: it could not be done, or was not answered with success.
    """
    with _OPENER.open(url, data, timeout=timeout) as response:
        body: bytes = response.read()
        return body
