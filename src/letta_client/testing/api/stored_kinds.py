"""The collections of a server: one function for each kind of what is stored by itself."""

from __future__ import annotations

from letta_client.testing.api.contract.bodies import (
    CreateAgentRequest,
    CreateBatch,
    CreateBlock,
    CreateConversation,
    CreateMCPServerRequest,
    GroupCreate,
    IdentityCreate,
    ProviderCreate,
)
from letta_client.testing.api.new_agent import make_agent
from letta_client.testing.api.new_batch import make_batch
from letta_client.testing.api.new_group import make_group
from letta_client.testing.api.new_mcp_server import McpServer, make_mcp_server
from letta_client.testing.api.new_provider import make_provider
from letta_client.testing.store.collection import Collection, Store, from_request
from letta_client.types.agent_state import AgentState
from letta_client.types.blocks import Block
from letta_client.types.conversation import Conversation
from letta_client.types.groups import Group
from letta_client.types.identities import Identity
from letta_client.types.jobs import BatchJob
from letta_client.types.providers import Provider


def new_agents(store: Store) -> Collection[AgentState, CreateAgentRequest]:
    """Return a collection of agents, as they are created."""
    return Collection(
        "Agent",
        "agent",
        make_agent,
        store,
        ignores_unknown_cursors=store.lists.runs_agents_blocks_and_tools_ignore_unknown_cursors,
        limit_zero_lists_all=store.lists.limit_zero_lists_all_agents_and_blocks,
    )


def new_blocks(store: Store) -> Collection[Block, CreateBlock]:
    """Return a collection of blocks of memory."""
    return Collection(
        "Block",
        "block",
        from_request(Block, tells_by_whom=False),
        store,
        ignores_unknown_cursors=store.lists.runs_agents_blocks_and_tools_ignore_unknown_cursors,
        limit_zero_lists_all=store.lists.limit_zero_lists_all_agents_and_blocks,
    )


def new_mcp_servers(store: Store) -> Collection[McpServer, CreateMCPServerRequest]:
    """Return a collection of MCP servers, whose names differ."""
    return Collection(
        "MCPServer",
        "mcp_server",
        make_mcp_server,
        store,
        unique=lambda server: server.server_name,
    )


def new_providers(store: Store) -> Collection[Provider, ProviderCreate]:
    """Return a collection of providers of models, whose names differ."""
    return Collection(
        "Provider", "provider", make_provider, store, unique=lambda provider: provider.name
    )


def new_batches(store: Store) -> Collection[BatchJob, CreateBatch]:
    """Return a collection of batches of messages, as they are created or cancelled."""
    return Collection("Job", "job", make_batch, store)


def new_identities(store: Store) -> Collection[Identity, IdentityCreate]:
    """Return a collection of users and organizations, whose keys differ."""
    return Collection(
        "Identity",
        "identity",
        from_request(Identity, agent_ids=[], block_ids=[], properties=[]),
        store,
        unique=lambda identity: identity.identifier_key,
        limit_zero_lists_all=store.lists.limit_zero_lists_all_agents_and_blocks,
    )


def new_groups(store: Store) -> Collection[Group, GroupCreate]:
    """Return a collection of groups of agents."""
    return Collection(
        "Group",
        "group",
        make_group,
        store,
        limit_zero_lists_all=store.lists.limit_zero_lists_all_agents_and_blocks,
    )


def new_conversations(store: Store) -> Collection[Conversation, CreateConversation]:
    """Return a collection of conversations with agents, as they are created."""
    return Collection("Conversation", "conv", from_request(Conversation, agent_id=""), store)
