"""Lists: order, cursors, filters, and a million runs."""

import tracemalloc
from datetime import timedelta
from typing import Any, Literal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letta_client.testing import ReferenceServer, Script
from letta_client.testing.profiles import PROFILES, ProfileName
from testing.clients import connect

Kind = Literal["runs", "steps", "run's steps", "run's messages"]
PATHS: dict[Kind, str] = {
    "runs": "/v1/runs/",
    "steps": "/v1/steps/",
    "run's steps": "/v1/runs/{run}/steps",
    "run's messages": "/v1/runs/{run}/messages",
}
TWO_STEPS = Script().call_tool("look", {}, "There.").reply("Here.")


def ids(items: Any) -> list[str]:
    return [item["id"] for item in items]


@st.composite
def servers(draw: st.DrawFn, profile: ProfileName = "contract") -> ReferenceServer:
    """Draw a server that has runs at few different moments, and batches between them."""
    server = ReferenceServer(profile=profile)
    now = server.clock.now()
    for age in draw(st.lists(st.integers(1, 6), min_size=1, max_size=6)):
        server.add_run(TWO_STEPS, created_at=now - timedelta(seconds=age))
    for count in draw(st.lists(st.integers(1, 4), max_size=2)):
        server.add_runs(count, TWO_STEPS)
    return server


@given(
    server=servers(),
    kind=st.sampled_from(sorted(PATHS)),
    order=st.sampled_from(["asc", "desc"]),
    after=st.none() | st.integers(0, 30),
    before=st.none() | st.integers(0, 30),
    limit=st.none() | st.integers(1, 5),
)
def test_a_page_is_the_part_of_the_whole_list_between_its_cursors(
    server: ReferenceServer,
    kind: Kind,
    order: str,
    after: int | None,
    before: int | None,
    limit: int | None,
) -> None:
    with connect(server) as http:
        run = http.get("/v1/runs/").json()[0]["id"]
        path = PATHS[kind].format(run=run)
        whole = ids(http.get(path, params={"order": order}).json())
        first = 0 if after is None else after % len(whole) + 1
        last = len(whole) if before is None else before % len(whole)
        query: dict[str, Any] = {"order": order}
        if after is not None:
            query["after"] = whole[first - 1]
        if before is not None:
            query["before"] = whole[last]
        if limit is not None:
            query["limit"] = limit

        found = ids(http.get(path, params=query).json())

    assert found == whole[first:last][:limit]


@given(server=servers())
def test_ascending_is_descending_reversed(server: ReferenceServer) -> None:
    with connect(server) as http:
        for path in ("/v1/runs/", "/v1/steps/"):
            descending = ids(http.get(path, params={"order": "desc"}).json())
            ascending = ids(http.get(path, params={"order": "asc"}).json())
            assert ascending == descending[::-1]
            assert len(set(ascending)) == len(ascending)


