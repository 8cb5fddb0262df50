"""Makes httpx requests of calls; what all requests of a client share is prepared once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import httpx

from .._core.http.config import ClientConfig
from .._core.http.encoding import encode_body, encode_form, encode_query
from .._core.http.headers import sendable_headers
from .._core.http.omit import NotGiven
from .._core.http.request import Request, merge_headers
from .base_url import BaseURL
from .uploads import read_files


class _Prepared(NamedTuple):
    """Headers of all requests, and those of the HTTP client that went into them."""

    http_client_headers: list[tuple[bytes, bytes]]
    headers: httpx.Headers


class AsyncRequestBuilder:
    """Builds the requests of one client.

    The requests are those that `build_request` of the HTTP client would make: with its own headers,
    cookies and query parameters, which may change from call to call.
    """

    def __init__(self, http_client: httpx.AsyncClient, config: ClientConfig) -> None:
        self._http_client = http_client
        self._config = config
        self._base_url = BaseURL(config.base_url)
        self._own_headers = config.headers()
        self._prepared: dict[tuple[bool, bool], _Prepared] = {}
        # Those who override it want it called.
        self._build_is_overridden = (
            type(http_client).build_request is not httpx.AsyncClient.build_request
        )

    def build(self, request: Request[Any]) -> httpx.Request:
        """Return the HTTP request for `request`, with what the client adds to every one.

        Raises:
            ValueError: HTTP cannot carry a header or the URL; a header's value is not shown.
        """
        try:
            if self._build_is_overridden or request.files is not None:
                return self._build_by_http_client(request)
            return self._build(request)
        except httpx.InvalidURL as error:
            raise ValueError(str(error)) from error

    def _build(self, request: Request[Any]) -> httpx.Request:
        content = _content(request)
        has_body = content is not None or request.method not in ("GET", "DELETE")
        # With a body that is ready, httpx looks for nothing to encode, which takes most of its
        # time, and adds no headers.
        body: dict[str, Any] = (
            {"content": content} if has_body else {"stream": httpx.ByteStream(b"")}
        )
        cookies = self._http_client.cookies
        built = httpx.Request(
            request.method,
            self._url(request),
            headers=self._headers(request, with_host=not has_body),
            cookies=cookies if cookies else None,
            extensions={"timeout": self.timeout(request).as_dict()},
            **body,
        )
        built.read()
        return built

    def _build_by_http_client(self, request: Request[Any]) -> httpx.Request:
        query = {**self._config.default_query, **request.query}
        return self._http_client.build_request(
            request.method,
            self._config.base_url + request.path,
            params=httpx.QueryParams(encode_query(query)),
            headers=self._sendable_headers(request),
            content=_content(request),
            data=_form(request),
            files=read_files(request.files),
            timeout=self.timeout(request),
        )

    def _url(self, request: Request[Any]) -> httpx.URL:
        query = encode_query({**self._config.default_query, **request.query})
        if self._http_client.params:
            query = str(self._http_client.params.merge(httpx.QueryParams(query)))
        return self._base_url.at(request.path, query)

    def _headers(self, request: Request[Any], *, with_host: bool) -> httpx.Headers:
        if request.headers:
            return self._merged_headers(request, with_host=with_host)
        http_client_headers = self._http_client.headers.raw
        key = (_is_json(request), with_host)
        prepared = self._prepared.get(key)
        if prepared is None or prepared.http_client_headers != http_client_headers:
            merged = self._merged_headers(request, with_host=with_host)
            prepared = self._prepared[key] = _Prepared(http_client_headers, merged)
        return prepared.headers

    def _merged_headers(self, request: Request[Any], *, with_host: bool) -> httpx.Headers:
        headers = httpx.Headers(self._http_client.headers)
        headers.update(self._sendable_headers(request))
        if not with_host or "host" in headers:
            return headers
        return httpx.Headers([(b"Host", self._base_url.host.encode()), *headers.raw])

    def _sendable_headers(self, request: Request[Any]) -> dict[str, str]:
        json = {"Content-Type": "application/json"} if _is_json(request) else {}
        return sendable_headers(merge_headers(self._own_headers, json, request.headers))

    def timeout(self, request: Request[Any]) -> httpx.Timeout:
        """Return how long `request` may wait for the server, in each of its phases."""
        timeout = request.timeout
        if isinstance(timeout, NotGiven):
            timeout = self._config.timeout
        if isinstance(timeout, NotGiven):
            timeout = self._http_client.timeout
        if not isinstance(timeout, httpx.Timeout):
            timeout = httpx.Timeout(timeout)
        if isinstance(request.read_timeout, NotGiven):
            return timeout
        return httpx.Timeout(
            connect=timeout.connect,
            read=request.read_timeout,
            write=timeout.write,
            pool=timeout.pool,
        )


def _form(request: Request[Any]) -> Any:
    if request.files is None:
        return None
    body = request.body
    return encode_form(cast("Mapping[str, object]", body)) if isinstance(body, Mapping) else body


def _is_json(request: Request[Any]) -> bool:
    return request.body is not None and request.content is None and request.files is None


def _content(request: Request[Any]) -> bytes | str | None:
    return encode_body(request.body) if _is_json(request) else request.content
