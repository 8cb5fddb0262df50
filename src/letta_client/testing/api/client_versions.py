"""Which clients are new enough for what the server has changed since."""

from __future__ import annotations

from starlette.requests import Request

_NEW_CLIENTS = ("letta-client/1.", "@letta-ai/letta-client/1.")


def is_new_client(request: Request) -> bool:
    """Tell whether a request comes from a client of version 1.0 or later, or from no client."""
    name = request.headers.get("user-agent")
    is_generated = request.headers.get("x-stainless-package-version")
    return not name or bool(is_generated) or name.startswith(_NEW_CLIENTS)
