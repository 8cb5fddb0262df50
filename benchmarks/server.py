"""A server on the loopback interface that costs next to nothing: `python server.py`.

It answers every request for one run with the same run, and every other with a page of runs, and
prints its URL once it is ready.
"""

from __future__ import annotations

import asyncio
from typing import cast

from answers import page, run
from typing_extensions import override

_PAGE_SIZE = 100


def _response(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


class _Connection(asyncio.Protocol):
    """Reads requests without a body up to the blank line at their end."""

    one, many = _response(run()), _response(page(_PAGE_SIZE))

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._received = b""

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._transport.write(self.one if b" /v1/runs/run-" in head else self.many)


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Connection, "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
