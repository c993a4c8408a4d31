"""The reader without a group."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Self

from aiokafka import TopicPartition
from aiokafka.admin import RecordsToDelete

from psasync.kit.kafka import Arrived, FellOut, LogChanged, TailConsumer
from psasync.kit.kafka.admin import connected_admin
from psasync.kit.kafka.topics import Topics
from tests.support.kafka_kit import SINGLE, THINGS, running
from tests.support.waiting import until


class Reader:
    """A tail that is read in the background."""

    def __init__(self, tail: TailConsumer) -> None:
        self.tail = tail
        self.events: list = []
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async with aclosing(self.tail.events()) as events:
            async for event in events:
                self.events.append(event)

    @property
    def values(self) -> list[bytes]:
        return [record.value for event in self.events if isinstance(event, Arrived) for record in event.records]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exc) -> None:
        self.task.cancel()
        await asyncio.wait({self.task})


async def delete_before(settings, offset: int) -> None:
    async with connected_admin(settings) as admin:
        partition = TopicPartition(SINGLE.name(settings.topic_prefix), 0)
        await admin.delete_records({partition: RecordsToDelete(before_offset=offset)})


async def test_every_reader_gets_all_that_is_retained_and_what_comes(settings):
    async with running(settings) as kit:
        for number in range(30):
            await kit.producer.send(THINGS, key=str(number), value=b"%d" % number)
        async with Reader(TailConsumer(settings, THINGS)) as one, Reader(TailConsumer(settings, THINGS)) as two:
            await until(lambda: len(one.values) == len(two.values) == 30)
            written = await kit.producer.send(THINGS, key="k", value=b"live")
            await until(lambda: one.values[-1] == two.values[-1] == b"live")
            assert one.tail.positions[written.partition] == written.offset + 1
            assert dict(one.tail.positions) == await one.tail.end_offsets()
            assert set((await one.tail.beginning_offsets()).values()) == {0}
            assert one.tail.ready() == (True, "ok")
            assert one.tail.identity == two.tail.identity
            assert one.tail.identity.partitions == THINGS.partitions
            assert one.tail.identity.cluster_id
    assert sorted(one.values) == sorted(two.values)


async def test_it_starts_where_it_is_told(settings):
    async with running(settings) as kit:
        for number in range(10):
            await kit.producer.send(SINGLE, key="k", value=b"%d" % number)
        async with Reader(TailConsumer(settings, SINGLE, start={0: 7})) as reader:
            await until(lambda: len(reader.values) == 3)
    assert reader.values == [b"7", b"8", b"9"]


async def test_a_start_that_retention_has_passed_is_a_gap_and_so_is_one_ahead(settings):
    async with running(settings) as kit:
        for number in range(10):
            await kit.producer.send(SINGLE, key="k", value=b"%d" % number)
        await delete_before(settings, 6)
        async with Reader(TailConsumer(settings, SINGLE, start={0: 2})) as behind:
            await until(lambda: len(behind.values) == 4)
        async with Reader(TailConsumer(settings, SINGLE, start={0: 99})) as ahead:
            await until(lambda: len(ahead.values) == 4)
    assert behind.events[0] == FellOut(0, expected=2, resumed_at=6)
    assert ahead.events[0] == FellOut(0, expected=99, resumed_at=6)


async def test_a_reader_that_retention_overtakes_is_told_before_it_reads_on(settings):
    async with running(settings) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"0")
        async with aclosing(TailConsumer(settings, SINGLE, max_records=1).events()) as events:
            assert (await anext(events)).records[0].offset == 0
            # The reader is held up here, longer than records are retained, with what it read ahead consumed.
            await kit.producer.send_batch(SINGLE, key="k", values=[b"%d" % n for n in range(1, 6)])
            await delete_before(settings, 4)
            told = await anext(events)
            # What had been fetched before the deletion may still be given; then the gap must come.
            while isinstance(told, Arrived) and told.records[-1].offset < 4:
                told = await anext(events)
            if isinstance(told, FellOut):
                assert told.resumed_at == 4
                assert (await anext(events)).records[0].offset == 4
            else:
                assert told.records[0].offset == 4


async def test_a_new_partition_count_is_another_log(settings, monkeypatch):
    monkeypatch.setattr("psasync.kit.kafka.tail_client.METADATA_AGE_MS", 300)
    async with running(settings) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"before")
        async with Reader(TailConsumer(settings, SINGLE, poll_ms=50)) as reader:
            await until(lambda: reader.values == [b"before"])
            async with connected_admin(settings) as admin:
                more = replace(SINGLE, partitions=2)
                await Topics(admin, [more], prefix=settings.topic_prefix, replication_factor=1).repair()
            await until(lambda: any(isinstance(event, LogChanged) for event in reader.events), 15)
            await until(lambda: reader.values == [b"before", b"before"])
            assert reader.tail.identity.partitions == 2


async def test_a_topic_that_is_not_there_yet_is_waited_for(settings):
    async with Reader(TailConsumer(settings, SINGLE)) as reader:
        await until(lambda: "Unknown" in reader.tail.ready()[1])
        async with running(settings) as kit:
            await kit.producer.send(SINGLE, key="k", value=b"x")
            await until(lambda: reader.values == [b"x"])
