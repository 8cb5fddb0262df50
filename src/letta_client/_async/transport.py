"""Sends requests and sends them again, as `_core` decides."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from typing import Any

import httpx
from anyio import fail_after, sleep

from .._core.http.config import RETRY_COUNT, ClientConfig
from .._core.http.deadline import DEADLINE, Deadline
from .._core.http.errors import (
    APIConnectionError,
    APIError,
    path_of,
    status_error,
)
from .._core.http.logs import own_request
from .._core.http.omit import NotGiven
from .._core.http.redirects import may_carry, refusal
from .._core.http.request import Request
from .._core.http.retrying import Answer, Failure, Retry, decide
from .bodies import read_body, set_limit
from .httpx_errors import connection_error, failure_of, unexpected
from .request_builder import AsyncRequestBuilder
from .sockets import shut_down_connections
from .uploads import with_files_read

# Why a redirect was not followed.
_REFUSAL = "letta_client.refusal"
# Seconds. Nothing wakes up what sleeps when the client is closed, so it looks so often.
LONGEST_SLEEP = 0.1

logger = logging.getLogger("letta_client")


class AsyncTransport:
    """The requests of one client, over connections that it shares with its copies.

    Args:
        http_client: sends the requests.
        config: the settings of the client.
        sleep: waits for the given seconds. By default that ends when the client is closed.
        now: returns the time, with a zone.
        monotonic: returns the seconds of a clock that never goes back.
        jitter: returns a random number from 0 to 1.
        closing: is set when the connections are about to be closed; shared like them.
    """

    def __init__(
        self,
        http_client: httpx.AsyncClient,
        config: ClientConfig,
        *,
        sleep: Callable[[float], Awaitable[None]] | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        closing: Event | None = None,
    ) -> None:
        self.http_client = http_client
        self.config: ClientConfig = config
        self._builder = AsyncRequestBuilder(http_client, config)
        self._sleep = sleep
        self.now = now
        self.monotonic = monotonic
        self.jitter = jitter
        self._closing = closing or Event()

    @property
    def is_closed(self) -> bool:
        """Return whether nothing is sent any more."""
        return self._closing.is_set() or self.http_client.is_closed

    async def close(self) -> None:
        """Close the connections; what still waits for an answer gets an `APIConnectionError`."""
        # Before a thread is woken: it would send again what has failed.
        self._closing.set()
        shut_down_connections(self.http_client)
        await self.http_client.aclose()

    def configure(self, config: ClientConfig) -> None:
        """Use other settings from now on."""
        self.config = config
        self._builder = AsyncRequestBuilder(self.http_client, config)

    def copy(
        self, config: ClientConfig, http_client: httpx.AsyncClient | None = None
    ) -> AsyncTransport:
        """Return a transport with other settings, over the same connections if not told others."""
        return AsyncTransport(
            http_client or self.http_client,
            config,
            sleep=self._sleep,
            now=self.now,
            monotonic=self.monotonic,
            jitter=self.jitter,
            closing=None if http_client else self._closing,
        )

    async def send(self, request: Request[Any], *, stream: bool) -> httpx.Response:
        """Return the answer to `request`; its status is 2xx.

        Args:
            request: what to send.
            stream: leave the body unread. Otherwise it is read, and an answer that breaks off in
                the middle is a failure like any other.

        Raises:
            APIStatusError: the server answered with an error, or a redirect that is not to be
                followed, the last time it was asked.
            APIConnectionError: there was no answer, the last time.
            APITimeoutError: there was none by the deadline.
            APIResponseValidationError: the body is too large.
        """
        request = await with_files_read(request)
        outgoing = self._builder.build(request)
        deadline = self.deadline_of(request)
        if deadline is None:
            return await self._send(outgoing, request, stream=stream, deadline=None)
        outgoing.extensions[DEADLINE] = deadline
        with self.time_limit(deadline, lambda: outgoing):
            return await self._send(outgoing, request, stream=stream, deadline=deadline)

    def deadline_of(self, request: Request[Any]) -> Deadline | None:
        """Return by when the whole of a call has to be over: from now on, if it says seconds."""
        given = request.deadline
        seconds = self.config.deadline if isinstance(given, NotGiven) else given
        if seconds is None or isinstance(seconds, Deadline):
            return seconds
        return Deadline(seconds, self.monotonic)

    @contextmanager
    def time_limit(
        self, deadline: Deadline, request: Callable[[], httpx.Request]
    ) -> Generator[None]:
        """Raise an `APITimeoutError` within the block when the deadline has passed.

        Args:
            deadline: the deadline, which the requests sent within the block have as well.
            request: returns the request that the error names.
        """
        try:
            with fail_after(deadline.left):
                yield
        except TimeoutError as error:
            raise deadline.error(request()) from error

    async def _send(
        self,
        outgoing: httpx.Request,
        request: Request[Any],
        *,
        stream: bool,
        deadline: Deadline | None,
    ) -> httpx.Response:
        timeouts: dict[str, float | None] = dict(outgoing.extensions.get("timeout", {}))
        max_retries = request.max_retries
        if max_retries is None:
            max_retries = self.config.max_retries
        attempt = 0
        counts_attempts = RETRY_COUNT not in outgoing.headers
        if counts_attempts:
            outgoing.headers[RETRY_COUNT] = "0"
        while True:
            outcome: Answer | Failure
            error: APIError
            cause: Exception | None = None
            try:
                if deadline is not None:
                    outgoing.extensions["timeout"] = _within(timeouts, deadline.left)
                response = await self._send_once(
                    outgoing, request, stream=stream, deadline=deadline
                )
                if deadline is not None and stream:
                    # The body has the time that was asked for.
                    outgoing.extensions["timeout"].update(timeouts)
                if response.is_success:
                    if logger.isEnabledFor(logging.DEBUG):
                        logger.debug(
                            "%s %s: %d", outgoing.method, path_of(outgoing), response.status_code
                        )
                    response.extensions["retries_taken"] = attempt
                    return response
                note: str = response.extensions.get(_REFUSAL, "")
                error = status_error(response, note=note)
                outcome = Answer.of(error)
            except httpx.HTTPError as failed:
                cause = failed
                if self.is_closed:
                    raise _closed(failed.request) from failed
                outcome, error = failure_of(failed), connection_error(failed, failed.request)
            retry = decide(
                outcome,
                safe=request.safe,
                attempt=attempt,
                max_retries=max_retries,
                now=self.now(),
                jitter=self.jitter(),
                became_get=error.request.method != outgoing.method,
                expects_silence=not isinstance(request.read_timeout, NotGiven),
            )
            if deadline is not None and (retry is None or retry.delay >= deadline.left):
                if isinstance(error, APIConnectionError) and not deadline.left:
                    raise deadline.error(outgoing) from cause
                raise error from cause
            if retry is None:
                raise error from cause
            attempt += 1
            self._log(retry, outgoing, attempt, max_retries)
            await self.pause(retry.delay)
            if counts_attempts:
                outgoing = _sent_again(outgoing, attempt)

    async def pause(self, seconds: float) -> None:
        """Let time go by, until the client is closed at the latest."""
        if self._sleep is not None:
            await self._sleep(seconds)
            return
        while seconds > 0 and not self.is_closed:
            await sleep(min(seconds, LONGEST_SLEEP))
            seconds -= LONGEST_SLEEP

    def build(self, request: Request[Any]) -> httpx.Request:
        """Return the HTTP request for `request`."""
        return self._builder.build(request)

    async def _send_once(
        self,
        outgoing: httpx.Request,
        request: Request[Any],
        *,
        stream: bool,
        deadline: Deadline | None,
    ) -> httpx.Response:
        follow = request.follow_redirects
        if follow is None:
            follow = self.http_client.follow_redirects
        hops = 0
        current = outgoing
        auth: Any = httpx.USE_CLIENT_DEFAULT
        while True:
            if self.is_closed:
                raise _closed(current)
            if deadline is not None and not deadline.left:
                raise deadline.error(current)
            try:
                with own_request():
                    response = await self.http_client.send(
                        current, stream=True, auth=auth, follow_redirects=False
                    )
            except httpx.HTTPError as error:
                error.request = current
                raise
            except httpx.InvalidURL as error:
                message = f"a redirect to what is no URL: {error}"
                raise httpx.UnsupportedProtocol(message, request=current) from error
            except Exception as error:
                # A transport of the caller's own may fail in any way.
                raise httpx.TransportError(unexpected(error), request=current) from error
            target = response.next_request
            if not (follow and target):
                break
            refused = refusal(
                str(target.url),
                leaves=_leaves(current, target),
                has_body=_has_body(target) and not request.follow_redirects,
            )
            if refused:
                response.extensions[_REFUSAL] = refused
                break
            await response.aclose()
            hops += 1
            if hops > self.http_client.max_redirects:
                raise httpx.TooManyRedirects("too many redirects", request=outgoing)
            if _leaves(current, target):
                # What the HTTP client itself would add is a credential as well.
                auth = None
            _drop_credentials(target, source=current)
            current = target
        most = request.max_response_bytes
        set_limit(response, self.config.max_response_bytes if most is None else most)
        if not (stream and response.is_success):
            try:
                if deadline is not None:
                    current.extensions["timeout"]["read"] = deadline.left
                await read_body(response, deadline)
            finally:
                await response.aclose()
        return response

    def _log(self, retry: Retry, outgoing: httpx.Request, attempt: int, max_retries: int) -> None:
        logger.info(
            "%s %s: %s, trying again in %.2f s (%d of %d)",
            outgoing.method,
            path_of(outgoing),
            retry.reason,
            retry.delay,
            attempt,
            max_retries,
        )


def _sent_again(outgoing: httpx.Request, attempt: int) -> httpx.Request:
    """Return the same request for another attempt: what was sent before stays as it was."""
    again = httpx.Request(
        outgoing.method,
        outgoing.url,
        headers=outgoing.headers,
        stream=outgoing.stream,
        extensions=outgoing.extensions,
    )
    again.headers[RETRY_COUNT] = str(attempt)
    if isinstance(outgoing.stream, httpx.ByteStream):
        again.read()
    return again


def _closed(request: httpx.Request) -> APIConnectionError:
    return APIConnectionError(message="The client is closed.", request=request)


def _within(timeouts: Mapping[str, float | None], seconds: float) -> dict[str, float | None]:
    """Return timeouts none of which is longer than `seconds`."""
    return {
        name: seconds if each is None else min(each, seconds) for name, each in timeouts.items()
    }


def _has_body(request: httpx.Request) -> bool:
    length = request.headers.get("content-length", "0")
    return length != "0" or "transfer-encoding" in request.headers


def _leaves(source: httpx.Request, target: httpx.Request) -> bool:
    return not may_carry("Authorization", source=str(source.url), target=str(target.url))


def _drop_credentials(target: httpx.Request, *, source: httpx.Request) -> None:
    for name in list(target.headers):
        if not may_carry(name, source=str(source.url), target=str(target.url)):
            del target.headers[name]
