"""Functions of the caller that are not asynchronous run in threads, on either backend."""

from __future__ import annotations

from threading import Event

import anyio
from anyio import from_thread

from letta_client.testing import ReferenceServer
from letta_client.types.messages import ToolReturnMessage

from ..loopback import PATIENCE
from .harness import reference_client


async def test_other_tasks_go_on_while_a_function_runs() -> None:
    async with ReferenceServer() as server:
        server.model.call_tool("wait", {}, "").reply("Done.")
        client, agent = reference_client(server), server.add_agent()
        called, released = anyio.Event(), Event()

        def wait() -> str:
            from_thread.run_sync(called.set)
            return "released" if released.wait(PATIENCE) else "not released"

        async def release() -> None:
            await called.wait()
            released.set()

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(release)
            await client.agents.messages.send(agent.id, "Go.", tools=[wait])

        listed = [each async for each in client.agents.messages.list(agent.id)]
        (returned,) = [each for each in listed if isinstance(each, ToolReturnMessage)]
        assert returned.tool_return == "released"


async def test_a_task_that_is_cancelled_does_not_wait_for_its_function() -> None:
    async with ReferenceServer() as server:
        server.model.call_tool("wait", {}, "")
        client, agent = reference_client(server), server.add_agent()
        released = Event()

        with anyio.CancelScope() as scope:

            def wait() -> None:
                from_thread.run_sync(scope.cancel)
                released.wait(PATIENCE)

            await client.agents.messages.send(agent.id, "Go.", tools=[wait])

        assert scope.cancelled_caught
        assert not released.is_set()
        released.set()
        assert len(await client.agents.approvals.list(agent.id)) == 1