@given(
    server=servers(profile="letta-0.16.8"),
    order=st.sampled_from(["asc", "desc"]),
    place=st.integers(0, 30),
)
def test_letta_0_16_8_mistakes_after_for_before(
    server: ReferenceServer, order: str, place: int
) -> None:
    with connect(server) as http:
        whole = ids(http.get("/v1/runs/", params={"order": order}).json())
        index = place % len(whole)
        after = http.get("/v1/runs/", params={"order": order, "after": whole[index], "limit": 2})
        before = http.get("/v1/runs/", params={"order": order, "before": whole[index], "limit": 2})

    assert ids(after.json()) == whole[:index][:2]
    assert ids(before.json()) == whole[index + 1 :][:2]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_letta_0_16_8_takes_the_cursors_of_messages_for_moments(order: str) -> None:
    with ReferenceServer(profile="letta-0.16.8") as server:
        run = server.add_run(TWO_STEPS)
        with connect(server) as http:
            path = f"/v1/runs/{run.id}/messages"
            oldest_first = ids(http.get(path).json())
            after = http.get(path, params={"order": order, "after": oldest_first[1]})
            before = http.get(path, params={"order": order, "before": oldest_first[1]})

    assert sorted(ids(after.json())) == sorted(oldest_first[2:])
    assert sorted(ids(before.json())) == sorted(oldest_first[:1])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"agent_id": "agent-b"}, "b"),
        ({"agent_ids": ["agent-b", "agent-c"]}, "cb"),
        ({"statuses": ["failed", "cancelled"]}, "dc"),
        ({"statuses": "running"}, "e"),
        ({"active": True}, "fe"),
        ({"background": False}, "b"),
        ({"stop_reason": "max_steps"}, "a"),
        ({"conversation_id": "conv-1"}, "cb"),
        ({"ascending": True, "statuses": "completed"}, "ab"),
        ({"background": True, "statuses": ["completed", "failed"], "limit": 1}, "c"),
        ({"agent_id": "agent-z"}, ""),
    ],
)
def test_runs_are_filtered(
    server: ReferenceServer, http: httpx.Client, query: Any, expected: str
) -> None:
    names = {
        server.add_run(agent_id="agent-a", stop_reason="max_steps").id: "a",
        server.add_run(agent_id="agent-b", background=False, conversation_id="conv-1").id: "b",
        server.add_run(agent_id="agent-c", status="failed", conversation_id="conv-1").id: "c",
        server.add_run(agent_id="agent-d", status="cancelled").id: "d",
        server.add_run(agent_id="agent-e", status="running").id: "e",
        server.add_run(agent_id="agent-f", status="created").id: "f",
    }
    # Runs of which none or all match, and that are older than the others.
    server.add_runs(5, agent_id="agent-x", status="failed", background=None, every=timedelta(9))

    query.setdefault("limit", 6)
    found = [names.get(run, "x") for run in ids(http.get("/v1/runs/", params=query).json())]

    assert "".join(name for name in found if name != "x") == expected


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("batch", [False, True])
def test_a_cursor_can_name_an_item_of_another_list(profile: ProfileName, *, batch: bool) -> None:
    with ReferenceServer(profile=profile) as server, connect(server) as http:
        older, newer = (
            map(server.add_runs(2, TWO_STEPS).run_id, (0, 1))
            if batch
            else [str(server.add_run(TWO_STEPS).id) for _ in range(2)]
        )

        def page(run: str, what: str, **query: str) -> list[str]:
            return ids(http.get(f"/v1/runs/{run}/{what}", params={"order": "asc", **query}).json())

        for what in ("messages", "steps"):
            whole = page(newer, what)
            assert page(newer, what, after=page(older, what)[1]) == whole
            assert page(newer, what, before=page(older, what)[1]) == []
        first, second = page(newer, "steps")
        earlier = ids(http.get(f"/v1/steps/{first}/messages").json())
        path = f"/v1/steps/{second}/messages"
        assert http.get(path, params={"after": earlier[0]}).json() == http.get(path).json() != []


def test_the_list_of_active_runs_has_those_that_are_not_over(
    server: ReferenceServer, http: httpx.Client
) -> None:
    server.add_run()
    running = server.add_run(status="running")
    created = server.add_run(status="created", background=None)

    assert sorted(ids(http.get("/v1/runs/active").json())) == sorted(
        str(run.id) for run in (created, running)
    )
    query: dict[str, Any] = {"background": True, "agent_id": server.agent_id}
    assert ids(http.get("/v1/runs/active", params=query).json()) == [running.id]


def test_a_run_is_not_there_before_it_is_created(
    server: ReferenceServer, http: httpx.Client
) -> None:
    run = server.add_run(created_at=server.clock.now() + timedelta(hours=1))

    assert http.get(f"/v1/runs/{run.id}").status_code == 404
    assert http.get("/v1/runs/").json() == []
    server.clock.advance(timedelta(hours=1))
    assert ids(http.get("/v1/runs/").json()) == [run.id]


