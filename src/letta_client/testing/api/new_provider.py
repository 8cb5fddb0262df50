"""What a provider of models looks like that is made from a request."""

from __future__ import annotations

from datetime import datetime

from letta_client.testing.api.contract.bodies import ProviderCreate
from letta_client.testing.simulation.ids import ORGANIZATION_ID, IdFamily
from letta_client.testing.simulation.models import language_models
from letta_client.types.models import Model
from letta_client.types.providers import Provider

BYOK = "byok"
"""The category of what is the users' own."""


def make_provider(request: ProviderCreate, ids: IdFamily, now: datetime) -> Provider:
    """Return a new provider.

    Args:
        request: what was asked for.
        ids: its ids.
        now: the moment.
    """
    kind = request.provider_type.value
    return Provider(
        id=ids.of("provider", 0),
        name=request.name,
        provider_type=kind,
        provider_category=BYOK,
        base_url=request.base_url or f"http://{kind}.invalid/v1",
        region=request.region,
        api_version=request.api_version,
        organization_id=ORGANIZATION_ID,
        updated_at=now,
        last_synced=now,
        api_key_enc=request.api_key,
        access_key_enc=request.access_key,
    )


def models_of(provider: Provider) -> list[Model]:
    """Return the models of a provider: those that the server has of the same kind."""
    own = {"provider_name": provider.name, "provider_category": BYOK}
    return [
        model.model_copy(update={**own, "handle": f"{provider.name}/{model.name}"})
        for model in language_models()
        if model.provider_type == provider.provider_type
    ]
