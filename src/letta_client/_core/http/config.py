"""What a client is set to, from its arguments and the environment variables."""

from __future__ import annotations

import logging
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, nan
from typing import Literal, TypeAlias, get_args
from urllib.parse import urlsplit

from ..._version import __version__
from .deadline import checked_deadline, checked_size
from .defaults import DEFAULT_MAX_RESPONSE_BYTES
from .omit import NotGiven, Omit, not_given
from .request import Headers, Query, Timeout, merge_headers

logger = logging.getLogger("letta_client")

Environment: TypeAlias = Literal["cloud", "local"]

ENVIRONMENTS: dict[Environment, str] = {
    "cloud": "https://api.letta.com",
    "local": "http://localhost:8283",
}

USER_AGENT = f"letta_client/{__version__} python/{platform.python_version()}"

PLATFORM_HEADERS: Mapping[str, str] = {
    "X-Stainless-Lang": "python",
    # Without it, Letta 0.16.8 takes us for an older client: it refuses `streaming` with a 422, and
    # sends all that belongs to an agent, whether `include` names it or not.
    "X-Stainless-Package-Version": __version__,
}
RETRY_COUNT = "X-Stainless-Retry-Count"
"""The header that says how often a request was sent before."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ClientConfig:
    """The settings of a client, resolved."""

    base_url: str
    """Without a slash at its end."""
    api_key: str | None
    project_id: str | None
    project: str | None
    timeout: Timeout
    max_retries: int
    default_headers: Headers
    default_query: Query
    strict_response_validation: bool
    deadline: float | None = None
    max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES

    def __repr__(self) -> str:
        # The key, the headers and the URL may hold secrets.
        return f"ClientConfig(base_url={redact_url(getattr(self, 'base_url', ''))!r})"

    def __post_init__(self) -> None:
        """Warn of a key that is not sent."""
        if self.api_key and "@" in urlsplit(self.base_url).netloc:
            logger.warning(
                "The API key is not sent: base_url has a user name or password, and HTTP sends "
                "that in its place"
            )

    def headers(self) -> Headers:
        """Return the headers that go with every request."""
        own: dict[str, str | Omit] = {
            "Accept": "application/json",
            "User-Agent": USER_AGENT,
            **PLATFORM_HEADERS,
        }
        if self.api_key:
            own["Authorization"] = f"Bearer {self.api_key}"
        if self.project_id is not None:
            own["X-Project-Id"] = self.project_id
        if self.project is not None:
            own["X-Project"] = self.project
        return merge_headers(own, self.default_headers)

    def derive(
        self,
        *,
        api_key: str | None,
        project_id: str | None,
        project: str | None,
        environment: Environment | None,
        base_url: str | None,
        timeout: Timeout,
        max_retries: int | NotGiven,
        default_headers: Mapping[str, str] | None,
        set_default_headers: Mapping[str, str] | None,
        default_query: Query | None,
        set_default_query: Query | None,
        strict_response_validation: bool | None,
        deadline: float | NotGiven | None = not_given,
        max_response_bytes: int | None = None,
    ) -> ClientConfig:
        """Return settings that differ in what is given.

        Raises:
            ValueError: both a `default_…` and its `set_default_…` are given, or a URL, environment
                or key is wrong.
        """
        if default_headers is not None and set_default_headers is not None:
            raise ValueError("Give default_headers or set_default_headers, not both")
        if default_query is not None and set_default_query is not None:
            raise ValueError("Give default_query or set_default_query, not both")
        place = base_url or (_url_of(environment) if environment else self.base_url)
        headers = merge_headers(self.default_headers, default_headers or {})
        query = {**self.default_query, **(default_query or {})}
        strict = strict_response_validation
        return ClientConfig(
            base_url=checked_url(place),
            api_key=self.api_key if api_key is None else checked_key(api_key),
            project_id=self.project_id if project_id is None else project_id,
            project=self.project if project is None else project,
            timeout=self.timeout if isinstance(timeout, NotGiven) else timeout,
            max_retries=self.max_retries
            if isinstance(max_retries, NotGiven) or max_retries is None  # pyright: ignore[reportUnnecessaryComparison]
            else max_retries,
            default_headers=headers if set_default_headers is None else set_default_headers,
            default_query=query if set_default_query is None else set_default_query,
            strict_response_validation=self.strict_response_validation
            if strict is None
            else strict,
            deadline=self.deadline
            if isinstance(deadline, NotGiven)
            else checked_deadline(deadline),
            max_response_bytes=self.max_response_bytes
            if max_response_bytes is None
            else checked_size(max_response_bytes),
        )


def resolve_config(
    *,
    api_key: str | None,
    project_id: str | None,
    project: str | None,
    environment: Environment | NotGiven,
    base_url: str | NotGiven | None,
    timeout: Timeout,
    max_retries: int,
    default_headers: Mapping[str, str] | None,
    default_query: Query | None,
    strict_response_validation: bool,
    variables: Mapping[str, str],
    deadline: float | None = None,
    max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
) -> ClientConfig:
    """Return the settings of a client.

    Args:
        variables: the environment variables.

    Raises:
        ValueError: `environment` and `LETTA_BASE_URL` name two places, or `environment` is none
            of the known ones, or a URL cannot be read, or no header can carry the key.
        TypeError: `max_retries` is `None`.
    """
    if max_retries is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise TypeError("max_retries cannot be None: 0 turns retries off")
    return ClientConfig(
        base_url=_resolve_base_url(base_url, environment, variables.get("LETTA_BASE_URL")),
        api_key=checked_key(variables.get("LETTA_API_KEY") if api_key is None else api_key),
        project_id=project_id,
        project=project,
        timeout=timeout,
        max_retries=max_retries,
        default_headers=merge_headers(
            parse_custom_headers(variables.get("LETTA_CUSTOM_HEADERS", "")), default_headers or {}
        ),
        default_query=dict(default_query or {}),
        strict_response_validation=strict_response_validation,
        deadline=checked_deadline(deadline),
        max_response_bytes=checked_size(max_response_bytes),
    )


def timeout_in(variables: Mapping[str, str]) -> float | None:
    """Return the seconds that the environment variable `LETTA_TIMEOUT` names, if it is set.

    Raises:
        ValueError: it is no number above 0.
    """
    text = variables.get("LETTA_TIMEOUT", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = nan
    if not 0 < seconds < inf:
        raise ValueError(
            f"The environment variable LETTA_TIMEOUT is {text!r}: it has to be a number of seconds "
            "above 0, say 120"
        )
    return seconds


def _resolve_base_url(
    base_url: str | NotGiven | None, environment: Environment | NotGiven, variable: str | None
) -> str:
    given = None if isinstance(base_url, NotGiven) else base_url
    if given is None and not isinstance(environment, NotGiven):
        if variable and isinstance(base_url, NotGiven):
            raise ValueError(
                "Ambiguous URL: the environment variable LETTA_BASE_URL is set and "
                f"environment={environment!r} was given. Unset the one, or pass base_url=None to "
                "follow the other."
            )
        given = _url_of(environment)
    return checked_url(given or variable or ENVIRONMENTS["cloud"])


def _url_of(environment: Environment) -> str:
    if environment not in ENVIRONMENTS:
        known = ", ".join(repr(name) for name in get_args(Environment))
        raise ValueError(f"Unknown environment {environment!r}: it is one of {known}")
    return ENVIRONMENTS[environment]


def checked_key(key: str | None) -> str | None:
    """Return the key without white space around it.

    Raises:
        TypeError: it is no text.
        ValueError: no header can carry it. HTTP clients quote a header that they cannot send; this
            error does not show the key.
    """
    # A key that is read from a file often ends in a line break.
    if key is not None and not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"api_key has to be a str, not one of type {type(key).__name__}")
    key = key.strip() if key else key
    if key and not (key.isascii() and key.isprintable()):
        raise ValueError("The API key has a character that no header can carry")
    return key


def checked_url(url: str) -> str:
    """Return a base URL without a slash at its end.

    Raises:
        TypeError: it is no text.
        ValueError: it is no http:// or https:// URL, or has a query or a fragment.
    """
    if not isinstance(url, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"base_url has to be a str, not one of type {type(url).__name__}")
    url = url.strip()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"base_url {redact_url(url)!r} is no http:// or https:// URL")
    if parts.query or parts.fragment:
        raise ValueError("base_url ends in a query or fragment: paths are put behind it")
    return url.rstrip("/")


def parse_custom_headers(text: str) -> dict[str, str]:
    """Return the headers in `text`, one `Name: value` a line; other lines are left out."""
    headers: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        name, colon, value = line.partition(":")
        if colon and name.strip():
            headers[name.strip()] = value.strip()
        elif line.strip():
            # The line itself may be secret.
            logger.warning("LETTA_CUSTOM_HEADERS: line %d is no `Name: value`", number)
    return headers


def redact_url(url: str) -> str:
    """Return `url` without the user name and password that it may contain."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url
    return parts._replace(netloc="***@" + parts.netloc.rpartition("@")[2]).geturl()
