"""What the operations know: all that is stored, the time, and which server they play."""

from __future__ import annotations

from collections.abc import Collection as Names
from datetime import UTC, datetime
from typing import Any

from letta_client.testing.api.agent_files import AgentFiles
from letta_client.testing.api.contract.bodies import (
    CreateAgentRequest,
    CreateBatch,
    CreateBlock,
    CreateConversation,
    CreateMCPServerRequest,
    GroupCreate,
    IdentityCreate,
    ProviderCreate,
    UpdateAgent,
)
from letta_client.testing.api.new_agent import tool_rules
from letta_client.testing.api.new_mcp_server import McpServer
from letta_client.testing.api.schedules import Schedules
from letta_client.testing.api.stored_files import StoredFiles
from letta_client.testing.api.stored_kinds import (
    new_agents,
    new_batches,
    new_blocks,
    new_conversations,
    new_groups,
    new_identities,
    new_mcp_servers,
    new_providers,
)
from letta_client.testing.api.stored_passages import StoredPassages
from letta_client.testing.api.tool_collection import ToolCollection
from letta_client.testing.profiles import Profile
from letta_client.testing.simulation.base_tools import OF_EACH_AGENT, OF_FILES
from letta_client.testing.simulation.clock import Clock
from letta_client.testing.simulation.environments import Environments
from letta_client.testing.simulation.ids import tag
from letta_client.testing.simulation.scripted_model import Model
from letta_client.testing.simulation.tool_results import ToolResults
from letta_client.testing.store.agent_activity import AgentActivity
from letta_client.testing.store.attachments import Attachments
from letta_client.testing.store.cloud import CloudStore
from letta_client.testing.store.collection import Collection, Store, id_of
from letta_client.testing.store.errors import bad_request
from letta_client.testing.store.runs import Runs
from letta_client.testing.store.threads import Threads
from letta_client.testing.transports.exchange import Scope
from letta_client.types.agent_state import AgentState
from letta_client.types.blocks import Block
from letta_client.types.conversation import Conversation
from letta_client.types.groups import Group
from letta_client.types.identities import Identity
from letta_client.types.jobs import BatchJob
from letta_client.types.providers import Provider
from letta_client.types.tools import Tool

WORLD = "letta_client.testing.world"
"""The key of the world in an ASGI scope: all servers share one application."""


