"""What came of several runs is what came of each, put together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letta_client._core.streams.assembling import StreamResult
from letta_client._core.streams.combining import combined
from letta_client.types.messages import AssistantMessage
from letta_client.types.streaming import LettaUsageStatistics

COUNTS = st.integers(0, 9)
USAGES = st.builds(
    LettaUsageStatistics,
    completion_tokens=COUNTS,
    total_tokens=COUNTS,
    step_count=COUNTS,
    run_ids=st.none() | st.lists(st.sampled_from(["run-1", "run-2"]), max_size=2),
    reasoning_tokens=st.none() | COUNTS,
    context_tokens=st.none() | COUNTS,
)
MESSAGES = st.builds(
    AssistantMessage, id=st.sampled_from("ab"), date=st.datetimes(), content=st.text(max_size=3)
)
RESULTS = st.lists(
    st.builds(
        StreamResult,
        run_id=st.none() | st.sampled_from(["run-1", "run-2"]),
        messages=st.lists(MESSAGES, max_size=2),
        stop_reason=st.none() | st.sampled_from(["requires_approval", "end_turn"]),
        usage=st.none() | USAGES,
    ),
    min_size=1,
    max_size=4,
)


@given(RESULTS)
def test_what_adds_up_is_added_up(results: list[StreamResult]) -> None:
    whole = combined(results)

    assert whole.messages == [message for result in results for message in result.messages]
    assert whole.stop_reason == results[-1].stop_reason
    run_ids = [result.run_id for result in results if result.run_id is not None]
    assert whole.run_id == (run_ids[-1] if run_ids else None)
    usages = [result.usage for result in results if result.usage is not None]
    if whole.usage is None:
        assert usages == []
        return
    assert whole.usage.total_tokens == sum(usage.total_tokens for usage in usages)
    assert whole.usage.step_count == sum(usage.step_count for usage in usages)
    reasoning = [usage.reasoning_tokens for usage in usages if usage.reasoning_tokens is not None]
    assert whole.usage.reasoning_tokens == (sum(reasoning) if reasoning else None)
    contexts = [usage.context_tokens for usage in usages if usage.context_tokens is not None]
    assert whole.usage.context_tokens == (contexts[-1] if contexts else None)
    if len(results) > 1:
        told = [run_id for usage in usages for run_id in usage.run_ids or ()]
        assert (whole.usage.run_ids or []) == told


@given(RESULTS, RESULTS)
def test_it_does_not_matter_which_are_put_together_first(
    first: list[StreamResult], second: list[StreamResult]
) -> None:
    assert combined([combined(first), *second, second[0]]) == combined([*first, *second, second[0]])
