"""A Letta server in your own process: for tests, and for first tries.

It needs the extra `testing`: `pip install letta-client[testing]`.
"""

from __future__ import annotations

from letta_client.testing.clock import Clock, ManualClock, SystemClock
from letta_client.testing.faults import Fault, Faults
from letta_client.testing.received import ReceivedRequest
from letta_client.testing.script import Script
from letta_client.testing.server import ReferenceServer

__all__ = [
    "Clock",
    "Fault",
    "Faults",
    "ManualClock",
    "ReceivedRequest",
    "ReferenceServer",
    "Script",
    "SystemClock",
]
