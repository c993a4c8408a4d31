"""The consumer of docs/tickets.md, run as it stands there."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from psasync.contracts.topics import TICKETS
from psasync.kit.kafka import EventProducer
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import send
from tests.unit.relay.frames import ticket

GUIDE = Path(__file__).parents[3] / "docs/tickets.md"
BLOCK = re.compile(r"^```python run=([a-z-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = dict(BLOCK.findall(GUIDE.read_text()))
SECONDS = 30


async def test_the_kafka_consumer_hears_each_ticket_once(relay, scheduler: Scheduler, kafka_bootstrap, topic_prefix):
    token = scheduler.connect("acme")
    async with relay() as url:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", EXAMPLES["kafka-consumer"]),
            env={"PATH": os.environ["PATH"], "KAFKA": kafka_bootstrap, "PREFIX": topic_prefix},
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            assert await line_of(process) == "listening"
            await published_twice(scheduler, 1)
            await send(url, token, scheduler.callback(2))
            assert [await line_of(process), await line_of(process)] == ["acme updated 1", "acme updated 2"]
        finally:
            process.kill()
            await process.wait()


async def published_twice(scheduler: Scheduler, number: int) -> None:
    producer = EventProducer(scheduler.settings, client_id="twice")
    body = ticket("acme", ticket_id=str(number)).model_dump_json().encode()
    try:
        for _ in range(2):
            await producer.send(TICKETS, key="acme", value=body, headers={"ce_id": "the same"})
    finally:
        await producer.stop(5)


async def line_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        return (await process.stdout.readline()).decode().strip()
