"""Access tokens for programs on the users' side, of Letta Cloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions
from ...types._models.access_tokens import AccessTokenGrant
from ...types._models.access_tokens_params import AccessTokenGrantParam
from ...types.access_token_create_response import AccessTokenCreateResponse
from ...types.access_token_list_response import AccessTokenListResponse
from ..operation import delete, get, post
from ..resource import AsyncResource


class AsyncAccessTokensResource(
    AsyncResource[ModeT, "AsyncAccessTokensResource[Raw]", "AsyncAccessTokensResource[Streamed]"]
):
    """Tokens that give a program on a user's side limited access to Letta Cloud.

    Other servers answer with `NotFoundError`.
    """

    @post("/v1/client-side-access-tokens")
    async def create(
        self,
        *,
        hostname: str,
        policy: Iterable[AccessTokenGrantParam | AccessTokenGrant],
        expires_at: str | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AccessTokenCreateResponse:
        """Create a token for a program on a user's side.

        `POST /v1/client-side-access-tokens`

        Args:
            expires_at: Until when it may be used, in ISO 8601.
            hostname: The site from which the token may be used.
            policy: What it allows.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...

    @get("/v1/client-side-access-tokens")
    async def list(
        self,
        *,
        agent_id: str | Omit = omit,
        limit: float | Omit = omit,
        offset: float | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AccessTokenListResponse:
        """List tokens, page by page.

        `GET /v1/client-side-access-tokens`

        Args:
            agent_id: Only tokens for this agent.
            limit: How many tokens a page has.
            offset: How many tokens to leave out before the page.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            One page of tokens, and whether there is a next one.

        Raises:
            APIError: the call failed.
        """
        ...

    @delete("/v1/client-side-access-tokens/{token}")
    async def delete(
        self, token: str, *, body: Any | Omit = omit, **options: Unpack[CallOptions]
    ) -> object:
        """Delete a token; it no longer gives access.

        `DELETE /v1/client-side-access-tokens/{token}`

        Args:
            token: The token.
            body: The body of the request, of which the API says nothing.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers.

        Raises:
            NotFoundError: there is no such token.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `token` is empty.
            APIError: the call failed otherwise.
        """
        ...
