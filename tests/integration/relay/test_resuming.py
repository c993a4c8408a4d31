"""Consumers that come back: where they read on, and what they are told they have missed."""

from __future__ import annotations

import asyncio

import pytest

from psasync.contracts.topics import TICKETS
from psasync.kit.kafka import partition_of
from tests.integration.relay.listener import listening
from tests.integration.relay.scheduler import Scheduler
from tests.integration.relay.webhooks import send
from tests.support.waiting import until


async def test_a_consumer_resumes_without_gap_or_double_on_either_replica(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as one, relay() as two:
        async with listening(one, "acme", key) as before:
            await send(one, token, scheduler.callback(1))
            await before.heard(1)
            last_id = before.last_id
        for number in (2, 3, 4):
            await send(two, token, scheduler.callback(number))
        for url in (one, two):
            async with listening(url, "acme", key, last_id=last_id) as after:
                await after.heard(2, 3, 4)
            async with listening(url, "acme", key, last_event_id=last_id) as by_query:
                await by_query.heard(2, 3, 4)
                assert by_query.events("gap") == []


async def test_a_consumer_resumes_after_a_restart_from_what_kafka_retains(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as url, listening(url, "acme", key) as before:
        last_id = before.last_id
        await send(url, token, scheduler.callback(1))
        await before.heard(1)
    async with relay() as url, listening(url, "acme", key, last_id=last_id) as after:
        await after.heard(1)
        await send(url, token, scheduler.callback(2))
        await after.heard(1, 2)
        assert after.events("gap") == []


async def test_resuming_while_events_come_gives_each_once(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay(webhook_burst=1000) as url:
        heard: list[str] = []
        async with listening(url, "acme", key) as first:
            last_id = first.last_id

        async def publish() -> None:
            for number in range(60):
                assert (await send(url, token, scheduler.callback(number))).status_code == 204

        publishing = asyncio.create_task(publish())
        while len(heard) < 60:
            async with listening(url, "acme", key, last_id=last_id) as listener:
                await until(lambda: listener.tickets, 10, "something new")
            heard += listener.tickets
            last_id = listener.last_id
            assert listener.events("gap") == []
        await publishing
        assert heard == [str(number) for number in range(60)]


async def test_quiet_consumers_get_ids_to_resume_from(relay, scheduler: Scheduler):
    """Another tenant of the same partition moves the log on; the quiet one's heartbeats follow."""
    partition = partition_of(b"acme", TICKETS.partitions)
    name = next(n for n in (f"t{i}" for i in range(100)) if partition_of(n.encode(), TICKETS.partitions) == partition)
    neighbour, key = scheduler.connect(name), scheduler.key("acme")
    async with relay(stream_heartbeat_seconds=1) as url, listening(url, "acme", key) as quiet:
        first = quiet.last_id
        await send(url, neighbour, scheduler.callback(1))
        await until(lambda: quiet.last_id != first, 10, "a heartbeat with a newer id")
        assert quiet.tickets == []
        async with listening(url, "acme", key, last_id=quiet.last_id) as resumed:
            assert resumed.events("gap") == []


@pytest.mark.parametrize("shown", ["nonsense", "0123456789abcdef.0.0", "x" * 500])
async def test_an_unknown_id_is_told_as_a_gap(relay, scheduler: Scheduler, shown: str):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay() as url, listening(url, "acme", key, last_id=shown) as listener:
        (gap,) = listener.events("gap")
        assert gap.json == {"reason": "unknown", "from": None, "to": gap.id}
        await send(url, token, scheduler.callback(1))
        await listener.heard(1)


async def test_an_id_ahead_of_the_log_or_of_another_partition_is_a_gap(relay, scheduler: Scheduler):
    key = scheduler.key("acme")
    async with relay() as url:
        async with listening(url, "acme", key) as first:
            digest, partition, _ = first.last_id.split(".")
        for shown, reason in (
            (f"{digest}.{partition}.ffff", "ahead"),
            (f"{digest}.{(int(partition, 16) + 1) % 6:x}.0", "other-partition"),
        ):
            async with listening(url, "acme", key, last_id=shown) as listener:
                (gap,) = listener.events("gap")
                assert gap.json["reason"] == reason


async def test_past_retention_a_gap_says_from_where_to_where(relay, scheduler: Scheduler):
    token, key = scheduler.connect("acme"), scheduler.key("acme")
    async with relay(tickets_retention_seconds=2, tickets_segment_seconds=2) as url:
        async with listening(url, "acme", key) as first:
            start = first.last_id
            await send(url, token, scheduler.callback(1))
            await first.heard(1)
            end = first.last_id

        async def gap():
            async with listening(url, "acme", key, last_id=start) as late:
                return late.events("gap")

        (told,) = await until(gap, 20, "the ticket is forgotten")
        assert told.json == {"reason": "expired", "from": start, "to": end}
        async with listening(url, "acme", key, last_id=end) as in_time:
            assert in_time.events("gap") == []
