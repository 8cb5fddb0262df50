"""The HTTP client for those who would rather have aiohttp carry the bytes (extra `aiohttp`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
from typing_extensions import override

from .event_loops import AsyncPerLoop
from .http_client import DEFAULT_OPTIONS

if TYPE_CHECKING:

    class DefaultAioHttpClient(httpx.AsyncClient):
        """An `httpx.AsyncClient` on top of aiohttp, with this library's defaults.

        Raises:
            RuntimeError: the extra `aiohttp` is not installed.
        """

        def __init__(self, **options: Any) -> None: ...

else:
    try:
        import aiohttp
        from httpx_aiohttp import HttpxAiohttpClient as _Base
    except ImportError:
        _Base = None

    class DefaultAioHttpClient(_Base or httpx.AsyncClient):
        def __init__(self, **options: Any) -> None:
            if _Base is None:
                raise RuntimeError(
                    "DefaultAioHttpClient needs aiohttp: pip install 'letta-client[aiohttp]'"
                )
            super().__init__(**{**DEFAULT_OPTIONS, **options})

        # httpx makes its transports here; see DefaultAsyncHttpxClient.

        @override
        def _init_transport(self, *args: Any, **options: Any) -> httpx.AsyncBaseTransport:
            return _per_loop(super()._init_transport, *args, **options)

        @override
        def _init_proxy_transport(self, *args: Any, **options: Any) -> httpx.AsyncBaseTransport:
            return _per_loop(super()._init_proxy_transport, *args, **options)

        @override
        async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
            try:
                return await super().send(request, **options)
            except (httpx.ConnectTimeout, aiohttp.ClientError) as error:
                # httpx-aiohttp calls any lost connection a ConnectTimeout, as if nothing had been
                # sent: what aiohttp said is the cause. Some errors it does not translate.
                said = error.__cause__ if isinstance(error, httpx.ConnectTimeout) else error
                meant = _meaning(said)
                if meant is None:
                    raise
                raise meant(str(said)) from said

    def _per_loop(
        make_transport: Callable[..., httpx.AsyncBaseTransport], *args: Any, **options: Any
    ) -> httpx.AsyncBaseTransport:
        if options.get("transport") is not None:
            return make_transport(*args, **options)
        # Read once, and what is wrong with it is said where it is given.
        tls = {name: options.pop(name) for name in ("verify", "cert", "trust_env")}
        context = httpx.create_ssl_context(**tls)
        return AsyncPerLoop(lambda: make_transport(*args, verify=context, **options))

    def _meaning(said: BaseException | None) -> type[httpx.TransportError] | None:
        match said:
            case aiohttp.ClientConnectorError():
                return httpx.ConnectError
            case aiohttp.ServerTimeoutError():
                return None
            case aiohttp.ClientConnectionError():
                return httpx.ReadError
            case aiohttp.ClientError():
                return httpx.RemoteProtocolError
            case _:
                return None
