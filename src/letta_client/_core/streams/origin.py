"""Where a stream comes from, and how much is done to keep it going."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from ..http.errors import APIConnectionError, APIError, APIStatusError, APITimeoutError
from ..http.omit import NotGiven, not_given
from ..http.request import CallOptions, StreamOptions

DEFAULT_MAX_RESUMES = 5
DEFAULT_IDLE_TIMEOUT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of a stream before it begins.

    Attributes:
        run_id: the run whose own stream it is; `None` where a request starts a run.
        background: whether the request starts a run that goes on without the stream.
        in_foreground: whether it starts one that does not.
        pings: whether keep-alive pings are to be expected.
        falls_back: whether the run's messages take the place of a stream that is not there.
    """

    run_id: str | None = None
    background: bool = False
    in_foreground: bool = False
    pings: bool = True
    falls_back: bool = False

    def advice(self, run_id: str | None, last_seq_id: int | None) -> str:
        """Return what can be done about a stream that broke off, for an error.

        Args:
            run_id: the run, if it is known.
            last_seq_id: the number of the last event that was handed out, if there is one.
        """
        if run_id is not None and (self.run_id is not None or self.background):
            after = "" if last_seq_id is None else f", starting_after={last_seq_id}"
            return f'runs.messages.stream("{run_id}"{after}) goes on from there.'
        if self.background:
            return (
                "It is not known whether a run was started, and the request was not sent again: "
                "runs.list(agent_id=...) tells."
            )
        if not self.in_foreground:
            return ""
        seen = "" if run_id is None else f' runs.retrieve("{run_id}") tells what became of it.'
        return (
            "A stream in the foreground cannot be taken up again; one with background=True can."
            f"{seen}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How much is done to keep a stream going: see `StreamOptions`."""

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
            raise ValueError("idle_timeout is to be longer than 0 seconds")

    @property
    def longest_silence(self) -> float | None:
        """How many seconds without a byte are no break; `None` for any number."""
        given = self.idle_timeout
        return DEFAULT_IDLE_TIMEOUT if isinstance(given, NotGiven) else given


def split_options(options: StreamOptions) -> tuple[Persistence, CallOptions]:
    """Return what `options` say of keeping the stream going, and what they say of the call.

    Raises:
        ValueError: a value is out of bounds.
    """
    rest = dict(options)
    given = {name: rest.pop(name) for name in _PERSISTENCE if name in rest}
    return Persistence(**cast("dict[str, Any]", given)), cast("CallOptions", rest)


_PERSISTENCE = ("resume", "max_resumes", "idle_timeout")


def broken_off(error: APIError, *, place: str, failures: int, advice: str) -> APIError:
    """Return the error for a break that is not mended, saying how to go on by hand.

    Args:
        error: what broke the stream.
        place: where.
        failures: how often in a row it was taken up again in vain.
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
