"""Calls of tools that a person has to allow: found, allowed and denied."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from letta_client import (
    APIStreamError,
    BadRequestError,
    Denial,
    NotFoundError,
    PendingApprovalError,
    ToolRoundsError,
)
from letta_client._core.streams.approvals import calls_of
from letta_client.testing import ReferenceServer
from letta_client.testing.profiles import ProfileName
from letta_client.types import AgentState
from letta_client.types.messages import (
    ApprovalRequestMessage,
    ToolCall,
    ToolReturn,
    ToolReturnMessage,
)

from ..answers import Server, answer, recording
from ..cutting import beside_frames, content_of
from ..scripts import PROFILES
from .harness import connect, reference_client


def says_yes(call: ToolCall) -> Any:
    """Return no answer that there is."""
    return "yes"


def asking(server: ReferenceServer) -> AgentState:
    """Return an agent that asks before it waters the beans, and then says what it did."""
    server.model.ask_approval("water", {"what": "beans"}, "Watered.").reply("All done.")
    return server.add_agent()


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_pending_call_is_found_and_allowed(profile: ProfileName) -> None:
    async with ReferenceServer(profile=profile) as server:
        client, agent = reference_client(server), asking(server)
        approvals = client.agents.approvals
        assert await approvals.list(agent.id) == []
        asked = await client.agents.messages.send(agent.id, "hello", stream_tokens=True)
        assert asked.stop_reason == "requires_approval"
        with pytest.raises(PendingApprovalError) as caught:
            await client.agents.messages.create(agent.id, input="hello?")

        (request,) = await approvals.list(agent.id)
        assert (request.id, request.run_id) == (caught.value.pending_request_id, asked.run_id)
        result = await approvals.approve(agent.id)

        (returned,) = [each for each in result.messages if isinstance(each, ToolReturnMessage)]
        assert (returned.tool_return, returned.status) == ("Watered.", "success")
        assert (result.text, result.stop_reason) == ("All done.", "end_turn")
        assert await approvals.list(agent.id) == []


@pytest.mark.parametrize("way", ["create", "stream", "send", "conversation"])
@pytest.mark.parametrize("profile", PROFILES)
async def test_a_refusal_tells_what_waits_and_is_answered(profile: ProfileName, way: str) -> None:
    async with ReferenceServer(profile=profile) as server:
        client, agent = reference_client(server), asking(server)
        asked = await client.agents.messages.send(agent.id, "hello")
        with pytest.raises(PendingApprovalError) as caught:
            if way == "create":
                await client.agents.messages.create(agent.id, input="hello?")
            elif way == "send":
                await client.agents.messages.send(agent.id, "hello?")
            else:
                stream = await (
                    client.agents.messages.create(agent.id, input="hello?", streaming=True)
                    if way == "stream"
                    else client.conversations.messages.create(
                        "default", agent_id=agent.id, input="hello?"
                    )
                )
                await stream.until_done()
        error = caught.value
        (call,) = error.pending_calls
        assert (call.name, call.arguments) == ("water", '{"what": "beans"}')
        assert (error.agent_id, error.conversation_id) == (agent.id, None)
        assert error.run_id == asked.run_id
        assert error.approval_request is not None
        assert error.pending_request_id == error.approval_request.id
        assert 'water({"what": "beans"})' in error.__notes__[0]

        result = await client.agents.approvals.approve(agent.id, error)
        assert result.text == "All done."


async def test_a_refusal_by_a_conversation_tells_which() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking(server)
        conversation = await client.conversations.create(agent_id=agent.id)
        messages, approvals = client.conversations.messages, client.agents.approvals
        stream = await messages.create(conversation.id, input="hello", background=True)
        asked = await stream.until_done()
        with pytest.raises(PendingApprovalError) as caught:
            await messages.create(conversation.id, input="hello?", background=True)
        error = caught.value
        assert (error.agent_id, error.conversation_id) == (agent.id, conversation.id)
        assert [call.name for call in error.pending_calls] == ["water"]

        # The agent itself waits for nothing.
        assert await approvals.list(agent.id) == []
        (request,) = await approvals.list(agent.id, conversation_id=conversation.id)
        assert request == error.approval_request
        # The run that asked tells in which conversation it was.
        last = asked.messages[-1]
        assert isinstance(last, ApprovalRequestMessage)
        result = await approvals.deny(agent.id, last, reason="It rains.")
        assert result.text == "All done."
        assert await approvals.list(agent.id, conversation_id=conversation.id) == []


async def test_a_refusal_stays_one_where_the_calls_cannot_be_looked_up() -> None:
    refusal = answer(recording("error_409_pending_approval"), status=409)
    server = Server(refusal, answer({"detail": "no"}, status=500))
    async with connect(server) as client:
        with pytest.raises(PendingApprovalError) as caught:
            await client.agents.messages.create("agent-1", input="hello")
    error = caught.value
    assert (error.agent_id, error.pending_calls, error.run_id) == ("agent-1", [], None)
    assert error.pending_request_id == "message-00987ed5-9111-4714-b6d2-bcd60e5a5976"
    again = pickle.loads(pickle.dumps(error))
    assert again.pending_request_id == error.pending_request_id


async def test_each_call_can_have_an_answer_of_its_own() -> None:
    async with ReferenceServer() as server:
        server.model.ask_approvals(
            ("water", {"what": "beans"}, "Watered."), ("sell", {"what": "beans"}, "Sold.")
        ).reply("All done.")
        client, agent = reference_client(server), server.add_agent()
        await client.agents.messages.send(agent.id, "hello", stream_tokens=True)
        (request,) = await client.agents.approvals.list(agent.id)
        water, sell = calls_of(request)
        answering = client.agents.approvals.answer
        with pytest.raises(ValueError, match=f"no answer to {sell.tool_call_id}"):
            await answering(agent.id, {water.tool_call_id: True})
        given = {call.tool_call_id: True for call in (water, sell)}
        with pytest.raises(ValueError, match="No such call waits for an answer: nope"):
            await answering(agent.id, {**given, "nope": True})
        with pytest.raises(TypeError, match="True, False, a Denial or a ToolReturn, not 'yes'"):
            await answering(agent.id, says_yes)

        def decide(call: ToolCall) -> bool | Denial:
            return call.name == "water" or Denial(f"Never {call.name} them.")

        result = await answering(agent.id, decide, request)
        assert result.text == "All done."
        (returned,) = [each for each in result.messages if isinstance(each, ToolReturnMessage)]
        gave = [(each.tool_return, each.status) for each in returned.tool_returns or ()]
        denied = "Error: request to call tool denied. User reason: Never sell them."
        assert gave == [("Watered.", "success"), (denied, "error")]


async def test_a_piece_of_a_request_stands_for_the_whole() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking(server)
        stream = await client.agents.messages.send(
            agent.id, "hello", stream=True, stream_tokens=True
        )
        pieces = [each async for each in stream if isinstance(each, ApprovalRequestMessage)]
        assert len(pieces) > 1
        with pytest.raises(ValueError, match="waits for no approval by message-0"):
            old = pieces[0].model_copy(update={"id": "message-0", "run_id": None})
            await client.agents.approvals.approve(agent.id, old)
        result = await client.agents.approvals.approve(agent.id, pieces[-1])
        assert result.text == "All done."


async def test_a_call_that_the_caller_has_made_is_answered_with_what_came_back() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking(server)
        await client.agents.messages.send(agent.id, "hello")
        given = ToolReturn(tool_return="By hand.", status="success", tool_call_id="")
        result = await client.agents.approvals.answer(agent.id, lambda _: given)
        (returned,) = [each for each in result.messages if isinstance(each, ToolReturnMessage)]
        assert (returned.tool_return, returned.status) == ("By hand.", "success")


async def test_what_is_answered_twice_is_not_done_twice() -> None:
    async with ReferenceServer(profile="letta-0.16.8") as server:
        client, agent = reference_client(server), asking(server)
        asked = await client.agents.messages.send(agent.id, "hello")
        request = asked.messages[-1]
        assert isinstance(request, ApprovalRequestMessage)
        await client.agents.approvals.approve(agent.id, request)

        again = await client.agents.approvals.approve(agent.id, request)
        assert [each.message_type for each in again.messages] == ["assistant_message"]
        for _ in range(5):
            await client.agents.messages.send(agent.id, "hello")
        # Letta 0.16.8 does not remember it for long.
        with pytest.raises(APIStreamError, match="No tool call is currently awaiting approval"):
            await client.agents.approvals.approve(agent.id, request)


# Answers by a function


def asking_twice(server: ReferenceServer) -> AgentState:
    """Return an agent that asks for two calls, then for another one, and then is done."""
    server.model.ask_approvals(("water", {}, "Watered."), ("sell", {}, "Sold."))
    server.model.ask_approval("weed", {}, "Weeded.").reply("All done.")
    return server.add_agent()


def never_sells(asked: list[str]) -> Callable[[ToolCall], bool | Denial]:
    def decide(call: ToolCall) -> bool | Denial:
        asked.append(call.name)
        return call.name != "sell" or Denial("We eat them.")

    return decide


@pytest.mark.parametrize("way", ["send", "stream", "create", "foreground", "conversation", "run"])
@pytest.mark.parametrize("profile", PROFILES)
async def test_a_function_answers_to_the_end(profile: ProfileName, way: str) -> None:
    async with ReferenceServer(profile=profile) as server:
        client, agent = reference_client(server), asking_twice(server)
        messages, asked = client.agents.messages, list[str]()
        said: Any = {"input": "hello", "stream_tokens": True}
        conversation = await client.conversations.create(agent_id=agent.id)
        create = client.conversations.messages.create
        if way == "send":
            result = await messages.send(agent.id, "hello", on_approval=never_sells(asked))
        else:
            openings: dict[str, Callable[[], Any]] = {
                "stream": lambda: messages.send(agent.id, "hello", stream=True),
                "create": lambda: messages.create(
                    agent.id, streaming=True, background=True, **said
                ),
                "foreground": lambda: messages.create(agent.id, streaming=True, **said),
                "conversation": lambda: create(conversation.id, background=True, **said),
                "run": lambda: create(conversation.id, background=True, **said),
            }
            stream = await openings[way]()
            if way == "run":
                run_id = (await stream.until_done()).run_id
                assert run_id is not None
                stream = await client.runs.messages.stream(run_id)
            result = await stream.until_done(on_approval=never_sells(asked))

        assert asked == ["water", "sell", "weed"]
        assert (result.text, result.stop_reason) == ("All done.", "end_turn")
        runs = [run async for run in client.runs.list(agent_id=agent.id)]
        assert len(runs) == 3
        assert {run.conversation_id for run in runs} == {
            conversation.id if way in ("conversation", "run") else None
        }
        returned = [each for each in result.messages if isinstance(each, ToolReturnMessage)]
        gave = [each.tool_return for more in returned for each in more.tool_returns or ()]
        assert gave == [
            "Watered.",
            "Error: request to call tool denied. User reason: We eat them.",
            "Weeded.",
        ]
        assert result.run_id in {run.id for run in runs}
        assert result.usage is not None
        assert result.usage.step_count == 3


async def test_a_function_may_take_its_time() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking_twice(server)

        async def decide(call: ToolCall) -> bool:
            await client.health()
            return call.name == "water"

        result = await client.agents.messages.send(agent.id, "hello", on_approval=decide)
        assert result.text == "All done."


async def test_what_a_function_raises_leaves_the_run_as_it_is() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking_twice(server)

        def decide(call: ToolCall) -> bool:
            if call.name == "sell":
                raise RuntimeError("Nobody is there.")
            return True

        stream = await client.agents.messages.send(agent.id, "hello", stream=True)
        with pytest.raises(RuntimeError, match="Nobody is there"):
            await stream.until_done(on_approval=decide)
        with pytest.raises(TypeError, match="not 'yes'"):
            await stream.until_done(on_approval=says_yes)

        result = await stream.until_done(on_approval=lambda call: True)
        assert result.text == "All done."


async def test_there_are_only_so_many_rounds() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking_twice(server)
        stream = await client.agents.messages.send(agent.id, "hello", stream=True)
        with pytest.raises(ToolRoundsError) as caught:
            await stream.until_done(on_approval=lambda call: True, max_tool_rounds=1)
        assert [call.name for call in caught.value.tool_calls] == ["weed"]
        assert caught.value.result.stop_reason == "requires_approval"
        assert (await client.agents.approvals.approve(agent.id)).text == "All done."


async def test_a_run_that_waits_for_nothing_asks_nobody() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), server.add_agent()
        result = await client.agents.messages.send(agent.id, "hello", on_approval=lambda call: True)
        assert (result.text, result.stop_reason) == ("hello", "end_turn")
        with pytest.raises(ValueError, match="until_done"):
            send: Any = client.agents.messages.send
            await send(agent.id, "hello", stream=True, on_approval=says_yes)


async def test_a_request_that_the_stream_leaves_out_is_looked_up() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking_twice(server)
        result = await client.agents.messages.send(
            agent.id,
            "hello",
            include_return_message_types=["assistant_message"],
            on_approval=lambda call: True,
        )
        assert [each.message_type for each in result.messages] == ["assistant_message"]


async def test_functions_answer_their_own_calls_beside_those_that_are_allowed() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking_twice(server)
        asked = list[str]()

        def sell() -> str:
            """Sell beans."""
            return "Sold at the market."

        result = await client.agents.messages.send(
            agent.id, "hello", tools=[sell], on_approval=never_sells(asked)
        )
        assert asked == ["water", "weed"]
        returned = [each for each in result.messages if isinstance(each, ToolReturnMessage)]
        gave = [each.tool_return for more in returned for each in more.tool_returns or ()]
        assert gave == ["Watered.", "Sold at the market.", "Weeded."]


# Answers to what was asked


async def test_a_request_of_a_stream_is_denied_with_a_reason() -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking(server)
        asked = await client.agents.messages.send(agent.id, "hello", stream_tokens=True)
        request = asked.messages[-1]
        assert isinstance(request, ApprovalRequestMessage)
        server.faults.add(path="/v1/conversations/*", reset=True)

        stream = await client.agents.approvals.deny(
            agent.id, request, reason="It rains.", stream=True
        )
        result = await stream.until_done()

        assert result.text == "All done."
        assert result.run_id is not None
        listed = [each async for each in client.runs.messages.list(result.run_id)]
        (returned,) = [each for each in listed if isinstance(each, ToolReturnMessage)]
        assert returned.status == "error"
        assert "It rains." in returned.tool_return
        with pytest.raises(BadRequestError, match="No tool call"):
            await client.agents.approvals.approve(agent.id, request)
        with pytest.raises(ValueError, match="waits for no approval"):
            await client.agents.approvals.approve(agent.id)


async def test_a_call_that_the_agent_does_not_tell_of_is_found_in_its_messages() -> None:
    agent: Any = {**recording("agent_retrieve"), "pending_approval": None}
    messages: Any = recording("run_messages_approval_request")
    server = Server(answer(agent), answer(messages[::-1]))
    async with connect(server) as client:
        (request,) = await client.agents.approvals.list("agent-1")
    assert request.id == messages[-1]["id"]
    answered: Any = recording("run_messages_approval_response")
    server = Server(answer(agent), answer([*answered[::-1], *messages[::-1]]))
    async with connect(server) as client:
        assert await client.agents.approvals.list("agent-1") == []


async def test_an_agent_that_is_not_there_waits_for_nothing() -> None:
    async with ReferenceServer() as server:
        approvals = reference_client(server).agents.approvals
        with pytest.raises(NotFoundError):
            await approvals.list("agent-00000000-0000-4000-8000-000000000000")
        with pytest.raises(ValueError, match="agent_id"):
            await approvals.list("")


@pytest.mark.parametrize("knows_agent", [True, False])
async def test_cancelling_a_run_takes_its_request_back(knows_agent: bool) -> None:
    async with ReferenceServer() as server:
        client, agent = reference_client(server), asking(server)
        asked = await client.agents.messages.send(agent.id, "hello")
        assert asked.run_id is not None
        server.clock.advance(1)
        named = agent.id if knows_agent else None
        cancelled = await client.runs.cancel(asked.run_id, agent_id=named)
        assert cancelled == {asked.run_id: "cancelled"}
        assert await client.agents.approvals.list(agent.id) == []
        assert (await client.runs.retrieve(asked.run_id)).status == "cancelled"
        assert (await client.agents.messages.send(agent.id, "hello")).text == "All done."
        with pytest.raises(ValueError, match="run_id"):
            await client.runs.cancel("")


async def answered_once(server: ReferenceServer, **fault: Any) -> str:
    """Allow a call while something goes wrong; return the only run that comes of it."""
    client, agent = reference_client(server), asking(server)
    asked = await client.agents.messages.send(agent.id, "hello")
    server.faults.clear()
    if fault:
        server.faults.add(path="/v1/conversations/*/messages", method="POST", **fault)
    result = await client.agents.approvals.approve(agent.id)
    runs = [run.id async for run in client.runs.list(agent_id=agent.id)]
    assert runs == [result.run_id, asked.run_id]
    (returned,) = [each for each in result.messages if isinstance(each, ToolReturnMessage)]
    assert (returned.tool_return, result.text) == ("Watered.", "All done.")
    return runs[0]


async def test_an_answer_that_is_cut_anywhere_is_given_once() -> None:
    async with ReferenceServer() as server:
        run_id = await answered_once(server)
        for place in beside_frames(content_of(server, run_id)):
            await answered_once(server, cut_after_bytes=place)


@pytest.mark.parametrize(
    "fault",
    [{"refuse": True}, {"reset": True}, {"status": 502}, {"stall_after_events": 0}],
    ids=str,
)
async def test_an_answer_that_does_not_get_through_is_given_once(fault: dict[str, Any]) -> None:
    async with ReferenceServer() as server:
        await answered_once(server, times=2, **fault)
