"""The text of a stream is that of its bytes, however they are cut."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, cast

import pytest
from httpx_sse import EventSource, ServerSentEvent
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from letta_client._core.streams import frames as frames_module
from letta_client._core.streams.actions import Frame
from letta_client._core.streams.frames import FrameCutter
from thoroughness import times

BOM = b"\xef\xbb\xbf"
COMMENT = ("message", "")


class Response:
    """As much of a response as httpx-sse reads."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.headers = {"content-type": "text/event-stream"}
        self._texts = texts

    def iter_text(self) -> Iterator[str]:
        yield from self._texts


def read(texts: Iterable[str]) -> Iterator[ServerSentEvent]:
    return EventSource(cast(Any, Response(texts))).iter_sse()


@pytest.fixture(params=["plain frames as bytes", "all frames by httpx-sse"], autouse=True)
def path(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "plain frames as bytes":
        monkeypatch.setattr(frames_module, "_PLAIN", b"no frame begins so")


def events_by_chunk(pieces: Iterable[bytes]) -> list[list[tuple[str, str]]]:
    """Return what came out after each piece, and at the end of the body."""
    cutter = FrameCutter(lambda text: list(read([text])))
    found = [cutter.cut(piece) for piece in pieces]
    return [[pair(frame) for frame in frames] for frames in [*found, cutter.flush()]]


def pair(frame: Frame) -> tuple[str, str]:
    if isinstance(frame, bytes):
        return "message", frame.decode(errors="replace")
    return frame.event, frame.data


def frames(*pieces: bytes) -> list[tuple[str, str]]:
    return [frame for found in events_by_chunk(pieces) for frame in found]


def cut(data: bytes, places: Iterable[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1)


@given(
    lines=st.lists(LINES, min_size=1, max_size=4),
    newline=st.sampled_from(["\n", "\r", "\r\n"]),
    bom=st.booleans(),
    comments=st.booleans(),
    places=st.lists(st.integers(0, 10**6)),
)
def test_frames_come_out_as_they_were_sent(
    lines: list[str], newline: str, bom: bool, comments: bool, places: list[int]
) -> None:
    comment = f": a comment{newline}" if comments else ""
    text = "".join(f"{comment}data: {line}{newline}{newline}" for line in lines)
    data = BOM * bom + text.encode()
    found = [frame for frame in frames(*cut(data, places)) if frame != COMMENT]
    assert found == [("message", line) for line in lines]


@pytest.mark.parametrize("newline", [b"\n", b"\r", b"\r\n"])
def test_every_cut_of_a_stream_is_the_same_stream(newline: bytes) -> None:
    data = BOM + newline.join(
        ["data: {“é😀\u2028\x85”}".encode(), b"", b"event: error", b"data: x"]
    )
    data += 2 * newline
    expected = [("message", "{“é😀\u2028\x85”}"), ("error", "x")]
    assert frames(data) == expected
    assert frames(*[bytes([byte]) for byte in data]) == expected
    for place in range(len(data)):
        assert frames(data[:place], data[place:]) == expected


def test_a_frame_without_its_end_does_not_come_out() -> None:
    assert frames(b'data: 1\n\ndata: {"half":') == [("message", "1")]
    assert frames(b"data: 1\n\ndata: whole but for the blank line\n") == [("message", "1")]


def test_bytes_that_are_no_text_are_marked_and_the_rest_is_kept() -> None:
    assert frames(b"data: a\xffb\n\n") == [("message", "a\ufffdb")]


def test_a_mark_within_the_text_is_kept() -> None:
    assert frames("data: \ufeffx\n\n".encode()) == [("message", "\ufeffx")]


@pytest.mark.parametrize("comment", [b":\n\n", b": ping\r\n\r\n", b": a\n: b\n\n", b":\r\r"])
def test_a_comment_between_frames_is_a_sign_of_life(comment: bytes) -> None:
    assert frames(b"data: 1\n\n", comment, comment, b"data: 2\n\n") == [
        ("message", "1"),
        COMMENT,
        COMMENT,
        ("message", "2"),
    ]
    assert frames(comment, b"data: 1\n\n") == [COMMENT, ("message", "1")]


def test_a_comment_within_a_frame_leaves_it_whole() -> None:
    assert frames(b"data: 1\n", b": note\n\n") == [("message", "1")]
    assert frames(b"data: 1\n\n", b": note\ndata: 2\n\n") == [("message", "1"), ("message", "2")]


def test_a_large_frame_takes_time_in_proportion() -> None:
    # Ten megabytes in pieces of a kilobyte: what looked at all of it for each would take hours.
    data = b'data: "' + b"x" * 10_000_000 + b'"\n\n'
    pieces = [data[start : start + 1000] for start in range(0, len(data), 1000)]
    ((_, text),) = frames(*pieces)
    assert len(text) == 10_000_002


def chunks_until_each_event(
    pieces: list[bytes], codec: str = "utf-8-sig"
) -> list[list[tuple[str, str]]]:
    """Return the events that httpx-sse makes of the whole, by the piece after which they come."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    found: list[list[tuple[str, str]]] = [[] for _ in range(len(pieces) + 1)]
    place = 0

    def texts() -> Iterator[str]:
        nonlocal place
        for piece in pieces:
            if text := decoder.decode(piece):
                # The decoder keeps half a character back, so that httpx-sse, which reads text,
                # cannot know yet that no line feed follows.
                assume(not (text.endswith("\r") and decoder.getstate()[0]))
                yield text
            place += 1

    for event in read(texts()):
        found[place].append((event.event, event.data))
    return found


WORDS = "data: |data:|data|event: error|id: 7|id|retry: 1|:|: a| |x|[DONE]|\0|é“😀\u2028\x85"
LINE_ENDS = [b"\n", b"\r", b"\r\n", b"\n\n", b"\n\n", b"\r\r", b"\r\n\r\n"]
FRAGMENTS = st.sampled_from(
    [*WORDS.encode().split(b"|"), *LINE_ENDS, BOM, b"\xff", b"\xe2\x82", b'{"seq_id": 1}']
)
BYTES = st.lists(FRAGMENTS | st.binary(max_size=3), max_size=40).map(b"".join)


@settings(max_examples=times(1000))
@given(data=BYTES, places=st.lists(st.integers(0, 10**6), max_size=12))
def test_any_bytes_cut_anywhere_give_the_events_of_httpx_sse_after_the_same_chunks(
    data: bytes, places: list[int]
) -> None:
    pieces = cut(data, places)
    found = events_by_chunk(pieces)
    expected = chunks_until_each_event(pieces)
    assert [with_data(each) for each in found] == [with_data(each) for each in expected]


def test_half_a_character_ends_the_frame_before_it() -> None:
    assert events_by_chunk([b"data: 1\r\r\xc2"])[0] == [("message", "1")]


def with_data(events: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out what is no event to us: a frame without data."""
    return [event for event in events if event[1]]


def test_the_pieces_of_a_long_frame_are_no_signs_of_life() -> None:
    assert events_by_chunk([b"data: a", b"b", b"c\n\n"]) == [[], [], [("message", "abc")], []]


@pytest.mark.parametrize("piece", [b":\n", b": ping\n", b"\n\n", b"id: 7\n\n"])
def test_whatever_carries_no_event_is_a_sign_of_life(piece: bytes) -> None:
    found = events_by_chunk([b"data: 1\n\n", piece, piece])
    assert found[0] == [("message", "1")]
    assert all(found[1:3])
    assert not with_data(found[1] + found[2])
