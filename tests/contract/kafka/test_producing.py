"""What the producer promises while the broker is well."""

import asyncio

import pytest
from aiokafka.errors import MessageSizeTooLargeError, OutOfOrderSequenceNumber

from psasync.contracts.topics import DAY_MS, TopicSpec
from psasync.kit.kafka import EventProducer, Outbound, ProduceError, RecordTooLarge
from tests.support.kafka_kit import SINGLE, THINGS, KafkaTestSettings, log_of, running

TIGHT = TopicSpec("tight", "id", partitions=1, retention_ms=DAY_MS, max_message_bytes=20_000)


def page(name: str, events: int, size: int = 200) -> list[bytes]:
    """Events that do not compress well, so that several batches are needed."""
    return [
        f"{name} {number:06d} ".encode().ljust(size, b"%d" % (hash((name, number)) % 9)) for number in range(events)
    ]


async def test_send_returns_where_the_event_was_written(settings):
    async with running(settings) as kit:
        first = await kit.producer.send(THINGS, key="a", value=b"1", headers={"ce_id": "é"})
        second = await kit.producer.send(THINGS, key="a", value=b"2")
        assert first.partition == await kit.producer.partition_for(THINGS, "a")
        assert (second.partition, second.offset) == (first.partition, first.offset + 1)
        found = await log_of(settings, THINGS.name(settings.topic_prefix), THINGS.partitions)
    assert [record.value for record in found] == [b"1", b"2"]
    assert found[0].headers == (("ce_id", "é".encode()),)


async def test_pages_of_several_batches_keep_their_order_side_by_side(settings):
    pages = {name: page(name, 6_000) for name in ("one", "two", "three")}
    async with running(settings) as kit:
        sends = (kit.producer.send_batch(SINGLE, key=name, values=values) for name, values in pages.items())
        await asyncio.gather(*sends)
        # Acknowledged means readable: no waiting here.
        found = await log_of(settings, SINGLE.name(settings.topic_prefix))
    for name, values in pages.items():
        assert [record.value for record in found if record.key == name.encode()] == values


async def test_a_page_goes_to_the_partition_it_is_told_with_its_time(settings):
    async with running(settings) as kit:
        wrong = 1 + await kit.producer.partition_for(THINGS, "k")
        await kit.producer.send_batch(
            THINGS, key="k", values=[b"x"], partition=wrong % THINGS.partitions, timestamp_ms=1_000_000
        )
        (record,) = await log_of(settings, THINGS.name(settings.topic_prefix), THINGS.partitions)
    assert record.partition == wrong % THINGS.partitions
    assert record.timestamp_ms == 1_000_000


async def test_many_events_are_acknowledged_one_by_one_in_the_order_of_their_keys(settings):
    events = [Outbound(f"k{number % 7}", b"%04d" % number, {"ce_id": f"{number}"}) for number in range(2_000)]
    async with running(settings) as kit:
        assert await kit.producer.send_many(THINGS, []) == []
        assert await kit.producer.send_many(THINGS, events) == [True] * len(events)
        found = await log_of(settings, THINGS.name(settings.topic_prefix), THINGS.partitions)
    for key in {event.key for event in events}:
        of_key = [record for record in found if record.key == key.encode()]
        assert [record.value for record in of_key] == [event.value for event in events if event.key == key]
        assert [record.headers[0][1].decode() for record in of_key] == [
            event.headers["ce_id"] for event in events if event.key == key
        ]


async def test_of_many_events_an_oversized_one_holds_back_its_own_key_alone(settings):
    sizes = {"a": (5, 20_001, 5), "b": (5, 5, 5)}
    events = [Outbound(key, b"x" * sizes[key][turn], {}) for turn in range(3) for key in sizes]
    async with running(settings, topics=(TIGHT,)) as kit:
        assert await kit.producer.send_many(TIGHT, events) == [True, True, False, True, False, True]
        found = await log_of(settings, TIGHT.name(settings.topic_prefix))
    assert sorted(record.key for record in found) == [b"a", b"b", b"b", b"b"]


async def test_an_empty_page_is_nothing(settings):
    await EventProducer(settings).send_batch(SINGLE, key="k", values=[])


async def test_a_partition_that_does_not_exist_is_refused(settings):
    async with running(settings) as kit:
        with pytest.raises(ProduceError, match="no partition 7"):
            await kit.producer.send_batch(SINGLE, key="k", values=[b"x"], partition=7)
        await kit.producer.send_batch(SINGLE, key="k", values=[b"x"])


