"""What WebSockets are sent is what event streams are sent, in other words."""

from __future__ import annotations

import json
from typing import get_args

import pytest
import websockets.frames
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.uri import parse_uri

from psasync.contracts.events import ticket_stream
from psasync.contracts.events.ticket_stream import StreamClosed, StreamedTicket, StreamGap, StreamHeartbeat
from psasync_tickets_relay.domain.gaps import Gap, GapReason
from psasync_tickets_relay.outbound import encoding, messages
from psasync_tickets_relay.outbound.encoding import CutReason
from psasync_tickets_relay.outbound.socket import CLOSE_CODES
from tests.unit.relay.frames import IDS, entry, parse, ticket


@given(st.text(), st.integers(0, 2**40))
def test_a_ticket_is_the_one_of_the_event(title: str, offset: int) -> None:
    chunk = entry(offset, ticket("acme", ticket_id="7", title=title)).chunk
    (frame,) = parse(chunk)
    assert json.loads(messages.passed_on(chunk)) == {"type": "ticket", "id": frame.id, "ticket": frame.json}


@pytest.mark.parametrize("start", [None, 3])
def test_a_gap_has_the_members_of_the_event(start: int | None) -> None:
    missed = Gap(GapReason.EXPIRED, start, 9)
    (frame,) = parse(encoding.gap(missed, 0, IDS))
    assert json.loads(messages.gap(missed, 0, IDS)) == {"type": "gap", "id": frame.id, **frame.json}


def test_the_rest_carries_its_id() -> None:
    assert json.loads(messages.heartbeat("a.0.1")) == {"type": "heartbeat", "id": "a.0.1"}
    last = json.loads(messages.closed(CutReason.SHUTDOWN, "a.0.1", 700))
    assert last == {"type": "closed", "id": "a.0.1", "reason": "shutdown", "retry_ms": 700}


def test_every_reason_has_a_close_code() -> None:
    assert CLOSE_CODES.keys() == set(CutReason)


@given(st.lists(st.text(max_size=200), min_size=1, max_size=3))
def test_each_ticket_is_a_frame_that_a_client_reads(titles: list[str]) -> None:
    chunks = [entry(number, ticket("acme", title=title)).chunk for number, title in enumerate(titles)]
    client = ClientProtocol(parse_uri("ws://relay/"), state=State.OPEN)
    client.receive_data(messages.tickets(chunks))
    frames = [event for event in client.events_received() if isinstance(event, websockets.frames.Frame)]
    assert [json.loads(bytes(frame.data))["ticket"]["title"] for frame in frames] == titles


def test_what_is_sent_is_what_the_contract_says() -> None:
    chunk = entry(1, ticket("acme")).chunk
    StreamedTicket.model_validate_json(messages.passed_on(chunk))
    StreamHeartbeat.model_validate_json(messages.heartbeat("a.0.1"))
    for why in GapReason:
        StreamGap.model_validate_json(messages.gap(Gap(why, None, 9), 0, IDS))
    for reason in CutReason:
        StreamClosed.model_validate_json(messages.closed(reason, "a.0.1", 700))
    assert set(get_args(ticket_stream.GapReason)) == set(GapReason)
    assert set(get_args(ticket_stream.ClosedReason)) == set(CutReason)
