"""Our words and names for the facts: contract/overlay/, a file a resource.

<module>:                  a module of types/_models; what is sent of it is in <module>_params
  doc: ...
  types:
    <Name>:                a model, an open enumeration or a union, by what its schema is
      schema: ...          a place in the contract (Contract.find); by default the name
      doc: ...
      base: ...            a model that has some of the fields
      fields:
        <field>: ...       its documentation, or what differs from the contract:
                           {doc, required, schema (of what the contract lacks), sent (the
                           schema where it is sent), also (a type that is accepted, too)}
      properties: {<name of the published client>: <field>}
      sent: ...            the schema where it is sent, if it is another one; of an
                           enumeration: closed, where other values must not be sent
      package: ...         the package of the published client that has the name, where others
                           have it, too
      unknown: ...         of a union: the model for variants that we do not know
      known: ...           of a union: the public name of the variants that we know
      variants, also: ...  of a union: other members than those of the contract, or more
    <Name>: {of: <schema>, fields: ...}        a base: these fields of the schema
    <Name>: {tag: <field>, common: <base>}     the model of variants that we do not know
    <Name>: {is: <type>}                       another name
    <Name>: {by_hand: <module>}                what is written in that module of types/
  params:                  what is only sent
    <Name>Param: {schema: ...}
    <Name>Params: {method: ...}                the parameters of a method
parameters:                what a parameter is, by its name, where a method says nothing else of it
operations:                what each operation of the API does, by its name
  <operationId>: ...
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from generation.contract import CONTRACT, Contract, Schema, members, name_of, values, variants

Facts: TypeAlias = dict[str, Any]


class OverlayError(Exception):
    """The overlay contradicts itself or the contract."""


@dataclass(eq=False)
class Entry:
    """A type to write."""

    name: str
    module: str
    file: str
    facts: Facts
    is_sent: bool = False
    schema: Schema = field(default_factory=dict[str, Any])
    source: str = ""
    """The name of the schema, if it has one."""

    @property
    def doc(self) -> str:
        return self.facts.get("doc") or ""

    @property
    def kind(self) -> str:
        for kind in ("by_hand", "is", "of", "tag", "method"):
            if kind in self.facts:
                return kind
        return "values" if values(self.schema) else "union" if variants(self.schema) else "object"

    def of_field(self, name: str) -> Facts:
        """Return what the overlay says of a field."""
        said: Facts | str | None = self.facts.get("fields", {}).get(name)
        return {"doc": said} if isinstance(said, str) else said or {}


@dataclass
class Module:
    """A module of types/_models."""

    name: str
    file: str
    doc: str
    entries: list[Entry] = field(default_factory=list[Entry])


class Overlay:
    """All types to write, and how a schema is called."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.modules: dict[str, Module] = {}
        self.operations: dict[str, str] = {}
        self.parameters: dict[str, str] = {}
        self._named: dict[tuple[bool, object], Entry] = {}
        self._by_name: dict[str, Entry] = {}
        self._dictionaries: dict[Entry, Entry] = {}
        self._of_methods: dict[str, Entry] = {}
        for path in sorted((CONTRACT / "overlay").glob("*.yaml")):
            for name, said in yaml.safe_load(path.read_text()).items():
                if name == "operations":
                    self.operations |= said
                elif name == "parameters":
                    self.parameters |= said
                else:
                    self._load(name, f"{path.stem}.yaml", said)

    def entries(self) -> Iterator[Entry]:
        for module in self.modules.values():
            yield from module.entries

    def described(self, method: str, name: str, schema: Schema) -> str:
        """Return what a parameter of a method is, and what holds where it is not given."""
        entry = self._of_methods.get(method)
        own: str = "" if entry is None else entry.of_field(name).get("doc", "")
        return with_default(own or self.parameters.get(name, ""), schema)

    def by_name(self, name: str) -> Entry:
        """Return a type that is not only sent."""
        return self._by_name[name]

    def has(self, name: str) -> bool:
        """Tell whether there is a type of this name that is not only sent."""
        return name in self._by_name

    def named(self, schema: Schema, *, sent: bool) -> Entry | None:
        """Return the type that stands for a schema, if one does."""
        for key in _keys(schema):
            found = self._named.get((True, key)) if sent else None
            found = found or self._named.get((False, key))
            if found is not None:
                return self.dictionary_of(found) if sent else found
        return None

    def dictionary_of(self, entry: Entry) -> Entry:
        """Return what is sent in the place of a model or union."""
        if entry.is_sent or entry.kind not in ("object", "union"):
            return entry
        if entry not in self._dictionaries:
            source = entry.facts.get("sent", entry.source)
            schema = self.contract.find(source) if source else entry.schema
            facts = {**entry.facts, "fields": self._inherited(entry)}
            self._dictionaries[entry] = self._add(
                Entry(f"{entry.name}Param", entry.module, entry.file, facts, True, schema, source)
            )
        return self._dictionaries[entry]

    def docs_of_fields(self, entry: Entry) -> dict[str, str]:
        """Return the documentation of the fields of a model, by their names."""
        said: dict[str, Facts | str | None] = self._inherited(entry)
        docs: dict[str, str | None] = {
            name: each if isinstance(each, str) else (each or {}).get("doc")
            for name, each in said.items()
        }
        return {name: doc for name, doc in docs.items() if doc}

    def _inherited(self, entry: Entry) -> Facts:
        """Return what is said of the fields of a model, and of those that its base has."""
        base = entry.facts.get("base")
        return {
            **({} if base is None else self._inherited(self.by_name(base))),
            **entry.facts.get("fields", {}),
        }

    def _load(self, name: str, file: str, said: Facts) -> None:
        if name in self.modules:
            raise OverlayError(f"{file}: there is a module {name} in {self.modules[name].file}")
        self.modules[name] = Module(name, file, said.get("doc", ""))
        for title, facts in said.get("types", {}).items():
            entry = self._add(Entry(title, name, file, facts or {}))
            if self._by_name.setdefault(title, entry) is not entry:
                raise OverlayError(f"{file}: there is a type {title} in another module")
            self._find_schema(entry)
        for title, facts in said.get("params", {}).items():
            entry = self._add(Entry(title, name, file, facts or {}, is_sent=True))
            self._find_schema(entry)
            if entry.kind == "method":
                self._of_methods[entry.facts["method"]] = entry

    def _add(self, entry: Entry) -> Entry:
        """Put an entry into its module: with what is sent in a module of its own."""
        own = self.modules[entry.module]
        if entry.is_sent:
            entry.module = f"{own.name}_params"
            doc = f"{own.doc}\n\nThese are the dictionaries to send."
            own = self.modules.setdefault(entry.module, Module(entry.module, own.file, doc))
        if entry.name in {each.name for each in own.entries}:
            raise OverlayError(f"{entry.file}: two schemas claim the name {own.name}.{entry.name}")
        own.entries.append(entry)
        return entry

    def _find_schema(self, entry: Entry) -> None:
        """Give an entry the schema that it stands for, and let schemas be called by its name."""
        facts = entry.facts
        if entry.kind in ("by_hand", "is", "of", "tag", "method"):
            return
        place = facts.get("schema", entry.name)
        entry.schema = self.contract.find(place)
        entry.source = place if place in self.contract.schemas else ""
        keys = [("ref", place)] if entry.source else []
        keys += [("ref", facts["sent"])] if facts.get("sent") in self.contract.schemas else []
        if "variants" not in facts:
            keys += _keys(entry.schema)
        for key in keys:
            known = self._named.setdefault((entry.is_sent, key), entry)
            if known is not entry and key[0] == "ref":
                raise OverlayError(f"{entry.file}: {known.name} and {entry.name} are {place}")


def with_default(doc: str, schema: Schema) -> str:
    """Return what is said of a value that is sent, and what holds where it is not."""
    doc = doc or ("Deprecated." if schema.get("deprecated") else "")
    default = schema.get("default")
    if default in (None, [], {}) or "const" in schema or isinstance(default, dict):
        return doc
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return f"{doc} By default: {shown}.".strip()


def _keys(schema: Schema) -> list[tuple[str, object]]:
    """Return by what a schema can be called by a name: its own name, its values or its members."""
    if "$ref" in schema:
        return [("ref", name_of(schema["$ref"]))]
    if "enum" in schema:
        return [("values", frozenset(values(schema)))]
    found = members(schema)
    return [("members", found)] if found else []
