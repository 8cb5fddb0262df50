"""What the environment variable `LETTA_LOG` turns on, and what of a URL a log may show."""

from __future__ import annotations

import logging
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

from typing_extensions import override

_is_ours: ContextVar[bool] = ContextVar("letta_client_is_ours", default=False)
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def set_up_logging(variables: Mapping[str, str]) -> None:
    """Show the log of this library and of httpx on standard error, from the level in `LETTA_LOG`.

    "info" shows each retry with its reason, "debug" each answer as well. Neither shows headers,
    nor the user name, password and query of a URL.
    Handlers that the program has set up itself are left alone.

    Where the program shows the log of httpx itself, without the variable, those parts of the URLs
    of this library's requests are left out as well.
    """
    bare_urls = _filter_of(logging.getLogger("httpx"))
    level = _LEVELS.get(variables.get("LETTA_LOG", "").strip().lower())
    if level is None:
        return
    logging.basicConfig(
        format="[%(asctime)s %(name)s %(levelname)s] %(message)s", datefmt="%Y-%m-%d %H:%M:%S"
    )
    for name in ("letta_client", "httpx"):
        logging.getLogger(name).setLevel(level)
    bare_urls.is_for_all = True


@contextmanager
def own_request() -> Generator[None]:
    """Mark what httpx logs within the block as being about a request of this library."""
    _is_ours.set(True)
    try:
        yield
    finally:
        # Not reset by its token: a coroutine that is dropped may be closed in another context.
        _is_ours.set(False)


def bare_url(url: str) -> str:
    """Return a URL without its user name, password, query and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a URL that cannot be read"
    netloc = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=netloc, query="", fragment="").geturl()


class _BareURLs(logging.Filter):
    """Replaces the URLs in the lines of httpx by their harmless parts.

    The requests of others are left alone unless `LETTA_LOG` shows them.
    """

    is_for_all = False

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple) and (self.is_for_all or _is_ours.get()):
            record.args = tuple(
                bare_url(str(each)) if type(each).__name__ == "URL" else each
                for each in record.args
            )
        return True


def _filter_of(logger: logging.Logger) -> _BareURLs:
    """Return the one filter of this library that a logger has, from now on."""
    for each in logger.filters:
        if isinstance(each, _BareURLs):
            return each
    added = _BareURLs()
    logger.addFilter(added)
    return added
