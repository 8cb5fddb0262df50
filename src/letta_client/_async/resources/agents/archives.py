"""The archives of an agent."""

from __future__ import annotations

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.request import CallOptions
from ...operation import patch
from ...resource import AsyncResource


class AsyncAgentArchivesResource(
    AsyncResource[ModeT, "AsyncAgentArchivesResource[Raw]", "AsyncAgentArchivesResource[Streamed]"]
):
    """The archives of an agent, in which it searches passages."""

    @patch("/v1/agents/{agent_id}/archives/attach/{archive_id}")
    async def attach(
        self, archive_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> object:
        """Give an agent an archive.

        `PATCH /v1/agents/{agent_id}/archives/attach/{archive_id}`

        Args:
            archive_id: The archive.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or archive.
            ValueError: `archive_id` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/agents/{agent_id}/archives/detach/{archive_id}")
    async def detach(
        self, archive_id: str, *, agent_id: str, **options: Unpack[CallOptions]
    ) -> object:
        """Take an archive from an agent; the archive stays.

        `PATCH /v1/agents/{agent_id}/archives/detach/{archive_id}`

        Args:
            archive_id: The archive.
            agent_id: The agent.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            What the server answers; Letta 0.16.8 answers `None`.

        Raises:
            NotFoundError: there is no such agent or archive.
            ValueError: `archive_id` is empty.
            APIError: the call failed otherwise.
        """
        ...
