"""The HTTP client below the transport, with this library's defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import httpx

from .._core.http.defaults import (
    DEFAULT_CONNECT_TIMEOUT_SECONDS,
    DEFAULT_KEEPALIVE_EXPIRY,
    DEFAULT_MAX_CONNECTIONS,
    DEFAULT_MAX_KEEPALIVE_CONNECTIONS,
    DEFAULT_TIMEOUT_SECONDS,
)

Transport = httpx.AsyncBaseTransport
ProxiesTypes: TypeAlias = (
    str | httpx.Proxy | dict[str | httpx.URL, str | httpx.URL | httpx.Proxy | None]
)

DEFAULT_TIMEOUT = httpx.Timeout(DEFAULT_TIMEOUT_SECONDS, connect=DEFAULT_CONNECT_TIMEOUT_SECONDS)
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
