"""Conversations: threads of messages with an agent, each with a context of its own."""

from __future__ import annotations

from datetime import datetime

from letta_client.testing.api.contract.bodies import (
    ConversationsCompactionRequest,
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
from letta_client.testing.api.operation import operation
from letta_client.testing.api.operations.agents import find_agent
from letta_client.testing.api.sending import cancel_conversation_runs
from letta_client.testing.api.summaries import summarize
from letta_client.testing.api.world import World
from letta_client.testing.store.filters import contains
from letta_client.types.conversation import Conversation
from letta_client.types.messages import CompactionResponse


@operation("list_conversations")
def list_conversations(world: World, query: ListConversationsQuery) -> list[Conversation]:
    now = world.now()
    found = [
        _state(world, conversation)
        for conversation in world.conversations.all(now)
        if query.agent_id in (None, conversation.agent_id)
        and contains(conversation.summary, query.summary_search)
    ]
    if query.order_by != "created_at":
        found.sort(key=_last_message_at)
        return world.conversations.page_in_order(found, query)
    return world.conversations.page_of(found, query)


@operation("create_conversation")
def create_conversation(
    world: World, query: CreateConversationQuery, body: CreateConversation
) -> Conversation:
    find_agent(world, query.agent_id, briefly=True)
    made = world.conversations.create(body, world.now())
    return world.conversations.change(
        made.id,
        world.now(),
        agent_id=query.agent_id,
        in_context_message_ids=[],
        isolated_block_ids=[],
    )


@operation("retrieve_conversation")
def retrieve_conversation(world: World, conversation_id: str) -> Conversation:
    return _state(world, world.conversations.get(conversation_id, world.now()))


@operation("update_conversation")
def update_conversation(
    world: World, conversation_id: str, body: UpdateConversation
) -> Conversation:
    return _state(world, world.conversations.update(conversation_id, body, world.now()))


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
    forked = world.conversations.change(
        made.id,
        now,
        agent_id=thread.agent.id,
        in_context_message_ids=[],
        isolated_block_ids=[],
    )
    return _state(world, forked)


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
    sent = [message.parts[0].at for message in messages[1:]]
    ids = [message.id for message in messages if message.id is not None]
    return conversation.model_copy(
        update={
            "in_context_message_ids": ids if sent else [],
            "last_message_at": max(sent, default=None),
        }
    )


def _last_message_at(conversation: Conversation) -> tuple[bool, datetime | None]:
    # What has no message comes before all that have one.
    return conversation.last_message_at is not None, conversation.last_message_at
