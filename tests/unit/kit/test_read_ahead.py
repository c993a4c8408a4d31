"""A batch polled ahead is handed on once, and dropped where its records are to be read again."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka import ConsumerRecord, TopicPartition

from psasync.kit.kafka.assignment import Assignment
from psasync.kit.kafka.read_ahead import ReadAhead
from psasync.kit.kafka.records import Received

CONSUMER = object()
PARTITIONS = {TopicPartition("t", 0), TopicPartition("t", 1)}


def record(partition: int, offset: int) -> Received:
    return Received("t", partition, offset, b"k", b"v", (), 0)


def polled(one: Received) -> ConsumerRecord:
    """As the client gives it."""
    return ConsumerRecord(one.topic, one.partition, one.offset, 0, 0, one.key, one.value, None, 1, 1, one.headers)


class Client:
    """Gives batches as they are put into it."""

    def __init__(self) -> None:
        self.batches: asyncio.Queue[tuple[ConsumerRecord, ...] | Exception] = asyncio.Queue()
        self.polls = 0

    async def poll(self, consumer: object) -> tuple[ConsumerRecord, ...]:
        assert consumer is CONSUMER
        self.polls += 1
        given = await self.batches.get()
        if isinstance(given, Exception):
            raise given
        return given

    def gives(self, *records: Received) -> None:
        self.batches.put_nowait(tuple(map(polled, records)))


async def nothing(_partitions: object) -> None:
    pass


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
async def assignment() -> Assignment:
    made = Assignment(1, nothing)
    await made.on_partitions_assigned(PARTITIONS)
    return made


@pytest.fixture
def ahead(client: Client, assignment: Assignment) -> ReadAhead:
    return ReadAhead(client.poll, assignment)


async def test_the_next_batch_is_polled_while_the_one_at_hand_is_worked_on(client, ahead):
    client.gives(record(0, 1))
    client.gives(record(0, 2))
    assert await ahead.next(CONSUMER) == (record(0, 1),)
    ahead.begin(CONSUMER)
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    assert (client.polls, client.batches.qsize()) == (2, 0)
    assert await ahead.next(CONSUMER) == (record(0, 2),)
    client.gives(record(0, 3))
    assert await ahead.next(CONSUMER) == (record(0, 3),)


async def test_what_was_polled_before_a_rebalance_is_left_to_who_has_the_partition_now(client, ahead, assignment):
    client.gives(record(0, 1))
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    await assignment.on_partitions_revoked(PARTITIONS)
    await assignment.on_partitions_assigned(PARTITIONS)
    client.gives(record(0, 1), record(0, 2))
    assert await ahead.next(CONSUMER) == ()
    assert await ahead.next(CONSUMER) == (record(0, 1), record(0, 2))


async def test_while_partitions_are_given_away_no_further_batch_is_begun(client, ahead, assignment):
    client.gives(record(0, 1))
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    with assignment.working():
        going = asyncio.create_task(assignment.on_partitions_revoked(PARTITIONS))
        await asyncio.sleep(0)
    assert await ahead.next(CONSUMER) == ()
    await going


async def test_a_poll_that_ends_after_the_rebalance_counts(client, ahead, assignment):
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    await assignment.on_partitions_revoked(PARTITIONS)
    await assignment.on_partitions_assigned(PARTITIONS)
    client.gives(record(0, 1))
    assert await ahead.next(CONSUMER) == (record(0, 1),)


async def test_a_partition_that_was_put_back_is_left_out_once(client, ahead):
    client.gives(record(0, 5), record(1, 7), record(0, 6))
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    ahead.put_back(TopicPartition("t", 0))
    assert await ahead.next(CONSUMER) == (record(1, 7),)
    client.gives(record(0, 4), record(0, 5))
    assert await ahead.next(CONSUMER) == (record(0, 4), record(0, 5))


async def test_a_poll_under_way_while_a_partition_is_put_back_brings_what_comes_then(client, ahead):
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    ahead.put_back(TopicPartition("t", 0))
    client.gives(record(0, 4))
    assert await ahead.next(CONSUMER) == (record(0, 4),)


async def test_a_fault_of_the_poll_comes_to_whoever_asks_for_the_batch(client, ahead):
    client.batches.put_nowait(OSError("no broker"))
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    with pytest.raises(OSError, match="no broker"):
        await ahead.next(CONSUMER)
    client.gives(record(0, 1))
    assert await ahead.next(CONSUMER) == (record(0, 1),)


async def test_a_partition_that_was_put_back_beside_a_fault_is_not_left_out_later(client, ahead):
    client.batches.put_nowait(OSError("no broker"))
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    ahead.put_back(TopicPartition("t", 0))
    with pytest.raises(OSError, match="no broker"):
        await ahead.next(CONSUMER)
    client.gives(record(0, 4))
    assert await ahead.next(CONSUMER) == (record(0, 4),)


async def test_after_closing_nothing_polls(client, ahead):
    ahead.begin(CONSUMER)
    await asyncio.sleep(0)
    ahead.close()
    client.gives(record(0, 1))
    await asyncio.sleep(0)
    assert client.batches.qsize() == 1
