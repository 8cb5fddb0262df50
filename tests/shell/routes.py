"""A real uvicorn with a real FastAPI router, to see which endpoint a path reaches."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Any, Self

import uvicorn
from fastapi import FastAPI, Request


class RouteServer:
    """Answers each request with the endpoint that it reached and the path argument there."""

    def __init__(self) -> None:
        app = FastAPI(docs_url=None, openapi_url=None, redoc_url=None)

        @app.get("/v1/runs/{run_id}")
        async def run(request: Request, run_id: str) -> dict[str, Any]:
            return {
                "id": "run-1",
                "agent_id": "agent-1",
                "metadata": {"endpoint": "run", "run_id": run_id, "path": request.scope["path"]},
            }

        @app.get("/{path:path}")
        async def elsewhere(request: Request, path: str) -> dict[str, Any]:
            return {
                "id": "run-1",
                "agent_id": "agent-1",
                "metadata": {"endpoint": "elsewhere", "path": request.scope["path"]},
            }

        config = uvicorn.Config(
            app, host="127.0.0.1", port=0, log_level="critical", lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
