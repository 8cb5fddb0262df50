"""Plain HTTP clients of a server in this process."""

from typing import Any

import httpx

from letta_client.testing import Clock, ReferenceServer
from letta_client.testing.server import BASE_URL


def connect(server: ReferenceServer[Clock], timeout: float = 60) -> httpx.Client:
    return httpx.Client(transport=server.transport(), base_url=BASE_URL, timeout=timeout)


def async_connect(server: ReferenceServer[Clock], timeout: float = 60) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=server.async_transport(), base_url=BASE_URL, timeout=timeout)


def json_of(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text
    return response.json()
