"""Agents made from a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types._models.template_agents_params import TemplateMessageParam
from ....types.templates.agent_create_response import AgentCreateResponse
from ...operation import post
from ...resource import AsyncResource


class AsyncTemplateAgentsResource(
    AsyncResource[
        ModeT, "AsyncTemplateAgentsResource[Raw]", "AsyncTemplateAgentsResource[Streamed]"
    ]
):
    """Agents made from a template."""

    @post("/v1/templates/{template_version}/agents")
    async def create(
        self,
        template_version: str,
        *,
        agent_name: str | Omit = omit,
        identity_ids: Sequence[str] | Omit = omit,
        initial_message_sequence: Iterable[TemplateMessageParam] | Omit = omit,
        memory_variables: Mapping[str, str] | Omit = omit,
        tags: Sequence[str] | Omit = omit,
        tool_variables: Mapping[str, str] | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> AgentCreateResponse:
        """Make agents from a version of a template.

        `POST /v1/templates/{template_version}/agents`

        Args:
            template_version: The template, with its version: `name:version`.
            agent_name: The name of the agent.
            identity_ids: The identities of the agents: the users that they know.
            initial_message_sequence: The messages that the agent has already.
            memory_variables: What stands in the memory in the place of variables.
            tags: Tags, to find the item by.
            tool_variables: The environment variables of the agent's tools.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Returns:
            The ids of the agents, and of their deployment.

        Raises:
            NotFoundError: there is no such template.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `template_version` is empty.
            APIError: the call failed otherwise.
        """
        ...
