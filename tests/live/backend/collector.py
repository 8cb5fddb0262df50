"""An OpenTelemetry collector: it takes spans over OTLP (gRPC), and writes them into ClickHouse.

    collector.py PORT CLICKHOUSE_URL DATABASE

The rows are those that the real collector's ClickHouse exporter writes. It runs in the server's own
Python, which has what OTLP needs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

KINDS = ("Unspecified", "Internal", "Server", "Client", "Producer", "Consumer")
STATUSES = ("Unset", "Ok", "Error")


def rows(request: Any) -> Iterator[dict[str, Any]]:
    """Yield the row of each span of an `ExportTraceServiceRequest`."""
    for resource_spans in request.resource_spans:
        resource = attributes(resource_spans.resource.attributes)
        for scope_spans in resource_spans.scope_spans:
            scope = scope_spans.scope
            for span in scope_spans.spans:
                yield {
                    "ServiceName": resource.get("service.name", ""),
                    "ResourceAttributes": resource,
                    "ScopeName": scope.name,
                    "ScopeVersion": scope.version,
                    **row(span),
                }


def row(span: Any) -> dict[str, Any]:
    """Return the columns that are the span's own."""
    return {
        "Timestamp": moment(span.start_time_unix_nano),
        "TraceId": span.trace_id.hex(),
        "SpanId": span.span_id.hex(),
        "ParentSpanId": span.parent_span_id.hex(),
        "TraceState": span.trace_state,
        "SpanName": span.name,
        "SpanKind": KINDS[span.kind],
        "SpanAttributes": attributes(span.attributes),
        "Duration": span.end_time_unix_nano - span.start_time_unix_nano,
        "StatusCode": STATUSES[span.status.code],
        "StatusMessage": span.status.message,
        "Events.Timestamp": [moment(event.time_unix_nano) for event in span.events],
        "Events.Name": [event.name for event in span.events],
        "Events.Attributes": [attributes(event.attributes) for event in span.events],
        "Links.TraceId": [link.trace_id.hex() for link in span.links],
        "Links.SpanId": [link.span_id.hex() for link in span.links],
        "Links.TraceState": [link.trace_state for link in span.links],
        "Links.Attributes": [attributes(link.attributes) for link in span.links],
    }


def moment(nanoseconds: int) -> str:
    """Return a moment in seconds, exactly."""
    return f"{nanoseconds // 10**9}.{nanoseconds % 10**9:09}"


def attributes(pairs: Iterable[Any]) -> dict[str, str]:
    """Return attributes as the table has them: every value is a text."""
    return {pair.key: text(pair.value) for pair in pairs}


def text(value: Any) -> str:
    """Return an `AnyValue` as a text; anything but a string as in JSON."""
    plain = plainly(value)
    return plain if isinstance(plain, str) else json.dumps(plain)


def plainly(value: Any) -> Any:
    """Return an `AnyValue` as Python's own."""
    kind = value.WhichOneof("value")
    if kind is None:
        return ""
    if kind == "array_value":
        return [plainly(each) for each in value.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: plainly(pair.value) for pair in value.kvlist_value.values}
    if kind == "bytes_value":
        return value.bytes_value.hex()
    return getattr(value, kind)


class Collector:
    """OTLP's trace service."""

    def __init__(self, clickhouse: str, database: str) -> None:
        query = "INSERT INTO otel_traces FORMAT JSONEachRow"
        self._insert = f"{clickhouse}/?{urlencode({'database': database, 'query': query})}"
        self._answer = import_module(
            "opentelemetry.proto.collector.trace.v1.trace_service_pb2"
        ).ExportTraceServiceResponse

    def Export(self, request: Any, _context: Any) -> Any:
        """Write the spans of a request into ClickHouse."""
        lines = "\n".join(json.dumps(each) for each in rows(request))
        if lines:
            urlopen(self._insert, lines.encode(), timeout=10).close()
        return self._answer()


def main(port: int, clickhouse: str, database: str) -> None:
    grpc = import_module("grpc")
    service = import_module("opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc")
    server = grpc.server(ThreadPoolExecutor(2))
    service.add_TraceServiceServicer_to_server(Collector(clickhouse, database), server)
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
