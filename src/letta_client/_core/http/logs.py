"""What the environment variable `LETTA_LOG` turns on, and what of a URL a log may show."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

from typing_extensions import override

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def set_up_logging(variables: Mapping[str, str]) -> None:
    """Show the log of this library and of httpx on standard error, from the level in `LETTA_LOG`.

    "info" shows each retry with its reason, "debug" each answer as well. Neither shows headers,
    nor the user name, password and query of a URL.
    Handlers that the program has set up itself are left alone.
    """
    level = _LEVELS.get(variables.get("LETTA_LOG", "").strip().lower())
    if level is None:
        return
    logging.basicConfig(
        format="[%(asctime)s %(name)s %(levelname)s] %(message)s", datefmt="%Y-%m-%d %H:%M:%S"
    )
    for name in ("letta_client", "httpx"):
        logging.getLogger(name).setLevel(level)
    of_httpx = logging.getLogger("httpx")
    if not any(isinstance(each, _BareURLs) for each in of_httpx.filters):
        of_httpx.addFilter(_BareURLs())


def bare_url(url: str) -> str:
    """Return a URL without its user name, password, query and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "a URL that cannot be read"
    netloc = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=netloc, query="", fragment="").geturl()


class _BareURLs(logging.Filter):
    """Replaces the URLs in the lines of httpx by their harmless parts."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                bare_url(str(each)) if type(each).__name__ == "URL" else each
                for each in record.args
            )
        return True
