"""What the OpenAPI document promises holds, whatever one asks: schemathesis asks."""

from collections.abc import Collection, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from letta_client.testing import ReferenceServer
from letta_client.testing.api.application import served_document
from testing.something_of_everything import make
from thoroughness import times

schemathesis: Any = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
checks: Any = pytest.importorskip("schemathesis.specs.openapi.checks")

# The systematic cases are thousands; the drawn ones find the same in a few seconds.
CONFIG = schemathesis.Config.from_dict({"phases": {"coverage": {"enabled": False}}})
schema = schemathesis.openapi.from_dict(served_document(), config=CONFIG)
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.status_code_conformance,
]
EXAMPLES = settings(
    max_examples=times(3),
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


class Served:
    """A server over a socket, with something of everything."""

    def __init__(self, server: ReferenceServer, url: str) -> None:
        self.server = server
        self.url = url
        self._asked = 0

    def ids(self, names: Collection[str]) -> dict[str, str]:
        """Return ids of what there is, new ones each time, for every second case."""
        self._asked += 1
        if self._asked % 2:
            return {}
        known = make(self.server, self._asked, names)
        return {name: known[name] for name in names}


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with ReferenceServer() as server, server.serve() as url:
        server.demo()
        yield Served(server, url)


@schema.parametrize()  # type: ignore[untyped-decorator]
@EXAMPLES
def test_the_server_answers_as_its_document_says(case: Any, served: Served) -> None:
    if case.path_parameters:
        case.path_parameters |= served.ids(case.path_parameters)

    case.call_and_validate(base_url=served.url, checks=CHECKS)