def test_steps_are_filtered(server: ReferenceServer, http: httpx.Client) -> None:
    def steps(**query: Any) -> list[str]:
        return ids(http.get("/v1/steps/", params=query).json())

    server.add_runs(3, TWO_STEPS, agent_id="agent-batch", every=timedelta(hours=1))
    server.add_run(model="other", agent_id="agent-a", project_id="project-1")
    other = steps(agent_id="agent-a")
    server.clock.advance(60)
    changed = steps(agent_id="agent-batch")[-1]
    http.patch(f"/v1/steps/{changed}/feedback", json={"feedback": "negative", "tags": ["odd"]})
    trace_id = http.get(f"/v1/steps/{changed}").json()["trace_id"]

    assert len(steps()) == 7
    assert len(other) == 1
    assert steps(model="other") == steps(project_id="project-1") == other
    assert steps(feedback="negative") == steps(has_feedback=True) == [changed]
    assert len(steps(has_feedback=False)) == 6
    assert steps(tags=["odd", "even"]) == [changed]
    assert changed in steps(trace_ids=[trace_id, "unknown"])
    assert len(steps(trace_ids=trace_id)) == 2
    start = server.clock.now() - timedelta(hours=1)
    assert len(steps(start_date=start.isoformat())) == 3
    assert len(steps(end_date=start.isoformat())) == 4
    assert len(steps(start_date=start.isoformat(), end_date="2026-01-01T12:00:00")) == 3


def test_a_deleted_run_is_gone_with_all_that_belongs_to_it(
    server: ReferenceServer, http: httpx.Client
) -> None:
    single = server.add_run()
    batch = server.add_runs(3)
    steps = ids(http.get("/v1/steps/").json())

    for run_id in (single.id, batch.run_id(1)):
        step = http.get(f"/v1/runs/{run_id}/steps").json()[0]["id"]
        assert http.delete(f"/v1/runs/{run_id}").status_code == 200
        assert http.get(f"/v1/runs/{run_id}").status_code == 404
        assert http.get(f"/v1/steps/{step}").status_code == 404
        steps.remove(step)

    assert sorted(ids(http.get("/v1/runs/").json())) == [batch.run_id(0), batch.run_id(2)]
    assert ids(http.get("/v1/steps/").json()) == steps


def test_a_run_of_a_batch_is_like_any_other(server: ReferenceServer, http: httpx.Client) -> None:
    batch = server.add_runs(3, TWO_STEPS, every=timedelta(minutes=1))
    listed = http.get("/v1/runs/").json()

    for run in listed:
        assert http.get(f"/v1/runs/{run['id']}").json() == run
        assert len(http.get(f"/v1/runs/{run['id']}/messages").json()) == 4
        assert http.post(f"/v1/runs/{run['id']}/stream", json={}).text.endswith("[DONE]\n\n")
    assert ids(listed) == [batch.run_id(index) for index in (2, 1, 0)]


def test_a_million_runs_take_seconds_and_no_memory(
    server: ReferenceServer, http: httpx.Client
) -> None:
    tracemalloc.start()
    batch = server.add_runs(1_000_000, background=None)
    cursor = batch.run_id(499_999)
    queries: dict[str, dict[str, Any]] = {
        "newest": {},
        "oldest": {"order": "asc"},
        "middle": {"after": cursor},
        "middle upwards": {"after": cursor, "order": "asc"},
        "none": {"statuses": "failed"},
    }
    pages = {
        name: ids(http.get("/v1/runs/", params={"limit": 3, **query}).json())
        for name, query in queries.items()
    }
    steps = ids(http.get("/v1/steps/", params={"limit": 2}).json())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    places = {batch.run_id(place): place for place in (*range(499_996, 500_003), 0, 1, 2)}
    places |= {batch.run_id(place): place for place in range(999_997, 1_000_000)}
    assert {name: [places[run] for run in page] for name, page in pages.items()} == {
        "newest": [999_999, 999_998, 999_997],
        "oldest": [0, 1, 2],
        "middle": [499_998, 499_997, 499_996],
        "middle upwards": [500_000, 500_001, 500_002],
        "none": [],
    }
    assert len(steps) == 2
    assert peak < 20_000_000


@pytest.mark.parametrize(
    "options",
    [
        {"count": 0},
        {"count": 2, "status": "running"},
        {"count": 2, "status": "asleep"},
        {"count": 2, "first_created_at": ReferenceServer().clock.now()},
    ],
)
def test_a_batch_that_is_not_over_is_refused(server: ReferenceServer, options: Any) -> None:
    with pytest.raises(ValueError, match=r"over|none of"):
        server.add_runs(**options)
