"""Where the published client has its resources: letta_client.resources and the modules in it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from generation.contract import ROOT, Contract
from generation.exports import HEADER

_SHELLS = {"_sync": "", "_async": "Async"}
_PACKAGE = Path("src/letta_client")


@dataclass(frozen=True)
class _Resource:
    """A resource by its path, `agents.messages`, with its class in each of the shells."""

    path: str
    is_parent: bool

    @property
    def module(self) -> str:
        """Where the published client has it, below letta_client.resources."""
        return f"{self.path}.{self.path}" if self.is_parent else self.path

    def names(self) -> Iterator[tuple[str, str, str]]:
        """Yield the shell, our name and the published one of each class."""
        title = "".join(word.title() for word in self.path.split(".")[-1].split("_"))
        for shell, prefix in _SHELLS.items():
            yield shell, self._class_in(shell), f"{prefix}{title}Resource"

    def _class_in(self, shell: str) -> str:
        place = ROOT / _PACKAGE / shell / "resources" / Path(*self.path.split("."))
        source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        classes = [
            node.name
            for node in ast.parse(source.read_text()).body
            if isinstance(node, ast.ClassDef) and node.name.endswith("Resource")
        ]
        return classes[0]


def write_resources(contract: Contract) -> dict[Path, str]:
    """Return the modules of `letta_client.resources`, by their paths below it."""
    paths = [path for path in contract.surface["sync"] if path]
    parents = {path.partition(".")[0] for path in paths if "." in path}
    resources = [_Resource(path, path in parents) for path in paths]
    packages: dict[str, list[_Resource]] = defaultdict(list)
    files: dict[Path, str] = {}
    for resource in resources:
        top = resource.path.partition(".")[0]
        packages[top if top in parents else ""].append(resource)
        files[Path(*resource.module.split(".")).with_suffix(".py")] = _module(resource)
    for top in parents:
        files[Path(top, "__init__.py")] = _package(f"The resource `{top}`.", packages[top])
    tops = [resource for resource in resources if "." not in resource.path]
    files[Path("__init__.py")] = _package("The resources of the API.", tops, lazy=True)
    return files


def _module(resource: _Resource) -> str:
    dots = "." * (resource.module.count(".") + 2)
    lines = [
        f"from {dots}{shell}.resources.{resource.path} import {ours} as {published}"
        for shell, ours, published in resource.names()
    ]
    names = [published for _, _, published in resource.names()]
    return f"{HEADER}" + "\n".join(lines) + f"\n\n__all__ = {names!r}\n"


def _package(doc: str, resources: Iterable[_Resource], *, lazy: bool = False) -> str:
    imports: list[str] = []
    homes: dict[str, list[str]] = {}
    names: list[str] = []
    for resource in resources:
        module = resource.module.rpartition(".")[2] if not lazy else resource.path
        published = [name for _, _, name in resource.names()]
        names += published
        homes[f".{module}"] = published
        imports += [f"from .{module} import {name} as {name}" for name in published]
    if not lazy:
        return (
            f'{HEADER}"""{doc}"""\n\n' + "\n".join(imports) + f"\n\n__all__ = {sorted(names)!r}\n"
        )
    modules = sorted(resource.path for resource in resources)
    imports += [f"from . import {name} as {name}" for name in modules]
    indented = "\n".join(f"    {line}" for line in imports)
    return (
        f'{HEADER}"""{doc} Each is loaded on first use."""\n\n'
        "from __future__ import annotations\n\n"
        "from typing import TYPE_CHECKING\n\n"
        "from .._lazy import lazy_exports\n\n"
        f"if TYPE_CHECKING:\n{indented}\n\n"
        f"__all__ = {sorted(names)!r}\n\n"
        "if not TYPE_CHECKING:\n"
        f"    __getattr__, __dir__ = lazy_exports(__name__, {homes!r}, {modules!r})\n"
    )
