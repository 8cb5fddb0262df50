"""Models: those that agents can think with, and those that embed texts."""

from __future__ import annotations

from letta_client.testing.api.contract.queries import ListModelsQuery
from letta_client.testing.api.new_provider import models_of
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.testing.simulation.models import embedding_models, language_models
from letta_client.types.models import EmbeddingModel, Model


@operation("list_models")
def list_models(world: World, query: ListModelsQuery) -> list[Model]:
    own = [model for each in world.providers.all(world.now()) for model in models_of(each)]
    return [
        model
        for model in (*language_models(), *own)
        if (not query.provider_category or model.provider_category in query.provider_category)
        and query.provider_name in (None, model.provider_name)
        and query.provider_type in (None, model.provider_type)
    ]


@operation("list_embedding_models")
def list_embedding_models() -> list[EmbeddingModel]:
    return [*embedding_models()]
