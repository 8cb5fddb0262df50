"""The ASGI application: one for all servers, which put themselves into the scope."""

from __future__ import annotations

from functools import cache

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from letta_client.testing.answers import answer_invalid, answer_unknown_error
from letta_client.testing.routes import health, runs, steps


@cache
def application() -> FastAPI:
    """Return the application. It keeps no state: each request's scope brings its `World`."""
    app = FastAPI(title="Letta API", version="0.16.8")
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(Exception, answer_unknown_error)
    for module in (health, runs, steps):
        app.include_router(module.router)
    return app
