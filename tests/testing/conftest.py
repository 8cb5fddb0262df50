from collections.abc import Iterator

import httpx
import pytest

from letta_client.testing import ReferenceServer
from letta_client.testing.server import BASE_URL


@pytest.fixture
def server() -> Iterator[ReferenceServer]:
    with ReferenceServer() as server:
        yield server


@pytest.fixture
def http(server: ReferenceServer) -> Iterator[httpx.Client]:
    with httpx.Client(transport=server.transport(), base_url=BASE_URL) as client:
        yield client


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    backend: str = request.param
    return backend
