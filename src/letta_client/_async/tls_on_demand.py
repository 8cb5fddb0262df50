"""Certificates for TLS, read when a request needs them."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from threading import Lock

import httpx
from typing_extensions import override


class AsyncTlsOnDemand(httpx.AsyncBaseTransport):
    """A transport that reads the certificates for TLS with its first request to an https URL.

    That takes longer than a call does, and a server on one's own machine needs none.

    Args:
        open_transport: makes a transport that verifies servers with the given context.
        make_context: makes the context.
    """

    def __init__(
        self,
        open_transport: Callable[[ssl.SSLContext], httpx.AsyncBaseTransport],
        make_context: Callable[[], ssl.SSLContext],
    ) -> None:
        self._open_transport = open_transport
        self._make_context = make_context
        # By whether they have certificates: a pool keeps the context that it was opened with.
        self._transports: dict[bool, httpx.AsyncBaseTransport] = {}
        self._lock = Lock()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request."""
        needs_certificates = request.url.scheme != "http"
        transport = self._transports.get(needs_certificates) or self._open(needs_certificates)
        return await transport.handle_async_request(request)

    @override
    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self.open_transports:
            await transport.aclose()

    @property
    def open_transports(self) -> list[httpx.AsyncBaseTransport]:
        """The transports that have been opened."""
        return list(self._transports.values())

    def _open(self, needs_certificates: bool) -> httpx.AsyncBaseTransport:
        with self._lock:
            transport = self._transports.get(needs_certificates)
            if transport is None:
                # The other context trusts no certificate at all.
                context = (
                    self._make_context()
                    if needs_certificates
                    else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                )
                transport = self._transports[needs_certificates] = self._open_transport(context)
            return transport
