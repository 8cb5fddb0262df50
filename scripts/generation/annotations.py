"""What a schema is in Python."""

from __future__ import annotations

from collections.abc import Iterable

from generation.contract import (
    Schema,
    is_nullable,
    members,
    name_of,
    values,
    variants,
    without_null,
)
from generation.overlay import Entry, Overlay, OverlayError

_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


class Annotations:
    """Annotations of one module; `used` are the types that they name."""

    def __init__(self, overlay: Overlay, *, sent: bool) -> None:
        self._overlay = overlay
        self._sent = sent
        self.used: list[Entry] = []

    def of(self, schema: Schema, *, also: str | None = None) -> str:
        """Return the annotation of a schema; what is in lists may `also` be a type of this name."""
        inner = without_null(schema)
        text = self._of_what_is_not_null(inner, also)
        return f"{text} | None" if is_nullable(schema) else text

    def name(self, entry: Entry) -> str:
        """Return the name of a type, and note that it has to be imported."""
        if self._sent and entry.facts.get("sent") == "closed":
            return self.literal(entry.schema)
        self.used.append(entry)
        return entry.name

    def union(self, parts: Iterable[str]) -> str:
        """Return a union that is tried from left to right."""
        return f'Annotated[Union[{", ".join(parts)}], Field(union_mode="left_to_right")]'

    def literal(self, schema: Schema) -> str:
        """Return the values of an enumeration; of what is received there may be more."""
        text = f"Literal[{', '.join(map(repr, values(schema)))}]"
        return text if self._sent else self.union([text, "str"])

    def _of_what_is_not_null(self, schema: Schema, also: str | None) -> str:
        entry = self._overlay.named(schema, sent=self._sent)
        if entry is not None:
            return self.name(entry)
        if "$ref" in schema:
            raise OverlayError(f"no type stands for the schema {name_of(schema['$ref'])}")
        if values(schema):
            return self.literal(schema)
        if variants(schema):
            return self._of_union(schema, also)
        match schema.get("type"):
            case "array":
                return self._of_list(schema["items"], also)
            case "object":
                return self._of_mapping(schema.get("additionalProperties", True))
            case "string" if schema.get("format") == "date-time":
                return "str | datetime" if self._sent else "UtcDatetime"
            case "string" if "contentMediaType" in schema:
                return "FileTypes"
            case None:
                return "Any"
            case kind:
                return _SCALARS[kind]

    def _of_union(self, schema: Schema, also: str | None) -> str:
        if "discriminator" in schema:
            raise OverlayError(f"no type stands for the union of {sorted(members(schema))}")
        parts = list(dict.fromkeys(self.of(each, also=also) for each in variants(schema)))
        if members(schema) and not self._sent:
            return self.union(parts)
        if not self._sent and any("Literal" in each or self._is_open(each) for each in parts):
            parts = [each for each in parts if each != "str"]
        return " | ".join(parts)

    def _is_open(self, name: str) -> bool:
        return any(each.name == name and each.kind == "values" for each in self.used)

    def _of_list(self, items: Schema, also: str | None) -> str:
        text = self.of(items)
        if also:
            text += f" | {self.name(self._overlay.by_name(also))}"
        if not self._sent:
            return f"list[{text}]"
        is_text = items.get("type") == "string" or (bool(self.used) and self._is_open(text))
        return f"Sequence[{text}]" if is_text else f"Iterable[{text}]"

    def _of_mapping(self, values_of: Schema | bool) -> str:
        text = self.of(values_of) if isinstance(values_of, dict) else "Any"
        return f"Mapping[str, {text}]" if self._sent else f"dict[str, {text}]"
