"""Names that a package exports but loads only when somebody first asks for them.

`import letta_client` has to stay cheap although its public names reach into httpx and pydantic.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Collection, Mapping, Sequence


def lazy_exports(
    package: str, exports: Mapping[str, Sequence[str]], modules: Sequence[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the module-level `__getattr__` and `__dir__` of `package`.

    `exports` maps a module, relative to the package (".errors"), to the names that it defines.
    `modules` are modules of the package that can be reached as its attributes, too.
    A name is stored in the package when it was loaded once, so later look-ups cost nothing.
    """
    home = {name: module for module, names in exports.items() for name in names}

    def __getattr__(name: str) -> object:
        if name in modules:
            # The import itself makes the module an attribute of the package.
            return importlib.import_module(f"{package}.{name}")
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(home[name], package), name)
        setattr(sys.modules[package], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home, *modules})

    return __getattr__, __dir__


def tell_of_extra(
    load: Callable[[str], object], package: str, extra: str, modules: Collection[str]
) -> Callable[[str], object]:
    """Let a missing module of an extra say which extra it is.

    Args:
        load: a package's `__getattr__`.
        package: the package.
        extra: the extra that it needs.
        modules: the modules that come with the extra.
    """

    def __getattr__(name: str) -> object:
        try:
            return load(name)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] not in modules:
                raise
            raise ImportError(
                f"{package} needs {error.name}, which comes with an extra: "
                f"pip install 'letta-client[{extra}]'",
                name=error.name,
            ) from error

    return __getattr__
