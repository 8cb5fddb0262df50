"""Tables as Parquet, in parts that an export goes on from."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from letta_client import InternalServerError, tables
from letta_client.tables import parquet
from letta_client.testing import ReferenceServer, Script

PROFILES = ["contract", "letta-0.16.8"]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "RUNS_PER_PART", 10)


def ids_in(directory: Path) -> list[str]:
    return pl.read_parquet(directory)["run_id"].to_list()


def ids_on(server: ReferenceServer) -> list[str]:
    return [run.id for run in server.client().runs.list(order="asc")]


@pytest.mark.parametrize("profile", PROFILES)
def test_only_what_is_new_is_fetched_by_the_next_export(tmp_path: Path, profile: Any) -> None:
    with ReferenceServer(profile=profile) as server:
        server.add_runs(25)
        table = tables.runs(server.client(), columns=tables.RUN_CORE + tables.RUN_TOKENS)
        directory = table.to_parquet(tmp_path / "runs")
        assert ids_in(directory) == ids_on(server)
        assert len(list(directory.iterdir())) == 3

        for number in range(4):
            server.add_run(f"Number {number}")
        expected = ids_on(server)
        server.requests.clear()
        table.to_parquet(directory)
        usage = [request for request in server.requests if request.path.endswith("/usage")]
        assert len(usage) == 4
        assert ids_in(directory) == expected
        assert list(tmp_path.iterdir()) == [directory]


@pytest.mark.parametrize("profile", PROFILES)
def test_an_export_goes_on_where_it_failed(tmp_path: Path, profile: Any) -> None:
    with ReferenceServer(profile=profile) as server:
        batch = server.add_runs(45)
        broken = server.faults.add(
            status=500, path=f"/v1/runs/{batch.run_id(27)}/usage", times=None
        )
        columns = tables.RUN_CORE + tables.RUN_TOKENS
        table = tables.runs(server.client(max_retries=0), columns=columns)
        with pytest.raises(InternalServerError):
            table.to_parquet(tmp_path / "runs")
        assert ids_in(tmp_path / "runs") == ids_on(server)[:20]
        server.faults.clear()
        server.requests.clear()
        table.to_parquet(tmp_path / "runs")
        usage = [request for request in server.requests if request.path.endswith("/usage")]
        assert len(usage) == 25
        assert ids_in(tmp_path / "runs") == ids_on(server)
    assert broken


KILLED_EXPORT = """
import os, signal, sys
from pathlib import Path

import httpx

from letta_client import Letta, tables
from letta_client.tables import parquet

url, directory, killing_path, killing_part = sys.argv[1:]
parquet.RUNS_PER_PART = 10
replace = Path.replace


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def replace_or_kill(self, target):
    return kill() if target.name == killing_part else replace(self, target)


def request_or_kill(request):
    if request.url.path == killing_path:
        kill()


def export():
    http_client = httpx.Client(event_hooks={"request": [request_or_kill]})
    client = Letta(api_key="any", base_url=url, http_client=http_client)
    tables.runs(client, columns=tables.RUN_CORE + tables.RUN_TOKENS).to_parquet(directory)


Path.replace = replace_or_kill
killed = os.fork()
if not killed:
    export()
