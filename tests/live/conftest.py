"""A real Letta server, an agent on it, and clients; `scripts/test-live` provides the server.

The stub of a model's provider behind the server does what words in a prompt tell it:
backend/stub_model.py lists them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from letta_client import Letta
from thoroughness import times

from .callers import Caller, calling, calling_async
from .published import Published
from .subjects import PATIENCE, Subjects

CALLERS = ("Letta", "AsyncLetta")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if times(1) == 1:
        left_out = set(_half_of_the_tables(items))
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(
                pytest.mark.filterwarnings("ignore:The API has deprecated:DeprecationWarning")
            )


def _half_of_the_tables(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield what is left out unless `--hypothesis-profile=thorough` asks for all.

    The rows of a table of calls are made by the two clients in turn: the one is generated from the
    other, and both make every call on the reference server.
    """
    seen: dict[tuple[object, ...], int] = {}
    for item in items:
        params: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
        row = tuple(value for name, value in sorted(params.items()) if name != "caller")
        if "caller" in params and row:
            test = (item.path, getattr(item, "originalname", item.name))
            number = seen.setdefault((*test, repr(row)), len(seen))
            if CALLERS[number % len(CALLERS)] != params["caller"]:
                yield item


@pytest.fixture(scope="session")
def live() -> Mapping[str, str]:
    """What `scripts/test-live` says of the server: see `Server` in backend/server.py."""
    prefix = "LETTA_LIVE_"
    known = {
        name.removeprefix(prefix).lower(): value
        for name, value in os.environ.items()
        if name.startswith(prefix)
    }
    if "url" not in known:
        pytest.skip("needs a Letta server: scripts/test-live runs these tests")
    return known


@pytest.fixture(scope="session")
def base_url(live: Mapping[str, str]) -> str:
    return live["url"]


@pytest.fixture(scope="session")
def http(base_url: str) -> Iterator[httpx.Client]:
    """The server without any client of ours."""
    with httpx.Client(base_url=base_url, timeout=PATIENCE, trust_env=False) as http:
        yield http


@pytest.fixture(scope="session")
def subjects(http: httpx.Client) -> Subjects:
    return Subjects(http)


@pytest.fixture(scope="session")
def callers(base_url: str) -> Iterator[Mapping[str, Caller]]:
    with (
        calling(base_url, timeout=PATIENCE) as caller,
        calling_async(base_url, timeout=PATIENCE) as async_caller,
    ):
        yield {"Letta": caller, "AsyncLetta": async_caller}


@pytest.fixture(params=CALLERS)
def caller(request: pytest.FixtureRequest, callers: Mapping[str, Caller]) -> Caller:
    """The one client, then the other. Its answers are those of the test."""
    caller = callers[request.param]
    caller.answers.forget()
    return caller


@pytest.fixture
def client(base_url: str) -> Iterator[Letta]:
    """A client that has learned nothing of the server yet."""
    with calling(base_url, timeout=PATIENCE) as caller:
        yield caller.client


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def published(live: Mapping[str, str]) -> Published:
    """The published client, in its own Python."""
    return Published(live["published_python"], live["url"])
