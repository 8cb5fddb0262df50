"""What the environment variable `LETTA_LOG` turns on."""

from __future__ import annotations

import logging
from collections.abc import Mapping

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def set_up_logging(variables: Mapping[str, str]) -> None:
    """Show the log of this library and of httpx on standard error, from the level in `LETTA_LOG`.

    "info" shows each retry with its reason, "debug" each answer as well. Neither shows headers.
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
