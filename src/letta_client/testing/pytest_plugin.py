"""The fixtures for pytest: a server for each test, and clients of it.

pytest loads this module wherever the package is installed. It therefore imports nothing that costs
anything, or that may not be there, before a fixture is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from letta_client import AsyncLetta, Letta
    from letta_client.testing import ReferenceServer


@pytest.fixture
def letta_server() -> Iterator[ReferenceServer]:
    """A reference server without any agents and runs, on a clock that stands still."""
    from letta_client.testing import ReferenceServer

    with ReferenceServer() as server:
        yield server


@pytest.fixture
def letta(letta_server: ReferenceServer) -> Letta:
    """A client of `letta_server`."""
    return letta_server.client()


@pytest.fixture
def async_letta(letta_server: ReferenceServer) -> AsyncLetta:
    """An asynchronous client of `letta_server`, for whatever event loop the test runs in."""
    return letta_server.async_client()