class World:
    """One server's state, and what it lives in.

    Args:
        profile: which server it is.
        clock: the time.
        model: the model behind all agents.
        tool_results: what tools give back when they are run.
        environments: the machines that are connected.
        seed: another seed makes other ids.
        has_redis: whether there are streams of background runs.
        remembers_sends: whether messages are known by their `otid` when they come again.
        has_spans: whether there are spans of runs.

    Attributes:
        runs: the runs, with their steps and messages.
        agents: the agents, as they were created.
        blocks: the blocks of memory.
        agent_blocks: which blocks are attached to which agents.
        tools: the tools.
        agent_tools: which tools are attached to which agents.
        mcp_servers: the MCP servers.
        providers: the providers of models that the users have keys for.
        batches: the batches of messages, as they were created or cancelled.
        runs_of_batches: the ids of the runs that each batch has started, by its id.
        cloud: what only Letta Cloud has, but for the scheduled messages.
        schedules: the messages that are scheduled for agents.
        identities: the users and organizations that agents and blocks belong to.
        agent_identities: which identities are attached to which agents.
        block_identities: which identities are attached to which blocks.
        groups: the groups of agents.
        passages: the archives, and all passages.
        files: the folders with their files.
        agent_files: which folders and files agents can read.
        activity: what follows for the agents from their runs.
        conversations: the conversations with agents, as they were created.
        threads: which messages the conversations have.
    """

    def __init__(
        self,
        *,
        profile: Profile,
        clock: Clock,
        model: Model,
        tool_results: ToolResults,
        environments: Environments,
        seed: int,
        has_redis: bool,
        remembers_sends: bool,
        has_spans: bool,
    ) -> None:
        self.profile = profile
        self.clock = clock
        self.model = model
        self.tool_results = tool_results
        self.environments = environments
        self.has_redis = has_redis
        self.remembers_sends = remembers_sends
        self.has_spans = has_spans
        store = Store(profile.lists, seed)
        self.runs: Runs = Runs(tag("run", seed), store.lock, profile)
        self.agents: Collection[AgentState, CreateAgentRequest] = new_agents(store)
        self.agents.on_deleted(self.runs.delete_all)
        self.blocks: Collection[Block, CreateBlock] = new_blocks(store)
        self.agent_blocks: Attachments[AgentState, Block] = Attachments(
            self.agents, self.blocks, store
        )
        self.tools: ToolCollection = ToolCollection(store)
        self.agent_tools: Attachments[AgentState, Tool] = Attachments(
            self.agents, self.tools, store
        )
        self.mcp_servers: Collection[McpServer, CreateMCPServerRequest] = new_mcp_servers(store)
        self.providers: Collection[Provider, ProviderCreate] = new_providers(store)
        self.batches: Collection[BatchJob, CreateBatch] = new_batches(store)
        self.runs_of_batches: dict[str, tuple[str, ...]] = {}
        self.identities: Collection[Identity, IdentityCreate] = new_identities(store)
        self.agent_identities: Attachments[AgentState, Identity] = Attachments(
            self.agents, self.identities, store
        )
        self.block_identities: Attachments[Block, Identity] = Attachments(
            self.blocks, self.identities, store
        )
        self.groups: Collection[Group, GroupCreate] = new_groups(store)
        self.conversations: Collection[Conversation, CreateConversation] = new_conversations(store)
        self.passages: StoredPassages = StoredPassages(self.agents, store, profile.passages)
        self.files: StoredFiles = StoredFiles(self.passages.passages, store)
        self.agent_files: AgentFiles = AgentFiles(self.agents, self.files, store)
        shares = profile.conversations.know_messages_to_all_others_by_their_otid
        self.threads: Threads = Threads(share_otids=shares)
        self.agents.on_deleted(self._forget_conversations)
        self.cloud: CloudStore = CloudStore(seed)
        self.schedules: Schedules = Schedules(store.lock)
        self.agents.on_deleted(self.schedules.forget_agent)
        self.activity: AgentActivity = AgentActivity(
            self.runs, tells_last_run=not profile.agents.do_not_tell_their_last_run
        )

    def now(self) -> datetime:
        """Return the moment."""
        return self.clock.now()

    def create_agent(
        self,
        request: CreateAgentRequest,
        *,
        agent_id: str | None = None,
        created_at: datetime | None = None,
    ) -> AgentState:
        """Create an agent with its blocks of memory and its tools.

        Args:
            request: what was requested.
            agent_id: the agent's id, in place of a new one.
            created_at: when it is created, in place of now.

        Raises:
            ApiError: 404, a block that it is to have is not there; 400 or 404, a tool is not.
        """
        now = created_at or self.now()
        tools = self._tools_for(request, now)
        for block_id in request.block_ids or ():
            self.blocks.get(block_id, now)
        folder_ids = list(dict.fromkeys([*(request.folder_ids or ()), *(request.source_ids or ())]))
        for folder_id in folder_ids:
            self.files.folders.get(folder_id, now)
        agent = self.agents.create(request, now, agent_id)
        for block in agent.blocks:
            self.blocks.add(block, now)
        for block_id in [*map(id_of, agent.blocks), *(request.block_ids or ())]:
            self.agent_blocks.attach(id_of(agent), block_id, now)
        for tool in tools:
            self.agent_tools.attach(id_of(agent), id_of(tool), now)
        for identity_id in request.identity_ids or ():
            self.agent_identities.attach(id_of(agent), identity_id, now)
        for folder_id in folder_ids:
            self.attach_folder(id_of(agent), folder_id)
        return self.agents.change(id_of(agent), now, tool_rules=tool_rules(request, tools))

    def _forget_conversations(self, agent_id: str) -> None:
        now = datetime.max.replace(tzinfo=UTC)
        for conversation in self.conversations.all(now):
            if conversation.agent_id == agent_id:
                self.conversations.delete(conversation.id, now)

    def ensure_agent(self, agent_id: str, created_at: datetime) -> AgentState:
        """Return the agent of this id, which is created if there is none yet."""
        known = self.agents.find(agent_id, datetime.max.replace(tzinfo=UTC))
        return known or self.create_agent(
            CreateAgentRequest(), agent_id=agent_id, created_at=created_at
        )

    def update_agent(self, agent_id: str, request: UpdateAgent) -> AgentState:
        """Change an agent, and what is attached to it; return it as it is then.

        Raises:
            ApiError: 404, something that it is to have is not there.
        """
        now = self.now()
        attached: list[tuple[Attachments[AgentState, Any], list[str] | None]] = [
            (self.agent_blocks, request.block_ids),
            (self.agent_tools, request.tool_ids),
            (self.agent_identities, request.identity_ids),
        ]
        for attachments, ids in attached:
            if ids is not None:
                attachments.replace(agent_id, ids, now)
        folder_ids = request.folder_ids if request.source_ids is None else request.source_ids
        if folder_ids is not None:
            for folder_id in folder_ids:
                self.attach_folder(agent_id, folder_id)
            for folder in self.agent_files.folders.parts_of(agent_id, now):
                if folder.id not in folder_ids:
                    self.detach_folder(agent_id, folder.id)
        return self.agents.update(agent_id, request, now)

    def attach_folder(self, agent_id: str, folder_id: str) -> None:
        """Let an agent read a folder, with the tools for it.

        Raises:
            ApiError: 404, one of the two is not there.
        """
        now = self.now()
        self.agent_files.attach(agent_id, folder_id, now)
        for name in OF_FILES:
            self.agent_tools.attach(agent_id, id_of(self.tools.ensure_named(name, now)), now)

    def detach_folder(self, agent_id: str, folder_id: str) -> None:
        """Stop an agent from reading a folder; without any, it has no tools for them."""
        now = self.now()
        self.agent_files.detach(agent_id, folder_id, now)
        if self.agent_files.folders.parts_of(agent_id, now):
            return
        for name in OF_FILES:
            tool_id = id_of(self.tools.ensure_named(name, now))
            if self.agent_tools.are_attached(agent_id, tool_id):
                self.agent_tools.detach(agent_id, tool_id, now)

    def _tools_for(self, request: CreateAgentRequest, now: datetime) -> list[Tool]:
        base = OF_EACH_AGENT if request.include_base_tools else ()
        names = dict.fromkeys([*base, *(request.tools or ())])
        if self.profile.tools.have_to_exist_before_agents_have_them:
            unknown = [name for name in names if self.tools.named(name, now) is None]
            if unknown:
                raise bad_request(f"Tools not found by name: {set(unknown)}")
            gone = [each for each in request.tool_ids or () if not self.tools.find(each, now)]
            if gone:
                raise bad_request(f"Tools not found by id: {set(gone)}")
        tools = [self.tools.ensure_named(name, now) for name in names]
        return tools + [self.tools.get(each, now) for each in request.tool_ids or ()]

    def agent_state(self, agent: AgentState, include: Names[str]) -> AgentState:
        """Return an agent as it is now, without the parts that `include` does not name."""
        blocks = self.agent_blocks.parts_of(id_of(agent), self.now())
        if self.profile.agents.show_their_blocks_without_tags:
            blocks = [block.model_copy(update={"tags": []}) for block in blocks]
        memory = agent.memory.model_copy(
            update={"blocks": blocks, "file_blocks": self.agent_files.blocks(agent)}
        )
        tools = self.agent_tools.parts_of(id_of(agent), self.now())
        identities = self.agent_identities.parts_of(id_of(agent), self.now())
        update = {
            "blocks": blocks,
            "memory": memory,
            "tools": tools,
            "sources": self.agent_files.folders.parts_of(id_of(agent), self.now()),
            "identities": identities,
            "identity_ids": [identity.id for identity in identities],
        }
        agent = agent.model_copy(update=update)
        return self.activity.state_at(agent, self.now(), include)


def world_of(scope: Scope) -> World:
    """Return the world of a request's scope."""
    world = scope[WORLD]
    assert isinstance(world, World)
    return world
