"""Which headers may follow a request to another place."""

from __future__ import annotations

from urllib.parse import urlsplit

# Headers of the message itself. Everything else may be a credential or tell of the account:
# `Authorization`, the project, and whatever the user configured for the first host.
HARMLESS_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
        "user-agent",
    }
)

_DEFAULT_PORTS = {"http": 80, "https": 443}


def may_carry(name: str, *, source: str, target: str) -> bool:
    """Tell whether the header `name` of a request to `source` may go on to `target`, both URLs."""
    return name.lower() in HARMLESS_HEADERS or _same_place(source, target)


def refusal(target: str, *, leaves: bool, has_body: bool) -> str | None:
    """Return why a redirect is not followed, if it is not.

    Args:
        target: the URL that it leads to.
        leaves: whether that is another place, so that credentials stay behind.
        has_body: whether the body of the request would go there.
    """
    try:
        scheme, host, _ = _origin(target)
    except ValueError:
        return "a redirect to what is no URL"
    if scheme not in ("http", "https") or not host:
        return "a redirect to what is no http:// or https:// URL"
    if leaves and has_body:
        return "a redirect that would send the body of the request to another server"
    return None


def _same_place(source: str, target: str) -> bool:
    try:
        here, there = _origin(source), _origin(target)
    except ValueError:
        return False
    upgraded = ("https", here[1], 443) if here[0] == "http" and here[2] == 80 else here
    return there in (here, upgraded)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
