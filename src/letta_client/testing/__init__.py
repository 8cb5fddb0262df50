"""A Letta server in your own process: for tests, and for first tries.

    from letta_client.testing import ReferenceServer

    with ReferenceServer() as server:
        agent = server.client().agents.create(name="gardener")

It needs the extra `testing`: `pip install 'letta-client[testing]'`. What is exported here is loaded
when it is first used, so that pytest's plugin costs nothing to those who have not the extra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from letta_client._lazy import lazy_exports, tell_of_extra

if TYPE_CHECKING:
    from letta_client.testing.faults.rules import Fault as Fault
    from letta_client.testing.faults.rules import Faults as Faults
    from letta_client.testing.server import ReferenceServer as ReferenceServer
    from letta_client.testing.simulation.clock import Clock as Clock
    from letta_client.testing.simulation.clock import ManualClock as ManualClock
    from letta_client.testing.simulation.clock import SystemClock as SystemClock
    from letta_client.testing.simulation.environments import Environments as Environments
    from letta_client.testing.simulation.script import Script as Script
    from letta_client.testing.simulation.scripted_model import Model as Model
    from letta_client.testing.simulation.tool_results import ToolResults as ToolResults
    from letta_client.testing.transports.received_requests import ReceivedRequest as ReceivedRequest

__all__ = [
    "Clock",
    "Environments",
    "Fault",
    "Faults",
    "ManualClock",
    "Model",
    "ReceivedRequest",
    "ReferenceServer",
    "Script",
    "SystemClock",
    "ToolResults",
]

# A type checker that saw `__getattr__` would not notice a misspelt name.
if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(
        __name__,
        {
            ".simulation.clock": ["Clock", "ManualClock", "SystemClock"],
            ".faults.rules": ["Fault", "Faults"],
            ".simulation.scripted_model": ["Model"],
            ".transports.received_requests": ["ReceivedRequest"],
            ".simulation.environments": ["Environments"],
            ".simulation.script": ["Script"],
            ".simulation.tool_results": ["ToolResults"],
            ".server": ["ReferenceServer"],
        },
    )
    __getattr__ = tell_of_extra(
        __getattr__, __name__, "testing", {"cronsim", "starlette", "uvicorn"}
    )
