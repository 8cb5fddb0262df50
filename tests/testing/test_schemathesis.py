"""What the OpenAPI document promises holds, whatever one asks: schemathesis asks."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from letta_client.testing import ReferenceServer, Script
from letta_client.testing.api.application import served_document
from testing.clients import connect
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
    max_examples=times(5),
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SCRIPT = Script().think("Hm.").call_tool("look", {}, "There.").reply("Here.")


class Served:
    """A server over a socket, with something of everything."""

    def __init__(self, server: ReferenceServer, url: str) -> None:
        self.server = server
        self.url = url
        self._asked = 0

    def ids(self, names: Iterable[str]) -> dict[str, str]:
        """Return ids of what there is, new ones each time, for every second case."""
        self._asked += 1
        if self._asked % 2:
            return {}
        agent = self.server.add_agent(memory_blocks=[{"label": "human", "value": "Ann"}])
        tool = agent.tools[0]
        machine = self.server.environments.connect("laptop")
        run = self.server.add_run(SCRIPT, agent_id=agent.id)
        with connect(self.server) as http:
            step = http.get(f"/v1/runs/{run.id}/steps").json()[0]["id"]
            template = {"type": "agent", "agent_id": agent.id}
            http.post("/v1/templates", json=template)
            config: dict[str, Any] = {"mcp_server_type": "stdio", "command": "weather", "args": []}
            http.post("/v1/mcp-servers/", json={"server_name": "weather", "config": config})
            mcp_servers = http.get("/v1/mcp-servers/").json()
            http.post("/v1/folders/", json={"name": "docs"})
            folder = http.get("/v1/folders/name/docs").json()
            http.patch(f"/v1/agents/{agent.id}/folders/attach/{folder}")
            sent = {"file": ("a.txt", b"Hello!", "text/plain")}
            file = http.post(f"/v1/folders/{folder}/upload", files=sent).json()["id"]
            archival = f"/v1/agents/{agent.id}/archival-memory"
            passage = http.post(archival, json={"text": "Hello!"}).json()[0]
        known = {
            "agent_id": agent.id,
            "run_id": run.id,
            "step_id": step,
            "block_id": str(agent.blocks[0].id),
            "block_label": "human",
            "tool_id": tool.id,
            "tool_name": str(tool.name),
            "mcp_server_id": mcp_servers[0]["id"],
            "mcp_server_name": "weather",
            "mcp_tool_name": "weather",
            "template_name": "agent",
            "template_version": "agent:latest",
            "folder_id": folder,
            "source_id": folder,
            "folder_name": "docs",
            "source_name": "docs",
            "file_id": file,
            "archive_id": passage["archive_id"],
            "passage_id": passage["id"],
            "memory_id": passage["id"],
            "device_id": machine.device_id,
            "connection_id": str(machine.connection_id),
        }
        return {name: known[name] for name in names if name in known}


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
