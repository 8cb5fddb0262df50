"""Identities: the people and organizations that an agent works for."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, Union

from pydantic import Field

from ._model import BaseModel

__all__ = ["Identity", "IdentityProperty", "IdentityPropertyType", "IdentityType"]

IdentityType: TypeAlias = Annotated[
    Union[Literal["org", "user", "other"], str], Field(union_mode="left_to_right")
]
"""What kind of identity it is, or a kind that this version of the library does not know yet."""

IdentityPropertyType: TypeAlias = Annotated[
    Union[Literal["string", "number", "boolean", "json"], str], Field(union_mode="left_to_right")
]
"""Of what type a property is, or a type that this version of the library does not know yet."""


class IdentityProperty(BaseModel):
    """Something known of an identity."""

    key: str

    value: str | int | float | bool | dict[str, Any]

    type: IdentityPropertyType


class Identity(BaseModel):
    """Someone whom an agent works for."""

    id: str

    identifier_key: str
    """The identity's name in its user's own system."""

    name: str

    identity_type: IdentityType

    project_id: str | None = None

    agent_ids: list[str]
    """Deprecated: the agents that work for it."""

    block_ids: list[str]
    """Deprecated: the blocks that belong to it."""

    organization_id: str | None = None

    properties: list[IdentityProperty] | None = None
