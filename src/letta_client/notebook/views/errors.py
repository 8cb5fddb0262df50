"""An error of the API, without the credentials of its request."""

from __future__ import annotations

from ..._core.http.errors import APIError
from ..blocks import Block, Card, Cell, Code, Facts, Fold, Paragraph
from ..values import badges, data, text


def error_card(error: APIError) -> Card:
    """Return what went wrong, what was asked for, and what the server said."""
    url = error.request.url.copy_with(userinfo=b"", query=None, fragment=None)
    facts: list[tuple[str, Cell]] = [
        ("status", text(getattr(error, "status_code", None))),
        ("request", f"{error.request.method} {url}"),
        ("request id", text(getattr(error, "request_id", None))),
    ]
    blocks: list[Block] = [
        Paragraph(text(error.message), "bad"),
        Facts([(name, value) for name, value in facts if value]),
    ]
    if error.body is not None:
        body = error.body if isinstance(error.body, str) else data(error.body)
        blocks.append(Fold("What the server said", [Code(text(body))]))
    return Card(type(error).__name__, badges=badges("error"), blocks=blocks)
