"""Our words and names for the facts: contract/overlay/, whose form contract/README.md explains."""

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

    inherited: Facts = field(default_factory=dict[str, Any])
    """What is said elsewhere of its fields."""

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
        said: Facts | str | None = {**self.inherited, **self.facts.get("fields", {})}.get(name)
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
        self.own_methods: list[Entry] = []
        for path in sorted((CONTRACT / "overlay").glob("*.yaml")):
            for name, said in yaml.safe_load(path.read_text()).items():
                if name == "operations":
                    self.operations |= said
                elif name == "parameters":
                    self.parameters |= said
                elif name == "methods":
                    self.own_methods += [
                        Entry(key, "", path.name, facts) for key, facts in said.items()
                    ]
                else:
                    self._load(name, path.name, said)
        for entry in self.entries():
            entry.inherited = self._inherited(entry)
        for entry in self.own_methods:
            entry.inherited = self._inherited(entry)
            self._of_methods[entry.name] = entry

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
            title = f"{entry.name}Param"
            self._dictionaries[entry] = self._add(
                Entry(title, entry.module, entry.file, entry.facts, True, schema, source),
            )
            self._dictionaries[entry].inherited = entry.inherited
        return self._dictionaries[entry]

    def docs_of_fields(self, entry: Entry) -> dict[str, str]:
        """Return the documentation of the fields of a model, by their names."""
        names = {**entry.inherited, **entry.facts.get("fields", {})}
        docs: dict[str, str | None] = {name: entry.of_field(name).get("doc") for name in names}
        return {name: doc for name, doc in docs.items() if doc}

    def _inherited(self, entry: Entry) -> Facts:
        """Return what is said elsewhere of the fields of an entry."""
        found: Facts = {}
        for key in ("base", "like"):
            if key in entry.facts:
                other = self._find(entry.facts[key])
                found |= {**self._inherited(other), **other.facts.get("fields", {})}
        return found

    def _find(self, name: str) -> Entry:
        """Return a type by its name, or something that is sent by its module's name and its own."""
        module, _, title = name.rpartition(".")
        if not module:
            return self.by_name(title)
        return next(each for each in self.modules[f"{module}_params"].entries if each.name == title)

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
                self._of_methods.setdefault(entry.facts["method"], entry)

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
