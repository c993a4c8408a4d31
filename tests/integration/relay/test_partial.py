"""Tickets of which a webhook tells only a part."""

from __future__ import annotations

from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import send


async def test_a_part_goes_out_at_once_and_the_whole_follows(relay, scheduler: Scheduler, published):
    token, key = scheduler.connect("acme", calls_per_minute=6_000), scheduler.key("acme")
    async with relay() as url, listening(url, "acme", key) as listener:
        assert (await send(url, token, scheduler.callback(7, Entity=None))).status_code == 204
        await listener.heard(7, 7)
        part, whole = (frame.json for frame in listener.events("ticket"))
        assert (part["partial"], part["title"]) == (True, None)
        assert (whole["partial"], whole["title"], whole["repaired"]) == (False, "Ticket 7", False)

        assert (await send(url, token, scheduler.callback(7, Entity=None))).status_code == 204
        assert (await send(url, token, scheduler.callback(8))).status_code == 204
        await listener.heard(7, 7, 7, 8)
    names = [dict(record.headers)["ce_id"] for record in await published()]
    assert len(names) == len(set(names)), "the same state of a ticket is told once"
