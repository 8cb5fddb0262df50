"""What the tests of both shells have in common.

The tests in `_async` are the source; those in `_sync` are generated from them. This file marks the
asynchronous ones, which run on asyncio and on trio: a marker in the source would have to be
converted away.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator

import pytest

import letta_client._core.streams.frames

from .cutting import PlacesToCut, beside_frames, every_byte
from .loopback import LoopbackServer
from .routes import RouteServer


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(name: str, obj: object) -> None:
    # A property is a function that calls the coroutine function below it.
    test = getattr(getattr(obj, "hypothesis", None), "inner_test", obj)
    if name.startswith("test") and inspect.iscoroutinefunction(test):
        pytest.mark.anyio(obj)
        # Trio says so of the generators inside httpx, for every body that is not read to its end.
        pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning")(obj)


FRAME_PATHS = ["plain frames as bytes", "all frames by httpx-sse"]


@pytest.fixture(autouse=True)
def no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("LETTA_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def places_to_cut(request: pytest.FixtureRequest) -> PlacesToCut:
    """Where a test is to cut a stream: at every byte on one backend, and of one profile."""
    is_async = "anyio_backend" in request.fixturenames
    is_contract = "profile" in request.fixturenames and "contract" in request.node.name
    is_by_httpx_sse = FRAME_PATHS[1] in request.node.name
    return beside_frames if is_async or is_contract or is_by_httpx_sse else every_byte


@pytest.fixture
def delays() -> list[float]:
    """The seconds for which a client that was given this list would have slept."""
    return []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Read the frames of streams in both ways there are; both worlds share the code that does."""
    if "frame_path" in metafunc.fixturenames:
        both = "_sync" in metafunc.definition.path.parts
        paths = FRAME_PATHS if both else FRAME_PATHS[:1]
        metafunc.parametrize("frame_path", paths, indirect=True, scope="module")


@pytest.fixture(scope="module")
def frame_path(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param != FRAME_PATHS[0]:
            patch.setattr(letta_client._core.streams.frames, "_PLAIN", b"no frame begins so")
        yield


@pytest.fixture
def loopback() -> Iterator[LoopbackServer]:
    with LoopbackServer() as server:
        yield server


@pytest.fixture(scope="session")
def routes() -> Iterator[RouteServer]:
    with RouteServer() as server:
        yield server
