"""Sample data: what a server has seen that a few agents have worked with for an hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from letta_client.testing.simulation.ids import IdFamily, tag
from letta_client.testing.simulation.run_plan import Plan
from letta_client.testing.simulation.script import Script
from letta_client.types.runs import Run

GARDENER, LIBRARIAN, COOK = (
    f"agent-{IdFamily(tag('demo agent', number), number).uuid()}" for number in (1, 2, 3)
)


def fill(add: Callable[[Plan, datetime], Run], now: datetime) -> None:
    """Add the sample runs.

    Args:
        add: adds a run that was created at a moment.
        now: the moment at which the last of them is running.
    """
    for age, plan in _plans():
        add(plan, now - timedelta(seconds=age))


def _plans() -> Iterator[tuple[float, Plan]]:
    """Return the runs, and how many seconds ago each was created."""
    yield 3600, Plan(GARDENER, _watering())
    yield 3300, Plan(GARDENER, _begin("Thanks!").reply("You are welcome."))
    yield 3000, Plan(LIBRARIAN, _search(), conversation_id=_conversation(1))
    yield 2700, Plan(LIBRARIAN, _overloaded(), conversation_id=_conversation(1))
    yield 2400, Plan(COOK, _recipe())
    yield 2100, Plan(COOK, _order(), conversation_id=_conversation(2))
    yield 1800, Plan(GARDENER, _forecast_down())
    yield 1500, Plan(LIBRARIAN, _stopped())
    yield 1200, Plan(COOK, _begin("Good night.").reply("Sleep well."), background=False)
    yield 900, Plan(LIBRARIAN, _endless_search(), stop_reason="max_steps")
    yield 300, Plan(GARDENER, _watering(), model="claude-sonnet")
    yield 2, Plan(COOK, _long_story())


def _conversation(number: int) -> str:
    return f"conv-{IdFamily(tag('demo conversation', number), number).uuid()}"


def _begin(prompt: str, token_delay: float = 0.05) -> Script:
    return Script(prompt=prompt, token_delay=token_delay)


def _watering() -> Script:
    return (
        _begin("Do the tomatoes need water today?")
        .think("That depends on the rain. I look at the forecast first.")
        .call_tool(
            "get_forecast",
            {"place": "Utrecht", "days": 1},
            "Dry, 24 degrees, light wind.",
            delay=0.2,
        )
        .reply("Yes. It stays dry and warm today, so give them a good half litre each.")
    )


def _search() -> Script:
    return (
        _begin("Which of our books deal with tides?")
        .call_tool(
            "search_catalogue", {"subject": "tides", "limit": 3}, "2 titles found.", delay=0.1
        )
        .call_tool("read_shelf", {"shelf": "C4"}, "The second title is on loan.", delay=0.6)
        .reply("Two titles. One stands on shelf C4, the other is on loan until Friday.")
    )


def _overloaded() -> Script:
    return _begin("Order it back, please.").think("I write to the reader.").fail()


def _recipe() -> Script:
    return _begin("What goes with lentils?").reply(
        "Carrots, celery and a bay leaf in the pot; a spoon of vinegar and parsley at the end."
    )


def _order() -> Script:
    return (
        _begin("Buy what is missing for it.")
        .think("Lentils and parsley are missing. Buying needs a person's approval.")
        .ask_approval("place_order", {"items": ["lentils", "parsley"], "budget": 10})
    )


def _forecast_down() -> Script:
    return (
        _begin("And tomorrow?")
        .call_tool(
            "get_forecast",
            {"place": "Utrecht", "days": 2},
            "The weather service did not answer.",
            status="error",
            stderr=["TimeoutError: no answer within 10 s"],
            delay=10,
        )
        .reply("I could not reach the weather service. Ask me again in a while.")
    )


def _stopped() -> Script:
    return _begin("List all our books.").reply("Of outcome. The first is").cancel()


def _endless_search() -> Script:
    script = _begin("Find the lost map.")
    for shelf in ("A1", "A2", "A3"):
        script = script.call_tool("read_shelf", {"shelf": shelf}, "No map here.", delay=0.1)
    return script


def _long_story() -> Script:
    sentence = "Then we let the soup simmer, taste it, and add a little salt. "
    return _begin("How do I make stock? Take your time.", token_delay=0.15).reply(sentence * 6)
