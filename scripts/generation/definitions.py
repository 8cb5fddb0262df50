"""A type as it stands in its module."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from generation.annotations import Annotations
from generation.contract import NULL, Schema, is_dict, variants
from generation.methods import parameters_of, wire
from generation.overlay import Entry, Overlay, with_default
from generation.prose import alias, attribute_docstring, docstring

_OPEN = "It may be a value that this version of the library does not know."


@dataclass
class Definition:
    """The text of a type."""

    text: str
    uses: list[Entry]
    """What has to be imported."""

    after: list[Entry]
    """What has to stand before it in its module."""

    more: tuple[str, ...] = ()
    """Other names that it defines."""


def define(entry: Entry, overlay: Overlay) -> Definition:
    """Return the text of a type, and what it needs."""
    match entry.kind:
        case "by_hand":
            return Definition("", [], [])
        case "values":
            return _define_enumeration(entry, overlay)
        case "union":
            return _define_union(entry, overlay)
        case "is":
            return _define_alias(entry, overlay)
        case "method":
            return _define_parameters(entry, overlay)
        case _ if entry.is_sent:
            return _define_dictionary(entry, overlay)
        case _:
            return _define_model(entry, overlay)


# Names for types


def _define_enumeration(entry: Entry, overlay: Overlay) -> Definition:
    literal = Annotations(overlay, sent=entry.is_sent).literal(entry.schema)
    doc = entry.doc if entry.is_sent else f"{entry.doc}\n\n{_OPEN}"
    return Definition(alias(entry.name, literal, doc), [], [])


def _define_alias(entry: Entry, overlay: Overlay) -> Definition:
    text: str = entry.facts["is"]
    uses = [overlay.by_name(name) for name in re.findall(r"\w+", text) if overlay.has(name)]
    return Definition(alias(entry.name, text, entry.doc), uses, uses)


def _define_union(entry: Entry, overlay: Overlay) -> Definition:
    write = Annotations(overlay, sent=entry.is_sent)
    same = overlay.named(entry.schema, sent=entry.is_sent)
    if same not in (entry, None) and "variants" not in entry.facts:
        return Definition(alias(entry.name, write.name(same), entry.doc), write.used, write.used)
    parts = _parts(entry, overlay, write)
    if not entry.is_sent:
        return _define_received_union(entry, parts, write, overlay)
    text = alias(entry.name, " | ".join(parts), entry.doc)
    return Definition(text, write.used, write.used)


def _parts(entry: Entry, overlay: Overlay, write: Annotations) -> list[str]:
    named = [overlay.by_name(name) for name in entry.facts.get("also", ())]
    if "variants" in entry.facts:
        named += [overlay.by_name(name) for name in entry.facts["variants"]]
        parts = []
    else:
        parts = [write.of(each) for each in variants(entry.schema) if each != NULL]
    more = [overlay.dictionary_of(each) for each in named] if entry.is_sent else named
    return [*parts, *map(write.name, more)]


def _define_received_union(
    entry: Entry, parts: list[str], write: Annotations, overlay: Overlay
) -> Definition:
    """Return a union that accepts variants that we do not know."""
    if "unknown" not in entry.facts:
        text = alias(entry.name, write.union(parts), entry.doc)
        return Definition(text, write.used, write.used)
    unknown = overlay.by_name(entry.facts["unknown"])
    tag: str = unknown.facts["tag"]
    known, text = entry.facts.get("known", f"_Known{entry.name}"), ""
    tagged = [each.name for each in write.used if each.name in parts and _has_tag(each, tag)]
    if "discriminator" in entry.schema and len(parts) > 1:
        union = f'Annotated[Union[{", ".join(parts)}], Field(discriminator="{tag}")]'
        said = f"What this version of the library knows of `{entry.name}`."
        text = alias(known, union, said if "known" in entry.facts else "") + "\n\n"
        parts = tagged = [known]
    other = f'Annotated[{write.name(unknown)}, unlike("{tag}", {", ".join(tagged)})]'
    text += alias(entry.name, write.union([*parts, other]), entry.doc)
    more = (known,) if "known" in entry.facts else ()
    return Definition(text, write.used, write.used, more)


def _has_tag(variant: Entry, tag: str) -> bool:
    return variant.kind == "of" or tag in variant.schema["properties"]


# Models


def _define_model(entry: Entry, overlay: Overlay) -> Definition:
    write = Annotations(overlay, sent=False)
    bases = [overlay.by_name(entry.facts["base"])] if "base" in entry.facts else []
    inherited = _fields(bases[0], overlay, Annotations(overlay, sent=False)) if bases else {}
    fields = {
        name: text
        for name, text in _fields(entry, overlay, write).items()
        if inherited.get(name) != text
    }
    schemas = {_python_name(name): each for name, each in _properties(entry, overlay).items()}
    body = [
        f"    {text}" + attribute_docstring(_described(entry, name, schemas.get(name, {})))
        for name, text in fields.items()
    ]
    properties = [
        f"    @property\n    def {name}(self) -> {_annotation(fields[field])}:\n"
        + docstring(f"`{field}`, by the name that it has in the published client.", 8)
        + f"\n        return self.{field}"
        for name, field in entry.facts.get("properties", {}).items()
    ]
    base = write.name(bases[0]) if bases else "BaseModel"
    head = f"class {entry.name}({base}):\n{docstring(entry.doc, 4)}"
    return Definition("\n\n".join([head, *body, *properties]), write.used, bases)


def _described(entry: Entry, name: str, schema: Schema) -> str:
    doc: str = entry.of_field(name).get("doc") or ""
    return doc or ("Deprecated." if schema.get("deprecated") else "")


def _annotation(field: str) -> str:
    return re.sub(r" = .*", "", field, flags=re.DOTALL).partition(": ")[2]


def _fields(entry: Entry, overlay: Overlay, write: Annotations) -> dict[str, str]:
    """Return the definitions of a model's fields, without their documentation."""
    if entry.kind == "tag":
        return _common_fields(entry, overlay, write)
    required = set(_schema(entry, overlay).get("required", ()))
    return {
        _python_name(name): _field(name, schema, name in required, entry, write)
        for name, schema in _properties(entry, overlay).items()
    }


