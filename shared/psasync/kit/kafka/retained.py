"""Reads what a topic holds at this moment, once."""

from collections.abc import AsyncIterator, Sequence

from aiokafka.errors import KafkaError

from psasync.contracts.topics import TopicSpec
from psasync.kit.kafka.connection import KafkaSettings
from psasync.kit.kafka.errors import BrokerAway
from psasync.kit.kafka.records import Received
from psasync.kit.kafka.tail_client import OutOfRange, TailClient

_POLL_MS = 500
_MAX_RECORDS = 1000


async def retained(settings: KafkaSettings, topic: TopicSpec) -> AsyncIterator[Sequence[Received]]:
    """Every record from the earliest that is retained to the last that was there at the start.

    Each item is of one partition, in order; partitions come side by side. What retention takes away meanwhile is
    left out. Raises `BrokerAway`; nothing is tried again.
    """
    client = TailClient(settings, topic.name(settings.topic_prefix))
    try:
        async for records in _read(client):
            yield records
    except (KafkaError, OSError, TimeoutError) as fault:
        raise BrokerAway(f"{topic.base}: {type(fault).__name__} {fault}".strip()) from fault
    finally:
        await client.close()


async def _read(client: TailClient) -> AsyncIterator[Sequence[Received]]:
    await client.connect()
    positions, ends = await client.beginning_offsets(), await client.end_offsets()
    client.seek(positions)
    while any(positions[partition] < end for partition, end in ends.items()):
        try:
            batches = await client.poll(_POLL_MS, _MAX_RECORDS)
        except OutOfRange as lost:
            beginnings = await client.beginning_offsets()
            moved = {partition: beginnings[partition] for partition in lost.partitions}
            positions |= moved
            client.seek(moved)
            continue
        for partition, records in batches.items():
            positions[partition] = records[-1].offset + 1
            wanted = [record for record in records if record.offset < ends[partition]]
            if wanted:
                yield wanted
