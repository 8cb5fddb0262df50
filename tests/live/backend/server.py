"""A Letta server with everything that it needs around it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from .installation import HERE, Installation
from .network import fetch
from .parts import Parts
from .processes import Processes
from .progress import SetupError, step
from .run_directory import RunDirectory, run_directory


@dataclass(frozen=True)
class Server:
    """A running server, and what tests may want to know of it."""

    url: str
    model_url: str
    clickhouse_url: str
    published_python: str
    dependent_python: str
    logs: str

    def variables(self) -> dict[str, str]:
        """Return it as the environment variables that tests/live/conftest.py reads."""
        return {f"LETTA_LIVE_{name.upper()}": value for name, value in asdict(self).items()}


@contextmanager
def running(installation: Installation) -> Generator[tuple[Server, RunDirectory, Processes]]:
    """Start a server of its own directory, data and ports, and end it.

    Raises:
        SetupError: some part of it does not start.
    """
    with run_directory(installation.runs) as directory, Processes() as processes:
        cluster = directory.path / "postgres"
        shutil.copytree(installation.template, cluster)
        cluster.chmod(0o700)
        installation.give_to_postgres(cluster)
        parts = Parts(installation, directory.path, cluster)
        processes.start(
            parts.postgres(), parts.redis(), parts.model(), parts.clickhouse(), within=60
        )
        processes.start(parts.collector(), parts.letta(), within=180)
        try:
            # Before it has read the list of models, no agent can be made.
            fetch(f"{parts.url}/v1/models/", timeout=60)
        except OSError as error:
            raise SetupError(f"Letta does not tell its models: {error}") from error
        server = Server(
            url=parts.url,
            model_url=parts.model_url,
            clickhouse_url=parts.clickhouse_url,
            published_python=str(installation.published_python),
            dependent_python=str(installation.dependent_python),
            logs=str(directory.logs),
        )
        yield server, directory, processes


def make_template(installation: Installation) -> None:
    """Make the cluster that each run gets a copy of: Postgres with Letta's tables, and no rows.

    Raises:
        SetupError: it could not be made.
    """
    cluster = installation.template
    cluster.mkdir(mode=0o700)
    installation.give_to_postgres(cluster)
    with (
        step("make a database with Letta's tables"),
        run_directory(installation.runs) as directory,
        Processes() as processes,
    ):
        parts = Parts(installation, directory.path, cluster)
        _run(
            [
                *(str(installation.postgres_programs / "initdb"), "-D", str(cluster)),
                *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
            ],
            parts.environment(),
            directory=cluster,
            user=installation.postgres_user,
        )
        processes.start(parts.postgres(), within=60)
        _run(
            [str(installation.letta_python), str(HERE / "make_tables.py")],
            parts.letta_environment(),
            directory=directory.path,
        )


def _run(
    command: list[str], environment: dict[str, str], *, directory: Path, user: str | None = None
) -> None:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=environment,
        cwd=directory,
        user=user,
        extra_groups=None if user is None else [],
    )
    if done.returncode != 0:
        raise SetupError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}".strip())
