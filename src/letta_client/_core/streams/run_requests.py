"""The requests about a run and its conversation, with the options that the caller gave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import GenericAlias
from typing import Any, cast

from ...types.conversation import Conversation
from ...types.messages import Message
from ...types.runs import Run, UsageRetrieveResponse
from ..http.defaults import LOOK_READ_TIMEOUT
from ..http.omit import Omit
from ..http.request import Request
from .addressees import Addressee

# A stored message can come as several messages with its id.
LATEST_MESSAGES = 5

# Of the stream's headers, those that say what it is and not who asks.
_OWN_HEADERS = frozenset({"accept", "content-type"})


@dataclass(frozen=True, slots=True)
class RunOperations:
    """What builds the requests about a run, from its id and the parameters of each operation.

    Attributes:
        retrieve: the run.
        retrieve_usage: what it used.
        list_messages: a page of its messages.
        stream: its events.
        list_conversation_messages: a page of the messages of a conversation.
        retrieve_conversation: a conversation.
        send: sends messages to a conversation, and streams what comes of them.
    """

    retrieve: Callable[[str], Request[Run]]
    retrieve_usage: Callable[[str], Request[UsageRetrieveResponse]]
    list_messages: Callable[..., Request[Any]]
    stream: Callable[[str], Request[Any]]
    list_conversation_messages: Callable[..., Request[Any]]
    retrieve_conversation: Callable[[str], Request[Conversation]]
    send: Callable[..., Request[Any]]


@dataclass(frozen=True, slots=True)
class RunRequests:
    """Makes requests with the headers, query and timeout that the caller gave for the stream.

    Attributes:
        operations: build the requests.
        origin: the request that opened the stream.
        is_runs_own: whether that was a request for the stream of a run, not one that starts a run.
        wants_pings: whether the stream is to have keep-alive pings.
    """

    operations: RunOperations
    origin: Request[Any]
    is_runs_own: bool = False
    wants_pings: bool = True

    def stream(self, run_id: str, starting_after: int | None, window: float) -> Request[Any]:
        """Return the request for a run's stream.

        Args:
            run_id: the run.
            starting_after: the number of the last event that is not wanted again.
            window: for how many seconds of silence the stream is read.
        """
        origin = self.origin
        request = origin
        if not self.is_runs_own:
            request = self._with_options(self.operations.stream(run_id), origin.headers)
        body = dict(cast("Mapping[str, Any]", request.body or {}))
        if not self.is_runs_own and not self.wants_pings:
            body["include_pings"] = False
        if starting_after is not None:
            body["starting_after"] = starting_after
        return replace(request, body=body, read_timeout=window, max_retries=0)

    def run(self, run_id: str) -> Request[Run]:
        """Return the request for a run."""
        return self._read(self.operations.retrieve(run_id))

    def messages(self, run_id: str, after: str | None) -> Request[list[Message]]:
        """Return the request for a run's messages, the oldest first.

        Args:
            run_id: the run.
            after: the id of the message that they follow.
        """
        page = self.operations.list_messages(run_id, order="asc", limit=100, after=after)
        return self._items(page)

    def latest_messages(
        self, addressee: Addressee, *, limit: int = LATEST_MESSAGES
    ) -> Request[list[Message]]:
        """Return the request for the latest messages of a conversation, in any order."""
        page = self.operations.list_conversation_messages(
            **addressee.parameters(), order="desc", limit=limit
        )
        return self._items(page)

    def conversation(self, conversation_id: str) -> Request[Conversation]:
        """Return the request for a conversation."""
        return self._read(self.operations.retrieve_conversation(conversation_id))

    def answer(self, addressee: Addressee, message: object) -> Request[Any]:
        """Return the request that sends a message in the background, and streams what comes of it.

        Args:
            addressee: to whom.
            message: an item of `messages`.
        """
        sent = self.operations.send(**addressee.parameters(), background=True, messages=[message])
        return self._with_options(sent, {**sent.headers, **self._who_asks()})

    def usage(self, run_id: str) -> Request[UsageRetrieveResponse]:
        """Return the request for what a run has used."""
        return self._read(self.operations.retrieve_usage(run_id))

    def _items(self, page: Request[Any]) -> Request[Any]:
        return self._read(replace(page, returns=GenericAlias(list, page.returns.__args__)))

    def _read(self, request: Request[Any]) -> Request[Any]:
        request = self._with_options(request, self._who_asks())
        return replace(request, read_timeout=LOOK_READ_TIMEOUT, max_retries=0)

    def _who_asks(self) -> dict[str, str | Omit]:
        headers = self.origin.headers.items()
        return {name: value for name, value in headers if name.lower() not in _OWN_HEADERS}

    def _with_options(self, request: Request[Any], headers: Mapping[str, Any]) -> Request[Any]:
        origin = self.origin
        query = {**origin.query, **request.query}
        return replace(request, query=query, headers=headers, timeout=origin.timeout)
