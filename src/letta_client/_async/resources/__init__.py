"""The resources of the API, as a client has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import Unpack

from ..._core.http.modes import ModeT, Raw, Streamed
from ..._core.http.request import CallOptions
from ...types.health import HealthResponse
from ..operation import get
from ..resource import AsyncResource

if TYPE_CHECKING:
    from .access_tokens import AsyncAccessTokensResource
    from .agents import AsyncAgentsResource
    from .archives import AsyncArchivesResource
    from .blocks import AsyncBlocksResource
    from .conversations import AsyncConversationsResource
    from .environments import AsyncEnvironmentsResource
    from .folders import AsyncFoldersResource
    from .mcp_servers import AsyncMcpServersResource
    from .messages import AsyncMessagesResource
    from .models import AsyncModelsResource
    from .passages import AsyncPassagesResource
    from .runs import AsyncRunsResource
    from .steps import AsyncStepsResource
    from .tags import AsyncTagsResource
    from .templates import AsyncTemplatesResource
    from .tools import AsyncToolsResource


class AsyncAPI(AsyncResource[ModeT, "AsyncAPI[Raw]", "AsyncAPI[Streamed]"]):
    """All resources of the API. Each is loaded when it is first touched."""

    access_tokens: AsyncAccessTokensResource[ModeT]
    """Access tokens for programs on the users' side, of Letta Cloud."""
    agents: AsyncAgentsResource[ModeT]
    """Agents: whom messages are sent to."""
    archives: AsyncArchivesResource[ModeT]
    """Archives: passages of text that agents search, and can share."""
    blocks: AsyncBlocksResource[ModeT]
    """Blocks: the parts of an agent's memory that are always in its context."""
    conversations: AsyncConversationsResource[ModeT]
    """Conversations: threads of messages with an agent, each with a context of its own."""
    environments: AsyncEnvironmentsResource[ModeT]
    """Environments of Letta Cloud: machines on which agents work."""
    folders: AsyncFoldersResource[ModeT]
    """Folders: collections of files that agents can read."""
    mcp_servers: AsyncMcpServersResource[ModeT]
    """MCP servers: where agents get tools of others, by the Model Context Protocol."""
    messages: AsyncMessagesResource[ModeT]
    """The messages of all agents."""
    models: AsyncModelsResource[ModeT]
    """The models that agents can think with."""
    passages: AsyncPassagesResource[ModeT]
    """The passages of all archives and agents."""
    runs: AsyncRunsResource[ModeT]
    """The runs of all agents, and what they leave."""
    steps: AsyncStepsResource[ModeT]
    """The steps of all runs, and what they leave."""
    tags: AsyncTagsResource[ModeT]
    """The tags of agents."""
    templates: AsyncTemplatesResource[ModeT]
    """Templates of Letta Cloud: agents to make other agents from."""
    tools: AsyncToolsResource[ModeT]
    """Tools: functions that agents can call."""

    @get("/v1/health/")
    async def health(self, **options: Unpack[CallOptions]) -> HealthResponse:
        """Return whether the server is up, and its version.

        `GET /v1/health/`

        Args:
            **options: `extra_headers`, `extra_query`, `extra_body`, `timeout`, `deadline`,
                `max_response_bytes`.

        Raises:
            APIError: the call failed.
        """
        ...
