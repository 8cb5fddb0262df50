"""The operations that list, with the defaults of their parameters."""

from __future__ import annotations

from collections.abc import Iterator

from generation.contract import Contract, Schema, parameters


def write_lists(contract: Contract) -> str:
    """Return the module from which `letta_client._core.lists.facts` has the defaults."""
    rows = "".join(f"    {path!r}: {row!r},\n" for path, row in _rows(contract))
    return (
        '"""The lists of the contract: their operations, default orders and default limits."""\n\n'
        "from __future__ import annotations\n\n"
        "from typing import Literal, TypeAlias\n\n"
        'Row: TypeAlias = tuple[str, Literal["asc", "desc"], int]\n\n'
        f"LISTS: dict[str, Row] = {{\n{rows}}}\n"
        '"""By the path of a list; `letta_client._core.lists.facts` says what a row means."""\n'
    )


def _rows(contract: Contract) -> Iterator[tuple[str, tuple[str, str, int]]]:
    for path in sorted(contract.paths):
        operation: Schema = contract.paths[path].get("get", {})
        defaults = {
            name: parameter["schema"].get("default")
            for name, parameter in parameters(operation).items()
        }
        if "after" in defaults and isinstance(defaults.get("limit"), int):
            order = defaults.get("order") or ("asc" if defaults.get("ascending") else "desc")
            yield path, (operation["operationId"], order, defaults["limit"])
