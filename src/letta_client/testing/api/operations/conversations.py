"""Conversations: threads of messages with an agent, each with a context of its own."""

from __future__ import annotations

import re
from datetime import datetime

from letta_client.testing.api.contract.bodies import (
    ConversationsCompactionRequest,
    CreateBlock,
    CreateConversation,
    UpdateConversation,
)
from letta_client.testing.api.contract.queries import (
    CancelConversationQuery,
    CreateConversationQuery,
    ForkConversationQuery,
    ListConversationsQuery,
    RecompileConversationQuery,
)
from letta_client.testing.api.conversation_threads import Thread, find_thread, thread_messages
from letta_client.testing.api.listed_messages import thread_of
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.sending import cancel_conversation_runs
from letta_client.testing.api.summaries import summarize
from letta_client.testing.api.world import World
from letta_client.testing.store.collection import id_of
from letta_client.testing.store.errors import bad_request
from letta_client.testing.store.filters import contains
from letta_client.types.agent_state import AgentState
from letta_client.types.conversation import Conversation
from letta_client.types.messages import CompactionResponse


@operation("list_conversations")
def list_conversations(world: World, query: ListConversationsQuery) -> list[Conversation]:
    now = world.now()
    found = {
        conversation.id: _brief(world, _state(world, conversation))
        for conversation in world.conversations.all(now)
        if query.agent_id in (None, conversation.agent_id)
        and _is_found(world, conversation.summary, query.summary_search)
    }
    if query.order_by != "created_at":
        newest_first = query.order == "desc"
        ordered = sorted(found.values(), key=lambda each: _last_message(each, newest_first))
        return world.conversations.page_in_order(ordered, query)
    # What is stored does not have what follows from the messages.
    return [found[each.id] for each in world.conversations.page_of(found.values(), query)]


@operation("create_conversation")
def create_conversation(
    world: World, query: CreateConversationQuery, body: CreateConversation | None
) -> Conversation:
    agent, body = find_agent(world, query.agent_id, briefly=True), body or CreateConversation()
    wanted = [_own_block(world, agent, label) for label in body.isolated_block_labels or ()]
    blocks = [world.blocks.create(each, world.now()) for each in wanted]
    made = world.conversations.create(body, world.now())
    return world.conversations.change(
        made.id,
        world.now(),
        agent_id=query.agent_id,
        in_context_message_ids=[],
        isolated_block_ids=[id_of(block) for block in blocks],
    )


def _own_block(world: World, agent: AgentState, label: str) -> CreateBlock:
    """Return what makes a copy of an agent's block for a conversation.

    Raises:
        ApiError: 400, the agent has no such block.
    """
    for block in world.agent_blocks.parts_of(id_of(agent), world.now()):
        if block.label == label:
            return CreateBlock(label=label, value=block.value, description=block.description)
    raise bad_request(
        f"INVALID_ARGUMENT: Block with label '{label}' not found on agent '{id_of(agent)}'"
    )


def _is_found(world: World, summary: str | None, text: str | None) -> bool:
    if not text:
        return True
    if world.profile.conversations.are_found_by_patterns_of_summaries:
        pattern = re.escape(text).replace("%", ".*").replace("_", ".")
        return summary is not None and re.fullmatch(pattern, summary, re.DOTALL) is not None
    return contains(summary, text)


@operation("retrieve_conversation")
def retrieve_conversation(world: World, conversation_id: str) -> Conversation:
    return _state(world, world.conversations.get(conversation_id, world.now()))


@operation("update_conversation")
def update_conversation(
    world: World, conversation_id: str, body: UpdateConversation
) -> Conversation:
    if world.profile.conversations.keep_what_is_updated_to_null:
        body = UpdateConversation(**body.model_dump(exclude_none=True))
    updated = world.conversations.update(conversation_id, body, world.now())
    return _brief(world, _state(world, updated))


@operation("delete_conversation")
def delete_conversation(world: World, conversation_id: str) -> None:
    world.conversations.delete(conversation_id, world.now())


@operation("fork_conversation")
def fork_conversation(
    world: World, conversation_id: str, query: ForkConversationQuery
) -> Conversation:
    thread, now = find_thread(world, conversation_id, query.agent_id), world.now()
    made = world.conversations.create(CreateConversation(), now)
    messages = thread_messages(world, thread)
    world.threads.fork(made.id, (each.id for each in messages if each.id is not None))
    return world.conversations.change(
        made.id,
        now,
        agent_id=thread.agent.id,
        in_context_message_ids=[],
        isolated_block_ids=[],
    )


@operation("recompile_conversation")
def recompile_conversation(
    world: World,
    conversation_id: str,
    query: RecompileConversationQuery,
    body: ConversationsCompactionRequest | None,
) -> str:
    agent_id = None if body is None else body.agent_id
    return find_thread(world, conversation_id, agent_id).agent.system


@operation("compact_conversation")
def compact_conversation(
    world: World, conversation_id: str, body: ConversationsCompactionRequest | None
) -> CompactionResponse:
    agent_id = None if body is None else body.agent_id
    thread = find_thread(world, conversation_id, agent_id)
    return summarize(thread_messages(world, thread))


@operation("cancel_conversation")
def cancel_conversation(
    world: World, conversation_id: str, query: CancelConversationQuery
) -> dict[str, str]:
    thread = find_thread(world, conversation_id, query.agent_id)
    return cancel_conversation_runs(world, thread.agent.id, thread.conversation_id)


def _state(world: World, conversation: Conversation) -> Conversation:
    """Return a conversation as it is now."""
    agent = find_agent(world, conversation.agent_id)
    messages = thread_messages(world, Thread(agent, conversation))
    sent = [
        message.parts[0].at
        for message in messages[1:]
        # A fork does not tell of what it has from its source.
        if thread_of(world, agent.id, message) == conversation.id
    ]
    is_told = len(messages) > 1 or world.profile.conversations.tell_of_their_prompt
    ids = [message.id for message in messages if message.id is not None]
    return conversation.model_copy(
        update={
            "in_context_message_ids": ids if is_told else [],
            "last_message_at": max(sent, default=conversation.last_message_at),
        }
    )


def _brief(world: World, conversation: Conversation) -> Conversation:
    """Return a conversation as it is told of in a list, or after a change."""
    if world.profile.conversations.tell_their_messages_only_by_themselves:
        return conversation.model_copy(update={"in_context_message_ids": []})
    return conversation


def _last_message(conversation: Conversation, newest_first: bool) -> tuple[bool, datetime | None]:
    at = conversation.last_message_at
    # What has no message comes last in both orders.
    return (at is None) != newest_first, at
