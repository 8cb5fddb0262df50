"""The ASGI application of a reference server: the API, with what goes wrong on the way to it."""

from __future__ import annotations

from asyncio import CancelledError
from dataclasses import dataclass

from starlette.requests import ClientDisconnect

from letta_client.testing.api.application import application
from letta_client.testing.api.world import WORLD, World
from letta_client.testing.faults.rules import Faults
from letta_client.testing.transports.connection import connection_of
from letta_client.testing.transports.exchange import (
    ConnectionFailure,
    Message,
    Receive,
    Scope,
    Send,
)
from letta_client.testing.transports.received_requests import (
    ReceivedRequests,
    Watch,
    receive_head,
)
from letta_client.testing.transports.request_clock import REQUEST_CLOCK, RequestClock


@dataclass(frozen=True, slots=True)
class ReferenceApplication:
    """Answers requests from a world, notes them, and carries out faults."""

    world: World
    faults: Faults
    requests: ReceivedRequests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        app = application()
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        request = receive_head(scope)
        self.requests.add(request)
        watch = Watch(request, self.requests, receive, send)
        request_clock = RequestClock(self.world.clock, scope, watch.until_left)

        async def send_on(message: Message) -> None:
            await watch.send(message)
            request_clock.note_bytes_sent()

        scope[WORLD], scope[REQUEST_CLOCK] = self.world, request_clock
        faulty = self.faults.apply(app, request.method, request.path)
        connection = connection_of(scope)
        try:
            await faulty(scope, watch.receive, send_on)
        except (OSError, ClientDisconnect):
            watch.note_disconnect()
        except CancelledError:
            # A server that stops breaks off what is under way.
            watch.note_disconnect()
            raise
        except ConnectionFailure as failure:
            if connection is None:
                raise
            await connection.fail(failure, receive)
        else:
            if (
                connection is not None
                and self.world.profile.errors.close_the_connection_if_the_server_failed
            ):
                connection.note_status(request.status)
