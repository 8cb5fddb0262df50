"""The URL of the server, parsed once, from which the URLs of requests are made."""

from __future__ import annotations

import re

import httpx

# What stands in a URL as it is: no dots, which can make a segment that is resolved. A long path
# goes to httpx, which knows how long is too long.
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~-]{0,200}){1,10}")
_PLAIN_QUERY = re.compile(r"[A-Za-z0-9_.~=&+-]{1,1000}")


class BaseURL:
    """Makes URLs below a base URL.

    Parsing a URL takes httpx as long as all else that makes a request of a call. Where a path and
    a query are plain, they are put into the parsed base URL: into an attribute of `httpx.URL` that
    is not public, so without it each URL is parsed.
    """

    def __init__(self, base_url: str) -> None:
        self._text = base_url
        parsed = httpx.URL(base_url)
        self.host: str = parsed.netloc.decode("ascii")
        """The value of the header `Host`."""
        reference = getattr(parsed, "_uri_reference", None)
        self._reference = reference if hasattr(reference, "_replace") else None
        self._path = "" if reference is None else str(reference.path).rstrip("/")

    def at(self, path: str, query: str) -> httpx.URL:
        """Return the URL of `path` with `query`, both encoded.

        Raises:
            httpx.InvalidURL: there is no such URL.
        """
        if (
            self._reference is not None
            and _PLAIN_PATH.fullmatch(path)
            and (not query or _PLAIN_QUERY.fullmatch(query))
        ):
            url = httpx.URL.__new__(httpx.URL)
            url._uri_reference = self._reference._replace(
                path=self._path + path, query=query or None
            )
            return url
        if query:
            return httpx.URL(self._text + path, query=query.encode())
        return httpx.URL(self._text + path)
