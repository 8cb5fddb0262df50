"""Requests to send messages, with what the server checks beyond their types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from pydantic import ValidationError, model_validator

from letta_client.testing.api.contract import bodies
from letta_client.testing.api.contract.request_model import RequestModel
from letta_client.testing.json_values import is_dict, is_list
from letta_client.testing.store.errors import unprocessable


class _TakesMessagesOrInput(RequestModel):
    @model_validator(mode="before")
    @classmethod
    def _check_what_is_sent(cls, request: Any) -> Any:
        if not is_dict(request):
            return request
        # As the real server does: an error quotes the request with the types in it.
        _name_types(request.get("messages"))
        given = [request[name] for name in ("input", "messages") if request.get(name) is not None]
        if not given:
            raise ValueError("Must specify either 'input' or 'messages'.")
        if len(given) == 2:
            raise ValueError("Cannot specify both 'input' and 'messages'. Use one or the other.")
        return request


class LettaStreamingRequest(_TakesMessagesOrInput, bodies.LettaStreamingRequest):
    """What is sent to an agent, and how its answer is to come."""


class ConversationMessageRequest(_TakesMessagesOrInput, bodies.ConversationMessageRequest):
    """What is sent to a conversation, and how the answer is to come."""


class LettaAsyncRequest(_TakesMessagesOrInput, bodies.LettaAsyncRequest):
    """What is sent to an agent that works on it in the background."""


MessageRequest: TypeAlias = LettaStreamingRequest | LettaAsyncRequest | ConversationMessageRequest


def async_request(given: Mapping[str, Any]) -> LettaAsyncRequest:
    """Return the request that a wider one has in it.

    Raises:
        ApiError: 422, it has none.
    """
    fields = LettaAsyncRequest.model_fields
    try:
        return LettaAsyncRequest.model_validate(
            {name: value for name, value in given.items() if name in fields}
        )
    except ValidationError as error:
        raise unprocessable(str(error)) from None


def _name_types(messages: Any) -> None:
    """Let each message that does not say what it is be a plain one."""
    for message in messages if is_list(messages) else ():
        if is_dict(message):
            message.setdefault("type", "message")
