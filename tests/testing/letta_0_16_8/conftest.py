from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from letta_client.testing import ReferenceServer
from testing.talking import Talk


@pytest.fixture
def server() -> Iterator[ReferenceServer]:
    with ReferenceServer(profile="letta-0.16.8") as server:
        yield server


@pytest.fixture
def talk(http: httpx.Client) -> Talk:
    return Talk(http)
