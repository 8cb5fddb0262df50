"""How `agents.messages.create` can be typed: by its mode, and by whether it is to stream."""

from __future__ import annotations

import functools
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, cast, overload

from typing_extensions import Unpack

from ..._core.http.modes import Parsed, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import StreamOptions
from ...types._models.agent_messages_params import ClientSkillParam, ClientToolParam
from ...types._models.content_params import InputContentParam
from ...types._models.messages_params import InputMessageParam
from ...types.content import MessageContent
from ...types.letta_response import LettaResponse
from ...types.messages import MessageType
from ...types.streaming import LettaStreamingResponse
from ..resource import AsyncResource, _bind
from ..responses import AsyncAPIResponse
from ..streams import AsyncStream

WholeT = TypeVar("WholeT", covariant=True)
EventsT = TypeVar("EventsT", covariant=True)


class Create(Protocol[WholeT, EventsT]):
    """`agents.messages.create`, which gives a `WholeT`, or an `EventsT` with `streaming=True`.

    `AsyncAgentMessagesResource.create` has the documentation.
    """

    @overload
    def __call__(
        self,
        agent_id: str,
        *,
        assistant_message_tool_kwarg: str | Omit = omit,
        assistant_message_tool_name: str | Omit = omit,
        background: bool | Omit = omit,
        client_skills: Iterable[ClientSkillParam] | Omit | None = omit,
        client_tools: Iterable[ClientToolParam] | Omit | None = omit,
        enable_thinking: str | Omit = omit,
        include_compaction_messages: bool | Omit = omit,
        include_pings: bool | Omit = omit,
        include_return_message_types: Sequence[MessageType] | Omit | None = omit,
        input: str | Iterable[InputContentParam | MessageContent] | Omit | None = omit,
        max_steps: int | Omit = omit,
        messages: Iterable[InputMessageParam] | Omit | None = omit,
        override_model: str | Omit | None = omit,
        override_system: str | Omit | None = omit,
        return_logprobs: bool | Omit = omit,
        return_token_ids: bool | Omit = omit,
        stream_tokens: bool | Omit = omit,
        streaming: Literal[False] | Omit = omit,
        top_logprobs: int | Omit | None = omit,
        use_assistant_message: bool | Omit = omit,
        **options: Unpack[StreamOptions],
    ) -> WholeT: ...

    @overload
    def __call__(
        self,
        agent_id: str,
        *,
        assistant_message_tool_kwarg: str | Omit = omit,
        assistant_message_tool_name: str | Omit = omit,
        background: bool | Omit = omit,
        client_skills: Iterable[ClientSkillParam] | Omit | None = omit,
        client_tools: Iterable[ClientToolParam] | Omit | None = omit,
        enable_thinking: str | Omit = omit,
        include_compaction_messages: bool | Omit = omit,
        include_pings: bool | Omit = omit,
        include_return_message_types: Sequence[MessageType] | Omit | None = omit,
        input: str | Iterable[InputContentParam | MessageContent] | Omit | None = omit,
        max_steps: int | Omit = omit,
        messages: Iterable[InputMessageParam] | Omit | None = omit,
        override_model: str | Omit | None = omit,
        override_system: str | Omit | None = omit,
        return_logprobs: bool | Omit = omit,
        return_token_ids: bool | Omit = omit,
        stream_tokens: bool | Omit = omit,
        streaming: Literal[True],
        top_logprobs: int | Omit | None = omit,
        use_assistant_message: bool | Omit = omit,
        **options: Unpack[StreamOptions],
    ) -> EventsT: ...

    @overload
    def __call__(
        self,
        agent_id: str,
        *,
        assistant_message_tool_kwarg: str | Omit = omit,
        assistant_message_tool_name: str | Omit = omit,
        background: bool | Omit = omit,
        client_skills: Iterable[ClientSkillParam] | Omit | None = omit,
        client_tools: Iterable[ClientToolParam] | Omit | None = omit,
        enable_thinking: str | Omit = omit,
        include_compaction_messages: bool | Omit = omit,
        include_pings: bool | Omit = omit,
        include_return_message_types: Sequence[MessageType] | Omit | None = omit,
        input: str | Iterable[InputContentParam | MessageContent] | Omit | None = omit,
        max_steps: int | Omit = omit,
        messages: Iterable[InputMessageParam] | Omit | None = omit,
        override_model: str | Omit | None = omit,
        override_system: str | Omit | None = omit,
        return_logprobs: bool | Omit = omit,
        return_token_ids: bool | Omit = omit,
        stream_tokens: bool | Omit = omit,
        streaming: bool | Omit,
        top_logprobs: int | Omit | None = omit,
        use_assistant_message: bool | Omit = omit,
        **options: Unpack[StreamOptions],
    ) -> WholeT | EventsT: ...


_Method: TypeAlias = Callable[
    ..., Coroutine[Any, Any, LettaResponse | AsyncStream[LettaStreamingResponse]]
]


class create_endpoint:
    """What `endpoint` is for other methods: its return type follows the resource's mode.

    `endpoint` carries the parameters of a method over as they are, but no overloads.
    """

    def __init__(self, method: _Method) -> None:
        self._method = method
        functools.update_wrapper(cast("Any", self), method)

    @overload
    def __get__(self, resource: None, owner: object) -> _Method: ...

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
        return _bind(self._method, resource)
