"""The forms in which a model may be told to answer, as dictionaries to send."""

# Not `from __future__ import annotations`: with texts for annotations, a TypedDict does not know at
# run time which of its keys are required.

from collections.abc import Mapping
from typing import Any, Literal, Required, TypeAlias

from typing_extensions import TypedDict

__all__ = [
    "JsonObjectResponseFormatParam",
    "JsonSchemaResponseFormatParam",
    "ResponseFormatParam",
    "TextResponseFormatParam",
]


class TextResponseFormatParam(TypedDict, total=False):
    """Whatever text the model writes."""

    type: Literal["text"]


class JsonSchemaResponseFormatParam(TypedDict, total=False):
    """JSON that fits a schema."""

    json_schema: Required[Mapping[str, Any]]
    """The schema, wrapped as the model provider wants it."""

    type: Literal["json_schema"]


class JsonObjectResponseFormatParam(TypedDict, total=False):
    """A JSON object, of whatever schema."""

    type: Literal["json_object"]


ResponseFormatParam: TypeAlias = (
    TextResponseFormatParam | JsonSchemaResponseFormatParam | JsonObjectResponseFormatParam
)
"""The form in which a model has to answer."""
