"""The HTTP client for those who would rather have aiohttp carry the bytes (extra `aiohttp`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

from .http import DEFAULT_OPTIONS

if TYPE_CHECKING:

    class DefaultAioHttpClient(httpx.AsyncClient):
        """An `httpx.AsyncClient` on top of aiohttp, with this library's defaults.

        Raises:
            RuntimeError: the extra `aiohttp` is not installed.
        """

        def __init__(self, **options: Any) -> None: ...

else:
    try:
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
