"""The operations by which a stream follows its run, and by which its calls are answered.

They are looked up by name, when a stream is opened: their resources know streams. Those of
conversations are looked up when they are used, which is seldom.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from .._core.http.request import Request
from .._core.streams.run_requests import RunOperations

if TYPE_CHECKING:
    from ..types.conversation import Conversation


def run_operations() -> RunOperations:
    """Return what builds the requests about a run."""
    runs = _module("runs").AsyncRunsResource
    messages = _module("runs.messages").AsyncRunMessagesResource
    usage = _module("runs.usage").AsyncRunUsageResource
    return RunOperations(
        retrieve=runs.retrieve.request,
        retrieve_usage=usage.retrieve.request,
        list_messages=messages.list.request,
        stream=messages.stream.request,
        list_conversation_messages=_list_conversation_messages,
        retrieve_conversation=_retrieve_conversation,
        send=_send,
    )


def _list_conversation_messages(**parameters: Any) -> Request[Any]:
    request: Request[Any] = _conversation_messages().list.request(**parameters)
    return request


def _retrieve_conversation(conversation_id: str) -> Request[Conversation]:
    conversations: Any = _module("conversations").AsyncConversationsResource
    request: Request[Conversation] = conversations.retrieve.request(conversation_id)
    return request


def _send(**parameters: Any) -> Request[Any]:
    request: Request[Any] = _conversation_messages().create.request(**parameters)
    return request


def _conversation_messages() -> Any:
    return _module("conversations.messages").AsyncConversationMessagesResource


def _module(name: str) -> Any:
    return importlib.import_module(f".resources.{name}", __package__)
