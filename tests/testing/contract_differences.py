"""Where our OpenAPI document and the contract of the real server differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from letta_client.testing.json_values import is_dict, is_list

Json: TypeAlias = Any
Difference: TypeAlias = tuple[str, str, str]
"""Where, and what it is in our document and in the contract."""

REFS = "#/components/schemas/"
PROSE = {"title", "description", "summary", "tags", "examples"}

# The contract's names for schemas that have another name in our document.
OUR_NAMES = {"HTTPValidationError": "InvalidRequest"}


def differences(ours: Json, contract: Json) -> Iterator[Difference]:
    """Yield the differences of all operations that our document has, and of their schemas."""
    ours, contract = (
        inlined(ours, ours["components"]["schemas"]),
        inlined(contract, contract["schemas"]),
    )
    needed: set[str] = set()
    for path, operations in ours["paths"].items():
        for method, operation in operations.items():
            wanted = contract["paths"].get(path, {}).get(method)
            where = f"{method.upper()} {path}"
            yield from compare(plain(operation), plain(wanted), where)
            needed |= refs(wanted)
    known = {OUR_NAMES.get(name, name): schema for name, schema in contract["schemas"].items()}
    seen: set[str] = set()
    while missing := needed - seen:
        name = missing.pop()
        seen.add(name)
        schema = known[name]
        needed |= refs(schema)
        mine = ours["components"]["schemas"].get(name)
        yield from compare(plain(mine), plain(schema), name)


def inlined(node: Json, schemas: dict[str, Json]) -> Json:
    """Return a document with unions in the place of their names: by name they mean the same."""
    if is_list(node):
        return [inlined(each, schemas) for each in node]
    if not is_dict(node):
        return node
    named = schemas.get(node.get("$ref", "").removeprefix(REFS), {})
    if "oneOf" in named:
        node = {**named, **{key: value for key, value in node.items() if key != "$ref"}}
    return {key: inlined(value, schemas) for key, value in node.items()}


def plain(node: Json) -> Json:
    """Return a part of a document without prose, and with lists by what their items are."""
    if is_list(node):
        return [plain(each) for each in node]
    if not is_dict(node):
        return node
    kept: dict[str, Json] = {
        key: ours_named(value) if key == "$ref" else plain(value)
        for key, value in node.items()
        if key not in PROSE or not isinstance(value, str | list)
    }
    if is_list(kept.get("parameters")):
        kept["parameters"] = {f"{each['in']} {each['name']}": each for each in kept["parameters"]}
    if "mapping" in kept:
        kept["mapping"] = {key: ours_named(value) for key, value in kept["mapping"].items()}
    return kept


def ours_named(ref: str) -> str:
    name = ref.removeprefix(REFS)
    return OUR_NAMES.get(name, name)


def refs(node: Json) -> set[str]:
    """Return our names of all schemas to which a part of the contract refers."""
    if is_list(node):
        return {name for each in node for name in refs(each)}
    if not is_dict(node):
        return set()
    found = {ours_named(node["$ref"])} if "$ref" in node else set[str]()
    return found | {name for each in node.values() for name in refs(each)}


def compare(ours: Json, theirs: Json, where: str) -> Iterator[Difference]:
    if is_dict(ours) and is_dict(theirs):
        for key in sorted(ours.keys() | theirs.keys()):
            there = f"{where} / {key}"
            if key not in ours:
                yield there, "nothing", str(theirs[key])
            elif key not in theirs:
                yield there, str(ours[key]), "nothing"
            else:
                yield from compare(ours[key], theirs[key], there)
    elif is_list(ours) and is_list(theirs):
        yield from _compare_lists(ours, theirs, where)
    elif ours != theirs:
        yield where, str(ours), str(theirs)


def _compare_lists(ours: list[Json], theirs: list[Json], where: str) -> Iterator[Difference]:
    # The order in which required fields and variants stand means nothing.
    mine = sorted(map(str, ours))
    yours = sorted(map(str, theirs))
    if mine == yours:
        return
    if len(ours) == len(theirs) and all(is_dict(each) for each in [*ours, *theirs]):
        for place, (our, their) in enumerate(zip(ours, theirs, strict=True)):
            yield from compare(our, their, f"{where} / {place}")
        return
    only_ours = [each for each in mine if each not in yours]
    only_theirs = [each for each in yours if each not in mine]
    yield where, ", ".join(only_ours) or "nothing", ", ".join(only_theirs) or "nothing"
