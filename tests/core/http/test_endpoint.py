"""The arguments of a method become a request: each goes where its name says, and no further."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import TypedDict, Unpack

from letta_client._core.http._wire import PLACES
from letta_client._core.http.encoding import encode_segment
from letta_client._core.http.endpoint import Arguments, Binder, Endpoint
from letta_client._core.http.omit import Omit, omit
from letta_client._core.http.request import CallOptions, Method, Request, StreamOptions

FUNCTION = "def {signature}:\n    return deliver(self, {arguments})"


class Shared(TypedDict, total=False):
    first: str | Omit
    last: str | Omit


class SharedAndOptions(Shared, StreamOptions, total=False):
    pass


class Things:
    def update(
        self, thing_id: str, *, size: int | Omit = omit, name: str, **options: Unpack[CallOptions]
    ) -> None: ...

    def send(self, *, mode: str | Omit = omit, **options: Unpack[SharedAndOptions]) -> None: ...


def maker(function: Any, method: Method, path: str, *, safe: bool = False) -> Any:
    """Return what makes the request of a call of `function`."""
    binder = Binder(function, Endpoint(method, path, safe))

    def make(resource: object, arguments: Arguments) -> Request[Any]:
        return binder.request(arguments, int)

    return binder.compile(FUNCTION, make)


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT"])
def test_what_is_not_in_the_path_goes_into_the_body(method: Method) -> None:
    request = maker(Things.update, method, "/v1/things/{thing_id}")(None, "a/b", name="x")
    assert request == Request[int](
        method=method,
        path=f"/v1/things/{encode_segment('thing_id', 'a/b')}",
        returns=int,
        body={"name": "x", "size": omit},
    )


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_or_into_the_query(method: Method) -> None:
    request = maker(Things.update, method, "/v1/things/{thing_id}", safe=True)(
        None, "thing-1", name="x", size=3
    )
    assert request == Request[int](
        method=method,
        path="/v1/things/thing-1",
        returns=int,
        query={"name": "x", "size": 3},
        safe=True,
    )


def test_a_method_without_parameters_has_no_body() -> None:
    def run(self: Any, run_id: str, **options: Unpack[CallOptions]) -> None: ...

    request = maker(run, "POST", "/v1/{run_id}")(None, "run-1")
    assert (request.query, request.body, request.headers) == ({}, None, {})


def test_exceptions_are_sent_where_they_belong(monkeypatch: pytest.MonkeyPatch) -> None:
    def upload(
        self: Any,
        folder_id: str,
        *,
        file: bytes,
        name: str | Omit = omit,
        note: str | Omit = omit,
        x_mode: str | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> None: ...

    exceptions = {
        ("POST", "/v1/{folder_id}/upload"): {
            "file": ("file", "file"),
            "name": ("query", "fileName"),
            "x_mode": ("header", "x-mode"),
        }
    }
    monkeypatch.setattr("letta_client._core.http.endpoint.PLACES", exceptions)
    request = maker(upload, "POST", "/v1/{folder_id}/upload")(
        None, "f", file=b"1", name="n", note="o", x_mode="m", extra_headers={"x-other": "a"}
    )
    assert request.files == {"file": b"1"}
    assert request.query == {"fileName": "n"}
    assert request.headers == {"x-mode": "m", "x-other": "a"}
    assert request.body == {"note": "o"}


def test_a_body_can_be_a_value_of_its_own() -> None:
    def delete(self: Any, token: str, *, body: object, **options: Unpack[CallOptions]) -> None: ...

    path = "/v1/client-side-access-tokens/{token}"
    assert "whole body" in {place for place, _ in PLACES["DELETE", path].values()}
    assert maker(delete, "DELETE", path)(None, "t", body=[1]).body == [1]
    assert maker(delete, "DELETE", path)(None, "t", body=omit).body is None


def test_shared_parameters_are_keywords_in_the_order_of_their_names() -> None:
    make = maker(Things.send, "POST", "/v1/things/")
    request = make(None, last="z", mode="m", resume=False, timeout=3.0)
    assert list(request.body.items()) == [("first", omit), ("last", "z"), ("mode", "m")]
    assert request.timeout == 3.0
    signature = Binder(Things.send, Endpoint("POST", "/", False)).signature()
    assert list(signature.parameters) == ["self", "first", "last", "mode", "options"]
    assert signature.parameters["options"].annotation == "Unpack[StreamOptions]"


def test_wrong_arguments_are_an_error_of_python_that_names_the_method() -> None:
    make = maker(Things.update, "POST", "/v1/things/{thing_id}")
    name = r"Things\.update\(\) "
    with pytest.raises(TypeError, match=name + "missing 1 required keyword-only argument: 'name'"):
        make(None, "thing-1")
    with pytest.raises(TypeError, match=name + "got an unexpected keyword argument 'nane'"):
        make(None, "thing-1", nane="x")
    with pytest.raises(TypeError, match=name + "takes 2 positional arguments but 3"):
        make(None, "thing-1", "x", name="x")


def test_a_request_made_by_a_method_cannot_be_changed_either() -> None:
    request = maker(Things.update, "POST", "/v1/things/{thing_id}")(None, "thing-1", name="x")
    with pytest.raises(AttributeError):
        request.path = "/"


@given(st.text(min_size=1))
def test_a_path_is_the_same_with_and_without_the_short_way(argument: str) -> None:
    make = maker(Things.update, "POST", "/v1/things/{thing_id}/x")
    path = make(None, argument, name="").path
    assert path == f"/v1/things/{encode_segment('thing_id', argument)}/x"
    assert path.count("/") == 4
