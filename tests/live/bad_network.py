"""A proxy on loopback that cuts, delays and refuses at random, as the worst networks do."""

from __future__ import annotations

import random
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from typing_extensions import override

from .cutting import HEAD_ENDS, CuttingProxy, running

# How often a connection is reset, answered 503, delayed, or nothing of that; and a stream cut.
CONNECTIONS: Final = {"reset": 0.1, "unavailable": 0.1, "delayed": 0.3, "passed": 0.5}
CUT: Final = 0.3

UNAVAILABLE: Final = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
)
LONGEST_DELAY: Final = 0.3
"""Seconds."""
LONGEST_PIECE: Final = 2000
"""Bytes of a stream, whose events have some 300 each."""
# With it, closing a socket resets its connection.
NO_LINGER: Final = struct.pack("ii", 1, 0)


class BadNetwork(CuttingProxy):
    """Passes connections on to a server, and makes trouble at random.

    Args:
        server_url: the server.
        listener: where it listens.
        choice: chooses.

    Attributes:
        made: how often there was each kind of trouble.
    """

    def __init__(self, server_url: str, listener: socket.socket, choice: random.Random) -> None:
        super().__init__(server_url, listener)
        self.made: Counter[str] = Counter()
        self._choice = choice
        self._lock = threading.Lock()

    @override
    def _serve(self, client: socket.socket) -> None:
        with self._lock:
            (kind,) = self._choice.choices([*CONNECTIONS], [*CONNECTIONS.values()])
            delay = self._choice.uniform(0, LONGEST_DELAY)
            self.made[kind] += 1
        if kind == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            client.close()
        elif kind == "unavailable":
            with client:
                _read_head(client)
                client.sendall(UNAVAILABLE)
        else:
            if kind == "delayed":
                time.sleep(delay)
            super()._serve(client)

    @override
    def _next_cut(self) -> int:
        with self._lock:
            if self._choice.random() > CUT:
                return sys.maxsize
            self.made["cut"] += 1
            return self._choice.randrange(LONGEST_PIECE)


def _read_head(client: socket.socket) -> None:
    head = b""
    while HEAD_ENDS not in head and (data := client.recv(65536)):
        head += data


@contextmanager
def bad_network(server_url: str, seed: int) -> Generator[BadNetwork]:
    """Run such a proxy as long as the `with` block lasts."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        proxy = BadNetwork(server_url, listener, random.Random(seed))
        with running(proxy, listener):
            yield proxy
