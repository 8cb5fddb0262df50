"""Certificates for TLS are read when a request needs them."""

from __future__ import annotations

import ssl

import httpx
import pytest
from typing_extensions import override

from letta_client import DefaultAsyncHttpxClient
from letta_client._async.tls_on_demand import AsyncTlsOnDemand


class Opened(httpx.AsyncBaseTransport):
    """A transport that remembers the context that it was made with."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self.context = context
        self.urls: list[str] = []
        self.closed = False

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.urls.append(str(request.url))
        return httpx.Response(200)

    @override
    async def aclose(self) -> None:
        self.closed = True


class OnDemand:
    """The transport under test, and what it made."""

    def __init__(self) -> None:
        self.opened: list[Opened] = []
        self.contexts: list[ssl.SSLContext] = []
        self.client = httpx.AsyncClient(transport=AsyncTlsOnDemand(self.open, self.make_context))

    def open(self, context: ssl.SSLContext) -> Opened:
        self.opened.append(Opened(context))
        return self.opened[-1]

    def make_context(self) -> ssl.SSLContext:
        self.contexts.append(ssl.create_default_context())
        return self.contexts[-1]


async def test_requests_without_tls_read_no_certificates_and_trust_none() -> None:
    made = OnDemand()
    for path in ("a", "b"):
        await made.client.get(f"http://localhost/{path}")
    assert made.contexts == []
    assert [opened.urls for opened in made.opened] == [["http://localhost/a", "http://localhost/b"]]
    context = made.opened[0].context
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.get_ca_certs() == []


async def test_requests_with_tls_share_certificates_that_are_read_once() -> None:
    made = OnDemand()
    await made.client.get("http://localhost/")
    for path in ("a", "b"):
        await made.client.get(f"https://letta.test/{path}")
    assert len(made.contexts) == 1
    plain, secure = made.opened
    assert secure.context is made.contexts[0]
    assert secure.urls == ["https://letta.test/a", "https://letta.test/b"]
    await made.client.aclose()
    assert plain.closed
    assert secure.closed


async def test_a_client_reads_no_certificates_before_it_needs_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read(**options: object) -> ssl.SSLContext:
        raise AssertionError(f"certificates were read: {options}")

    monkeypatch.setattr(httpx, "create_ssl_context", read)
    async with DefaultAsyncHttpxClient() as http_client:
        with pytest.raises(AssertionError, match="certificates were read"):
            await http_client.get("https://localhost:1/")


async def test_a_wrong_certificate_of_the_callers_is_refused_where_it_is_given() -> None:
    with (
        pytest.warns(DeprecationWarning, match="cert="),
        pytest.raises(OSError, match="No such file"),
    ):
        DefaultAsyncHttpxClient(cert="/no/such/certificate.pem")
