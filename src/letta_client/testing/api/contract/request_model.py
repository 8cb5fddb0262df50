"""What the generated models of requests are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from letta_client.testing.simulation.ids import UUID4

T = TypeVar("T")

if TYPE_CHECKING:
    Omissible: TypeAlias = T | None
    """A value that may be left out, but is never null."""
else:

    class Omissible:
        """A value that may be left out, but is never null: defaults are not validated."""

        def __class_getitem__(cls, annotation: Any) -> Any:
            """Return the type that a value has if it is there."""
            return annotation


class RequestModel(BaseModel):
    """What a client sends. It is built when it is used for the first time."""

    model_config: ClassVar[ConfigDict] = ConfigDict(defer_build=True, protected_namespaces=())

    def given(self) -> dict[str, Any]:
        """Return what the client has given, as JSON; defaults are left out."""
        return self.model_dump(mode="json", exclude_unset=True)


def prefixed_id(kind: str) -> StringConstraints:
    """Return what makes a text an id: a prefix that names its kind, and a UUID of version 4."""
    length = len(f"{kind}-") + 36
    return StringConstraints(min_length=length, max_length=length, pattern=f"^{kind}-{UUID4}$")
