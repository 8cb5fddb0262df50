"""A send whose agent waits for answers of the caller: one stream after the other, as if one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar, cast

from ...types._models.messages_params import ApprovalCreateParam, ApprovalParam, ToolReturnParam
from ...types.messages import ToolCall
from ..http.defaults import DEFAULT_MAX_TOOL_ROUNDS
from ..http.request import Request
from ..streams.actions import CallFunction, Raised, Returned, Steps
from ..streams.approvals import answer_of_call
from ..streams.assembling import StreamResult
from ..streams.combining import combined
from ..streams.session import StreamOutcome, StreamSession
from .call_answers import answer_of_calls, calls_to_answer, tool_return
from .errors import ToolRoundsError
from .function_tools import FunctionTool, content_of_result, text_of_error
from .next_session import next_session, pending_calls
from .tool_set import ToolSet

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

logger = logging.getLogger("letta_client")


OnApproval: TypeAlias = Callable[[ToolCall], object]
"""Is given a call that waits for an approval, and returns its answer, or what gives it later."""


class RoundSession(Generic[T]):
    """The streams of a send and of the answers to what its agent calls, each followed to its end.

    A run that ends with calls that all can be answered is answered, which starts the next run. Any
    other one is left as it is: what it waits for can be answered later.

    Args:
        session: follows the first stream.
        tools: the caller's tools.

    Attributes:
        outcome: how all of it ended; `None` before.
        on_approval: answers the calls that are of no such tool.
        max_rounds: how often in a row calls are answered.
    """

    def __init__(self, session: StreamSession[T], tools: ToolSet | None = None) -> None:
        self.outcome: StreamOutcome | None = None
        self.on_approval: OnApproval | None = None
        self.max_rounds: int = DEFAULT_MAX_TOOL_ROUNDS if tools is None else tools.max_rounds
        self._tools: Mapping[str, FunctionTool] = {} if tools is None else tools.tools
        self._over: list[StreamSession[T]] = []
        self._current = session

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
            yield from self._answer_calls()
        except GeneratorExit:
            self.end("closed")
            raise
        finally:
            self.end(self._current.outcome or "closed")

    def go_on(self, on_approval: OnApproval, max_rounds: int) -> Steps[None]:
        """Go on where all streams have come to their end, and answer what waits for an approval.

        Args:
            on_approval: answers a call.
            max_rounds: how often in a row calls are answered, those before included.

        Raises:
            What `follow` raises, and what `on_approval` raises.
        """
        self.outcome, self.on_approval, self.max_rounds = None, on_approval, max_rounds
        try:
            yield from self._answer_calls()
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

    def _answer_calls(self) -> Steps[None]:
        while calls := (yield from self._calls_to_answer()):
            answer = yield from self._answer(calls)
            session = yield from next_session(self._current, answer)
            self._over.append(self._current)
            self._current = session
            yield from session.follow()

    def _calls_to_answer(self) -> Steps[list[ToolCall]]:
        """Return the calls that the run has ended with, if all can be answered."""
        if self.on_approval is not None:
            return (yield from pending_calls(self._current))
        calls = calls_to_answer(self._current.result())
        return calls if all(call.name in self._tools for call in calls) else []

    def _answer(self, calls: list[ToolCall]) -> Steps[ApprovalCreateParam]:
        """Call the functions; return the message that tells the agent what they gave back.

        Raises:
            ToolRoundsError: that was done too often.
        """
        if len(self._over) >= self.max_rounds:
            raise ToolRoundsError(self.max_rounds, calls, self.result())
        answers: list[ApprovalParam] = []
        for call in calls:
            is_own = call.name in self._tools
            answers.append((yield from (self._call(call) if is_own else self._ask(call))))
        return answer_of_calls(self._current.run_id, answers)

    def _ask(self, call: ToolCall) -> Steps[ApprovalParam]:
        """Return the answer to a call that waits for an approval.

        Raises:
            Exception: what the caller's function raises. Nothing has been answered then.
            TypeError: it returns no answer.
        """
        assert self.on_approval is not None
        happened = yield CallFunction.of_approval(self.on_approval, call)
        if isinstance(happened, Raised):
            raise happened.error
        return answer_of_call(call, cast(Returned, happened).result)

    def _call(self, call: ToolCall) -> Steps[ToolReturnParam]:
        """Call a function; return what it gave back, or why it failed.

        What the function and its types do is the caller's code, which can raise any exception.
        """
        tool = self._tools[call.name]
        try:
            arguments = tool.read_arguments(call.arguments)
        except Exception as error:
            return _failed(call, error)
        happened = yield CallFunction(tool.function, arguments, tool.is_async)
        if isinstance(happened, Raised):
            return _failed(call, happened.error)
        try:
            content = content_of_result(cast(Returned, happened).result)
        except Exception as error:
            return _failed(call, error)
        return tool_return(call, content, is_error=False)


def _failed(call: ToolCall, error: Exception) -> ToolReturnParam:
    logger.info("The tool %s failed, and the agent is told so", call.name, exc_info=error)
    return tool_return(call, text_of_error(error), is_error=True)
