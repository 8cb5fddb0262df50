"""What a client is set to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from .._core.http.config import (
    PLATFORM_HEADERS,
    USER_AGENT,
    ClientConfig,
    checked_key,
    checked_url,
)
from .._core.http.encoding import Querystring
from .._core.http.omit import NotGiven
from .._core.http.request import Timeout
from .generic_calls import AsyncGenericCalls


class AsyncClientSettings(AsyncGenericCalls):
    """The settings of a client, to be read and assigned.

    What is assigned holds for all calls that are made from then on, by this client and by its
    resources; copies of it stay as they are.
    """

    @property
    def _config(self) -> ClientConfig:
        return self._transport.config

    def _configure(self, **changes: Any) -> None:
        self._transport.configure(replace(self._config, **changes))

    @property
    def api_key(self) -> str | None:
        """The key that the client sends, if it has one."""
        return self._config.api_key

    @api_key.setter
    def api_key(self, value: str | None) -> None:
        self._configure(api_key=checked_key(value))

    @property
    def project_id(self) -> str | None:
        """The id of the project that all calls are about."""
        return self._config.project_id

    @project_id.setter
    def project_id(self, value: str | None) -> None:
        self._configure(project_id=value)

    @property
    def project(self) -> str | None:
        """The name of the project that all calls are about."""
        return self._config.project

    @project.setter
    def project(self, value: str | None) -> None:
        self._configure(project=value)

    @property
    def base_url(self) -> httpx.URL:
        """Where the server is; the URL ends with a slash."""
        return httpx.URL(f"{self._config.base_url}/")

    @base_url.setter
    def base_url(self, value: str | httpx.URL) -> None:
        self._configure(base_url=checked_url(str(value)))
        # What was learned of one server says nothing of another.
        self._pages.forget_dialect()

    @property
    def timeout(self) -> float | httpx.Timeout | None:
        """How long a call waits by default."""
        timeout = self._config.timeout
        return self._transport.http_client.timeout if isinstance(timeout, NotGiven) else timeout

    @timeout.setter
    def timeout(self, value: Timeout) -> None:
        self._configure(timeout=value)

    @property
    def max_retries(self) -> int:
        """How often a call that failed for a passing reason is tried again."""
        return self._config.max_retries

    @max_retries.setter
    def max_retries(self, value: int) -> None:
        self._configure(max_retries=value)

    @property
    def default_headers(self) -> dict[str, str]:
        """The headers that go with every call, the credentials too."""
        return {
            name: value for name, value in self._config.headers().items() if isinstance(value, str)
        }

    @property
    def default_query(self) -> dict[str, object]:
        """The query parameters that go with every call."""
        return dict(self._config.default_query)

    @property
    def auth_headers(self) -> dict[str, str]:
        """The header with the key, if the client has one."""
        key = self._config.api_key
        return {} if key is None else {"Authorization": f"Bearer {key}"}

    @property
    def user_agent(self) -> str:
        """What the client says of itself."""
        return USER_AGENT

    @property
    def qs(self) -> Querystring:
        """What writes query strings."""
        return Querystring()

    @property
    def custom_auth(self) -> httpx.Auth | None:
        """How requests are signed, beside the key; nothing by default."""
        return None

    def platform_headers(self) -> Mapping[str, str]:
        """Return the headers that tell the server of this library."""
        return PLATFORM_HEADERS
