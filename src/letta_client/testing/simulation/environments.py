"""Machines on which agents work, connected to Letta Cloud."""

from __future__ import annotations

from threading import Lock

from letta_client.testing.simulation.clock import Clock
from letta_client.testing.simulation.ids import ORGANIZATION_ID, USER_ID, IdFamily, tag
from letta_client.types.environments import EnvironmentConnection, EnvironmentMetadata

_MILLISECONDS = 1000


class Environments:
    """The machines. Its methods may be called from any thread.

        machine = server.environments.connect("laptop")
        server.environments.disconnect(machine.device_id)

    Args:
        clock: the time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._machines: dict[str, EnvironmentConnection] = {}
        self._lock = Lock()

    def connect(self, name: str, *, working_directory: str = "/work") -> EnvironmentConnection:
        """Connect a machine, and return it. One of the same name is the same machine.

        Args:
            name: its name.
            working_directory: the folder in which agents work there.
        """
        ids = IdFamily(tag("environment", name), 0)
        now = self._clock.now().timestamp() * _MILLISECONDS
        device_id = ids.of("device", 0)
        with self._lock:
            known = self._machines.get(device_id)
            machine = EnvironmentConnection(
                id=ids.of("environment", 0),
                deviceId=device_id,
                connectionId=ids.of("connection", 0),
                connectionName=name,
                connectedAt=now,
                firstSeenAt=now if known is None else known.first_seen_at,
                lastSeenAt=now,
                lastHeartbeat=now,
                currentMode="default",
                metadata=EnvironmentMetadata(os="linux", workingDirectory=working_directory),
                organizationId=ORGANIZATION_ID,
                userId=USER_ID,
            )
            self._machines[device_id] = machine
        return machine

    def disconnect(self, device_id: str) -> None:
        """Disconnect a machine, which is still known then.

        Raises:
            KeyError: there is no such machine.
        """
        gone = {"connection_id": None, "connected_at": None, "last_heartbeat": None}
        with self._lock:
            self._machines[device_id] = self._machines[device_id].model_copy(update=gone)

    def all(self) -> list[EnvironmentConnection]:
        """Return all machines, in the order in which they were first connected."""
        with self._lock:
            return [*self._machines.values()]
