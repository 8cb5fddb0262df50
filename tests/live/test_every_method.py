"""No method of the library is without a live test: each is in a table of calls.

Nothing here needs a server.
"""

from __future__ import annotations

import pytest

from letta_client import AsyncLetta, Letta

from .calls_of_all import TABLES
from .methods import method_of, methods_of

# They send nothing.
SILENT = {"close", "copy", "is_closed", "platform_headers", "with_options"}


@pytest.mark.parametrize("client", [Letta, AsyncLetta])
def test_every_method_is_tried(client: type[Letta] | type[AsyncLetta]) -> None:
    tried = {method_of(call) for table in TABLES.values() for call in table.values()}

    assert tried == set(methods_of(client(api_key="any"))) - SILENT


def test_each_call_is_of_the_method_that_it_is_named_after() -> None:
    misnamed = [
        name
        for title, table in TABLES.items()
        for name, call in table.items()
        if title != "ERRORS" and not name.startswith(method_of(call))
    ]

    assert misnamed == []
