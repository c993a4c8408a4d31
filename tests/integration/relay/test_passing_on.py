"""From a signed webhook to live consumers, on a real Kafka."""

from __future__ import annotations

from psasync.contracts.cloudevents import parse as parse_headers
from psasync.contracts.topics import TICKETS
from psasync.kit.kafka import partition_of
from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import health_of, send


async def test_a_signed_webhook_reaches_every_live_consumer_of_its_tenant(relay, scheduler: Scheduler, published):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    other = scheduler.key("bolt")
    async with (
        relay() as url,
        listening(url, "acme", key) as first,
        listening(url, "acme", key, board="Board 1") as second,
        listening(url, "acme", key, board="2") as elsewhere,
        listening(url, "bolt", other) as stranger,
    ):
        body = scheduler.callback(184213, summary="Printer offline")
        answer = await send(url, token, body, query="?recordId=184213&action=updated")
        assert (answer.status_code, answer.content) == (204, b"")
        await first.heard(184213)
        await second.heard(184213)
        await send(url, token, scheduler.callback(2, board=2))
        await elsewhere.heard(2)
        await first.heard(184213, 2)
        assert second.tickets == ["184213"]
        assert stranger.tickets == []
        event = first.events("ticket")[0].json
        assert event["tenant"] == "acme"
        assert event["title"] == "Printer offline"
        assert event["status"] == {"id": "17", "name": "In Progress"}
        assert event["kind"] == "updated"
    record, *_ = await published()
    assert record.key == b"acme"
    assert record.partition == partition_of(b"acme", TICKETS.partitions)
    attributes = parse_headers(record.headers)
    assert (attributes.type, attributes.source) == ("psasync.ticket.changed", "/connections/c-acme")
    assert "Printer" not in str(record.headers)


async def test_a_replayed_webhook_is_acknowledged_and_passed_on_once(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    body = scheduler.callback(1)
    async with relay() as one, relay() as two, listening(one, "acme", key) as listener:
        assert (await send(one, token, body)).status_code == 204
        await listener.heard(1)
        async with listening(two, "acme", key, last_id=listener.events("ticket")[0].id):
            pass  # the other replica has read it as well
        for url in (one, two):
            assert (await send(url, token, body)).status_code == 204
        await send(one, token, scheduler.callback(2))
        await listener.heard(1, 2)
        found = await health_of(one, "c-acme", key, lambda found: found["published"] == 2 and found["repeated"] == 2)
        assert found["last_event_at"]


async def test_a_genuine_webhook_about_something_else_is_acknowledged_and_not_published(
    relay, scheduler: Scheduler, published
):
    token = scheduler.connect("acme")
    async with relay() as url:
        assert (await send(url, token, scheduler.callback(1, Type="contact"))).status_code == 204
        await health_of(url, "c-acme", scheduler.key(None), lambda found: found["ignored"] == 1)
    assert await published() == []


async def test_a_deletion_passes_filters_on_what_it_does_not_say(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as url, listening(url, "acme", key, board="2") as listener:
        await send(url, token, scheduler.callback(1))
        await send(url, token, scheduler.callback(1, action="deleted"))
        await listener.heard(1)
        assert listener.events("ticket")[0].json["kind"] == "deleted"
