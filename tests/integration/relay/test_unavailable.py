"""What the relay answers while something that it needs is away."""

from __future__ import annotations

import httpx

from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import health_of, send


async def test_kafka_down_is_503_and_nothing_is_half_done(relay, scheduler: Scheduler, free_port):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    nobody = f"127.0.0.1:{free_port()}"
    async with (
        relay(wait=False, kafka_bootstrap=nobody, webhook_publish_seconds=1) as url,
        httpx.AsyncClient(base_url=url) as http,
    ):
        answer = await send(url, token, scheduler.callback(1))
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["type"] == "urn:psasync:problem:kafka-unavailable"
        stream = await http.get("/v1/tenants/acme/tickets/events", headers={"authorization": f"Bearer {key}"})
        assert stream.status_code == 503
        assert (await http.get("/readyz")).status_code == 503
        await health_of(url, "c-acme", key, lambda found: found["deferred"] == {"kafka-unavailable": 1})


async def test_the_catalog_down_is_503(relay, scheduler: Scheduler, free_port):
    token = scheduler.connect("acme")
    async with relay(scheduler_url=f"http://127.0.0.1:{free_port()}") as url:
        answer = await send(url, token, scheduler.callback(1))
        assert answer.status_code == 503
        assert answer.headers["retry-after"]


async def test_a_key_service_that_is_down_is_503(relay, scheduler: Scheduler, free_port):
    dead = f"http://127.0.0.1:{free_port()}"
    token = scheduler.connect("acme", settings={"base_url": dead, "company": "acme"})
    body = scheduler.callback(1).replace(scheduler.url.encode(), dead.encode())
    async with relay() as url:
        answer = await send(url, token, body)
        assert answer.status_code == 503, answer.text
