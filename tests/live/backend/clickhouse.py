"""ClickHouse on loopback: its HTTP protocol in front of the library, with a table for traces.

    clickhouse.py PORT DIRECTORY

It speaks what clickhouse-connect and curl need: a query in the body or in `query`, its parameters
in `param_…`, `database`, and formats as the query names them. It has one session, and no users.
"""

from __future__ import annotations

import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

DEFAULT_FORMAT = "TabSeparated"

# The columns that the OpenTelemetry collector's exporter makes.
TABLES = [
    "CREATE DATABASE otel",
    """
    CREATE TABLE otel.otel_traces (
        Timestamp DateTime64(9),
        TraceId String,
        SpanId String,
        ParentSpanId String,
        TraceState String,
        SpanName LowCardinality(String),
        SpanKind LowCardinality(String),
        ServiceName LowCardinality(String),
        ResourceAttributes Map(LowCardinality(String), String),
        ScopeName String,
        ScopeVersion String,
        SpanAttributes Map(LowCardinality(String), String),
        Duration UInt64,
        StatusCode LowCardinality(String),
        StatusMessage String,
        Events Nested (
            Timestamp DateTime64(9),
            Name LowCardinality(String),
            Attributes Map(LowCardinality(String), String)
        ),
        Links Nested (
            TraceId String,
            SpanId String,
            TraceState String,
            Attributes Map(LowCardinality(String), String)
        )
    ) ENGINE = MergeTree ORDER BY (TraceId, Timestamp)
    """,
]


class ClickHouse:
    """The database: one session, one query at a time."""

    def __init__(self, directory: str) -> None:
        # The library is in the Python that runs this, not in the one that checks its types.
        self._session: Any = import_module("chdb.session").Session(directory)
        self._lock = Lock()
        for statement in TABLES:
            self.query(statement)

    def query(
        self, sql: str, database: str = "default", parameters: dict[str, str] | None = None
    ) -> bytes:
        """Return what the query gives, in the format that it names.

        Raises:
            RuntimeError: ClickHouse's own error.
        """
        with self._lock:
            self._session.query(f"USE `{database}`")
            result: bytes = self._session.query(sql, DEFAULT_FORMAT, params=parameters).bytes()
            return result


class Handler(BaseHTTPRequestHandler):
    """One request of the HTTP protocol."""

    protocol_version = "HTTP/1.1"
    database: ClickHouse

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        if address.path == "/ping":
            self._answer(200, b"Ok.\n")
            return
        given = dict(parse_qsl(address.query, keep_blank_values=True))
        parameters = {
            name.removeprefix("param_"): value
            for name, value in given.items()
            if name.startswith("param_")
        }
        sql = f"{given.get('query', '')}\n{body}".strip()
        sys.stdout.write(f"{sql}\n")
        try:
            result = self.database.query(sql, given.get("database", "default"), parameters)
        except RuntimeError as error:
            self._answer(500, f"{error}\n".encode())
        else:
            self._answer(200, result)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: the queries are logged."""

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "text/plain; charset=UTF-8")
        self.send_header("content-length", str(len(body)))
        self.send_header("x-clickhouse-timezone", "UTC")
        if code := re.match(rb"Code: (\d+)", body):
            self.send_header("x-clickhouse-exception-code", code[1].decode())
        self.end_headers()
        self.wfile.write(body)


def main(port: int, directory: str) -> None:
    Handler.database = ClickHouse(directory)
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
