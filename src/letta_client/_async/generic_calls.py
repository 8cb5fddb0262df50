"""Calls of endpoints that have no method of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast, get_args, overload

from .._core.http.modes import Parsed
from .._core.http.request import Body, Method, RequestOptions, generic_request
from .pages import AsyncArrayPage
from .paginator import AsyncPaginator
from .resources import AsyncAPI
from .streams import AsyncStream

T = TypeVar("T")
PageT = TypeVar("PageT", bound=AsyncArrayPage[Any])
StreamT = TypeVar("StreamT", bound=AsyncStream[Any])


class AsyncGenericCalls(AsyncAPI[Parsed]):
    """Calls of any endpoint, with the settings of the client."""

    @overload
    async def get(
        self, path: str, *, cast_to: type[T], options: RequestOptions | None = None
    ) -> T: ...

    @overload
    async def get(
        self,
        path: str,
        *,
        cast_to: object = None,
        options: RequestOptions | None = None,
        stream: Literal[True],
        stream_cls: type[StreamT],
    ) -> StreamT: ...

    async def get(
        self,
        path: str,
        *,
        cast_to: Any = None,
        options: RequestOptions | None = None,
        stream: bool = False,
        stream_cls: Any = None,
    ) -> Any:
        """Send a GET request to an endpoint that has no method here, with this client's settings.

        Args:
            path: the path below the base URL, with its query if any; it is sent as it is.
            cast_to: what to read the answer as: a model, `dict[str, Any]`, `str`, `bytes`,
                `NoneType`, `httpx.Response`, or what else pydantic can validate.
            options: headers, query parameters and the like for this call.
            stream: read the answer as a stream of events.
            stream_cls: the stream with the type of its events, such as
                `AsyncStream[LettaStreamingResponse]`.

        Raises:
            APIError: the call failed.
        """
        returns = stream_cls if stream else cast_to
        return await self._send(generic_request("GET", path, returns, options))

    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Body | None = None,
        content: bytes | str | None = None,
        files: Any = None,
        options: RequestOptions | None = None,
    ) -> T: ...

    @overload
    async def post(
        self,
        path: str,
        *,
        cast_to: object = None,
        body: Body | None = None,
        content: bytes | str | None = None,
        files: Any = None,
        options: RequestOptions | None = None,
        stream: Literal[True],
        stream_cls: type[StreamT],
    ) -> StreamT: ...

    async def post(
        self,
        path: str,
        *,
        cast_to: Any = None,
        body: Body | None = None,
        content: bytes | str | None = None,
        files: Any = None,
        options: RequestOptions | None = None,
        stream: bool = False,
        stream_cls: Any = None,
    ) -> Any:
        """Send a POST request; see `get`.

        `body` goes out as JSON, `content` as it is, `files` as an uploaded form, as httpx takes it.
        """
        returns = stream_cls if stream else cast_to
        return await self._send(
            generic_request("POST", path, returns, options, body=body, content=content, files=files)
        )

    async def patch(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Body | None = None,
        content: bytes | str | None = None,
        files: Any = None,
        options: RequestOptions | None = None,
    ) -> T:
        """Send a PATCH request; see `get`.

        `body` goes out as JSON, `content` as it is, `files` as an uploaded form, as httpx takes it.
        """
        return await self._send(
            generic_request(
                "PATCH", path, cast_to, options, body=body, content=content, files=files
            )
        )

    async def put(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Body | None = None,
        content: bytes | str | None = None,
        files: Any = None,
        options: RequestOptions | None = None,
    ) -> T:
        """Send a PUT request; see `get`.

        `body` goes out as JSON, `content` as it is, `files` as an uploaded form, as httpx takes it.
        """
        return await self._send(
            generic_request("PUT", path, cast_to, options, body=body, content=content, files=files)
        )

    async def delete(
        self,
        path: str,
        *,
        cast_to: type[T],
        body: Body | None = None,
        content: bytes | str | None = None,
        options: RequestOptions | None = None,
    ) -> T:
        """Send a DELETE request; see `get`. `body` goes out as JSON, `content` as it is."""
        return await self._send(
            generic_request("DELETE", path, cast_to, options, body=body, content=content)
        )

    async def request(
        self,
        cast_to: type[T],
        options: Any,
        *,
        stream: bool = False,
        stream_cls: Any = None,
    ) -> T:
        """Send a request to any endpoint; see `get`.

        Args:
            cast_to: see `get`.
            options: a mapping, or an object with such attributes: `method`, `url` (the path below
                the base URL), and the fields `params`, `headers`, `json_data`, `extra_json`,
                `content`, `files`, `timeout`, `max_retries` and `follow_redirects` that are wanted.
            stream: see `get`.
            stream_cls: see `get`.

        Raises:
            APIError: the call failed.
        """
        given = cast(
            "Mapping[str, Any]", options if isinstance(options, Mapping) else vars(options)
        )
        wanted = ("params", "headers", "extra_json", "max_retries", "follow_redirects")
        of_call = {name: given[name] for name in wanted if given.get(name) is not None}
        if "timeout" in given:
            of_call["timeout"] = given["timeout"]
        method: Method = given["method"].upper()
        request = generic_request(
            method,
            given["url"],
            stream_cls if stream else cast_to,
            cast(RequestOptions, of_call),
            body=given.get("json_data"),
            content=given.get("content"),
            files=given.get("files"),
        )
        return cast(T, await self._send(request))

    def get_api_list(
        self,
        path: str,
        *,
        model: Any,
        page: type[PageT],
        body: Body | None = None,
        options: RequestOptions | None = None,
        method: str = "get",
    ) -> AsyncPaginator[Any, PageT]:
        """List what an endpoint has, page by page.

        Args:
            path: see `get`.
            model: the type of the items.
            page: the class of the pages.
            body: what goes out as JSON.
            options: see `get`.
            method: the HTTP method.

        Returns:
            The first page; iterate over it for the items of all pages.

        Raises:
            APIError: the call failed.
        """
        returns: Any = page if get_args(page) else cast("Any", page)[model]
        verb = cast(Method, method.upper())
        request = generic_request(verb, path, returns, options, body=body)

        async def fetch() -> PageT:
            return cast(PageT, await self._first_page(request))

        return AsyncPaginator(fetch)
