"""The ASGI application: one for all servers, which put themselves into the scope."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware

from letta_client.testing.api.answers import (
    TracedError,
    answer_invalid,
    answer_traced_error,
    answer_unknown_error,
)
from letta_client.testing.api.openapi import make_document
from letta_client.testing.api.operations import agent_messages, agents, health, runs, steps


class _Application(FastAPI):
    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = make_document(self)
        return self.openapi_schema


@cache
def application() -> FastAPI:
    """Return the application. It keeps no state: each request's scope brings its `World`."""
    app = _Application(title="Letta API", version="0.16.8", separate_input_output_schemas=False)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(TracedError, answer_traced_error)
    app.add_middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=["*"], allow_headers=["*"]
    )
    app.add_exception_handler(Exception, answer_unknown_error)
    for module in (health, agents, agent_messages, runs, steps):
        app.include_router(module.router)
    return app
