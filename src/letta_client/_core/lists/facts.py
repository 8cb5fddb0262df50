"""The lists of the API: their defaults, and what their items say of their order."""

from __future__ import annotations

from .dialect import Listing

RUNS = Listing(name="runs", default_order="desc", default_limit=100, time="created_at")
RUN_STEPS = Listing(name="runs.steps", default_order="desc", default_limit=100)
STEPS = Listing(name="steps", default_order="desc", default_limit=50)
AGENTS = Listing(name="agents", default_order="desc", default_limit=50, time="created_at")

# The limit of these counts stored messages. One of those can be several messages, and some are left
# out of the page: by the run, or by what the caller wants to see.
RUN_MESSAGES = Listing(
    name="runs.messages", default_order="asc", default_limit=100, time="date", filtered=True
)
STEP_MESSAGES = Listing(
    name="steps.messages", default_order="asc", default_limit=100, time="date", filtered=True
)
AGENT_MESSAGES = Listing(
    name="agents.messages",
    default_order="desc",
    default_limit=100,
    time="date",
    filtered=True,
    # Letta 0.16.8 does so in descending order.
    may_be_turned=True,
)
