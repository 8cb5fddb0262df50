"""The reference server, as its users see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack
from datetime import datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, cast, overload

from pydantic_core import to_jsonable_python
from typing_extensions import TypeVar

from letta_client.testing.api.contract.bodies import CreateAgentRequest
from letta_client.testing.api.world import World
from letta_client.testing.asgi import ReferenceApplication
from letta_client.testing.faults.rules import Faults
from letta_client.testing.profiles import PROFILES, ProfileName
from letta_client.testing.simulation.clock import Clock, ManualClock
from letta_client.testing.simulation.environments import Environments
from letta_client.testing.simulation.run_plan import AnyMessage, Plan
from letta_client.testing.simulation.sample_runs import fill
from letta_client.testing.simulation.scheduler import duration
from letta_client.testing.simulation.script import Script
from letta_client.testing.simulation.scripted_model import Model
from letta_client.testing.simulation.tool_results import ToolResults
from letta_client.testing.store.agent_activity import EVERYTHING
from letta_client.testing.store.run_batches import Batch
from letta_client.testing.transports.exchange import Receive, Scope, Send
from letta_client.testing.transports.in_process import AsyncReferenceTransport, ReferenceTransport
from letta_client.testing.transports.received_requests import ReceivedRequests
from letta_client.types.agent_state import AgentState
from letta_client.types.runs import Run
from letta_client.types.steps import Step

if TYPE_CHECKING:
    from letta_client import AsyncLetta, Letta

BASE_URL = "http://reference.letta.test"
"""Where the server is, to clients in the same process."""
_AGE = timedelta(minutes=1)
"""How old a run is of which nothing else is said: runs are listed as they were added."""

ClockT = TypeVar("ClockT", bound=Clock, default=ManualClock, covariant=True)


class ReferenceServer(Generic[ClockT]):
    """A Letta server in this process, for tests and first tries.

        with ReferenceServer() as server:
            run = server.add_run(Script().reply("Hello!"))
            server.client().runs.retrieve(run.id)

    It is itself an ASGI application, and can run under uvicorn as well.

    Args:
        profile: which server's behaviour to show: the contract's, or that of Letta 0.16.8.
        clock: the time; by default one that moves only when told to, or when someone would wait.
        seed: another seed makes other ids.
        redis: whether the server has Redis; without it, background streams are a 503.
        remembers_sends: whether messages that come again in the background, with the same `otid`,
            belong to the run that they have started.
        traces: whether the server keeps the spans of runs; otherwise they are a 501. By default
            as its profile says.

    Attributes:
        model: the model behind all agents, which can be told what to do.
        tool_results: what tools give back when they are run, which can be told.
        environments: the machines that are connected, of which there are none at first.
        faults: what is to go wrong.
        requests: the requests that came in, the oldest first: the last 10,000, or as many as have
            no more than 64 MiB together.
        agent_id: the agent of runs that are added without one.
    """

    @overload
    def __init__(
        self: ReferenceServer[ManualClock],
        *,
        profile: ProfileName = "contract",
        clock: None = None,
        seed: int = 0,
        redis: bool = True,
        remembers_sends: bool = True,
        traces: bool | None = None,
    ) -> None: ...
    @overload
    def __init__(
        self,
        *,
        profile: ProfileName = "contract",
        clock: ClockT,
        seed: int = 0,
        redis: bool = True,
        remembers_sends: bool = True,
        traces: bool | None = None,
    ) -> None: ...
    def __init__(
        self,
        *,
        profile: ProfileName = "contract",
        clock: ClockT | None = None,
        seed: int = 0,
        redis: bool = True,
        remembers_sends: bool = True,
        traces: bool | None = None,
    ) -> None:
        if profile not in PROFILES:
            raise ValueError(f"there is no profile {profile!r}, only {', '.join(PROFILES)}")
        behaviour = PROFILES[profile]
        self._clock = cast(ClockT, ManualClock()) if clock is None else clock
        self.faults: Faults = Faults()
        self.model: Model = Model()
        self.tool_results: ToolResults = ToolResults()
        self.environments: Environments = Environments(self.clock)
        self.requests: ReceivedRequests = ReceivedRequests()
        self._world = World(
            profile=behaviour,
            clock=self.clock,
            model=self.model,
            tool_results=self.tool_results,
            environments=self.environments,
            seed=seed,
            has_redis=redis,
            remembers_sends=remembers_sends,
            has_spans=not behaviour.runs.have_no_spans if traces is None else traces,
        )
        self._application = ReferenceApplication(self._world, self.faults, self.requests)
        self.agent_id: str = self._world.agents.reserved_id
        self._closing = ExitStack()
        self._async_closing = AsyncExitStack()

    @property
    def clock(self) -> ClockT:
        """The time in which the server lives."""
        return self._clock

    def __enter__(self) -> Self:
        """Return the server, which is ready from the beginning."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the synchronous clients that the server has made."""
        self._closing.close()

    async def __aenter__(self) -> Self:
        """Return the server, which is ready from the beginning."""
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close all clients that the server has made."""
        self._closing.close()
        await self._async_closing.aclose()

    # Ways in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as an ASGI application."""
        await self._application(scope, receive, send)

    def transport(self) -> ReferenceTransport:
        """Return a transport by which an `httpx.Client` reaches the server."""
        return ReferenceTransport(self)

    def async_transport(self) -> AsyncReferenceTransport:
        """Return a transport by which an `httpx.AsyncClient` reaches the server."""
        return AsyncReferenceTransport(self)

    def client(self, **options: Any) -> Letta:
        """Return a client of the server, which leaving the server's `with` closes.

        Args:
            options: arguments of `Letta`, beside those that name the server.
        """
        from letta_client import DefaultHttpxClient, Letta

        http_client = DefaultHttpxClient(transport=self.transport(), base_url=BASE_URL)
        self._closing.callback(http_client.close)
        options = {"api_key": "test", **options}
        return Letta(http_client=http_client, base_url=BASE_URL, **options)

    def async_client(self, **options: Any) -> AsyncLetta:
        """Return an asynchronous client, which leaving the server's `async with` closes.

        Args:
            options: arguments of `AsyncLetta`, beside those that name the server.
        """
        from letta_client import AsyncLetta, DefaultAsyncHttpxClient

        http_client = DefaultAsyncHttpxClient(transport=self.async_transport(), base_url=BASE_URL)
        self._async_closing.push_async_callback(http_client.aclose)
        options = {"api_key": "test", **options}
        return AsyncLetta(http_client=http_client, base_url=BASE_URL, **options)

    def serve(
        self,
        port: int = 0,
        *,
        allowed_hosts: Sequence[str] = (),
        read_timeout: float = 30.0,
        keep_alive_timeout: int = 5,
    ) -> AbstractContextManager[str]:
        """Serve on a loopback socket, in a thread of its own, as long as a `with` block lasts.

            with server.serve() as base_url:
                Letta(base_url=base_url)

        The state is that of this server, and so is the clock: on a `ManualClock`, waiting
        moves it at once, over a socket too.

        Args:
            port: the port; 0 for any that is free.
            allowed_hosts: names and addresses that the server answers to, and whose pages may ask
                it, beside those of loopback; `"*"` for any. Others get a 421 or a 403.
            read_timeout: how many seconds the head of a request may take, and the next bytes of
                its body; then the connection is closed.
            keep_alive_timeout: how many seconds a connection without a request stays open.
        """
        from letta_client.testing.transports.socket_server import SocketLimits, serving

        return serving(self, port, SocketLimits(allowed_hosts, read_timeout, keep_alive_timeout))

    # Setting up

    def add_run(
        self,
        script: Script | str = "Hello! How can I help?",
        *,
        agent_id: str | None = None,
        created_at: datetime | None = None,
        status: str | None = None,
        stop_reason: str | None = None,
        background: bool | None = True,
        conversation_id: str | None = None,
        project_id: str | None = None,
        model: str = "gpt-4o-mini",
        messages: Sequence[AnyMessage] | None = None,
        steps: Sequence[Step] | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Run:
        """Add a run, and return it as it is now.

        Args:
            script: what happens in it; a text is what the agent replies.
            agent_id: its agent; by default the server's `agent_id`.
            created_at: when it was created, maybe in the future; by default a minute ago, or, if
                its script takes longer, so long ago that the script is just over.
            status: how it ends: "completed", "failed" or "cancelled" after all of the script; or
                never: "running" after all of it, "created" before anything happens.
            stop_reason: in place of the one that follows from the script.
            background: whether it was started in the background. Only then it can be streamed.
            conversation_id: its conversation.
            project_id: the project of its steps.
            model: the model of its steps.
            messages: its messages, in place of the script's; its stream brings them whole.
            steps: its steps, in place of the script's.
            metadata: what the run's metadata have beside the `run_type`.

        Raises:
            ValueError: there is no such status, or `created_at` has no zone.
        """
        plan = Plan(
            agent_id=agent_id or self.agent_id,
            script=script if isinstance(script, Script) else Script().reply(script),
            messages=messages,
            steps=steps,
            status=status,
            stop_reason=stop_reason,
            background=background,
            conversation_id=conversation_id,
            project_id=project_id,
            model=model,
            metadata=metadata,
        )
        if created_at is not None and created_at.tzinfo is None:
            raise ValueError("created_at needs a zone, say tzinfo=datetime.UTC")
        return self._add(plan, created_at or self.clock.now() - max(_AGE, duration(plan)))

    def add_agent(self, name: str = "agent", **options: Any) -> AgentState:
        """Add an agent, and return it.

        Args:
            name: its name.
            options: what a request to make an agent can have, say `tags=["test"]`.
        """
        request = CreateAgentRequest.model_validate(to_jsonable_python({"name": name, **options}))
        return self._world.agent_state(self._world.create_agent(request), EVERYTHING)

    def start_run(self, script: Script | str = "Hello! How can I help?", **options: Any) -> Run:
        """Add a run that is created now, and in which everything happens from now on.

        Args:
            script: what happens in it, as fast as it says; a text is what the agent replies.
            options: arguments of `add_run`.
        """
        return self.add_run(script, created_at=self.clock.now(), **options)

    def add_runs(
        self,
        count: int,
        script: Script | str = "Hello! How can I help?",
        *,
        agent_id: str | None = None,
        first_created_at: datetime | None = None,
        every: timedelta = timedelta(seconds=1),
        status: str | None = None,
        stop_reason: str | None = None,
        background: bool | None = True,
        conversation_id: str | None = None,
    ) -> Batch:
        """Add any number of like runs, all of them over, in hardly any time and memory.

        Args:
            count: how many.
            script: what happens in each; a text is what the agent replies.
            agent_id: their agent; by default the server's `agent_id`.
            first_created_at: when the first was created; by default so long ago that the last
                was created a minute ago, or, if the script takes longer, is just over.
            every: how long after a run the next was created.
            status: how they end: "completed", "failed" or "cancelled".
            stop_reason: in place of the one that follows from the script.
            background: whether they were started in the background.
            conversation_id: their conversation.

        Returns:
            The runs: `len(batch)`, and `batch.run_id(index)`, the oldest having the index 0.

        Raises:
            ValueError: the last run would not be over by now, there is no such status, or count
                is less than 1.
        """
        plan = Plan(
            agent_id=agent_id or self.agent_id,
            script=script if isinstance(script, Script) else Script().reply(script),
            status=status,
            stop_reason=stop_reason,
            background=background,
            conversation_id=conversation_id,
        )
        if count < 1 or status in ("created", "running"):
            raise ValueError("there is at least one run, and all of them are over")
        now, others = self.clock.now(), (count - 1) * every
        first_at = first_created_at or now - others - max(_AGE, duration(plan))
        if first_at + others + duration(plan) > now:
            raise ValueError("the last of the runs would not be over by now")
        agent = self._agent(plan.agent_id, first_at)
        return self._world.runs.add_batch(plan.of(agent), count, first_at, every)

    def demo(self) -> None:
        """Add a dozen runs of three agents: completed, failed, cancelled, waiting and running."""
        fill(self._add, self.clock.now())

    def _add(self, plan: Plan, created_at: datetime) -> Run:
        agent = self._agent(plan.agent_id, min(created_at, self.clock.now()))
        return self._world.runs.add(plan.of(agent), created_at).run_at(self.clock.now())

    def _agent(self, agent_id: str, created_at: datetime) -> AgentState:
        return self._world.ensure_agent(agent_id, created_at)
