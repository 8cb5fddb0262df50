"""A real uvicorn with the router of real servers, to see which endpoint a path reaches."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


class RouteServer:
    """Answers each request with the endpoint that it reached and the path argument there."""

    def __init__(self) -> None:
        routes = [Route("/v1/runs/{run_id}", _run), Route("/{path:path}", _elsewhere)]
        app = Starlette(routes=routes)
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


async def _run(request: Request) -> Response:
    return _reached(request, "run", run_id=request.path_params["run_id"])


async def _elsewhere(request: Request) -> Response:
    return _reached(request, "elsewhere")


def _reached(request: Request, endpoint: str, **arguments: str) -> Response:
    metadata = {"endpoint": endpoint, **arguments, "path": request.scope["path"]}
    return JSONResponse({"id": "run-1", "agent_id": "agent-1", "metadata": metadata})
