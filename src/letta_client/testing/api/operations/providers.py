"""Providers: whose models the users have, with keys of their own."""

from __future__ import annotations

from letta_client.testing.api.contract.bodies import ProviderCheck, ProviderCreate, ProviderUpdate
from letta_client.testing.api.contract.queries import ListProvidersQuery
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.types.providers import Provider


@operation("list_providers")
def list_providers(world: World, query: ListProvidersQuery) -> list[Provider]:
    return world.providers.list_page(query, world.now())


@operation("create_provider")
def create_provider(world: World, body: ProviderCreate) -> Provider:
    return world.providers.create(body, world.now())


@operation("retrieve_provider")
def retrieve_provider(world: World, provider_id: str) -> Provider:
    return world.providers.get(provider_id, world.now())


@operation("modify_provider")
def modify_provider(world: World, provider_id: str, body: ProviderUpdate) -> Provider:
    keys = {"api_key": "api_key_enc", "access_key": "access_key_enc"}
    given = {name: value for name, value in body.given().items() if value is not None}
    changes = {keys.get(name, name): value for name, value in given.items()}
    return world.providers.change(provider_id, world.now(), updated_at=world.now(), **changes)


@operation("delete_provider")
def delete_provider(world: World, provider_id: str) -> dict[str, str]:
    world.providers.delete(provider_id, world.now())
    return {"message": f"Provider id={provider_id} successfully deleted"}


@operation("refresh_provider_models")
def refresh_provider_models(world: World, provider_id: str) -> Provider:
    return world.providers.change(provider_id, world.now(), last_synced=world.now())


@operation("check_provider")
def check_provider(body: ProviderCheck) -> dict[str, str]:
    return _valid(body.provider_type.value)


@operation("check_existing_provider")
def check_existing_provider(world: World, provider_id: str) -> dict[str, str]:
    return _valid(world.providers.get(provider_id, world.now()).provider_type)


def _valid(kind: str) -> dict[str, str]:
    # Nobody is asked: all keys are valid.
    return {"message": f"Valid api key for provider_type={kind}"}