def _common_fields(entry: Entry, overlay: Overlay, write: Annotations) -> dict[str, str]:
    """Return the fields of a variant that we do not know: its tag, and what all variants have."""
    tag: str = entry.facts["tag"]
    common = entry.facts.get("common")
    shared = {} if common is None else _fields(overlay.by_name(common), overlay, write)
    optional = {
        name: f"{name}: {_annotation(text).removesuffix(' | None')} | None = None"
        for name, text in shared.items()
    }
    return {tag: f"{tag}: str", **optional}


def _schema(entry: Entry, overlay: Overlay) -> Schema:
    return overlay.contract.schemas[entry.facts["of"]] if entry.kind == "of" else entry.schema


def _properties(entry: Entry, overlay: Overlay) -> dict[str, Schema]:
    """Return the schemas of a model's fields, by the names that they have on the wire."""
    properties: dict[str, Schema] = _schema(entry, overlay).get("properties", {})
    if entry.kind == "of":
        return {name: properties[name] for name in entry.facts.get("fields", ())}
    return properties


def _field(name: str, said: Schema, is_required: bool, entry: Entry, write: Annotations) -> str:
    field = _python_name(name)
    renamed = [] if field == name else [f'alias="{name}"']
    annotation, default = write.of(said), said.get("default")
    if "const" in said and default is not None:
        return f"{field}: Literal[{said['const']!r}] = {default!r}"
    if entry.of_field(field).get("required", is_required):
        return f"{field}: {annotation}" + (f" = Field({renamed[0]})" if renamed else "")
    if default is None:
        value = f"Field(default=None, {renamed[0]})" if renamed else "None"
        return f"{field}: {annotation.removesuffix(' | None')} | None = {value}"
    return f"{field}: {annotation} = {_default(default, annotation.removesuffix(' | None'))}"


def _python_name(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()


def _default(value: Any, annotation: str) -> str:
    if value in ([], {}):
        return f"Field(default_factory={annotation})"
    if is_dict(value):
        arguments = ", ".join(f"{name}={each!r}" for name, each in value.items())
        return f"Field(default_factory=lambda: {annotation}({arguments}))"
    return repr(value)


# Dictionaries


def _define_dictionary(entry: Entry, overlay: Overlay) -> Definition:
    def describe(name: str, schema: Schema) -> str:
        return with_default(entry.of_field(name).get("doc") or "", schema)

    required = set(entry.schema.get("required", ()))
    fields: dict[str, Schema] = entry.schema["properties"]
    return _typed_dict(entry, entry.doc, fields, required, overlay, describe)


def _define_parameters(entry: Entry, overlay: Overlay) -> Definition:
    name: str = entry.facts["method"]
    method = overlay.contract.methods[name]
    http, path = wire(method)
    kind = "query" if http == "GET" else "body"
    doc = entry.doc or f"The {kind} of `{http} {overlay.contract.path(path)}`."
    keywords = [
        each
        for each in parameters_of(method, overlay.contract)
        if each.is_keyword and each.name != entry.facts.get("without")
    ]
    fields = {each.name: each.schema for each in keywords}
    required = {each.name for each in keywords if each.is_required}
    return _typed_dict(entry, doc, fields, required, overlay, partial(overlay.described, name))


def _typed_dict(
    entry: Entry,
    doc: str,
    fields: dict[str, Schema],
    required: set[str],
    overlay: Overlay,
    describe: Callable[[str, Schema], str],
) -> Definition:
    write = Annotations(overlay, sent=True)
    required = {name for name in fields if entry.of_field(name).get("required", name in required)}
    body: list[str] = []
    for name in sorted(fields, key=lambda name: (name not in required, name)):
        facts = entry.of_field(name)
        annotation = write.of(facts.get("sent") or fields[name], also=facts.get("also"))
        if name in required:
            annotation = f"Required[{annotation}]"
        described = attribute_docstring(describe(name, fields[name]))
        body.append(f"    {name}: {annotation}{described}")
    head = f"class {entry.name}(TypedDict, total=False):\n{docstring(doc, 4)}"
    return Definition("\n\n".join([head, *body]), write.used, write.used)
