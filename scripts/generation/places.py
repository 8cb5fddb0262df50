"""Where parameters go on the wire, as far as a rule does not say."""

from __future__ import annotations

from collections.abc import Iterator

from generation.contract import Contract, Schema
from generation.methods import parameters_of, wire

_MODULE = '''"""Where the parameters of methods go on the wire, as far as the rule does not say.

The rule: a parameter that is not in the path goes into the query of a GET or DELETE request, and
into the JSON body of a POST, PATCH or PUT request, under its own name. `PLACES` has the exceptions
alone: for the HTTP method and the path template of an operation, each parameter that goes elsewhere
or by another name, as `parameter: (place, name on the wire)`. The places:

- "query", "header": the query, the headers;
- "body": a field of the JSON body, or of the form where there is a file;
- "file": a file to upload, which makes the request `multipart/form-data`;
- "whole body": the value is the JSON body itself, and its name does not appear.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Place: TypeAlias = Literal["query", "header", "body", "file", "whole body"]

PLACES: Mapping[tuple[str, str], Mapping[str, tuple[Place, str]]] = {rows}
'''


def write_places(contract: Contract) -> str:
    """Return the module of the parameters that go elsewhere than the rule says."""
    rows = {
        wire(method): exceptions
        for method in contract.methods.values()
        if (exceptions := dict(_exceptions(method, contract)))
    }
    return _MODULE.replace("{rows}", repr(dict(sorted(rows.items()))))


def _exceptions(method: Schema, contract: Contract) -> Iterator[tuple[str, tuple[str, str]]]:
    http, _ = wire(method)
    rule = "query" if http in ("GET", "DELETE") else "body"
    for each in parameters_of(method, contract):
        is_usual = each.place == rule and each.name == each.wire_name
        if not is_usual and each.place != "path":
            yield each.name, (each.place, each.wire_name)
