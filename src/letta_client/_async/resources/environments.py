"""Environments of Letta Cloud: machines on which agents work."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.omit import Omit, omit
from ..._core.http.request import CallOptions
from ...types._models.environments_params import EnvironmentMessageParam
from ...types.environment_list_response import EnvironmentListResponse
from ...types.environment_retrieve_response import EnvironmentRetrieveResponse
from ...types.environment_send_message_response import EnvironmentSendMessageResponse
from ..operation import get, post
from ..resource import AsyncResource


class AsyncEnvironmentsResource(
    AsyncResource[ModeT, "AsyncEnvironmentsResource[Raw]", "AsyncEnvironmentsResource[Streamed]"]
):
    """Machines on which agents of Letta Cloud work. Other servers answer with `NotFoundError`."""

    @get("/v1/environments")
    async def list(
        self,
        *,
        after: str | Omit = omit,
        limit: str | Omit = omit,
        online_only: str | Omit = omit,
        source: Literal["local", "remote"] | Omit = omit,
        user_id: str | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> EnvironmentListResponse:
        """List machines, page by page.

        `GET /v1/environments`

        Args:
            after: The id of a machine; the page begins behind it.
            limit: How many machines a page has.
            online_only: Whether to give only machines that are connected, `true` or `false`.
            source: Where the machines run.
            user_id: Only machines of this user.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            One page of machines, and whether there is a next one.

        Raises:
            APIError: the call failed.
        """
        ...

    @get("/v1/environments/{device_id}")
    async def retrieve(
        self, device_id: str, **options: Unpack[CallOptions]
    ) -> EnvironmentRetrieveResponse:
        """Return a machine.

        `GET /v1/environments/{device_id}`

        Args:
            device_id: The machine.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such machine.
            ValueError: `device_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/environments/{connection_id}/messages")
    async def send_message(
        self,
        connection_id: str,
        *,
        messages: Iterable[EnvironmentMessageParam],
        agent_id: str | Omit = omit,
        conversation_id: str | Omit | None = omit,
        **options: Unpack[CallOptions],
    ) -> EnvironmentSendMessageResponse:
        """Send messages to a machine that is connected.

        `POST /v1/environments/{connection_id}/messages`

        Args:
            connection_id: The connection of the machine.
            agent_id: The agent that gets the messages.
            conversation_id: The conversation that they belong to.
            messages: The messages.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such connected machine.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `connection_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
