"""What annotations allow: those of the published client, which are texts, and ours, to compare."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    Required,
    TypeAlias,
    Union,
    get_args,
    get_origin,
)

from pydantic import BaseModel

TYPES = "letta_client.types"


class Kind(NamedTuple):
    """One kind of value that an annotation allows."""

    name: Literal["class", "literal", "list", "mapping", "any", "other"]
    of: Any = None


Kinds: TypeAlias = frozenset[Kind]

ANYTHING: Kinds = frozenset({Kind("any")})
NOTHING = Kind("class", NoneType)
_PLAIN = {"str": str, "int": int, "float": float, "bool": bool, "NoneType": NoneType}


def ours(name: str) -> Any:
    """Return our type of a full name."""
    module, _, title = name.rpartition(".")
    return getattr(importlib.import_module(module), title)


def allowed(annotation: Any) -> Kinds:
    """Return what one of our annotations allows."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in (Any, object):
        return ANYTHING
    if origin in (Annotated, Required):
        return allowed(arguments[0])
    if origin in (Union, UnionType):
        return frozenset[Kind]().union(*map(allowed, arguments))
    if origin is Literal:
        return frozenset(Kind("literal", value) for value in arguments)
    if origin in (list, Sequence, Iterable):
        return frozenset({Kind("list", allowed(arguments[0]))})
    if origin in (dict, Mapping):
        return frozenset({Kind("mapping", allowed(arguments[1]))})
    if annotation is None or isinstance(annotation, type):
        return frozenset({Kind("class", annotation or NoneType)})
    return frozenset({Kind("other", annotation)})


class PublishedTypes:
    """Reads annotations of the published client; the types that they name are ours."""

    def __init__(self, names: Iterable[str]) -> None:
        self._modules: dict[str, set[str]] = {}
        for name in names:
            module, _, title = name.rpartition(".")
            self._modules.setdefault(title, set()).add(module)

    def allowed(self, annotation: str, module: str) -> Kinds:
        """Return what an annotation in a module of the published client allows."""
        text = annotation.removeprefix("<class '").removesuffix("'>")
        return self._of(ast.parse(text, mode="eval").body, module)

    def _of(self, node: ast.expr, module: str) -> Kinds:
        if isinstance(node, ast.Constant) and node.value is None:
            return frozenset({NOTHING})
        if isinstance(node, ast.BinOp):
            return self._of(node.left, module) | self._of(node.right, module)
        if not isinstance(node, ast.Subscript):
            return self._of_name(ast.unparse(node), module)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        match ast.unparse(node.value):
            case "Literal":
                return frozenset(Kind("literal", ast.literal_eval(each)) for each in inner)
            case "Annotated" | "Required":
                return self._of(inner[0], module)
            case "Optional":
                return self._of(inner[0], module) | {NOTHING}
            case "Union":
                return frozenset[Kind]().union(*(self._of(each, module) for each in inner))
            case "List" | "Iterable" | "SequenceNotStr":
                return frozenset({Kind("list", self._of(inner[0], module))})
            case "Dict":
                return frozenset({Kind("mapping", self._of(inner[1], module))})
            case other:
                raise NotImplementedError(other)

    def _of_name(self, name: str, module: str) -> Kinds:
        if name == "object":
            return ANYTHING
        if name in _PLAIN:
            return frozenset({Kind("class", _PLAIN[name])})
        if name in ("datetime", "datetime.datetime"):
            return allowed(datetime)
        return self._of_type(name, module)

    def _of_type(self, name: str, module: str) -> Kinds:
        if "." in name:
            below, _, title = name.rpartition(".")
            near = f"{module}.{below}"
            home = near if near in self._modules.get(title, ()) else f"{TYPES}.{below}"
            return allowed(ours(f"{home}.{title}"))
        modules = self._modules.get(name, {"letta_client._types"})
        found = {allowed(ours(f"{each}.{name}")) for each in modules & {module} or modules}
        (only,) = found  # of the modules from which it may be imported, any will do
        return only


def missing(wanted: Kinds, there: Kinds) -> Kinds:
    """Return the kinds that are `wanted` and not `there`."""
    return frozenset(kind for kind in wanted if not _is_in(kind, there, missing))


def odd(ours: Kinds, theirs: Kinds) -> Kinds:
    """Return the kinds of ours that a program does not expect that was written for theirs.

    It has to expect variants of a union and values of an enumeration that came later, as newer
    servers have them.
    """
    return frozenset(
        kind for kind in ours if not _is_in(kind, theirs, odd) and not _is_newer(kind, theirs)
    )


def _is_in(kind: Kind, kinds: Kinds, compare: Callable[[Any, Any], Kinds]) -> bool:
    if kind in kinds or Kind("any") in kinds:
        return True
    if kind.name == "literal":
        has_values = any(other.name == "literal" for other in kinds)
        return not has_values and Kind("class", type(kind.of)) in kinds
    if kind.name == "class":
        is_mapping = _reads_like_a_dictionary(kind) and Kind("mapping", ANYTHING) in kinds
        return is_mapping or (kind.of is int and Kind("class", float) in kinds)
    return any(
        (other.name == kind.name and not compare(kind.of, other.of))
        or (kind.name == "mapping" and _reads_like_a_dictionary(other))
        for other in kinds
    )


def _reads_like_a_dictionary(kind: Kind) -> bool:
    return hasattr(kind.of, "keys") and hasattr(kind.of, "__getitem__")


def _is_newer(kind: Kind, theirs: Kinds) -> bool:
    literals: set[object] = {type(other.of) for other in theirs if other.name == "literal"}
    if kind.name == "literal":
        return type(kind.of) in literals
    of: Any = kind.of
    return of in literals or (isinstance(of, type) and issubclass(of, BaseModel))
