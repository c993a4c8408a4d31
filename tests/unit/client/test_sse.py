"""The reader of event streams, against the rules of the HTML standard."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync_client import UnexpectedAnswer, sse
from psasync_client.sse import EventReader, RawEvent

LINES = st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), max_size=20)
ENDS = st.sampled_from(["\n", "\r", "\r\n"])
EVENT = st.tuples(
    st.none() | LINES.filter(bool),
    st.none() | LINES.filter(bool),
    st.lists(LINES, min_size=1, max_size=3),
)


def read(*chunks: bytes, reader: EventReader | None = None) -> list[RawEvent]:
    reader = reader or EventReader()
    return [event for chunk in chunks for event in reader.feed(chunk)]


def in_pieces(text: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    return [text[start:end] for start, end in pairwise(places)]


@given(st.lists(EVENT, max_size=5), ENDS, st.lists(st.integers(0, 300), max_size=40))
def test_what_was_written_is_read_however_it_is_cut(events, end, cuts):
    written, expected, last = "", [], None
    for place, name, data in events:
        written += f"id: {place}{end}" if place is not None else ""
        written += f"event: {name}{end}" if name is not None else ""
        written += "".join(f"data: {line}{end}" for line in data) + end
        last = place if place is not None else last
        expected.append(RawEvent(last, name or "message", "\n".join(data)))
    reader = EventReader()
    assert read(*in_pieces(written.encode(), cuts), reader=reader) == expected
    assert reader.last_id == last


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=10))
def test_where_it_is_cut_makes_no_difference(text, cuts):
    whole, pieces = EventReader(), EventReader()
    assert read(text, reader=whole) == read(*in_pieces(text, cuts), reader=pieces)
    assert (whole.last_id, whole.retry) == (pieces.last_id, pieces.retry)


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (b"data: a\ndata:b\ndata\n\n", [RawEvent(None, "message", "a\nb\n")]),
        (b"data:  a\n\n", [RawEvent(None, "message", " a")]),
        (b"\xef\xbb\xbfdata: a\n\n", [RawEvent(None, "message", "a")]),
        (b": comment\nunknown: x\ndata: a\n\n", [RawEvent(None, "message", "a")]),
        (b"event: gone\n\ndata: a\n\n", [RawEvent(None, "message", "a")]),
        (b"id: 1\ndata: a\n\ndata: b\n\n", [RawEvent("1", "message", "a"), RawEvent("1", "message", "b")]),
        (b"id: 1\ndata: a\n\nid\ndata: b\n\n", [RawEvent("1", "message", "a"), RawEvent(None, "message", "b")]),
        (b"id: 1\0\ndata: a\n\n", [RawEvent(None, "message", "a")]),
        (b"data: a\xff\n\n", [RawEvent(None, "message", "a\N{REPLACEMENT CHARACTER}")]),
        (b"data: never ended", []),
        (b"data: a\n", []),
        ("data: a\N{LINE SEPARATOR}b\x0bc\n\n".encode(), [RawEvent(None, "message", "a\N{LINE SEPARATOR}b\x0bc")]),
    ],
)
def test_the_standards_cases(text, events):
    assert read(text) == events
    assert read(*(bytes([byte]) for byte in text)) == events


def test_an_event_by_halves_moves_nothing():
    reader = EventReader("0")
    assert read(b"id: 1\ndata: a", reader=reader) == []
    assert reader.last_id == "0"


def test_a_heartbeat_moves_the_place_without_an_event():
    reader = EventReader()
    assert read(b": heartbeat\nid: 7\n\n", reader=reader) == []
    assert reader.last_id == "7"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [(b"retry: 1500\n", 1.5), (b"retry: soon\n", None), (b"retry: -1\n", None), (b"retry:\n", None)],
)
def test_when_to_come_back(text, seconds):
    reader = EventReader()
    read(text, reader=reader)
    assert reader.retry == seconds


@pytest.mark.parametrize("chunk", [b"data: aaaa\n", b"data: aaaa", b": aaaa\n"])
def test_an_event_without_an_end_is_given_up(monkeypatch, chunk):
    monkeypatch.setattr(sse, "MOST_CHARACTERS", 100)
    with pytest.raises(UnexpectedAnswer, match="longer than 100"):
        read(*[chunk] * 20)


def test_a_stream_may_be_as_long_as_it_likes(monkeypatch):
    monkeypatch.setattr(sse, "MOST_CHARACTERS", 100)
    assert len(read(*[b"data: aaaa\n\n"] * 50)) == 50
