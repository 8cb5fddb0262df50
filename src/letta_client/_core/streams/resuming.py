"""Where a stream comes from, when it is resumed, and what to do where it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from ..http.defaults import DEFAULT_IDLE_TIMEOUT, DEFAULT_MAX_RESUMES
from ..http.errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ConversationBusyError,
)
from ..http.omit import NotGiven, not_given
from ..http.request import CallOptions, Request, StreamOptions
from .otids import RequestT, make_otid, otids_of, with_otids


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamOrigin:
    """What is known of a stream before it begins.

    Attributes:
        run_id: the run whose own stream it is; `None` where a request starts a run.
        background: whether the request starts a run that goes on without the stream.
        in_foreground: whether it starts one that does not.
        pings: whether keep-alive pings are to be expected.
        falls_back: whether the run's messages take the place of a stream that the server lacks.
        is_remembered: whether the server knows the request by the `otid` of its messages when it
            comes again, and then answers with the stream of the run that it has started.
        has_own_otids: whether the caller gave an `otid`, which other messages may have as well.
    """

    run_id: str | None = None
    background: bool = False
    in_foreground: bool = False
    pings: bool = True
    falls_back: bool = False
    is_remembered: bool = False
    has_own_otids: bool = False

    @classmethod
    def of_send(cls, path: tuple[str, ...], body: Mapping[str, object]) -> StreamOrigin:
        """Return the origin of a stream that a request with messages opens."""
        in_background = body["background"] is True
        return cls(
            background=in_background,
            in_foreground=not in_background,
            pings=body["include_pings"] is not False,
        )

    @classmethod
    def of_remembered_send(cls, path: tuple[str, ...], body: Mapping[str, object]) -> StreamOrigin:
        """Return the origin of a stream that a request with messages to a conversation opens."""
        origin = cls.of_send(path, body)
        return replace(origin, is_remembered=origin.background)

    @classmethod
    def of_run(cls, path: tuple[str, ...], body: Mapping[str, object]) -> StreamOrigin:
        """Return the origin of the stream of the run that is named in the path."""
        (run_id,) = path
        return cls(run_id=run_id, pings=body["include_pings"] is not False)

    @classmethod
    def of_conversation(cls, path: tuple[str, ...], body: Mapping[str, object]) -> StreamOrigin:
        """Return the origin of the stream of the run that a conversation has in the background."""
        return cls(background=True, pings=body["include_pings"] is not False)

    def opening(self, request: RequestT) -> tuple[RequestT, StreamOrigin]:
        """Return the request that opens the stream, such that it can come again if need be.

        With it comes what is known of the stream then.
        """
        if not self.is_remembered:
            return request, self
        made: list[str] = []

        def new_otid() -> str:
            made.append(make_otid())
            return made[-1]

        opening = with_otids(request, new_otid)
        return opening, replace(self, has_own_otids=len(otids_of(opening)) > len(made))

    def advice(self, request: Request[Any], run_id: str | None, last_seq_id: int | None) -> str:
        """Return what can be done about a stream that broke off, for an error message.

        Args:
            request: what opened the stream.
            run_id: the run, if it is known.
            last_seq_id: the number of the last event that was handed out, if there is one.
        """
        if run_id is not None and (self.run_id is not None or self.background):
            after = "" if last_seq_id is None else f", starting_after={last_seq_id}"
            return f'runs.messages.stream("{run_id}"{after}) goes on from there.'
        if self.is_remembered:
            otids = ", ".join(map(repr, otids_of(request)))
            return (
                "It is not known whether a run was started: the same messages with the same otid "
                f"({otids}) start no second one within three hours."
            )
        if self.background:
            return (
                "It is not known whether a run was started, and the request was not sent again: "
                "runs.list(agent_id=...) tells."
            )
        if not self.in_foreground:
            return ""
        seen = "" if run_id is None else f' runs.retrieve("{run_id}") tells what became of it.'
        return f"A stream in the foreground cannot be resumed; one with background=True can.{seen}"


def starting_after(request: Request[Any]) -> int | None:
    """Return the number of the last event that a request for a stream leaves out."""
    body = request.body
    if not isinstance(body, Mapping):
        return None
    number = cast("Mapping[str, object]", body).get("starting_after")
    return number if isinstance(number, int) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumePolicy:
    """When a stream is resumed: see `StreamOptions`."""

    resume: bool = True
    max_resumes: int = DEFAULT_MAX_RESUMES
    idle_timeout: float | NotGiven | None = not_given

    def __post_init__(self) -> None:
        """Check the values.

        Raises:
            ValueError: one is out of bounds.
        """
        if self.max_resumes < 0:
            raise ValueError("max_resumes cannot be negative: 0 gives up at the first break")
        if isinstance(self.idle_timeout, (int, float)) and self.idle_timeout <= 0:
            raise ValueError("idle_timeout must be longer than 0 seconds")

    @property
    def idle_seconds(self) -> float | None:
        """How many seconds without a byte are no break; `None` for any number."""
        given = self.idle_timeout
        return DEFAULT_IDLE_TIMEOUT if isinstance(given, NotGiven) else given


def split_options(options: StreamOptions) -> tuple[ResumePolicy, CallOptions]:
    """Return what `options` say of resuming the stream, and what they say of the call.

    Raises:
        ValueError: a value is out of bounds.
    """
    rest = dict(options)
    given = {name: rest.pop(name) for name in _RESUME_OPTIONS if name in rest}
    return ResumePolicy(**cast("dict[str, Any]", given)), cast("CallOptions", rest)


_RESUME_OPTIONS = ("resume", "max_resumes", "idle_timeout")


def refused(error: APIError, *, may_have_begun: bool) -> APIError:
    """Return the error for a refusal to resume a stream, or to take a send that came again.

    A busy conversation may be so with the very run that was started: only its `otid` tells.

    Args:
        error: the refusal.
        may_have_begun: whether an attempt before this one may have started a run.
    """
    if may_have_begun and isinstance(error, ConversationBusyError):
        error.add_note(
            "An attempt before this one was not answered, and may have started that run."
        )
    return error


def place_of_break(run_id: str | None, last_seq_id: int | None, *, has_events: bool) -> str:
    """Return where a stream broke off, for an error message.

    Args:
        run_id: the run, if it is known.
        last_seq_id: the number of the last event that was handed out, if there is one.
        has_events: whether an event came over the connection that broke.
    """
    if run_id is None:
        return "before its end" if has_events else "before its first event"
    last = "no event had a number yet" if last_seq_id is None else f"last event {last_seq_id}"
    return f"before its end (run {run_id}, {last})"


def broken_off(error: APIError, *, place: str, failures: int, advice: str) -> APIError:
    """Return the error for a break after which the stream is not resumed, saying how to go on.

    Args:
        error: what broke the stream.
        place: where.
        failures: how many attempts in a row to resume it brought no event.
        advice: what can be done.
    """
    tried = f", {failures + 1} times in a row without a new event," if failures else ""
    message = f"The stream broke off{tried} {place}: {error.message} {advice}".strip()
    told: APIError = (
        APITimeoutError(error.request, message=message)
        if isinstance(error, APITimeoutError)
        else APIConnectionError(message=message, request=error.request)
    )
    told.__cause__ = error.__cause__ or (error if isinstance(error, APIStatusError) else None)
    return told
