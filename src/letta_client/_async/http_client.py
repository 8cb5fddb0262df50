"""The HTTP client below the transport, with this library's defaults."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

import httpx
from typing_extensions import override

from .._core.http.defaults import (
    DEFAULT_CONNECT_TIMEOUT_SECONDS,
    DEFAULT_KEEPALIVE_EXPIRY,
    DEFAULT_MAX_CONNECTIONS,
    DEFAULT_MAX_KEEPALIVE_CONNECTIONS,
    DEFAULT_TIMEOUT_SECONDS,
)
from .event_loops import AsyncPerLoop
from .small_pools import AsyncSmallPools
from .tls_on_demand import AsyncTlsOnDemand

Transport = httpx.AsyncBaseTransport
ProxiesTypes: TypeAlias = (
    str | httpx.Proxy | dict[str | httpx.URL, str | httpx.URL | httpx.Proxy | None]
)

DEFAULT_TIMEOUT = httpx.Timeout(DEFAULT_TIMEOUT_SECONDS, connect=DEFAULT_CONNECT_TIMEOUT_SECONDS)
HTTPX_TIMEOUT = httpx.Timeout(5.0)
"""What httpx gives a client whose maker has not chosen a timeout."""
DEFAULT_CONNECTION_LIMITS = httpx.Limits(
    max_connections=DEFAULT_MAX_CONNECTIONS,
    max_keepalive_connections=DEFAULT_MAX_KEEPALIVE_CONNECTIONS,
    keepalive_expiry=DEFAULT_KEEPALIVE_EXPIRY,
)

DEFAULT_OPTIONS: Mapping[str, Any] = {
    "timeout": DEFAULT_TIMEOUT,
    "limits": DEFAULT_CONNECTION_LIMITS,
    "follow_redirects": True,
}


class DefaultAsyncHttpxClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` with this library's defaults for what is not given.

    Those are the timeout, the connection limits and following redirects.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**DEFAULT_OPTIONS, **options})
        self._given = options

    def with_connections_of_its_own(self) -> DefaultAsyncHttpxClient:
        """Return a client that was made with the same options, for another event loop.

        A transport that was given is shared.
        """
        return DefaultAsyncHttpxClient(**self._given)

    # httpx makes its transports here: one for the network, and one for each proxy. Methods that are
    # not public; should they go, there is one large pool, which is slower.

    @override
    def _init_transport(self, *args: Any, **options: Any) -> httpx.AsyncBaseTransport:
        open_pool = super()._init_transport
        if options.get("transport") is not None or options.get("app") is not None:
            return open_pool(*args, **options)
        return _in_small_pools(partial(open_pool, *args), options)

    @override
    def _init_proxy_transport(self, *args: Any, **options: Any) -> httpx.AsyncBaseTransport:
        return _in_small_pools(partial(super()._init_proxy_transport, *args), options)


def _in_small_pools(
    open_pool: Callable[..., httpx.AsyncBaseTransport], options: dict[str, Any]
) -> httpx.AsyncBaseTransport:
    if options.get("http2"):
        # There a connection carries many requests, if only all are of one pool.
        return AsyncPerLoop(lambda: open_pool(**options))
    limits: httpx.Limits = options.pop("limits")
    names = ("verify", "cert", "trust_env")
    tls = {name: options.pop(name) for name in names}

    def make_pools(context: ssl.SSLContext) -> AsyncSmallPools:
        return AsyncSmallPools(
            lambda limits: open_pool(verify=context, limits=limits, **options), limits
        )

    def open_pools(context: ssl.SSLContext) -> httpx.AsyncBaseTransport:
        return AsyncPerLoop(lambda: make_pools(context))

    if tls["verify"] is True and tls["cert"] is None:
        return AsyncTlsOnDemand(open_pools, partial(httpx.create_ssl_context, **tls))
    # What is wrong with a certificate of the caller's is said where it is given.
    return open_pools(httpx.create_ssl_context(**tls))