assert os.WTERMSIG(os.waitpid(killed, 0)[1]) == signal.SIGKILL
killing_path = ""
export()
"""


def test_the_export_of_a_process_that_was_killed_goes_on(tmp_path: Path) -> None:
    with ReferenceServer() as server, server.serve() as url:
        batch = server.add_runs(45)
        table = tables.runs(server.client(), columns=tables.RUN_CORE + tables.RUN_TOKENS)
        directory = tmp_path / "runs"
        # Killed while the second part is written, and then before the third one gets its name.
        arguments = [
            url,
            str(directory),
            f"/v1/runs/{batch.run_id(17)}/usage",
            "part-000002.parquet",
        ]
        done = subprocess.run([sys.executable, "-c", KILLED_EXPORT, *arguments], timeout=60)
        assert done.returncode == -signal.SIGKILL
        assert ids_in(directory) == ids_on(server)[:20]
        paths = [request.path for request in server.requests]
        assert {paths.count(f"/v1/runs/{run_id}/usage") for run_id in ids_on(server)[:10]} == {1}

        table.to_parquet(directory)
        assert ids_in(directory) == ids_on(server)
        assert pl.read_parquet(directory).equals(pl.DataFrame(table).reverse())
        assert list(tmp_path.iterdir()) == [directory]


def test_runs_that_were_not_over_are_fetched_again(tmp_path: Path) -> None:
    with ReferenceServer() as server:
        server.add_runs(3)
        run = server.start_run(Script().call_tool("wait", {}, "done", delay=60).reply("Done."))
        server.add_run("Later.")
        of_runs = tables.runs(server.client())
        of_steps = tables.steps(server.client())
        for _ in range(2):
            of_runs.to_parquet(tmp_path / "runs")
            of_steps.to_parquet(tmp_path / "steps")
            statuses = pl.read_parquet(tmp_path / "runs").filter(run_id=run.id)["status"]
            assert statuses.to_list() == ["running"]
        server.clock.advance(600)
        of_runs.to_parquet(tmp_path / "runs")
        of_steps.to_parquet(tmp_path / "steps")
        statuses = pl.read_parquet(tmp_path / "runs").filter(run_id=run.id)["status"]
        assert statuses.to_list() == ["completed"]
        assert sorted(ids_in(tmp_path / "runs")) == sorted(ids_on(server))
        expected = of_steps.to_polars().sort("step_id")
        assert pl.read_parquet(tmp_path / "steps").sort("step_id").equals(expected)


def test_what_could_not_be_had_is_fetched_again(tmp_path: Path) -> None:
    with ReferenceServer() as server:
        batch = server.add_runs(12)
        path = f"/v1/runs/{batch.run_id(3)}/steps"
        server.faults.add(status=500, path=path, times=None)
        table = tables.steps(server.client(max_retries=0), strict=False)
        table.to_parquet(tmp_path / "steps")
        assert [error.run_id for error in table.errors] == [batch.run_id(3)]
        assert len(set(ids_in(tmp_path / "steps"))) == 11
        server.faults.clear()
        table.to_parquet(tmp_path / "steps")
        assert table.errors == ()
        assert len(set(ids_in(tmp_path / "steps"))) == 12


def test_no_run_is_lost_when_one_cannot_be_fetched_again(tmp_path: Path) -> None:
    script = Script().call_tool("wait", {}, "done", delay=60)
    with ReferenceServer() as server:
        running = [server.start_run(script).id for _ in range(3)]
        table = tables.runs(server.client(max_retries=0), strict=False)
        table.to_parquet(tmp_path / "runs")
        server.clock.advance(600)
        server.faults.add(status=500, path=f"/v1/runs/{running[0]}", times=None)
        table.to_parquet(tmp_path / "runs")
        assert [error.run_id for error in table.errors] == [running[0]]
        assert sorted(ids_in(tmp_path / "runs")) == sorted(running[1:])
        server.faults.clear()
        table.to_parquet(tmp_path / "runs")
        assert sorted(ids_in(tmp_path / "runs")) == sorted(running)
        assert set(pl.read_parquet(tmp_path / "runs")["status"]) == {"completed"}


def test_named_runs_that_are_there_are_not_fetched_again(tmp_path: Path) -> None:
    with ReferenceServer() as server:
        named = [server.add_run().id for _ in range(2)]
        table = tables.steps(server.client(), runs=named)
        table.to_parquet(tmp_path / "steps")
        server.requests.clear()
        table.to_parquet(tmp_path / "steps")
        assert not server.requests


def test_a_run_that_joins_the_list_later_is_not_missed(tmp_path: Path) -> None:
    with ReferenceServer() as server:
        script = Script().call_tool("wait", {}, "done", delay=60).fail()
        late = server.start_run(script)
        soon = server.add_run(Script().fail(), created_at=server.clock.now())
        table = tables.runs(server.client(), statuses=["failed"])
        table.to_parquet(tmp_path / "failed")
        assert ids_in(tmp_path / "failed") == [soon.id]
        server.clock.advance(600)
        table.to_parquet(tmp_path / "failed")
        assert sorted(ids_in(tmp_path / "failed")) == sorted([late.id, soon.id])


def test_a_table_without_rows_leaves_its_schema(tmp_path: Path) -> None:
    with ReferenceServer() as server:
        table = tables.steps(server.client())
        for _ in range(2):
            table.to_parquet(tmp_path / "steps")
        frame = pl.read_parquet(tmp_path / "steps")
        assert frame.schema == table.to_polars().schema
        server.add_run()
        table.to_parquet(tmp_path / "steps")
        assert pl.read_parquet(tmp_path / "steps").equals(table.to_polars())


def test_duckdb_reads_the_parts(tmp_path: Path) -> None:
    with ReferenceServer() as server:
        server.add_runs(25)
        tables.runs(server.client()).to_parquet(tmp_path / "runs")
        connection: Any = duckdb.connect()
        query = f"select count(*) from read_parquet('{tmp_path}/runs/*.parquet')"
        assert connection.sql(query).fetchall() == [(25,)]


def test_a_directory_has_one_table(tmp_path: Path) -> None:
    with ReferenceServer() as server:
        client = server.client()
        tables.runs(client).to_parquet(tmp_path)
        for other in (
            tables.steps(client),
            tables.runs(client, background=True),
            tables.runs(client, columns=tables.RUN_CORE + tables.RUN_TOKENS),
        ):
            with pytest.raises(ValueError, match="another table"):
                other.to_parquet(tmp_path)
        with pytest.raises(ValueError, match="run_id"):
            tables.runs(client, columns=tables.RUN_TOKENS).to_parquet(tmp_path / "other")
