"""Each message of a send has an id by which the server knows it."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from pydantic import BaseModel

from letta_client import omit
from letta_client._core.http.request import Request
from letta_client._core.streams.otids import otids_of, with_otids


class MessageCreate(BaseModel):
    role: str
    content: str
    otid: str | None = None


HELLO = {"role": "user", "content": "hello"}


def sent(body: Any) -> Any:
    numbers = count(1)
    request = Request[Any](method="POST", path="/", returns=object, body=body)
    return with_otids(request, lambda: f"new-{next(numbers)}")


def test_messages_without_an_id_get_one() -> None:
    own = {**HELLO, "otid": "own"}
    model = MessageCreate(role="user", content="hello")
    given = [HELLO, own, {**HELLO, "otid": None}, model, {**HELLO, "otid": omit}]

    request = sent({"messages": iter(given), "max_steps": 3})

    assert otids_of(request) == ["new-1", "own", "new-2", "new-3", "new-4"]
    assert request.body["messages"][:2] == [{**HELLO, "otid": "new-1"}, own]
    assert request.body["max_steps"] == 3
    assert (HELLO, model.otid) == ({"role": "user", "content": "hello"}, None)


def test_the_input_becomes_a_message() -> None:
    request = sent({"input": "hello", "messages": omit, "agent_id": "agent-1"})

    assert request.body == {"messages": [{**HELLO, "otid": "new-1"}], "agent_id": "agent-1"}


def test_no_two_messages_get_the_same_id() -> None:
    body = {"messages": [HELLO] * 3}
    requests = [
        with_otids(Request[Any](method="POST", path="/", returns=object, body=body))
        for _ in range(2)
    ]

    assert len({otid for request in requests for otid in otids_of(request)}) == 6


@pytest.mark.parametrize(
    "body",
    [None, [], {}, {"input": "hello", "messages": [HELLO]}, {"messages": omit}, {"messages": "?"}],
)
def test_what_the_server_has_to_refuse_stays_as_it_is(body: Any) -> None:
    request = sent(body)

    assert request.body == body
    assert otids_of(request) == []


def test_what_is_no_message_stays_as_it_is() -> None:
    assert sent({"messages": [5]}).body == {"messages": [5]}
