"""The identities of an agent: the users that it knows."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ...operation import patch
from ...resource import AsyncResource


class AsyncAgentIdentitiesResource(
    AsyncResource[
        ModeT, "AsyncAgentIdentitiesResource[Raw]", "AsyncAgentIdentitiesResource[Streamed]"
    ]
):
    """The identities of an agent: the users that it knows."""

    @patch("/v1/agents/{agent_id}/identities/attach/{identity_id}")
    async def attach(
        self, identity_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> object:
        """Connect an identity with an agent.

        `PATCH /v1/agents/{agent_id}/identities/attach/{identity_id}`

        Args:
            identity_id: The identity.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or identity.
            ValueError: `identity_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/identities/detach/{identity_id}")
    async def detach(
        self, identity_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> object:
        """Separate an identity from an agent; the identity stays.

        `PATCH /v1/agents/{agent_id}/identities/detach/{identity_id}`

        Args:
            identity_id: The identity.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or identity.
            ValueError: `identity_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
