"""Trying the way from a connection's public address to the relay."""

from __future__ import annotations

import httpx

from psasync.contracts.vocabulary import Role
from psasync_tickets_relay.upkeep.trial import HEADER
from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import send


async def test_the_round_trip_is_shown_and_nobody_hears_of_it(relay, scheduler: Scheduler, published, free_port):
    key = scheduler.key(None, Role.OPERATOR)
    async with (
        relay() as url,
        relay() as other,
        listening(url, "acme", key) as listener,
        httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=30) as http,
    ):
        scheduler.connect("acme", relay=other)
        tried = (await http.post("/v1/connections/c-acme/webhook/test")).raise_for_status().json()
        assert (tried["arrived"], tried["detail"]) == (True, "")
        assert tried["whole_ms"] >= tried["way_ms"] >= 0
        assert tried["kafka_ms"] > 0

        scheduler.connect("bolt", relay=f"http://127.0.0.1:{free_port()}")
        tried = (await http.post("/v1/connections/c-bolt/webhook/test")).raise_for_status().json()
        assert (tried["arrived"], tried["way_ms"]) == (False, None)
        assert "Nothing answered" in tried["detail"]

        scheduler.connect("corp", relay=scheduler.url)
        tried = (await http.post("/v1/connections/c-corp/webhook/test")).raise_for_status().json()
        assert not tried["arrived"]
        assert "404" in tried["detail"]

        token = scheduler.connect("dune", relay=url)
        assert (await send(url, token, b"{}", {HEADER: "v1.made-up"})).status_code == 401
        assert listener.tickets == []
    assert await published() == []
