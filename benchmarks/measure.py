"""Measure one thing in this Python: `python measure.py ROW SUBJECT URL`, which prints a number.

ROW names a row of the table, SUBJECT is "client" or "floor", and URL is where server.py listens.
Both versions of `letta_client` are measured by the same code, each in an environment that has it.
Nothing but the standard library is imported before it is asked for: that is one of the rows.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

RUN_ID = "run-0f525fb6-fe75-4a79-a412-86aa86e2d3dc"
BASE_URL = "http://letta.test"


# New processes


def import_package(url: str) -> float:
    """CPU seconds of `import letta_client`."""
    start = time.process_time()
    importlib.import_module("letta_client")

    return time.process_time() - start


def first_list(url: str) -> float:
    """CPU seconds of a process that imports, makes a client, and lists runs once."""
    from letta_client import Letta

    with Letta(api_key="key", base_url=url) as client:
        client.runs.list()
    return time.process_time()


def import_httpx_and_pydantic(url: str) -> float:
    """CPU seconds of a process that imports httpx and pydantic."""
    importlib.import_module("httpx")
    importlib.import_module("pydantic")

    return time.process_time()


def first_list_by_hand(url: str) -> float:
    """CPU seconds of a process that does the same with httpx and a model of its own."""
    import datetime

    import httpx
    import pydantic

    class Run(pydantic.BaseModel):
        id: str
        status: str
        created_at: datetime.datetime
        agent_id: str

    with httpx.Client(base_url=url) as client:
        runs = pydantic.TypeAdapter(list[Run])
        runs.validate_json(client.get("/v1/runs/").content)
    return time.process_time()


# In memory


def _cpu_seconds(work: Callable[[], object], *, times: int, rounds: int = 5) -> float:
    """Return the CPU seconds that `work` takes: the least of several rounds."""
    seconds: list[float] = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            work()
        seconds.append((time.process_time() - start) / times)
    return min(seconds)


def _transport(answer: Callable[[], httpx.Response]) -> httpx.MockTransport:
    import httpx

    return httpx.MockTransport(lambda request: answer())


def _json(body: bytes) -> Callable[[], httpx.Response]:
    import httpx

    headers = {"content-type": "application/json"}
    return lambda: httpx.Response(200, headers=headers, content=body)


def _events(chunks: list[bytes]) -> Callable[[], httpx.Response]:
    import httpx

    class Body(httpx.SyncByteStream):
        def __iter__(self) -> Any:
            return iter(chunks)

    headers = {"content-type": "text/event-stream; charset=utf-8"}
    return lambda: httpx.Response(200, headers=headers, stream=Body())


def _letta(answer: Callable[[], httpx.Response]) -> Any:
    import httpx

    from letta_client import Letta

    http_client = httpx.Client(transport=_transport(answer))
    return Letta(api_key="key", base_url=BASE_URL, http_client=http_client)


def page(url: str) -> float:
    """CPU seconds of a page of 1,000 runs."""
    from answers import page

    client = _letta(_json(page(1000)))
    return _cpu_seconds(lambda: client.runs.list(limit=1000), times=5)


def page_floor(url: str) -> float:
    """CPU seconds of `json.loads` of the same page."""
    import json

    from answers import page

    body = page(1000)
    return _cpu_seconds(lambda: json.loads(body), times=5)


def retrieve(url: str) -> float:
    """CPU seconds of a run that is retrieved, and validated."""
    from answers import run

    client = _letta(_json(run()))
    return _cpu_seconds(lambda: client.runs.retrieve(RUN_ID), times=500, rounds=10)


def retrieve_floor(url: str) -> float:
    """CPU seconds of `httpx.Client.get` and `json.loads`."""
    import json

    import httpx
    from answers import run

    http_client = httpx.Client(transport=_transport(_json(run())), base_url=BASE_URL)

    def get() -> object:
        return json.loads(http_client.get(f"/v1/runs/{RUN_ID}").content)

    return _cpu_seconds(get, times=500, rounds=10)


TOKENS = 20_000


def stream(url: str) -> float:
    """CPU seconds of an event of a stream that is there already."""
    from answers import replay

    return _per_event(replay(TOKENS))


def live_stream(url: str) -> float:
    """CPU seconds of an event of a stream that comes event by event."""
    from answers import stream

    return _per_event(stream(TOKENS))


def stream_floor(url: str) -> float:
    """CPU seconds of a line of the same stream and `json.loads` of its data."""
    from answers import replay

    return _per_line(replay(TOKENS))


def live_stream_floor(url: str) -> float:
    """The same, where the stream comes event by event."""
    from answers import stream

    return _per_line(stream(TOKENS))


def _per_event(chunks: list[bytes]) -> float:
    client = _letta(_events(chunks))

    def read() -> None:
        for _ in client.runs.messages.stream(RUN_ID):
            pass

    return _cpu_seconds(read, times=1) / TOKENS


def _per_line(chunks: list[bytes]) -> float:
    import json

    import httpx

    http_client = httpx.Client(transport=_transport(_events(chunks)), base_url=BASE_URL)

    def read() -> None:
        with http_client.stream("POST", "/") as response:
            for line in response.iter_lines():
                if line.startswith("data: {"):
                    json.loads(line[6:])

    return _cpu_seconds(read, times=1) / TOKENS


def stream_memory(url: str) -> float:
    """Megabytes that are kept when 60,000 events were read, while the stream is still there."""
    import tracemalloc

    from answers import stream

    chunks = stream(60_000)
    client = _letta(_events(chunks))
    for _ in client.runs.messages.stream(RUN_ID):
        break
    tracemalloc.start()
    events = client.runs.messages.stream(RUN_ID)
    for _ in events:
        pass
    kept, _ = tracemalloc.get_traced_memory()
    return kept / 1e6


# On the loopback interface

CALLS = 2000
AT_ONCE = 100


def _calls_per_second(
    open_client: Callable[[], Any], call: Callable[[Any], Awaitable[object]]
) -> float:
    """Return how many calls there are in a CPU second of this process, connections being open."""
    import asyncio

    async def make_calls(client: Any, count: int) -> None:
        left = iter(range(count))

        async def work() -> None:
            for _ in left:
                await call(client)

        await asyncio.gather(*[work() for _ in range(AT_ONCE)])

    async def main() -> float:
        async with open_client() as client:
            await make_calls(client, AT_ONCE)
            start = time.process_time()
            await make_calls(client, CALLS)
            return CALLS / (time.process_time() - start)

    return asyncio.run(main())


def concurrent(url: str) -> float:
    """Calls in a CPU second of `retrieve`, over the default connections."""
    from letta_client import AsyncLetta

    return _calls_per_second(
        lambda: AsyncLetta(api_key="key", base_url=url),
        lambda client: client.runs.retrieve(RUN_ID),
    )


def concurrent_aiohttp(url: str) -> float:
    """Calls in a CPU second of `retrieve` over aiohttp."""
    from letta_client import AsyncLetta, DefaultAioHttpClient

    return _calls_per_second(
        lambda: AsyncLetta(api_key="key", base_url=url, http_client=DefaultAioHttpClient()),
        lambda client: client.runs.retrieve(RUN_ID),
    )


def _get(url: str) -> Callable[[Any], Awaitable[object]]:
    import json

    async def get(client: httpx.AsyncClient) -> object:
        return json.loads((await client.get(f"{url}/v1/runs/{RUN_ID}")).content)

    return get


def concurrent_floor(url: str) -> float:
    """Calls in a CPU second of `httpx.AsyncClient.get` and `json.loads`."""
    import httpx

    limits = httpx.Limits(max_connections=1000, max_keepalive_connections=100)
    return _calls_per_second(lambda: httpx.AsyncClient(limits=limits), _get(url))


def concurrent_aiohttp_floor(url: str) -> float:
    """Calls in a CPU second of httpx over aiohttp and `json.loads`."""
    import httpx
    from httpx_aiohttp import HttpxAiohttpClient

    limits = httpx.Limits(max_connections=1000, max_keepalive_connections=100)
    return _calls_per_second(lambda: HttpxAiohttpClient(limits=limits), _get(url))


Measurement = Callable[[str], float]

CLIENT: dict[str, Measurement] = {
    "import": import_package,
    "first list": first_list,
    "first list, by hand": first_list,
    "page": page,
    "retrieve": retrieve,
    "stream": stream,
    "live stream": live_stream,
    "stream memory": stream_memory,
    "concurrent": concurrent,
    "concurrent, aiohttp": concurrent_aiohttp,
}
FLOOR: dict[str, Measurement] = {
    "first list": import_httpx_and_pydantic,
    "first list, by hand": first_list_by_hand,
    "page": page_floor,
    "retrieve": retrieve_floor,
    "stream": stream_floor,
    "live stream": live_stream_floor,
    "concurrent": concurrent_floor,
    "concurrent, aiohttp": concurrent_aiohttp_floor,
}


def main() -> None:
    row, subject, url = sys.argv[1:]
    print({"client": CLIENT, "floor": FLOOR}[subject][row](url))


if __name__ == "__main__":
    main()
