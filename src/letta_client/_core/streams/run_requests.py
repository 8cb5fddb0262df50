"""The requests about a run, with the options that the caller gave for its stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from ...types.messages import Message
from ...types.runs import Run, UsageRetrieveResponse
from ..http.encoding import encode_path
from ..http.request import Query, Request, read

T = TypeVar("T")

# Of the stream's headers, those that say what it is and not who asks.
_OWN_HEADERS = frozenset({"accept", "content-type"})
# Seconds. Where the stream may be silent for ever, the answer to a look at the run may not.
_READ_TIMEOUT = 60.0


def _stream_path(run_id: str) -> str:
    return encode_path("/v1/runs/{path_run_id}/stream", path_run_id=run_id)


@dataclass(frozen=True, slots=True)
class RunRequests:
    """Makes requests with the headers, query and timeout that the caller gave for the stream.

    Attributes:
        origin: the request that opened the stream.
        is_runs_own: whether that was a request for the stream of a run, not one that starts a run.
        wants_pings: whether the stream is to have keep-alive pings.
    """

    origin: Request[Any]
    is_runs_own: bool
    wants_pings: bool

    def stream(self, run_id: str, starting_after: int | None, window: float) -> Request[Any]:
        """Return the request for a run's stream.

        Args:
            run_id: the run.
            starting_after: the number of the last event that is not wanted again.
            window: for how many seconds of silence the stream is read.
        """
        body: dict[str, Any] = {}
        if self.is_runs_own:
            body.update(cast("Mapping[str, Any]", self.origin.body or {}))
        elif not self.wants_pings:
            body["include_pings"] = False
        if starting_after is not None:
            body["starting_after"] = starting_after
        return replace(
            self.origin,
            path=_stream_path(run_id),
            body=body,
            safe=True,
            read_timeout=window,
            max_retries=0,
        )

    def run(self, run_id: str) -> Request[Run]:
        """Return the request for a run."""
        return self._read(encode_path("/v1/runs/{run_id}", run_id=run_id), Run)

    def messages(self, run_id: str, after: str | None) -> Request[list[Message]]:
        """Return the request for a run's messages, the oldest first.

        Args:
            run_id: the run.
            after: the id of the message that they follow.
        """
        path = encode_path("/v1/runs/{run_id}/messages", run_id=run_id)
        return self._read(path, list[Message], {"order": "asc", "limit": 100, "after": after})

    def usage(self, run_id: str) -> Request[UsageRetrieveResponse]:
        """Return the request for what a run has used."""
        path = encode_path("/v1/runs/{run_id}/usage", run_id=run_id)
        return self._read(path, UsageRetrieveResponse)

    def _read(self, path: str, returns: Any, query: Query | None = None) -> Request[Any]:
        origin = self.origin
        return replace(
            read(path, returns, {**origin.query, **(query or {})}),
            headers={
                name: value
                for name, value in origin.headers.items()
                if name.lower() not in _OWN_HEADERS
            },
            timeout=origin.timeout,
            read_timeout=_READ_TIMEOUT,
            max_retries=0,
        )
