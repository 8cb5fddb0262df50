"""Which hosts a server answers to: a page of the web must not reach it by the name of its own site.

A page at evil.example can let that name point to 127.0.0.1 and then ask this server, as if it were
its own (DNS rebinding). Such a request names evil.example as its `Host`. A request from the page to
127.0.0.1 itself names the page's site as its `Origin`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from letta_client.testing.transports.exchange import ASGIApp, Receive, Scope, Send

ANY_HOST = "*"
"""In place of a host: any."""
_FORBIDDEN, _MISDIRECTED = 403, 421
_HOW_TO_ALLOW = "serve(allowed_hosts=[...]) and --allow-host let it answer to more hosts"


class AllowedHosts:
    """The hosts that a server answers to: loopback, the address that it listens on, and more.

    Args:
        listens_on: the address or name that the server was told to listen on.
        more: names and addresses beside these; `"*"` for any.
    """

    def __init__(self, listens_on: str, more: Sequence[str] = ()) -> None:
        self._names = {_normal(name) for name in (listens_on, *more)}
        self._any = ANY_HOST in more
        # On all addresses, it cannot know its own; a name is needed to rebind it.
        self._any_address = _is_wildcard(listens_on)

    def refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the text with which a request is refused; `None` if it is not."""
        if self._any:
            return None
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = _host_of(headers.get(b"host"), prefix="//")
        if host is not None and not self._may_be_host(host):
            return _MISDIRECTED, f"This server does not answer to the host {host!r}: "
        origin = headers.get(b"origin")
        if origin is None:
            return None
        site = _host_of(origin) or ""
        if site and (site == host or self._is_allowed(site)):
            return None
        return _FORBIDDEN, f"This server does not answer to pages of {origin!r}: "

    def _may_be_host(self, host: str) -> bool:
        return self._is_allowed(host) or (self._any_address and _is_address(host))

    def _is_allowed(self, host: str) -> bool:
        return _is_loopback(host) or host in self._names


def guarded(app: ASGIApp, allowed: AllowedHosts) -> ASGIApp:
    """Return an application that answers to these hosts alone."""

    async def guarded_app(scope: Scope, receive: Receive, send: Send) -> None:
        refusal = allowed.refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await app(scope, receive, send)
            return
        status, text = refusal
        body = json.dumps({"detail": text + _HOW_TO_ALLOW}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return guarded_app


def _host_of(value: str | None, *, prefix: str = "") -> str | None:
    """Return the host in a header; `None` if there is no header, "" if there is no host in it."""
    if value is None:
        return None
    try:
        return _normal(urlsplit(prefix + value).hostname or "")
    except ValueError:
        return ""


def _normal(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_wildcard(host: str) -> bool:
    return host == "" or (_is_address(_normal(host)) and ip_address(_normal(host)).is_unspecified)


def _is_loopback(host: str) -> bool:
    if not _is_address(host):
        # No site of the web can have a name below it.
        return host == "localhost" or host.endswith(".localhost")
    address = ip_address(host)
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback if mapped is None else mapped.is_loopback
