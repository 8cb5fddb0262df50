"""Operations, and the functions that carry them out."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, TypeAdapter
from pydantic.alias_generators import to_pascal
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from letta_client.testing.api.answers import answer
from letta_client.testing.api.body_limit import bounded
from letta_client.testing.api.contract.document import Operation, operations
from letta_client.testing.api.forms import read_form
from letta_client.testing.api.json_forms import given_form
from letta_client.testing.api.request_validation import (
    NO_BODY,
    InvalidRequest,
    RequestCheck,
    read_body,
)
from letta_client.testing.api.scheduled_sends import send_what_is_due
from letta_client.testing.api.world import world_of
from letta_client.testing.transports.request_clock import request_clock_of

Function = TypeVar("Function", bound=Callable[..., Any])

_NOT_FOUND = 404
_PROVIDED = {"world", "request", "request_clock"}
"""What a function can take beside the parameters of its operation."""

HANDLERS: dict[str, Handler] = {}
"""The handler of each operation that this server has, by the name of the operation."""


def operation(operation_id: str) -> Callable[[Function], Function]:
    """Let a function carry out an operation of the contract, which it returns the answer of.

    The path, the parameters and the status of the answer are those of the contract. The function
    takes what it needs by name: each parameter of the path; `query` and `body`, annotated with the
    models that are generated for them; the `world`, the `request`, and the `request_clock`.

    Args:
        operation_id: the operation's name in the contract.

    Raises:
        LookupError: the contract has no such operation.
        TypeError: the function does not take what the operation has, or another one carries it out.
    """

    def register(function: Function) -> Function:
        if operation_id in HANDLERS:
            raise TypeError(f"{operation_id} is carried out by another function")
        HANDLERS[operation_id] = Handler(operations()[operation_id], function)
        return function

    return register


class Handler:
    """Carries out an operation: checks the request, calls the function, and answers.

    Args:
        operation: the operation.
        function: the function.

    Raises:
        TypeError: the function does not take what the operation has.
    """

    def __init__(self, operation: Operation, function: Callable[..., Any]) -> None:
        self.operation = operation
        self._function = function
        self._takes = set(inspect.signature(function).parameters)
        has = set(operation.path_parameters)
        if operation.has_query:
            has.add("query")
        if operation.has_body:
            has.add("body")
        if self._takes - _PROVIDED != has:
            raise TypeError(f"{operation.operation_id} has {sorted(has)}, which its function lacks")

    async def __call__(self, request: Request) -> Response:
        """Answer a request.

        Raises:
            InvalidRequest: the request does not fit the operation.
            HTTPException: 404, this server does not have the operation.
        """
        if self.operation.is_cloud_only and world_of(request.scope).profile.cloud.is_missing:
            raise HTTPException(_NOT_FOUND)
        arguments = await self._arguments(request)
        send_what_is_due(world_of(request.scope))
        answered = self._function(**arguments)
        if inspect.isawaitable(answered):
            answered = await answered
        if self.operation.is_cloud_only and isinstance(answered, BaseModel):
            answered = given_form(answered)
        return answer(answered, self.operation.status)

    async def _arguments(self, request: Request) -> dict[str, Any]:
        operation, check = self.operation, RequestCheck()
        arguments: dict[str, Any] = dict(request.path_params)
        # A body that is no JSON is the only error that is told.
        sent = await self._sent(request)
        check.path(request.path_params, operation.path_parameters)
        if operation.has_query:
            arguments["query"] = check.query(request.query_params, self.query_type)
        if operation.takes_form:
            arguments["body"] = check.form(sent, self._body)
        elif operation.has_body:
            arguments["body"] = check.body(sent, self._body, is_needed=operation.needs_body)
        if check.errors:
            raise InvalidRequest(check.errors)
        return {**arguments, **self._provided(request)}

    async def _sent(self, request: Request) -> Any:
        request = bounded(request)
        if self.operation.takes_form:
            return await read_form(request)
        return await read_body(request) if self.operation.has_body else NO_BODY

    def _provided(self, request: Request) -> dict[str, Any]:
        scope = request.scope
        provided = {
            "world": world_of(scope),
            "request": request,
            "request_clock": request_clock_of(scope),
        }
        return {name: value for name, value in provided.items() if name in self._takes}

    @cached_property
    def query_type(self) -> type[BaseModel]:
        """The model of the query.

        Raises:
            TypeError: the function takes another one than that of the operation.
        """
        model: type[BaseModel] = self._types["query"]
        wanted = f"{to_pascal(self.operation.operation_id)}Query"
        if model.__name__ != wanted:
            raise TypeError(f"{self.operation.operation_id} takes a {wanted}")
        return model

    @cached_property
    def _body(self) -> TypeAdapter[Any]:
        return TypeAdapter(self._types["body"])

    @cached_property
    def _types(self) -> dict[str, Any]:
        return get_type_hints(self._function, include_extras=True)
