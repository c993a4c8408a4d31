from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.cloudevents import Attributes, NotACloudEvent, parse

TEXT = st.text(min_size=1, max_size=60, alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]))
TIMES = st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1))  # noqa: DTZ001


def wire(attributes: Attributes) -> list[tuple[str, bytes]]:
    return [(name, value.encode()) for name, value in attributes.headers().items()]


@given(id=TEXT, source=TEXT, type=TEXT, time=st.none() | TIMES, subject=st.none() | TEXT)
def test_what_is_written_is_read(id, source, type, time, subject):  # noqa: A002
    attributes = Attributes(id=id, source=source, type=type, time=time, subject=subject, extensions={"tenant": "t1"})
    assert parse(wire(attributes)) == attributes


def test_the_reference_library_understands_our_headers():
    attributes = Attributes(id="1", source="here", type="psasync.test", time=datetime(2026, 11, 20, 9, tzinfo=UTC))
    message = KafkaMessage(headers=dict(wire(attributes)), key=b"k", value=b'{"a":1}')
    event = from_binary(message, JSONFormat(), CloudEvent)
    assert (event.get_id(), event.get_source(), event.get_type()) == ("1", "here", "psasync.test")
    assert event.get_time() == attributes.time


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ce_specversion", b"0.3", "is not 1.0"),
        ("ce_id", b"", "missing or empty"),
        ("ce_source", b"\xff\xfe", "not UTF-8"),
        ("ce_time", b"yesterday", "RFC 3339"),
        ("ce_time", b"2026-11-20T09:00:00", "no zone"),
        ("ce_id", b"x" * 600, "longer than"),
        ("content-type", b"application/avro", "is not application/json"),
    ],
)
def test_a_bad_header_is_named(name, value, said):
    headers = dict(wire(Attributes(id="1", source="here", type="t"))) | {name: value}
    with pytest.raises(NotACloudEvent, match=said):
        parse(list(headers.items()))
