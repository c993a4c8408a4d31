"""The broker dies under the relay and comes back."""

from __future__ import annotations

import httpx

from tests.integration.relay.conftest import ready
from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler, signed
from tests.support.private_kafka import PrivateKafka
from tests.support.waiting import until


async def test_every_acknowledged_webhook_is_heard_once_though_the_broker_was_killed(
    relay, scheduler: Scheduler, private_kafka: PrivateKafka
):
    kafka = private_kafka
    await kafka.running()
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    # What is written while the broker is away for long must not be past its retention by then.
    settings = {"kafka_bootstrap": kafka.bootstrap, "webhook_publish_seconds": 2, "tickets_retention_seconds": 600}
    async with (
        relay(**settings) as url,
        listening(url, "acme", key) as listener,
        httpx.AsyncClient(base_url=url, timeout=30) as http,
    ):

        async def post(body: bytes) -> int:
            return (await http.post(f"/hooks/{token}", content=body, headers=signed(body))).status_code

        before, during, after = (scheduler.callback(number) for number in (1, 2, 3))
        assert await post(before) == 204
        await listener.heard(1)
        kafka.kill()
        assert await post(during) == 503
        await kafka.running()
        await ready(url)

        async def taken() -> bool:  # the PSA sends it again
            return await post(during) == 204

        await until(taken, 60, "the webhook is taken")
        assert await post(during) == 204
        assert await post(after) == 204
        await listener.heard(1, 2, 3, within=60)
        assert listener.events("gap") == []
        async with listening(url, "acme", key, last_id=listener.events("ticket")[0].id) as resumed:
            await resumed.heard(2, 3)
