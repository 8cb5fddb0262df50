"""Templates of Letta Cloud: agents to make other agents from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import Unpack

from ...._core.http.modes import ModeT, Raw, Streamed
from ...._core.http.omit import Omit, omit
from ...._core.http.request import CallOptions
from ....types.template_create_response import TemplateCreateResponse
from ....types.template_delete_response import TemplateDeleteResponse
from ....types.template_rollback_response import TemplateRollbackResponse
from ....types.template_save_response import TemplateSaveResponse
from ....types.template_update_response import TemplateUpdateResponse
from ...operation import delete, patch, post
from ...resource import AsyncResource

if TYPE_CHECKING:
    from .agents import AsyncTemplateAgentsResource


class AsyncTemplatesResource(
    AsyncResource[ModeT, "AsyncTemplatesResource[Raw]", "AsyncTemplatesResource[Streamed]"]
):
    """Templates of Letta Cloud: agents to make other agents from.

    Other servers answer with `NotFoundError`.
    """

    agents: AsyncTemplateAgentsResource[ModeT]
    """Agents made from a template."""

    @post("/v1/templates")
    async def create(
        self,
        *,
        agent_id: str | Omit = omit,
        type: Literal["agent", "agent_file"],
        name: str | Omit = omit,
        agent_file: Mapping[str, Any] | Omit = omit,
        update_existing_tools: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> TemplateCreateResponse:
        """Make a template from an agent, or from an exported agent.

        `POST /v1/templates`

        Args:
            agent_file: What `agents.export_file` gave.
            agent_id: The agent.
            name: The item's name.
            type: What kind of item it is.
            update_existing_tools: Whether tools that exist already are replaced by those of the
                file.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            UnprocessableEntityError: the server does not accept a value.
            APIError: the call failed otherwise.
        """
        ...

    @patch("/v1/templates/{template_name}")
    async def update(
        self,
        template_name: str,
        *,
        agent_file_json: Mapping[str, Any] | None,
        save_existing_changes: bool | Omit = omit,
        update_existing_tools: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> TemplateUpdateResponse:
        """Replace what is being edited of a template by an exported agent.

        `PATCH /v1/templates/{template_name}`

        Args:
            template_name: The item's name, where it is a template.
            agent_file_json: What `agents.export_file` gave.
            save_existing_changes: Whether unsaved changes are first saved as a version.
            update_existing_tools: Whether tools that exist already are replaced by those of the
                file.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such template.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `template_name` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/templates/{template_name}/save")
    async def save(
        self,
        template_name: str,
        *,
        block_reconciliation_strategy: Literal["reconcile-all", "preserve-deleted"] | Omit = omit,
        message: str | Omit = omit,
        migrate_agents: bool | Omit = omit,
        preserve_core_memories_on_migration: bool | Omit = omit,
        preserve_environment_variables_on_migration: bool | Omit = omit,
        preserve_sources_on_migration: bool | Omit = omit,
        **options: Unpack[CallOptions],
    ) -> TemplateSaveResponse:
        """Store what is being edited of a template as its next version.

        `POST /v1/templates/{template_name}/save`

        Args:
            template_name: The item's name, where it is a template.
            block_reconciliation_strategy: Whether agents lose the blocks that the template no
                longer has.
            message: What has changed.
            migrate_agents: Whether the agents made from it change, too.
            preserve_core_memories_on_migration: Whether these agents keep their memory.
            preserve_environment_variables_on_migration: Whether these agents keep their variables.
            preserve_sources_on_migration: Whether these agents keep their folders.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such template.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `template_name` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @post("/v1/templates/{template_name}/rollback")
    async def rollback(
        self, template_name: str, *, version: str, **options: Unpack[CallOptions]
    ) -> TemplateRollbackResponse:
        """Set a template back to an earlier version.

        `POST /v1/templates/{template_name}/rollback`

        Args:
            template_name: The item's name, where it is a template.
            version: The version to return to.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such template.
            UnprocessableEntityError: the server does not accept a value.
            ValueError: `template_name` is empty.
            APIError: the call failed otherwise.
        """
        ...

    @delete("/v1/templates/{template_name}")
    async def delete(
        self, template_name: str, **options: Unpack[CallOptions]
    ) -> TemplateDeleteResponse:
        """Delete all versions of a template.

        `DELETE /v1/templates/{template_name}`

        Args:
            template_name: The item's name, where it is a template.
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            NotFoundError: there is no such template.
            ValueError: `template_name` is empty.
            APIError: the call failed otherwise.
        """
        ...
