"""The HTTP client for those who would rather have aiohttp carry the bytes (extra `aiohttp`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from typing_extensions import override

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
