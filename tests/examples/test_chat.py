"""The chat in the terminal: approvals, Ctrl-C, and agents of another day."""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import IO

import pytest
from typing_extensions import override

from letta_client.testing import ReferenceServer, SystemClock
from letta_client.types import ToolReturnMessage

ROOT = Path(__file__).parent.parent.parent
CALL = ("water", {"plant": "beans"}, "They got 2 litres.")


@pytest.fixture
def server() -> Generator[ReferenceServer[SystemClock]]:
    with ReferenceServer(clock=SystemClock()) as server:
        yield server


@pytest.fixture(autouse=True)
def interruptible() -> Generator[None]:
    """Let programs that are started react to Ctrl-C, also where the tests run in the background."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, previous)


class Chat:
    """The program, with what it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process = process
        self.input: IO[str] = process.stdin
        self.output: IO[str] = process.stdout

    def say(self, *lines: str) -> None:
        self.input.write("".join(f"{line}\n" for line in lines))
        self.input.flush()

    def read_until(self, text: str) -> str:
        """Return what is printed up to a text."""
        printed = ""
        while not printed.endswith(text):
            character = self.output.read(1)
            assert character, f"{text!r} is not in {printed!r}"
            printed += character
        return printed

    def interrupt(self) -> None:
        self.process.send_signal(signal.SIGINT)

    def leave(self) -> str:
        """Close the input, wait for the end, and return the rest of what is printed."""
        self.input.close()
        rest = self.output.read()
        assert self.process.wait() == 0
        return rest


@contextmanager
def chatting(server: ReferenceServer[SystemClock], *arguments: str) -> Generator[Chat]:
    command = [sys.executable, "-W", "error", str(ROOT / "examples/chat.py"), *arguments]
    with (
        server.serve() as url,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LETTA_BASE_URL": url},
        ) as process,
    ):
        try:
            yield Chat(process)
        finally:
            process.kill()


def test_approvals_are_asked_for(server: ReferenceServer[SystemClock]) -> None:
    client, agent = server.client(), server.add_agent()
    server.model.ask_approval(*CALL).reply("All done.")
    # Asked for, and not answered.
    client.agents.messages.send(agent.id, "Water the beans.")

    with chatting(server, "--agent", agent.id) as chat:
        chat.say("perhaps", "y")
        assert chat.read_until("All done.").count("May it call water? [y/n]") == 2

        server.model.think("They look dry.").ask_approval(*CALL).reply("As you say.")
        chat.say("Water the peas.", "n", "It rains.")
        assert "They look dry.\nwater " in chat.read_until("As you say.")

        server.model.fail().reply("Hello again.")
        chat.say("Hello?", "Hello?")
        assert "The request to the model failed." in chat.read_until("Hello again.")
        assert "Good bye." in chat.leave()

    listed = client.agents.messages.list(agent.id, order="asc")
    assert [each.tool_return for each in listed if isinstance(each, ToolReturnMessage)] == [
        "They got 2 litres.",
        "Error: request to call tool denied. User reason: It rains.",
    ]


def test_what_ctrl_c_interrupts_is_not_printed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(StringIO):
        is_interrupted = False

        @override
        def write(self, text: str, /) -> int:
            written = super().write(text)
            if text and not self.is_interrupted:
                self.is_interrupted = True
                raise KeyboardInterrupt
            return written

    printed = Interrupted()
    monkeypatch.setattr(sys, "stdout", printed)
    chat = runpy.run_path(str(ROOT / "examples/chat.py"))
    transcript = chat["Transcript"]()
    with pytest.raises(KeyboardInterrupt):
        transcript.write("key", "beans", "bold")
    chat["console"].print("Cancelling.")
    assert printed.getvalue() == "beansCancelling.\n"


def test_ctrl_c_cancels_the_run_and_then_leaves(server: ReferenceServer[SystemClock]) -> None:
    server.model.think("Let me see.").hang()
    with chatting(server) as chat:
        chat.say("How are the beans?")
        chat.read_until("Let me see.")
        chat.interrupt()
        chat.read_until(": cancelled")

        (run,) = server.client().runs.list()
        assert (run.status, run.stop_reason) == ("cancelled", "cancelled")
        server.model.reply("They are well.")
        chat.say("Well?")
        chat.read_until("They are well.")
        chat.read_until("\n> ")
        chat.interrupt()
        assert "Good bye." in chat.leave()
