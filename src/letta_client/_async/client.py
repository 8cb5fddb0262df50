"""The client."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import httpx
from typing_extensions import override

from .._core.http.config import Environment, redact_url, resolve_config, timeout_in
from .._core.http.defaults import DEFAULT_MAX_RESPONSE_BYTES, DEFAULT_MAX_RETRIES
from .._core.http.logs import set_up_logging
from .._core.http.modes import Parsed
from .._core.http.omit import NotGiven, not_given
from .._core.http.request import Timeout
from .http_client import DEFAULT_TIMEOUT, HTTPX_TIMEOUT, DefaultAsyncHttpxClient
from .pages import AsyncPageFetcher
from .resource import AsyncResource
from .resources import AsyncAPI
from .settings import AsyncClientSettings
from .transport import AsyncTransport


class AsyncLetta(AsyncClientSettings):
    """A client of the Letta API.

    Use it as a context manager, or `close` it, to give its connections back.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        project_id: str | None = None,
        project: str | None = None,
        environment: Environment | NotGiven = not_given,
        base_url: str | httpx.URL | NotGiven | None = not_given,
        timeout: Timeout = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx.AsyncClient | None = None,
        strict_response_validation: bool = False,
        _strict_response_validation: bool = False,
        deadline: float | None = None,
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
    ) -> None:
        """Make a client; no connection is opened before the first call.

        Args:
            api_key: the key of Letta Cloud or the password of a server, by default the environment
                variable `LETTA_API_KEY`. A server of your own may need none.
            project_id: the id of the project that all calls are about.
            project: the name of the project that all calls are about.
            environment: "cloud" for https://api.letta.com, the default, or "local" for
                http://localhost:8283.
            base_url: the URL of any other server, by default the environment variable
                `LETTA_BASE_URL`.
            timeout: seconds, or an `httpx.Timeout`; `None` waits for ever. By default the
                environment variable `LETTA_TIMEOUT` (seconds), else 60 seconds of silence, 5 for
                connecting.
            max_retries: how often a call that failed for a passing reason is tried again. What
                changes something is sent again only when it cannot have been carried out.
            default_headers: headers to send with every call, beside those in the environment
                variable `LETTA_CUSTOM_HEADERS` (one `Name: value` a line).
            default_query: query parameters to send with every call.
            http_client: the `httpx.AsyncClient` to use, for proxies and transports of your own.
                `close` closes it. Without a `timeout` here, its own holds if it was given one.
            strict_response_validation: raise `APIResponseValidationError` for an answer that does
                not fit its type, in place of handing it out unvalidated with a warning.
            _strict_response_validation: the same, by the name that letta-client 1 has for it.
            deadline: seconds for a whole call, retries and pauses included; for a stream, until its
                first event. By default there is no such bound.
            max_response_bytes: the largest body that is read, decoded; by default 1 GiB. No frame
                of a stream may be larger, nor larger than 64 MiB.

        Raises:
            ValueError: `environment` was given while `LETTA_BASE_URL` is set, `environment` is
                unknown, a URL or `LETTA_TIMEOUT` cannot be read, or a number is out of bounds.
            TypeError: `http_client`, `api_key` or `base_url` is of another kind, or `max_retries`
                is `None`.
        """
        set_up_logging(os.environ)
        http_client = _checked(http_client)
        config = resolve_config(
            api_key=api_key,
            project_id=project_id,
            project=project,
            environment=environment,
            base_url=str(base_url) if isinstance(base_url, httpx.URL) else base_url,
            timeout=_default_timeout(http_client) if timeout is not_given else timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            strict_response_validation=strict_response_validation or _strict_response_validation,
            variables=os.environ,
            deadline=deadline,
            max_response_bytes=max_response_bytes,
        )
        http_client = http_client or DefaultAsyncHttpxClient()
        transport = AsyncTransport(http_client, config)
        super().__init__(transport, AsyncPageFetcher(transport), Parsed)

    @override
    def __repr__(self) -> str:
        if "_transport" not in vars(self):
            # A traceback shows a client also when its constructor has failed.
            return f"{type(self).__name__}()"
        return f"{type(self).__name__}(base_url={redact_url(self._config.base_url)!r})"

    @override
    def _in_mode(self, mode: Any) -> Any:
        return AsyncAPI(self._transport, self._pages, mode)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections, which the client shares with its copies. Twice does no harm.

        What is still waiting for an answer or an event gets an `APIConnectionError`.
        """
        await self._transport.close()

    def is_closed(self) -> bool:
        """Return whether the connections are closed, by this client or by one of its copies."""
        return self._transport.is_closed

    def copy(
        self,
        *,
        api_key: str | None = None,
        project_id: str | None = None,
        project: str | None = None,
        environment: Environment | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: Timeout = not_given,
        http_client: httpx.AsyncClient | None = None,
        max_retries: int | NotGiven = not_given,
        default_headers: Mapping[str, str] | None = None,
        set_default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        set_default_query: Mapping[str, object] | None = None,
        strict_response_validation: bool | None = None,
        _strict_response_validation: bool | None = None,
        deadline: float | NotGiven | None = not_given,
        max_response_bytes: int | None = None,
    ) -> Self:
        """Return a client that differs in the given options and shares the connections.

        Closing either closes both, unless `http_client` is given. `None` keeps what this client
        has, except for `timeout` and `deadline`, where it means to wait for ever.

        Args:
            api_key: see the constructor.
            project_id: see the constructor.
            project: see the constructor.
            environment: see the constructor.
            base_url: see the constructor.
            timeout: see the constructor.
            http_client: connections of its own for the copy.
            max_retries: see the constructor.
            default_headers: headers to add to those of this client.
            set_default_headers: headers in place of those of this client.
            default_query: query parameters to add to those of this client.
            set_default_query: query parameters in place of those of this client.
            strict_response_validation: see the constructor.
            _strict_response_validation: see the constructor.
            deadline: see the constructor.
            max_response_bytes: see the constructor.

        Raises:
            ValueError: both `default_…` and `set_default_…` are given, or see the constructor.
            TypeError: see the constructor.
        """
        config = self._config.derive(
            api_key=api_key,
            project_id=project_id,
            project=project,
            environment=environment,
            base_url=str(base_url) if isinstance(base_url, httpx.URL) else base_url,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            set_default_headers=set_default_headers,
            default_query=default_query,
            set_default_query=set_default_query,
            strict_response_validation=_strict_response_validation
            if strict_response_validation is None
            else strict_response_validation,
            deadline=deadline,
            max_response_bytes=max_response_bytes,
        )
        transport = self._transport.copy(config, _checked(http_client))
        copied = self._with_transport(transport, self._pages.copy(transport))
        for name, value in vars(self).items():
            # What a subclass has set. The resources are made anew, with the other settings.
            if name not in vars(copied) and not isinstance(value, AsyncResource):
                setattr(copied, name, value)
        return copied

    with_options = copy

    @classmethod
    def _with_transport(
        cls, transport: AsyncTransport, pages: AsyncPageFetcher | None = None
    ) -> Self:
        client = cls.__new__(cls)
        pages = pages or AsyncPageFetcher(transport)
        AsyncAPI.__init__(client, transport, pages, Parsed)  # pyright: ignore[reportUnknownMemberType]
        return client


AsyncClient = AsyncLetta


def _checked(http_client: httpx.AsyncClient | None) -> httpx.AsyncClient | None:
    if http_client is not None and not isinstance(http_client, httpx.AsyncClient):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"http_client has to be an httpx.AsyncClient, not {http_client!r}")
    return http_client


def _default_timeout(http_client: httpx.AsyncClient | None) -> Timeout:
    # A client that the user made has its own timeout; one that nobody chose is far too short.
    if http_client is not None and http_client.timeout not in (HTTPX_TIMEOUT, DEFAULT_TIMEOUT):
        return not_given
    return timeout_in(os.environ) or DEFAULT_TIMEOUT
