"""The sample data of the reference server."""

from collections.abc import Iterator

import pytest

from letta_client import Letta
from letta_client.testing import ReferenceServer


@pytest.fixture(scope="package")
def client() -> Iterator[Letta]:
    with ReferenceServer() as server:
        server.demo()
        yield server.client()
