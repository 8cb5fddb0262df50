"""Functions as tools: what an agent is told of them, and what becomes of a call."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic.errors import PydanticUserError
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind
from pydantic_core import PydanticSerializationError, to_json
from typing_extensions import override

from ...types._models.agent_messages_params import ClientToolParam
from ...types.content import ImageContent, TextContent
from .docstrings import read_docstring

Function: TypeAlias = Callable[..., object]

# What providers of models take for the name of a tool.
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True)
class FunctionTool:
    """A function that an agent can call.

    Attributes:
        function: the function.
        name: its name.
        is_async: whether calling it gives a coroutine.
        parameter: what the agent is told of it.
        arguments: the type of its arguments, whose aliases are the names of the parameters.
    """

    function: Function
    name: str
    is_async: bool
    parameter: ClientToolParam
    arguments: type[BaseModel]

    @classmethod
    def of(cls, function: Function) -> FunctionTool:
        """Return the tool that a function is, by its signature and its docstring.

        Raises:
            TypeError: no agent could call it, or its parameters cannot be told in JSON.
        """
        name = getattr(function, "__name__", None)
        if not callable(function) or not isinstance(name, str) or not _NAME.fullmatch(name):  # pyright: ignore[reportUnnecessaryComparison]
            raise TypeError(f"A tool has to be a function with a name in ASCII, not {function!r}")
        description, said = read_docstring(inspect.getdoc(function))
        arguments = _arguments_of(function, name, said)
        parameter: ClientToolParam = {"name": name, "parameters": _schema_of(arguments, name)}
        if description:
            parameter["description"] = description
        is_async = inspect.iscoroutinefunction(function)
        return cls(function, name, is_async, parameter, arguments)

    def read_arguments(self, text: str) -> dict[str, Any]:
        """Return the arguments of a call; those that are left out are left to the function.

        Args:
            text: the arguments as the model wrote them, in JSON.

        Raises:
            ValueError: they do not fit the function's signature; the message says why.
        """
        try:
            read = self.arguments.model_validate_json(text.strip() or "{}")
        except ValidationError as error:
            message = f"The arguments do not fit: {_explanation(error)}"
            raise ValueError(message) from error
        fields = type(read).model_fields
        return {
            cast(str, field.alias): getattr(read, name)
            for name, field in fields.items()
            if name in read.model_fields_set
        }


def content_of_result(result: object) -> str | list[TextContent | ImageContent]:
    """Return what a function gave back as the agent is told it.

    Texts and images are told as they are, all else as JSON.

    Raises:
        ValueError: it cannot be written as JSON.
    """
    return _parts_of(result) or _text_of(result)


def _parts_of(result: object) -> list[TextContent | ImageContent]:
    given = cast("list[object]", result) if isinstance(result, list) else [result]
    parts = [part for part in given if isinstance(part, (TextContent, ImageContent))]
    return parts if len(parts) == len(given) else []


def _text_of(result: object) -> str:
    if isinstance(result, str):
        # A request can carry no half of a surrogate pair.
        return result.encode(errors="replace").decode()
    try:
        return to_json(result).decode()
    except (PydanticSerializationError, RecursionError) as error:
        raise ValueError(f"The result cannot be written as JSON: {error}") from error


def text_of_error(error: Exception) -> str:
    """Return what an exception says as the agent is told it."""
    said = str(error).encode(errors="replace").decode()
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


class _Schema(GenerateJsonSchema):
    """Schemas without titles, which say nothing that names do not say, and cost tokens."""

    @override
    def emit_warning(self, kind: JsonSchemaWarningKind, detail: str) -> None:
        """Say nothing of a default that no JSON has: the function knows it."""

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _schema_of(arguments: type[BaseModel], name: str) -> dict[str, object]:
    try:
        schema = arguments.model_json_schema(schema_generator=_Schema)
    except PydanticUserError as error:
        message = f"The parameters of {name} have no JSON schema: {error.message}"
        raise TypeError(message) from error
    del schema["title"]
    return schema


def _arguments_of(function: Function, name: str, said: Mapping[str, str]) -> type[BaseModel]:
    try:
        parameters = inspect.signature(function).parameters.values()
        hints = get_type_hints(function, include_extras=True)
    except (NameError, TypeError, ValueError) as error:
        raise TypeError(f"The signature of {name} cannot be read: {error}") from error
    fields: dict[str, Any] = {}
    for number, parameter in enumerate(parameters):
        if parameter.kind not in _BY_NAME:
            raise TypeError(
                f"A model gives each argument by its name, so {name} cannot take {parameter}"
            )
        annotation = hints.get(parameter.name, Any)
        field = Field(alias=parameter.name)
        if parameter.name in said and not _is_described(annotation):
            field = Field(alias=parameter.name, description=said[parameter.name])
        default = ... if parameter.default is parameter.empty else parameter.default
        # Names of models could be in the way of names of parameters.
        fields[f"p{number}"] = (Annotated[annotation, field], default)
    try:
        config = ConfigDict(extra="forbid")
        return create_model(name, __config__=config, **fields)
    except PydanticUserError as error:
        message = f"The parameters of {name} are of types without a schema: {error.message}"
        raise TypeError(message) from error


def _is_described(annotation: object) -> bool:
    if get_origin(annotation) is not Annotated:
        return False
    fields = (each for each in get_args(annotation)[1:] if isinstance(each, FieldInfo))
    return any(field.description for field in fields)


def _explanation(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    said = ((".".join(map(str, each["loc"])), each["msg"]) for each in problems)
    return "; ".join(f"{place}: {message}" if place else message for place, message in said)
