from __future__ import annotations

import json

import pytest

from psasync.contracts.cloudevents import Attributes, NotACloudEvent
from psasync.contracts.events.records import encode
from psasync.contracts.vocabulary import Outcome
from psasync.kit.kafka import DeadLetters, Received
from psasync_results.domain.fold import Unreadable
from psasync_results.handlers.decoding import LARGEST, check_envelope, decode_events, written_at
from tests.unit.results.streams import START_MS, Stream


def received(value: bytes | None, offset: int = 0, **fields) -> Received:
    given = {"headers": (), "timestamp_ms": START_MS} | fields
    return Received(topic="t", partition=0, offset=offset, key=b"k", value=value, **given)


def events() -> list[bytes]:
    return [encode(event) for event in Stream().started().record(Outcome.CREATED).log().ended().events]


def altered(value: bytes, **fields) -> bytes:
    return json.dumps(json.loads(value) | fields).encode()


def test_a_whole_batch() -> None:
    dead = DeadLetters()
    found = decode_events([received(value) for value in events()], dead)
    assert [event.type for event in found] == [
        "execution.started",
        "record.result",
        "execution.log",
        "execution.ended",
    ]
    assert len(dead) == 0


@pytest.mark.parametrize(
    "change",
    [{"outcome": "vanished"}, {"entity": None}, {"v": 2}, {"type": "record.unheard-of"}, {"issues": "none"}],
)
def test_unreadable_content_keeps_its_place(change: dict) -> None:
    values, dead = events(), DeadLetters()
    values[1] = altered(values[1], **change)
    found = decode_events([received(value, offset) for offset, value in enumerate(values)], dead)
    assert [event.seq for event in found] == [1, 2, 3, 4]
    assert isinstance(found[1], Unreadable)
    assert [(letter.record.offset, letter.reason) for letter in dead] == [(1, "invalid-event")]


@pytest.mark.parametrize("value", [b"", None, b"{", b"null", b"[]", b"\xff", b"{}"])
def test_what_has_no_envelope_is_a_dead_letter_and_no_event(value: bytes | None) -> None:
    values, dead = events(), DeadLetters()
    found = decode_events([received(values[0]), received(value, 7), received(values[1])], dead)
    assert [event.seq for event in found] == [1, 2]
    assert [letter.record.offset for letter in dead] == [7]


@pytest.mark.parametrize("change", [{"seq": LARGEST + 1}, {"fence": 2**70}, {"at": -1}, {"at": 10**17}])
def test_numbers_that_no_database_holds_stop_nothing(change: dict) -> None:
    values, dead = events(), DeadLetters()
    found = decode_events([received(values[0]), received(altered(values[1], **change))], dead)
    assert [event.seq for event in found] == [1]
    assert len(dead) == 1


@pytest.mark.parametrize("timestamp", [-1, 0, 10**18, 2**62])
def test_a_producers_impossible_time_is_now(timestamp: int) -> None:
    assert written_at(received(b"", timestamp_ms=timestamp)).year >= 2025
    assert written_at(received(b"", timestamp_ms=START_MS)).timestamp() * 1000 == START_MS


def test_the_type_of_a_public_event_is_checked() -> None:
    headers = tuple((name, text.encode()) for name, text in Attributes(id="1", source="s", type="x").headers().items())
    assert check_envelope(received(b"", headers=headers), "x").id == "1"
    with pytest.raises(NotACloudEvent, match="ce_type"):
        check_envelope(received(b"", headers=headers), "y")
