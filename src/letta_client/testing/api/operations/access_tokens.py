"""Access tokens of Letta Cloud: what programs on the users' side may do."""

from __future__ import annotations

from datetime import timedelta
from math import isfinite
from typing import Any

from letta_client.testing.api.contract.bodies import (
    AccessTokenCreateRequest,
    DeleteAccessTokenBody,
)
from letta_client.testing.api.contract.queries import ListAccessTokensQuery
from letta_client.testing.api.operation import operation
from letta_client.testing.api.world import World
from letta_client.testing.store.cloud import get
from letta_client.types.access_tokens import AccessToken, AccessTokenListResponse

_VALID_FOR = timedelta(minutes=5)
_DEFAULT_LIMIT = 10


@operation("list_access_tokens")
def list_access_tokens(world: World, query: ListAccessTokensQuery) -> AccessTokenListResponse:
    tokens = [
        token
        for token in world.cloud.access_tokens.values()
        if query.agentId is None or query.agentId in [grant.id for grant in token.policy.data]
    ]
    start = _whole(query.offset, 0)
    end = start + _whole(query.limit, _DEFAULT_LIMIT)
    return AccessTokenListResponse(tokens=tokens[start:end], hasNextPage=end < len(tokens))


@operation("create_access_token")
def create_access_token(world: World, body: AccessTokenCreateRequest) -> AccessToken:
    expires_at = body.expires_at or (world.now() + _VALID_FOR).isoformat()
    token = AccessToken.model_validate(
        {
            "token": world.cloud.new_id("token"),
            "hostname": body.hostname,
            "policy": {"version": "1", "data": body.model_dump(mode="json")["policy"]},
            "expiresAt": expires_at,
        }
    )
    world.cloud.access_tokens[token.token] = token
    return token


@operation("delete_access_token")
def delete_access_token(world: World, token: str, body: DeleteAccessTokenBody) -> dict[str, Any]:
    get("Token", world.cloud.access_tokens, token)
    del world.cloud.access_tokens[token]
    return {}


def _whole(given: float | None, default: int) -> int:
    return default if given is None or not isfinite(given) else max(int(given), 0)
