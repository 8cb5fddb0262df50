"""What the methods that send messages to an agent share: their parameters and their types."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, cast, overload

from typing_extensions import TypedDict, Unpack

from ...._core.http.endpoint import Endpoint
from ...._core.http.modes import Parsed, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions, Request, StreamOptions
from ....types._models.agent_messages_params import ClientSkillParam, ClientToolParam
from ....types._models.content_params import InputContentParam
from ....types._models.messages_params import InputMessageParam
from ....types.content import MessageContent
from ....types.letta_response import LettaResponse
from ....types.message_type import MessageType
from ....types.streaming import LettaStreamingResponse
from ...operation import Origin, UntypedStreamOperation
from ...resource import AsyncResource
from ...responses import AsyncAPIResponse
from ...streams import AsyncStream

WholeT = TypeVar("WholeT", covariant=True)
EventsT = TypeVar("EventsT", covariant=True)


class _SendSettings(TypedDict, total=False):
    assistant_message_tool_kwarg: str | Omit
    assistant_message_tool_name: str | Omit
    client_skills: Iterable[ClientSkillParam] | Omit | None
    client_tools: Iterable[ClientToolParam] | Omit | None
    enable_thinking: str | Omit
    include_compaction_messages: bool | Omit
    include_return_message_types: Sequence[MessageType] | Omit | None
    max_steps: int | Omit
    override_model: str | Omit | None
    override_system: str | Omit | None
    return_logprobs: bool | Omit
    return_token_ids: bool | Omit
    top_logprobs: int | Omit | None
    use_assistant_message: bool | Omit


class _SendParameters(_SendSettings, total=False):
    input: str | Iterable[InputContentParam | MessageContent] | Omit | None
    messages: Iterable[InputMessageParam] | Omit | None


class FollowedSendOptions(_SendSettings, StreamOptions, total=False):
    """What every method takes that sends one message, and follows what comes of it."""

    tools: Iterable[Callable[..., object]]
    """Functions that the agent can call: see `docs/client-tools.md`."""
    max_tool_rounds: int
    """How often in a row calls of `tools` are answered; 10 by default."""
    include_pings: bool | Omit
    stream_tokens: bool | Omit


class SendOptions(_SendParameters, CallOptions, total=False):
    """What every method takes that sends messages."""


class StreamedSendOptions(_SendParameters, StreamOptions, total=False):
    """What every method takes that sends messages and can give a stream."""

    background: bool | Omit
    include_pings: bool | Omit
    stream_tokens: bool | Omit


class Create(Protocol[WholeT, EventsT]):
    """`agents.messages.create`, which gives a `WholeT`, or an `EventsT` with `streaming=True`.

    `AsyncAgentMessagesResource.create` has the documentation.
    """

    @overload
    def __call__(
        self,
        agent_id: str,
        *,
        streaming: Literal[False] | Omit = omit,
        **options: Unpack[StreamedSendOptions],
    ) -> WholeT: ...

    @overload
    def __call__(
        self, agent_id: str, *, streaming: Literal[True], **options: Unpack[StreamedSendOptions]
    ) -> EventsT: ...

    @overload
    def __call__(
        self, agent_id: str, *, streaming: bool | Omit, **options: Unpack[StreamedSendOptions]
    ) -> WholeT | EventsT: ...


class CreateOperation(UntypedStreamOperation):
    """What `StreamOperation` is for other methods: its return type follows the resource's mode.

    `StreamOperation` carries the parameters of a method over as they are, but no overloads.
    """

    def request(self, *args: Any, **kwargs: Any) -> Request[Any]:
        """Return the request of a call with these arguments; nothing is sent."""
        return cast("Request[Any]", self._request_of_call(None, *args, **kwargs))

    @overload
    def __get__(self, resource: None, owner: object) -> CreateOperation: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Parsed], owner: object
    ) -> Create[
        Coroutine[Any, Any, LettaResponse],
        Coroutine[Any, Any, AsyncStream[LettaStreamingResponse]],
    ]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Raw], owner: object
    ) -> Create[
        Coroutine[Any, Any, AsyncAPIResponse[LettaResponse]],
        Coroutine[Any, Any, AsyncAPIResponse[AsyncStream[LettaStreamingResponse]]],
    ]: ...

    @overload
    def __get__(
        self, resource: AsyncResource[Streamed], owner: object
    ) -> Create[
        AbstractAsyncContextManager[AsyncAPIResponse[LettaResponse]],
        AbstractAsyncContextManager[AsyncAPIResponse[AsyncStream[LettaStreamingResponse]]],
    ]: ...

    def __get__(self, resource: AsyncResource[Any] | None, owner: object) -> Any:
        return self if resource is None else self._bind(resource)


_Method: TypeAlias = Callable[
    ..., Coroutine[Any, Any, LettaResponse | AsyncStream[LettaStreamingResponse]]
]


def post_create(path: str, origin: Origin) -> Callable[[_Method], CreateOperation]:
    """Make the operation of a method's signature: see `post_stream`."""
    endpoint = Endpoint("POST", path, safe=False)
    return lambda function: CreateOperation(function, endpoint, origin)
