"""`GET /v1/health/`."""

from __future__ import annotations

from fastapi import APIRouter, Response

from letta_client.testing.api.answers import answer
from letta_client.types.health import HealthResponse

router: APIRouter = APIRouter(prefix="/v1/health", tags=["health"])


@router.get("/", operation_id="check_health", response_model=HealthResponse)
async def check_health() -> Response:
    """Tell that the server is up, and its version."""
    return answer(HealthResponse(version="0.16.8", status="ok"))
