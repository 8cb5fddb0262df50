"""A real HTTP server on the loopback interface, for what only a socket shows."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from typing_extensions import override

# Seconds. A handler that waits for a client that does not come back gives up.
PATIENCE = 5.0


class LoopbackServer:
    """Answers each request as `answer` says, which a test sets; counts the connections."""

    def __init__(self) -> None:
        self.connections = 0
        self.ended_connections = 0
        self.requests: list[tuple[str, str]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], object] = health
        server = self
        one_connection_ended = self._ended = threading.Condition()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = PATIENCE

            @override
            def setup(self) -> None:
                super().setup()
                server.connections += 1

            @override
            def finish(self) -> None:
                super().finish()
                with one_connection_ended:
                    server.ended_connections += 1
                    one_connection_ended.notify_all()

            @override
            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    # The client went away in the middle, as some tests mean it to.
                    self.close_connection = True

            @override
            def log_message(self, format: str, *args: object) -> None: ...

            def do_GET(self) -> None:
                server.requests.append((self.command, self.path))
                self.body = self.rfile.read(int(self.headers.get("content-length", 0)))
                server.answer(self)

            do_POST = do_PATCH = do_GET

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = False
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def all_connections_ended(self) -> bool:
        """Wait until the clients have closed all their connections; tell whether they did."""
        with self._ended:
            return self._ended.wait_for(
                lambda: self.ended_connections == self.connections, timeout=PATIENCE / 2
            )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def health(handler: BaseHTTPRequestHandler) -> None:
    """Answer as `GET /v1/health/` does."""
    body = b'{"version": "0.16.8", "status": "ok"}'
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def in_one_piece(handler: BaseHTTPRequestHandler) -> Generator[None]:
    """Send all that is written within the block in a single piece."""
    socket, handler.wfile = handler.wfile, io.BytesIO()
    try:
        yield
        socket.write(handler.wfile.getvalue())
    finally:
        handler.wfile = socket


def begin_chunks(handler: BaseHTTPRequestHandler, content_type: str = "text/event-stream") -> None:
    """Send the head of an answer whose body comes in chunks."""
    handler.send_response(200)
    handler.send_header("content-type", content_type)
    handler.send_header("transfer-encoding", "chunked")
    handler.end_headers()


def chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    """Send one chunk; an empty one is the end of the body."""
    handler.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without another word."""
    handler.close_connection = True
