"""What the source code of a tool tells of it: the name, the description and the parameters."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

_TYPES: dict[str, Schema] = {
    "int": {"type": "integer"},
    "str": {"type": "string"},
    "bool": {"type": "boolean"},
    "float": {"type": "number"},
    "list": {"type": "array", "items": {"type": "string"}},
    "dict": {"type": "object"},
}
_NOT_FOR_THE_MODEL = ("self", "agent_state")
"""Parameters that the server fills in."""
_FUNCTION = re.compile(r"export\s+(?:async\s+)?function\s+(\w+)")


class UnusableSource(Exception):
    """No tool can be made of a source; the text says why."""


def schema_of_python(source: str) -> Schema:
    """Return the JSON schema of the last function in a source.

    Raises:
        UnusableSource: there is none, or it does not tell all that a model has to know.
    """
    function = _last_function(source)
    docstring = ast.get_docstring(function)
    if docstring is None:
        raise UnusableSource(f"Function {function.name} missing docstring")
    description = _Docstring.read(docstring)
    properties: dict[str, Schema] = {}
    required: list[str] = []
    arguments = function.args.args
    first_default = len(arguments) - len(function.args.defaults)
    for place, argument in enumerate(arguments):
        if argument.arg in _NOT_FOR_THE_MODEL:
            continue
        properties[argument.arg] = _property(function.name, argument, description)
        if place < first_default and not _is_optional(argument.annotation):
            required.append(argument.arg)
    return _schema(function.name, description.summary, properties, required)


def schema_of_typescript(source: str) -> Schema:
    """Return a JSON schema with the name of the last function that a source exports.

    Raises:
        UnusableSource: it exports none.
    """
    names: list[str] = _FUNCTION.findall(source)
    if not names:
        raise UnusableSource("No exported function found in TypeScript source code")
    return _schema(names[-1], "", {}, [])


def has_function(source: str, name: str) -> bool:
    """Tell whether a source has a function of this name."""
    try:
        return any(function.name == name for function in _functions(source))
    except UnusableSource:
        return False


def _schema(name: str, summary: str, properties: dict[str, Schema], required: list[str]) -> Schema:
    parameters = {"type": "object", "properties": properties, "required": required}
    return {"name": name, "description": summary, "parameters": parameters}


def _last_function(source: str) -> ast.FunctionDef:
    functions = _functions(source)
    if not functions:
        raise UnusableSource("No functions found in source code")
    return functions[-1]


def _functions(source: str) -> list[ast.FunctionDef]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise UnusableSource(f"Failed to parse source code: {error}") from None
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _property(function: str, argument: ast.arg, docstring: _Docstring) -> Schema:
    name, annotation = argument.arg, argument.annotation
    if annotation is None:
        raise UnusableSource(f"Parameter '{name}' in function '{function}' lacks a type annotation")
    if name not in docstring.parameters:
        raise UnusableSource(
            f"Parameter '{name}' in function '{function}' lacks a description in the docstring"
        )
    return {**_type_of(annotation), "description": docstring.parameters[name]}


def _type_of(annotation: ast.expr) -> Schema:
    """Return the JSON schema of a type.

    Raises:
        UnusableSource: it has none.
    """
    if isinstance(annotation, ast.Name) and annotation.id in _TYPES:
        return _TYPES[annotation.id]
    if isinstance(annotation, ast.Subscript):
        outer, inner = ast.unparse(annotation.value).rpartition(".")[2], annotation.slice
        if outer in ("List", "list"):
            return {"type": "array", "items": _type_of(inner)}
        if outer == "Optional":
            return _type_of(inner)
        if outer == "Literal":
            values = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            if all(isinstance(each, ast.Constant) for each in values):
                return {"type": "string", "enum": [ast.literal_eval(each) for each in values]}
    raise UnusableSource(f"Python type {ast.unparse(annotation)} has no corresponding JSON schema")


def _is_optional(annotation: ast.expr | None) -> bool:
    return (
        isinstance(annotation, ast.Subscript)
        and ast.unparse(annotation.value).rpartition(".")[2] == "Optional"
    )


# A section of a docstring in Google's style, and a parameter in it, or by itself as Sphinx has it.
_SECTION = re.compile(r"^(Args|Arguments|Parameters|Params|Returns|Raises|Yields|Examples?):\s*$")
_PARAMETER = re.compile(r"^\s+\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")
_SPHINX = re.compile(r"^:param\s+(?:[\w\[\], ]+\s)?(\w+):\s*(.*)$")
_OF_PARAMETERS = ("Args", "Arguments", "Parameters", "Params")


@dataclass(frozen=True)
class _Docstring:
    summary: str
    parameters: dict[str, str]

    @classmethod
    def read(cls, text: str) -> _Docstring:
        summary: list[str] = []
        found: dict[str, list[str]] = {}
        section: str | None = None
        indentation = 0
        for line in inspect.cleandoc(text).splitlines():
            heading, sphinx = _SECTION.match(line), _SPHINX.match(line)
            if heading is not None:
                section = heading[1]
            elif sphinx is not None:
                section = ""
                found[sphinx[1]] = [sphinx[2]]
            elif section is None:
                summary.append(line)
            elif section in _OF_PARAMETERS and line.strip():
                depth = len(line) - len(line.lstrip())
                parameter = _PARAMETER.match(line)
                if parameter is not None and (not found or depth <= indentation):
                    indentation = depth
                    found[parameter[1]] = [parameter[2]]
                elif found:
                    found[[*found][-1]].append(line.strip())
        described = {name: "\n".join(lines).strip() for name, lines in found.items()}
        return cls("\n".join(summary).strip(), described)
