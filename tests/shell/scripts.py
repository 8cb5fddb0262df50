"""What runs of the reference server do, at random."""

from __future__ import annotations

from hypothesis import strategies as st

from letta_client.testing import Script
from letta_client.testing.profiles import ProfileName

PROFILES: list[ProfileName] = ["contract", "letta-0.16.8"]

WORDS = st.text('ab é😀\u2028"{\\', min_size=1, max_size=10)
ARGUMENTS = st.dictionaries(WORDS, st.integers() | WORDS, max_size=3)


@st.composite
def scripts(
    draw: st.DrawFn, ends: tuple[str, ...] = ("end_turn", "cancel", "ask"), slow: bool = True
) -> Script:
    """A script of up to four parts that ends in one of the ways in `ends`."""
    script = Script(
        prompt=draw(st.none() | WORDS),
        token_delay=draw(st.sampled_from([0, 0.05, 30] if slow else [0])),
        stream_tokens=draw(st.booleans()),
    )
    for kind in draw(st.lists(st.sampled_from(["think", "reply", "tool", "wait"]), max_size=4)):
        if kind == "think":
            script = script.think(draw(WORDS))
        elif kind == "reply":
            script = script.reply(draw(WORDS))
        elif kind == "tool":
            delay = draw(st.sampled_from([0, 45] if slow else [0]))
            script = script.call_tool("tool", draw(ARGUMENTS), draw(WORDS), delay=delay)
        elif slow:
            script = script.wait(draw(st.sampled_from([1, 70])))
    match draw(st.sampled_from(ends)):
        case "cancel":
            return script.cancel()
        case "ask":
            return script.ask_approval("tool", draw(ARGUMENTS))
        case "fail":
            return script.fail()
        case _:
            return script
