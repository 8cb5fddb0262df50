"""Failures on demand: what goes wrong with which requests, and how often."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any

from letta_client.testing.faults.effects import (
    Answer,
    Break,
    Delay,
    Garble,
    Rearrange,
    Refuse,
    Reset,
    Trouble,
)
from letta_client.testing.transports.exchange import ASGIApp

GARBAGE = b'<!doctype html><title>502</title>{"oops'
"""What a body is replaced by where nothing better is given."""


@dataclass
class Fault:
    """Something that goes wrong with the next requests that match.

    Attributes:
        troubles: what goes wrong, one thing after the other.
        method: the method of the requests; `None` for any.
        path: the path of the requests, in which `*` stands for anything; `None` for any.
        times: how many requests it meets; `None` for all that match.
        fired: how many it has met.
    """

    troubles: Sequence[Trouble]
    method: str | None = None
    path: str | None = None
    times: int | None = 1
    fired: int = 0

    def meets(self, method: str, path: str) -> bool:
        """Tell whether it meets a request."""
        return (
            (self.times is None or self.fired < self.times)
            and (self.method is None or self.method.upper() == method)
            and (self.path is None or fnmatchcase(path, self.path))
        )

    def around(self, app: ASGIApp) -> ASGIApp:
        """Return an application that answers like `app`, as far as the fault lets it."""
        for trouble in reversed(self.troubles):
            app = trouble.around(app)
        return app


class Faults:
    """The faults of a server, the first added being the first to be met."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def __iter__(self) -> Iterator[Fault]:
        """Iterate over all faults that were added."""
        return iter(list(self._faults))

    def add(
        self,
        *,
        method: str | None = None,
        path: str | None = None,
        times: int | None = 1,
        delay: float | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        refuse: bool = False,
        reset: bool = False,
        cut_after_events: int | None = None,
        cut_after_bytes: int | None = None,
        stall_after_events: int | None = None,
        stall_after_bytes: int | None = None,
        garbage: bytes | bool = False,
        content_type: str | None = None,
        repeat_event: int | None = None,
        swap_event: int | None = None,
    ) -> Fault:
        """Let something go wrong: a `delay`, or one of the others, or both.

        Args:
            method: only with requests of this method.
            path: only with requests to this path, in which `*` stands for anything:
                "/v1/runs/*/stream".
            times: with how many requests; `None` for all.
            delay: let the client wait for so many seconds of clock time.
            status: answer with this status, and do nothing of what was asked.
            headers: with `status`, headers of the answer, say `{"Retry-After": "1"}`.
            body: with `status`, the answer's body: bytes, or something to be sent as JSON; by
                default `{"detail": …}`.
            refuse: refuse the connection. Over a socket it is reset at once, since a server learns
                what it is asked only on a connection that it has.
            reset: do what was asked, and reset the connection before the answer.
            cut_after_events: close the connection after so many server-sent events.
            cut_after_bytes: close the connection after so many bytes of the body.
            stall_after_events: send nothing more after so many server-sent events, not even pings.
            stall_after_bytes: send nothing more after so many bytes of the body.
            garbage: send something else as the body, where the client expects JSON or events.
            content_type: send this content type.
            repeat_event: send this server-sent event twice, counted from 1.
            swap_event: send this server-sent event after the one that follows it.

        Raises:
            ValueError: nothing is given that goes wrong, or more than can go wrong at
                the same time.
        """
        answer = None if status is None else _answer(status, headers or {}, body)
        if answer is None and (headers is not None or body is not None):
            raise ValueError("headers and body belong to a status")
        replaced = GARBAGE if garbage is True else garbage or None
        rearranged = repeat_event is not None or swap_event is not None
        possible: list[tuple[bool, Trouble]] = [
            (refuse, Refuse()),
            (reset, Reset()),
            (cut_after_events is not None, Break(events=cut_after_events)),
            (cut_after_bytes is not None, Break(bytes=cut_after_bytes)),
            (stall_after_events is not None, Break(events=stall_after_events, stalls=True)),
            (stall_after_bytes is not None, Break(bytes=stall_after_bytes, stalls=True)),
            (bool(replaced or content_type), Garble(replaced, content_type)),
            (rearranged, Rearrange(repeat_event, swap_event)),
        ]
        troubles: list[Trouble] = [] if answer is None else [answer]
        troubles += [trouble for is_wanted, trouble in possible if is_wanted]
        if len(troubles) > 1 or (not troubles and delay is None):
            raise ValueError("give a delay, or one of the other things that can go wrong, or both")
        if delay is not None:
            troubles.insert(0, Delay(delay))
        fault = Fault(troubles, method, path, times)
        self._faults.append(fault)
        return fault

    @property
    def unused(self) -> list[Fault]:
        """The faults that no request has met."""
        return [fault for fault in self._faults if not fault.fired]

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self._faults.clear()

    def apply(self, app: ASGIApp, method: str, path: str) -> ASGIApp:
        """Return the application as the next request of this kind meets it."""
        with self._lock:
            for fault in self._faults:
                if fault.meets(method, path):
                    fault.fired += 1
                    return fault.around(app)
        return app


def _answer(status: int, headers: Mapping[str, str], body: Any) -> Answer:
    if body is None:
        body = {"detail": f"This is a fault with status {status}."}
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return Answer(status, headers, body)
