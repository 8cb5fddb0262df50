"""The forms in which a model may be told to answer: text, JSON, or JSON of a given schema."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel, unlike

__all__ = [
    "JsonObjectResponseFormat",
    "JsonSchemaResponseFormat",
    "ResponseFormat",
    "TextResponseFormat",
    "UnknownResponseFormat",
]


class UnknownResponseFormat(BaseModel):
    """A form that this version of the library does not know, with all its data."""

    type: str


class TextResponseFormat(BaseModel):
    """Whatever text the model writes."""

    type: Literal["text"] = "text"


class JsonSchemaResponseFormat(BaseModel):
    """JSON that fits a schema."""

    type: Literal["json_schema"] = "json_schema"

    json_schema: dict[str, Any]
    """The schema, wrapped as the model provider wants it."""


class JsonObjectResponseFormat(BaseModel):
    """A JSON object, of whatever schema."""

    type: Literal["json_object"] = "json_object"


_KnownResponseFormat: TypeAlias = Annotated[
    Union[TextResponseFormat, JsonSchemaResponseFormat, JsonObjectResponseFormat],
    Field(discriminator="type"),
]

ResponseFormat: TypeAlias = Annotated[
    Union[
        _KnownResponseFormat,
        Annotated[UnknownResponseFormat, unlike("type", _KnownResponseFormat)],
    ],
    Field(union_mode="left_to_right"),
]
"""The form in which a model has to answer, told apart from others by its `type`."""
