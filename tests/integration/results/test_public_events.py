"""What anybody may write into the public topics stops nothing, whatever it holds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from psasync.contracts import cloudevents
from psasync.contracts.events import cancel, requested
from psasync.contracts.execution_id import execution_id
from psasync.kit.kafka import DeadLetters, Received
from psasync_results.handlers.cancels import CancelsHandler
from psasync_results.handlers.requests import RequestsHandler
from tests.integration.results.conftest import Replica
from tests.unit.results.streams import START_MS

REQUEST = {"version": 1, "tenant": "acme", "sync": "acme-cw"}


def received(type_: str, body: Any, *, timestamp_ms: int = START_MS, **more: str) -> Received:
    headers = cloudevents.Attributes(id="e1", source="s", type=type_, **more).headers()
    return Received(
        topic="t",
        partition=0,
        offset=0,
        key=b"k",
        value=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers=tuple((name, text.encode()) for name, text in headers.items()),
        timestamp_ms=timestamp_ms,
    )


@pytest.mark.parametrize(
    "extreme",
    [
        {"catalog_version": 10**30},
        {"deadline": "0001-01-01T00:00:00+14:00"},
        {"deadline": "9999-12-31T23:59:59-12:00"},
        {"period": {"first": "0001-01-01", "last": "9999-12-31"}},
        {"requested_by": "\0 $where ⚠"},
        {"records": [{"entity": "company", "source_id": str(number)} for number in range(1000)]},
    ],
    ids=lambda extreme: next(iter(extreme)),
)
async def test_extreme_requests_are_queued(replica: Replica, extreme: dict[str, Any]) -> None:
    dead = DeadLetters()
    await RequestsHandler(replica.folding)([received(requested.TYPE, REQUEST | extreme)], dead)
    assert len(dead) == 0
    id_ = execution_id(source="s", event_id="e1", tenant="acme", sync="acme-cw")
    state = (await replica.executions.get(id_)).state
    assert state.status.value == "queued"
    assert state.request["record_count"] == (1000 if "records" in extreme else None)


@pytest.mark.parametrize("timestamp", [-1, 2**62])
async def test_a_record_from_no_time(replica: Replica, timestamp: int) -> None:
    await RequestsHandler(replica.folding)([received(requested.TYPE, REQUEST, timestamp_ms=timestamp)], DeadLetters())
    assert [event.event.status.value for event in replica.announced] == ["queued"]


async def test_the_same_request_again_changes_nothing(replica: Replica) -> None:
    handler = RequestsHandler(replica.folding)
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    await handler([received(requested.TYPE, REQUEST, traceparent=trace)] * 2, DeadLetters())
    again = received(requested.TYPE, REQUEST | {"requested_by": "somebody else"})
    await handler([again], DeadLetters())
    [owed] = replica.announced
    assert (owed.event.requested_by, owed.traceparent) == ("", trace)


async def test_unreadable_ones_are_handed_on_and_the_rest_is_done(replica: Replica) -> None:
    dead = DeadLetters()
    bad = [b"{", b"[]", {"version": 2, **REQUEST} | {"version": 2}, {"version": 1}]
    handler = RequestsHandler(replica.folding)
    await handler([*(received(requested.TYPE, body) for body in bad), received(requested.TYPE, REQUEST)], dead)
    assert len(dead) == len(bad)
    assert len(replica.announced) == 1

    wishes = DeadLetters()
    await CancelsHandler(replica.folding)(
        [received(cancel.TYPE, b"{"), received(requested.TYPE, {"version": 1, "tenant": "a", "execution": "b"})], wishes
    )
    assert [letter.reason for letter in wishes] == ["invalid-cancel", "not-a-cloud-event"]
