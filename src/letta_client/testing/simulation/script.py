"""What an agent does in a run, told in the order in which it happens.

    Script().think("Dice?").call_tool("roll", {"sides": 6}, "4").reply("You rolled a 4.")

A script has no moments and no ids; `schedule` gives it both.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self, TypeAlias


@dataclass(frozen=True)
class Think:
    """The model reasons."""

    text: str
    delay: float | None = None


@dataclass(frozen=True)
class Reply:
    """The model answers; the step ends."""

    text: str
    delay: float | None = None


@dataclass(frozen=True)
class CallTool:
    """The model calls a tool, which runs."""

    name: str
    arguments: str
    result: str
    status: str = "success"
    stdout: tuple[str, ...] | None = None
    stderr: tuple[str, ...] | None = None
    delay: float = 0


@dataclass(frozen=True)
class CallTools:
    """The model calls tools, which run at the same time; the step ends."""

    calls: tuple[CallTool, ...]


@dataclass(frozen=True)
class AskApproval:
    """The model calls tools that a person has to allow, or tools of the caller; the run ends.

    Attributes:
        calls: the calls that are asked for.
        others: calls at the same time that nobody has to allow: they are made after the answer.
    """

    calls: tuple[CallTool, ...]
    delay: float | None = None
    others: tuple[CallTool, ...] = ()


@dataclass(frozen=True)
class Fail:
    """The model's provider fails; step and run end."""

    message: str
    detail: str
    error_type: str
    stop_reason: str
    delay: float = 0


@dataclass(frozen=True)
class Refuse:
    """The run fails before its first step: what was sent to the agent cannot be taken."""

    message: str
    detail: str


@dataclass(frozen=True)
class Cancel:
    """Someone cancels the run."""


@dataclass(frozen=True)
class Hang:
    """Nothing more happens, and the run never ends."""


@dataclass(frozen=True)
class Wait:
    """Time goes by."""

    seconds: float


Part: TypeAlias = Think | Reply | CallTools | AskApproval | Fail | Refuse | Cancel | Hang | Wait
LAST_PARTS = (AskApproval, Fail, Refuse, Cancel, Hang)
"""The parts after which a run does nothing more."""


class ScriptBuilder(ABC):
    """Builds up what a model does, one thing after the other."""

    def think(self, text: str, *, delay: float | None = None) -> Self:
        """Let the model reason before what comes next.

        Args:
            text: what it thinks.
            delay: how long that takes, in seconds of clock time.
        """
        return self._then(Think(text, delay))

    def reply(self, text: str, *, delay: float | None = None) -> Self:
        """Let the model say something to the user.

        Args:
            text: what it says.
            delay: how long that takes, in seconds of clock time; the tokens come at equal
                distances.
        """
        return self._then(Reply(text, delay))

    def call_tool(
        self,
        name: str,
        arguments: Mapping[str, Any] | str,
        result: str,
        *,
        status: str = "success",
        stdout: Sequence[str] | None = None,
        stderr: Sequence[str] | None = None,
        delay: float = 0,
    ) -> Self:
        """Let the model call a tool.

        Args:
            name: the tool's name.
            arguments: the arguments; a text goes out as the model wrote it, valid or not.
            result: what the tool gives back.
            status: "success" or "error".
            stdout: the lines that the tool wrote.
            stderr: the lines that the tool wrote as errors.
            delay: how long the tool takes, in seconds of clock time.
        """
        call = CallTool(name, _json(arguments), result, status, delay=delay)
        return self._then(CallTools((replace(call, stdout=_tuple(stdout), stderr=_tuple(stderr)),)))

    def call_tools(self, *calls: tuple[str, Mapping[str, Any] | str, str]) -> Self:
        """Let the model call several tools at once.

            model.call_tools(("roll", {"sides": 6}, "4"), ("roll", {"sides": 20}, "17"))

        Args:
            calls: of each call, the tool's name, the arguments, and what the tool gives back.

        Raises:
            ValueError: there are no calls.
        """
        return self._then(CallTools(_calls(calls)))

    def ask_approval(
        self,
        name: str,
        arguments: Mapping[str, Any] | str,
        result: str = "Done.",
        *,
        delay: float | None = None,
    ) -> Self:
        """Let the model call a tool that a person has to allow. The run ends with it.

        Args:
            name: the tool's name.
            arguments: the arguments; a text goes out as the model wrote it, valid or not.
            result: what the tool gives back once it is allowed.
            delay: how long the model takes for the call, in seconds of clock time.
        """
        call = CallTool(name, _json(arguments), result)
        return self._then(AskApproval((call,), delay))

    def ask_approvals(self, *calls: tuple[str, Mapping[str, Any] | str, str]) -> Self:
        """Let the model call several tools at once that a person has to allow. The run ends.

        Args:
            calls: of each call, the tool's name, the arguments, and what the tool gives back once
                it is allowed.

        Raises:
            ValueError: there are no calls.
        """
        return self._then(AskApproval(_calls(calls)))

    def fail(
        self,
        message: str = "The request to the model failed.",
        *,
        detail: str = "INTERNAL_SERVER_ERROR: the model's provider answered with status 500",
        error_type: str = "llm_error",
        stop_reason: str = "llm_api_error",
        delay: float = 0,
    ) -> Self:
        """Let the run fail.

        Args:
            message: what went wrong.
            detail: what went wrong underneath.
            error_type: which kind of failure it is.
            stop_reason: the run's stop reason.
            delay: how long it takes to fail, in seconds of clock time.
        """
        return self._then(Fail(message, detail, error_type, stop_reason, delay))

    def hang(self) -> Self:
        """Let the run go on without end, and without anything more to see."""
        return self._then(Hang())

    @abstractmethod
    def _then(self, part: Part) -> Self:
        """Add what happens next."""


@dataclass(frozen=True)
class Script(ScriptBuilder):
    """What happens in a run. Its methods return a longer script and leave this one as it is.

    Args:
        prompt: what the user says first; `None` for a run without a message of the user.
        token_delay: seconds of clock time from one token to the next, for parts without a delay.
        stream_tokens: whether the run's stream brings tokens, or whole messages.
        parts: what happens; better told by the methods.
    """

    prompt: str | None = "Hello"
    token_delay: float = 0
    stream_tokens: bool = True
    parts: tuple[Part, ...] = ()

    def refuse(self, detail: str, message: str | None = None) -> Script:
        """Let the run fail before its first step, because what was sent cannot be taken.

        Args:
            detail: why it cannot be taken.
            message: what is said of that in its place.
        """
        return self._then(Refuse(message or detail, detail))

    def cancel(self) -> Script:
        """Let someone cancel the run at this point."""
        return self._then(Cancel())

    def wait(self, seconds: float) -> Script:
        """Let seconds of clock time go by."""
        return self._then(Wait(seconds))

    def _then(self, part: Part) -> Script:
        if self.parts and isinstance(self.parts[-1], LAST_PARTS):
            ended = type(self.parts[-1]).__name__
            raise ValueError(f"nothing comes after {ended}: the run does nothing more")
        return replace(self, parts=(*self.parts, part))


def _json(arguments: Mapping[str, Any] | str) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(dict(arguments))


def _calls(calls: Sequence[tuple[str, Mapping[str, Any] | str, str]]) -> tuple[CallTool, ...]:
    if not calls:
        raise ValueError("a model that calls tools calls at least one")
    return tuple(CallTool(name, _json(arguments), result) for name, arguments, result in calls)


def _tuple(lines: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if lines is None else tuple(lines)
