"""A send whose agent calls tools of the caller: one stream after the other, as if they were one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ...types._models.messages_params import ToolReturnParam
from ...types.messages import ToolCall
from ..http.request import Request
from ..streams.actions import CallFunction, Raised, Returned, Steps
from ..streams.assembling import StreamResult
from ..streams.combining import combined
from ..streams.session import StreamOutcome, StreamSession
from .answers import answer_of_tools, calls_to_answer, tool_return
from .errors import ToolRoundsError
from .function_tools import text_of_error, text_of_result
from .tool_set import ToolSet

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

logger = logging.getLogger("letta_client")


class ToolSession(Generic[T]):
    """The streams of a send and of the answers to what its agent calls, each followed to its end.

    A run that ends with calls of the caller's tools alone is answered, which starts the next run.
    One that waits for a person, too, is left as it is.

    Args:
        request: the request that opens the first stream.
        new_session: makes the session of a stream from the request that opens it.
        tools: the caller's tools.

    Attributes:
        outcome: how all of it ended; `None` before.
    """

    def __init__(
        self,
        request: Request[Any],
        new_session: Callable[[Request[Any]], StreamSession[T]],
        tools: ToolSet,
    ) -> None:
        self.outcome: StreamOutcome | None = None
        self._new_session = new_session
        self._tools = tools
        self._over: list[StreamSession[T]] = []
        self._current = new_session(request)

    @property
    def request(self) -> Request[Any]:
        """The request that opens the stream of the latest round."""
        return self._current.request

    @property
    def response(self) -> httpx.Response | None:
        """The response that carries the stream; the last of several."""
        return self._latest.response

    @property
    def run_id(self) -> str | None:
        """The run of the latest round, as soon as it is known; before, that of the one before."""
        return self._latest.run_id

    @property
    def last_seq_id(self) -> int | None:
        """The number of the last event of that run which was handed out."""
        return self._latest.last_seq_id

    @property
    def resumes(self) -> int:
        """After how many breaks a stream was resumed."""
        return sum(session.resumes for session in self._sessions)

    def result(self) -> StreamResult:
        """Return what came so far in all rounds, put together."""
        return combined([session.result() for session in self._sessions])

    def end(self, outcome: StreamOutcome) -> None:
        """Take note of how it ended, if that is not known yet."""
        self.outcome = self.outcome or outcome
        self._current.end(outcome)

    def follow(self, response: httpx.Response | None = None) -> Steps[None]:
        """Follow all streams to their end, and call functions in between.

        Args:
            response: what carries the first stream, if it is open already.

        Raises:
            APIError: a stream did not come to its end.
            ToolRoundsError: the agent goes on calling tools.
        """
        try:
            yield from self._current.follow(response)
            while calls := self._own_calls():
                request = yield from self._answer(calls)
                self._over.append(self._current)
                self._current = self._new_session(request)
                yield from self._current.follow()
        except GeneratorExit:
            self.end("closed")
            raise
        finally:
            self.end(self._current.outcome or "closed")

    @property
    def _sessions(self) -> list[StreamSession[T]]:
        return [*self._over, self._current]

    @property
    def _latest(self) -> StreamSession[T]:
        # The answer to a call is on its way until its run is known.
        is_known = self._current.run_id is not None or not self._over
        return self._current if is_known else self._over[-1]

    def _own_calls(self) -> list[ToolCall]:
        """Return the calls that the run has ended with, if all are of the caller's tools."""
        calls = calls_to_answer(self._current.result())
        return calls if all(call.name in self._tools.tools for call in calls) else []

    def _answer(self, calls: list[ToolCall]) -> Steps[Request[Any]]:
        """Call the functions; return the request that tells the agent what they gave back.

        Raises:
            ToolRoundsError: that was done too often.
        """
        if len(self._over) >= self._tools.max_rounds:
            raise ToolRoundsError(self._tools.max_rounds, calls, self.result())
        returns: list[ToolReturnParam] = []
        for call in calls:
            returns.append((yield from self._call(call)))
        request = self._current.request
        body = cast("Mapping[str, object]", request.body)
        answer = answer_of_tools(self._current.run_id, returns)
        return replace(request, body={**body, "messages": [answer]})

    def _call(self, call: ToolCall) -> Steps[ToolReturnParam]:
        """Call a function; return what it gave back, or why it failed.

        What the function and its types do is the caller's code, which can raise any exception.
        """
        tool = self._tools.tools[call.name]
        try:
            arguments = tool.read_arguments(call.arguments)
        except Exception as error:
            return _failed(call, error)
        happened = yield CallFunction(tool.function, arguments, tool.is_async)
        if isinstance(happened, Raised):
            return _failed(call, happened.error)
        try:
            text = text_of_result(cast(Returned, happened).result)
        except Exception as error:
            return _failed(call, error)
        return tool_return(call, text, is_error=False)


def _failed(call: ToolCall, error: Exception) -> ToolReturnParam:
    logger.info("The tool %s failed, and the agent is told so", call.name, exc_info=error)
    return tool_return(call, text_of_error(error), is_error=True)
