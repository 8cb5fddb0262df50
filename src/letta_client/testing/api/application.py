"""The ASGI application: one for all servers, which put themselves into the scope."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from letta_client.testing.api import operations
from letta_client.testing.api.answers import (
    answer,
    answer_api_error,
    answer_http_error,
    answer_invalid,
    answer_unknown_error,
)
from letta_client.testing.api.contract.document import document_of
from letta_client.testing.api.operation import HANDLERS, Handler
from letta_client.testing.api.request_validation import InvalidRequest
from letta_client.testing.store.errors import ApiError

_DOCS = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Letta API</title>
<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="https://cdn.jsdelivr.net/npm/swagger-ui-dist@5/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui"})</script>
</body>
</html>
"""

# Each module tells which operations it has.
for _module in pkgutil.iter_modules(operations.__path__):
    import_module(f"{operations.__name__}.{_module.name}")


@cache
def application() -> Starlette:
    """Return the application. It keeps no state: each request's scope brings its `World`."""
    routes = [_route(handler) for handler in HANDLERS.values()]
    # A path that is spelt out comes before one with a parameter in the same place.
    routes.sort(key=lambda route: route.path.replace("{", "~"))
    return Starlette(
        routes=[*routes, Route("/openapi.json", _document), Route("/docs", _docs)],
        middleware=[
            Middleware(
                CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"]
            )
        ],
        exception_handlers={
            HTTPException: answer_http_error,
            ApiError: answer_api_error,
            InvalidRequest: answer_invalid,
            Exception: answer_unknown_error,
        },
    )


def _route(handler: Handler) -> Route:
    async def endpoint(request: Request) -> Response:
        return await handler(request)

    operation = handler.operation
    route = Route(operation.path, endpoint, methods=[operation.method])
    # As on the real server, GET does not stand for HEAD.
    route.methods = {operation.method}
    return route


def served_document() -> dict[str, Any]:
    """Return the OpenAPI document of the operations that the application has."""
    return document_of(HANDLERS)


async def _document(request: Request) -> Response:
    return answer(served_document())


async def _docs(request: Request) -> Response:
    return HTMLResponse(_DOCS)
