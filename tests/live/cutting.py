"""A proxy on loopback that cuts the bodies of answers, as bad networks do."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

HEAD_ENDS: Final = b"\r\n\r\n"


class CuttingProxy:
    """Passes requests on to a server, and cuts the bodies of event streams.

    Attributes:
        url: where it listens.
        cuts: after how many bytes of its body each of the next streams is cut.
        passed: how many bytes of its body came through of each stream.
    """

    def __init__(self, server_url: str, listener: socket.socket) -> None:
        parts = urlsplit(server_url)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._listener = listener
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.cuts: deque[int] = deque()
        self.passed: list[int] = []

    def run(self) -> None:
        """Serve until the listener is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, socket.create_connection(self._server) as server:
            threading.Thread(target=_pass_on, args=(client, server), daemon=True).start()
            self._answer(server, client)
            # Who waits for the rest sees at once that there is none.
            client.shutdown(socket.SHUT_RDWR)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        """Pass on answers until a stream has come, which is the last, or the server has closed."""
        head = b""
        while data := server.recv(65536):
            head += data
            if head.startswith(b"HTTP/") and HEAD_ENDS not in head:
                continue
            end = head.find(HEAD_ENDS) + len(HEAD_ENDS)
            if b"\r\ncontent-type: text/event-stream" in head[:end].lower():
                client.sendall(head[:end])
                self._cut(head[end:], server, client)
                return
            client.sendall(head)
            head = b""

    def _cut(self, data: bytes, server: socket.socket, client: socket.socket) -> None:
        """Pass on a stream, or what is to come through of it."""
        left = self._next_cut()
        number = len(self.passed)
        self.passed.append(0)
        while left > 0:
            client.sendall(data[:left])
            self.passed[number] += len(data[:left])
            left -= len(data)
            if not left > 0 or not (data := server.recv(65536)):
                return

    def _next_cut(self) -> int:
        return self.cuts.popleft() if self.cuts else sys.maxsize


def _pass_on(client: socket.socket, server: socket.socket) -> None:
    """Pass the client's requests on, and its going."""
    with contextlib.suppress(OSError):
        while data := client.recv(65536):
            server.sendall(data)
    with contextlib.suppress(OSError):
        server.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting(server_url: str, cuts: Iterable[int] = ()) -> Generator[CuttingProxy]:
    """Run a proxy as long as the `with` block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = CuttingProxy(server_url, listener)
        proxy.cuts.extend(cuts)
        with running(proxy, listener):
            yield proxy


@contextmanager
def running(proxy: CuttingProxy, listener: socket.socket) -> Generator[None]:
    """Run a proxy as long as the `with` block lasts."""
    thread = threading.Thread(target=proxy.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()
