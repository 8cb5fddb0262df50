"""The health of the server."""

from __future__ import annotations

from letta_client.testing.api.operation import operation
from letta_client.types.health import HealthResponse


@operation("check_health")
def check_health() -> HealthResponse:
    return HealthResponse(version="0.16.8", status="ok")
