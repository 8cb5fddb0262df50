from collections.abc import Iterator

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.clients import connect


@pytest.fixture
def server() -> Iterator[ReferenceServer]:
    with ReferenceServer() as server:
        yield server


@pytest.fixture
def http(server: ReferenceServer) -> Iterator[httpx.Client]:
    with connect(server) as client:
        yield client


@pytest.fixture
def real() -> Iterator[httpx.Client]:
    """A server that is like a real Letta 0.16.8."""
    with ReferenceServer(profile="letta-0.16.8") as server, connect(server) as client:
        yield client


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    backend: str = request.param
    return backend
