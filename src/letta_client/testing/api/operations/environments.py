"""Environments: machines on which agents work, connected to Letta Cloud."""

from __future__ import annotations

from letta_client.testing.api.contract.bodies import EnvironmentMessageRequest
from letta_client.testing.api.contract.queries import ListEnvironmentsQuery
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.testing.store.cloud import get, page_after
from letta_client.types.environments import (
    EnvironmentConnection,
    EnvironmentListResponse,
    EnvironmentSendMessageResponse,
)

_DEFAULT_LIMIT = 50


@operation("list_environments")
def list_environments(world: World, query: ListEnvironmentsQuery) -> EnvironmentListResponse:
    found = {
        machine.id: machine
        for machine in world.environments.all()
        if (query.onlineOnly != "true" or machine.connection_id is not None)
        and query.userId in (None, machine.user_id)
        # All of them are the users' own.
        and query.source != "remote"
    }
    ids, more = page_after([*found], query.after, query.limit, _DEFAULT_LIMIT)
    return EnvironmentListResponse(connections=[found[each] for each in ids], hasNextPage=more)


@operation("retrieve_environment")
def retrieve_environment(world: World, device_id: str) -> EnvironmentConnection:
    machines = {machine.device_id: machine for machine in world.environments.all()}
    return get("Environment", machines, device_id)


@operation("send_environment_message")
def send_environment_message(
    world: World, connection_id: str, body: EnvironmentMessageRequest
) -> EnvironmentSendMessageResponse:
    connected = {machine.connection_id or "": machine for machine in world.environments.all()}
    machine = get("Connection", connected, connection_id)
    message = f"{len(body.messages)} passed on to {machine.connection_name}"
    return EnvironmentSendMessageResponse(success=True, message=message)