async def test_oversized_records_are_refused_before_anything_is_sent(settings):
    async with running(settings, topics=(TIGHT,)) as kit:
        with pytest.raises(RecordTooLarge, match="up to 20000 bytes"):
            await kit.producer.send(TIGHT, key="k", value=b"x" * 20_001)
        with pytest.raises(RecordTooLarge):
            await kit.producer.send_batch(TIGHT, key="k", values=[b"fits", b"x" * 20_001, b"fits"])
        await kit.producer.send(TIGHT, key="k", value=b"after")
        found = await log_of(settings, TIGHT.name(settings.topic_prefix))
    assert [record.value for record in found] == [b"after"]


async def test_after_a_batch_that_the_broker_refuses_nothing_behind_it_gets_in(settings):
    """The sequence of a producer drifts for good after one refused batch (aiokafka #1017), so it is replaced."""
    # Batches of 512 KiB of what does not compress, into a topic that takes 20 kB at a time.
    import random

    noise = random.Random(1)
    values = [noise.randbytes(15_000) for _ in range(100)]
    async with running(settings, topics=(TIGHT,)) as kit:
        await kit.producer.send_batch(TIGHT, key="k", values=[b"begun"])
        with pytest.raises(ProduceError) as refused:
            await kit.producer.send_batch(TIGHT, key="k", values=values)
        assert isinstance(refused.value.__cause__, MessageSizeTooLargeError)
        await kit.producer.send_batch(TIGHT, key="k", values=[b"goes on"])
        found = await log_of(settings, TIGHT.name(settings.topic_prefix))
    assert [record.value for record in found] == [b"begun", b"goes on"]


async def test_the_first_batch_of_a_producer_is_awaited_alone(settings):
    """Without state of the producer a broker takes any batch as the first: a refused one would leave a hole."""
    import random

    noise = random.Random(2)
    # 34 of these fill a batch, which is refused; the one behind it would fit the topic.
    values = [noise.randbytes(15_000) for _ in range(35)]
    async with running(settings, topics=(TIGHT,)) as kit:
        with pytest.raises(ProduceError):
            await kit.producer.send_batch(TIGHT, key="k", values=values)
        assert await log_of(settings, TIGHT.name(settings.topic_prefix)) == []


async def test_a_producer_that_lost_its_sequence_is_replaced_without_a_word_to_the_caller(settings):
    async with running(settings) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"1")
        before = kit.producer._singles._current
        sequences = before._client._txn_manager._sequence_numbers
        for partition in sequences:
            sequences[partition] += 5
        await kit.producer.send(SINGLE, key="k", value=b"2")
        assert kit.producer._singles._current is not before
        found = await log_of(settings, SINGLE.name(settings.topic_prefix))
    assert [record.value for record in found] == [b"1", b"2"]


async def test_a_page_through_a_producer_that_lost_its_sequence_fails_and_succeeds_again(settings):
    async with running(settings) as kit:
        await kit.producer.send_batch(SINGLE, key="k", values=[b"1"])
        sequences = kit.producer._batches._current._client._txn_manager._sequence_numbers
        for partition in sequences:
            sequences[partition] += 5
        with pytest.raises(ProduceError) as lost:
            await kit.producer.send_batch(SINGLE, key="k", values=[b"2", b"3"])
        assert isinstance(lost.value.__cause__, OutOfOrderSequenceNumber)
        await kit.producer.send_batch(SINGLE, key="k", values=[b"2", b"3"])
        found = await log_of(settings, SINGLE.name(settings.topic_prefix))
    assert [record.value for record in found] == [b"1", b"2", b"3"]


async def test_calls_fail_within_their_time_while_no_broker_is_there(free_port):
    producer = EventProducer(KafkaTestSettings(f"127.0.0.1:{free_port()}", "nobody"))
    now = asyncio.get_running_loop().time
    started = now()
    with pytest.raises(ProduceError):
        await producer.send(SINGLE, key="k", value=b"x", timeout=0.5)
    with pytest.raises(ProduceError):
        await producer.send_batch(SINGLE, key="k", values=[b"x"], timeout=0.5)
    with pytest.raises(ProduceError):
        await producer.partition_for(SINGLE, "k")
    assert now() - started < 3
    await producer.stop(1)
