"""The programs that a Letta server needs around it, and itself: how each is started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .installation import HERE, Installation
from .network import LOOPBACK, answers, free_ports, listens
from .processes import Process

# ClickHouse wants one; the front asks for none.
CLICKHOUSE_PASSWORD = "any"

TRACE_DATABASE = "otel"


@dataclass(frozen=True)
class Ports:
    """Where each program listens."""

    postgres: int
    redis: int
    model: int
    clickhouse: int
    collector: int
    letta: int


class Parts:
    """Makes the programs of one run: they share its directory, and know each other's ports."""

    def __init__(self, installation: Installation, directory: Path, cluster: Path) -> None:
        self._installation = installation
        self._directory = directory
        self._cluster = cluster
        self._ports = Ports(*free_ports(6))
        for name in ("home", "letta", "redis"):
            (directory / name).mkdir()

    @property
    def url(self) -> str:
        """The base URL of the Letta server."""
        return f"http://{LOOPBACK}:{self._ports.letta}"

    @property
    def model_url(self) -> str:
        """The base URL of the stub model."""
        return f"http://{LOOPBACK}:{self._ports.model}/v1"

    @property
    def clickhouse_url(self) -> str:
        """The URL of the ClickHouse with the traces."""
        return f"http://{LOOPBACK}:{self._ports.clickhouse}"

    def environment(self) -> dict[str, str]:
        """Return what every program sees of the environment: nothing of the user's own settings."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "HOME": str(self._directory / "home"),
            "NO_PROXY": f"{LOOPBACK},localhost",
            "PYTHONUNBUFFERED": "1",
        }

    def letta_environment(self) -> dict[str, str]:
        """Return the settings of the Letta server."""
        return {
            **self.environment(),
            "LETTA_DIR": str(self._directory / "letta"),
            "LETTA_PG_URI": f"postgresql://postgres@{LOOPBACK}:{self._ports.postgres}/postgres",
            "LETTA_REDIS_HOST": LOOPBACK,
            "LETTA_REDIS_PORT": str(self._ports.redis),
            "OPENAI_API_KEY": "stub",
            "OPENAI_BASE_URL": self.model_url,
            "LETTA_CLICKHOUSE_ENDPOINT": self.clickhouse_url,
            "LETTA_CLICKHOUSE_DATABASE": TRACE_DATABASE,
            "LETTA_CLICKHOUSE_USERNAME": "default",
            "LETTA_CLICKHOUSE_PASSWORD": CLICKHOUSE_PASSWORD,
            "LETTA_OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{LOOPBACK}:{self._ports.collector}",
            # Spans leave the server within 0.2 s of their end, not 5 s.
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }

    def postgres(self) -> Process:
        """Postgres, over a cluster that may be lost with the machine."""
        port = self._ports.postgres
        programs = self._installation.postgres_programs
        settings = {
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": "",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        is_ready = [
            str(programs / "pg_isready"),
            "-q",
            "-h",
            LOOPBACK,
            "-p",
            str(port),
            "-U",
            "postgres",
        ]
        return self._process(
            "postgres",
            [str(programs / "postgres"), "-D", str(self._cluster), "-p", str(port), *options],
            ready=lambda: subprocess.run(is_ready, capture_output=True).returncode == 0,
            user=self._installation.postgres_user,
            end_signal=signal.SIGINT,  # its "fast" shutdown: clients are not waited for
        )

    def redis(self) -> Process:
        """Redis, which keeps nothing."""
        port = self._ports.redis
        return self._process(
            "redis",
            [
                *(self._installation.redis_program, "--port", str(port), "--bind", LOOPBACK),
                *("--save", "", "--appendonly", "no", "--dir", str(self._directory / "redis")),
            ],
            ready=lambda: listens(port),
        )

    def model(self) -> Process:
        """The stub of a model's provider."""
        return self._process(
            "model",
            [sys.executable, str(HERE / "stub_model.py"), str(self._ports.model)],
            ready=lambda: answers(f"{self.model_url}/models"),
        )

    def clickhouse(self) -> Process:
        """ClickHouse, with an empty table for traces."""
        return self._process(
            "clickhouse",
            [
                *(str(self._installation.clickhouse_python), str(HERE / "clickhouse.py")),
                *(str(self._ports.clickhouse), str(self._directory / "clickhouse")),
            ],
            ready=lambda: answers(f"{self.clickhouse_url}/ping"),
        )

    def collector(self) -> Process:
        """The collector that writes the server's spans into ClickHouse."""
        return self._process(
            "collector",
            [
                *(str(self._installation.letta_python), str(HERE / "collector.py")),
                *(str(self._ports.collector), self.clickhouse_url, TRACE_DATABASE),
            ],
            ready=lambda: listens(self._ports.collector),
        )

    def letta(self) -> Process:
        """The Letta server."""
        return self._process(
            "letta",
            [
                *(str(self._installation.letta_program), "server"),
                *("--host", LOOPBACK, "--port", str(self._ports.letta)),
            ],
            ready=lambda: answers(f"{self.url}/v1/health/"),
            environment=self.letta_environment(),
        )

    def _process(
        self,
        name: str,
        command: list[str],
        *,
        ready: Callable[[], bool],
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
        end_signal: signal.Signals = signal.SIGTERM,
    ) -> Process:
        return Process(
            name,
            command,
            ready=ready,
            logs=self._directory / "logs",
            directory=self._directory / "home",
            environment=self.environment() if environment is None else environment,
            user=user,
            end_signal=end_signal,
        )
