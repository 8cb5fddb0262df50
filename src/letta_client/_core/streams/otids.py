"""The offline threading ids of messages, by which the server knows a send that comes again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast
from uuid import uuid4

from ..http.omit import NotGiven, Omit
from ..http.request import Request

RequestT = TypeVar("RequestT", bound=Request[Any])


def make_otid() -> str:
    """Return an id that no other message has."""
    return str(uuid4())


def with_otids(request: RequestT, new_otid: Callable[[], str] = make_otid) -> RequestT:
    """Return a request in which each message has an `otid`: its own, or a new one.

    What is said in `input` becomes a message. Messages are read here, once and for all attempts.

    Args:
        request: sends messages.
        new_otid: returns an id that no other message has.
    """
    fields = _fields(request.body)
    if fields is None:
        return request
    body = dict(fields)
    messages, said = (_given(body.get(name)) for name in ("messages", "input"))
    if (messages is None) == (said is None):
        # The server says what is wrong with that.
        return request
    if messages is None:
        del body["input"]
        messages = [{"role": "user", "content": said}]
    if isinstance(messages, Iterable) and not isinstance(messages, (str, bytes, Mapping)):
        read = cast("Iterable[object]", messages)
        body["messages"] = [_with_otid(message, new_otid) for message in read]
    return replace(request, body=body)


def otids_of(request: Request[Any]) -> list[str]:
    """Return the ids of the messages that a request sends."""
    messages = (_fields(request.body) or {}).get("messages")
    if not isinstance(messages, list):
        return []
    otids = (_otid_of(message) for message in cast("list[object]", messages))
    return [otid for otid in otids if isinstance(otid, str)]


def _with_otid(message: object, new_otid: Callable[[], str]) -> object:
    from pydantic import BaseModel

    if _given(_otid_of(message)) is not None:
        return message
    if isinstance(message, BaseModel):
        return message.model_copy(update={"otid": new_otid()})
    if isinstance(message, Mapping):
        return {**cast("Mapping[str, object]", message), "otid": new_otid()}
    return message


def _fields(body: object) -> Mapping[str, object] | None:
    return cast("Mapping[str, object]", body) if isinstance(body, Mapping) else None


def _otid_of(message: object) -> object:
    if isinstance(message, Mapping):
        return cast("Mapping[str, object]", message).get("otid")
    return getattr(message, "otid", None)


def _given(value: object) -> object | None:
    return None if isinstance(value, (Omit, NotGiven)) else value
