"""The docstrings of methods, with their endpoints and parameters filled in.

By hand, a docstring has what the method does, what it returns and what else it raises. The
decorator states the endpoint, and the contract describes the parameters.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generation.contract import ROOT, Contract, Schema
from generation.methods import known_parameters, place_of
from generation.overlay import Overlay, OverlayError

RESOURCES = Path("src/letta_client/_async/resources")

_VERBS = {
    "get": "GET",
    "get_list": "GET",
    "post": "POST",
    "post_create": "POST",
    "post_stream": "POST",
    "patch": "PATCH",
    "put": "PUT",
    "delete": "DELETE",
}
_CALL_OPTIONS = (
    "`extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`, `max_response_bytes`"
)
_STREAM_OPTIONS = f"{_CALL_OPTIONS}, and for the stream `resume`, `max_resumes`, `idle_timeout`"
_ENDPOINT = re.compile(r"`[A-Z]+ /v1/\S*`")
_SECTIONS = ("Args:", "Returns:", "Raises:")
_CALL_FAILED = ("APIError: the call failed.", "APIError: the call failed otherwise.")
_IS_EMPTY = re.compile(r"ValueError: .* is empty\.")


def write_docstrings(contract: Contract, overlay: Overlay) -> dict[Path, str]:
    """Return the text of each file of the resources, with its docstrings filled in."""
    paths = sorted((ROOT / RESOURCES).rglob("*.py"))
    modules = {path.relative_to(ROOT): _Module(path, contract, overlay) for path in paths}
    methods = {name for module in modules.values() for name in module.names()}
    for entry in overlay.own_methods:
        if entry.name not in methods:
            raise OverlayError(f"{entry.file}: there is no method {entry.name}")
    return {path: module.text() for path, module in modules.items()}


@dataclass
class _Docstring:
    """The parts of a docstring that are written by hand."""

    prose: list[str] = field(default_factory=list[str])
    returns: list[str] = field(default_factory=list[str])
    raises: list[str] = field(default_factory=list[str])

    @classmethod
    def read(cls, text: str) -> _Docstring:
        found = cls()
        lines = found.prose
        for line in text.splitlines():
            if line in _SECTIONS:
                lines = {"Returns:": found.returns, "Raises:": found.raises}.get(line, [])
            elif not _ENDPOINT.fullmatch(line):
                lines.append(line)
        return found

    def errors(self) -> list[str]:
        """Return what the method raises, an error a text, without what all methods raise."""
        entries: list[str] = []
        for line in textwrap.dedent("\n".join(self.raises)).strip().splitlines():
            if line.startswith(" "):
                entries[-1] += f" {line.strip()}"
            else:
                entries.append(line)
        return [
            each for each in entries if each not in _CALL_FAILED and not _IS_EMPTY.fullmatch(each)
        ]


class _Module:
    """A file of the resources."""

    def __init__(self, path: Path, contract: Contract, overlay: Overlay) -> None:
        self._path = path
        self._contract = contract
        self._overlay = overlay
        self._source = path.read_text()
        parts = path.relative_to(ROOT / RESOURCES).with_suffix("").parts
        self._resource = ".".join(part for part in parts if part != "__init__")

    def names(self) -> Iterator[str]:
        """Yield the full names of the methods: `runs.messages.list`."""
        for method, _, _ in self._methods():
            yield self._full_name(method)

    def text(self) -> str:
        lines = self._source.splitlines()
        for method, http, path in reversed(list(self._methods())):
            docstring = method.body[0]
            end = docstring.end_lineno
            assert end is not None
            lines[docstring.lineno - 1 : end] = self._docstring(method, http, path).splitlines()
        return "\n".join(lines) + "\n"

    def _methods(self) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str, str]]:
        """Yield each method that a decorator makes, with its HTTP method and its path."""
        for node in ast.walk(ast.parse(self._source)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for decorator in node.decorator_list:
                    if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name):
                        verb, path = decorator.func.id, decorator.args[0]
                        if verb in _VERBS and isinstance(path, ast.Constant):
                            yield node, _VERBS[verb], str(path.value)

    def _docstring(
        self, method: ast.FunctionDef | ast.AsyncFunctionDef, http: str, path: str
    ) -> str:
        by_hand = _Docstring.read(ast.get_docstring(method) or "")
        in_path = [each.arg for each in method.args.args[1:]]
        lines = ["\n".join(by_hand.prose).strip(), "", f"`{http} {path}`", "", "Args:"]
        lines += _entries(self._arguments(method, http, path))
        if by_hand.returns:
            lines += ["", "Returns:", "\n".join(by_hand.returns).rstrip()]
        errors = by_hand.errors()
        if in_path:
            errors.append(f"ValueError: {' or '.join(f'`{each}`' for each in in_path)} is empty.")
        if not any(each.startswith("APIError:") for each in errors):
            errors.append(_CALL_FAILED[bool(errors)])
        # What holds for all others comes last.
        errors.sort(key=lambda each: each.startswith("APIError:"))
        lines += ["", "Raises:", *_entries(errors)]
        text = textwrap.indent("\n".join(lines), " " * 8)
        return f'        """{text.strip()}\n        """'

    def _arguments(
        self, method: ast.FunctionDef | ast.AsyncFunctionDef, http: str, path: str
    ) -> Iterator[str]:
        full_name = self._full_name(method)
        known = known_parameters(http, path, self._contract)
        kwarg = method.args.kwarg
        options = ast.unparse(kwarg.annotation) if kwarg and kwarg.annotation else ""
        by_keyword = [each.arg for each in method.args.kwonlyargs]
        for name in [each.arg for each in method.args.args[1:]]:
            yield f"{name}: {self._described(full_name, name, {})}"
        for name in sorted([*by_keyword, *self._keys_of(options)]):
            schema, _ = known[place_of(name, known)]
            yield f"{name}: {self._described(full_name, name, schema)}"
        said = _STREAM_OPTIONS if "Stream" in options else _CALL_OPTIONS
        yield f"**options: {said}."

    def _full_name(self, method: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
        return f"{self._resource}.{method.name}".lstrip(".")

    def _described(self, method: str, name: str, schema: Schema) -> str:
        said = self._overlay.described(method, name, schema)
        if not said:
            raise OverlayError(f"{method}: nothing describes {name}")
        return said

    def _keys_of(self, options: str) -> list[str]:
        """Return the parameters that a method takes by a typed dictionary of its own package."""
        name = re.sub(r"Unpack\[(\w+)\]", r"\1", options)
        for path in self._path.parent.glob("*.py"):
            classes = {
                node.name: node
                for node in ast.parse(path.read_text()).body
                if isinstance(node, ast.ClassDef)
            }
            if name in classes:
                return list(_keys(classes, name))
        return []


def _keys(classes: dict[str, ast.ClassDef], name: str) -> Iterator[str]:
    node = classes.get(name)
    if node is not None:
        for base in node.bases:
            if isinstance(base, ast.Name):
                yield from _keys(classes, base.id)
        for statement in node.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                yield statement.target.id


def _entries(texts: Iterator[str] | list[str]) -> list[str]:
    """Return the entries of a section, wrapped for their place in a class."""
    return [
        textwrap.fill(
            " ".join(text.split()),
            92,
            initial_indent=" " * 4,
            subsequent_indent=" " * 8,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for text in texts
    ]
