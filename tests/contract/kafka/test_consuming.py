"""What every handler can count on."""

import asyncio

from psasync.kit.kafka import Received, Rewind, partition_of
from psasync.kit.kafka.metrics import FAULTS, REWINDS
from tests.support.kafka_kit import OTHERS, SINGLE, THINGS, Seen, committed, running, subscription
from tests.support.waiting import until


def value(metric, settings, topic=SINGLE) -> float:
    return metric.labels(topic.name(settings.topic_prefix), f"{settings.topic_prefix}.readers")._value.get()


async def test_each_partition_comes_in_order_and_whole(settings):
    seen = Seen()
    async with running(settings, subscription(seen, max_records=7)) as kit:
        for number in range(60):
            await kit.producer.send(THINGS, key=f"k{number % 9}", value=b"%03d" % number, headers={"n": str(number)})
        await until(lambda: len(seen.records) == 60)
    assert all(values == sorted(values) for values in seen.by_partition().values())
    assert len(seen.by_partition()) == THINGS.partitions
    first = seen.records[0]
    assert first.headers == (("n", b"%d" % int(first.value)),)
    assert first.key == b"k%d" % (int(first.value) % 9)


async def test_offsets_are_committed_after_the_work_and_up_to_it(settings):
    gate = asyncio.Event()
    seen = Seen()

    async def handler(records, letters):
        await gate.wait()
        await seen(records, letters)

    async with running(settings, subscription(handler, SINGLE)) as kit:
        for number in range(5):
            await kit.producer.send(SINGLE, key="k", value=b"%d" % number)
        assert (await committed(settings, SINGLE)).get(0, 0) <= 0
        gate.set()
        await until(lambda: len(seen.records) == 5)

        async def all_committed():
            return (await committed(settings, SINGLE)).get(0) == 5

        await until(all_committed)


async def test_a_batch_whose_handler_fails_comes_again_and_nothing_overtakes_it(settings):
    faults = [ConnectionError("database away"), ValueError("anything else"), KeyError("a third")]

    def fail(records, letters):
        if faults and records[0].value == b"2":
            raise faults.pop()

    seen = Seen(before=fail)
    async with running(settings, subscription(seen, SINGLE, max_records=1)) as kit:
        for number in range(6):
            await kit.producer.send(SINGLE, key="k", value=b"%d" % number)
        await until(lambda: len(seen.records) == 6)
    assert seen.values == [b"0", b"1", b"2", b"3", b"4", b"5"]
    assert value(FAULTS, settings) == 3


async def test_a_failing_partition_does_not_hold_the_others_up(settings):
    broken = {"partition": None}

    def fail(records, letters):
        if records[0].partition == broken["partition"]:
            raise ConnectionError("this shard is away")

    seen = Seen(before=fail)
    async with running(settings, subscription(seen)) as kit:
        broken["partition"] = await kit.producer.partition_for(THINGS, "stuck")
        well = next(
            key for key in map(str, range(100)) if partition_of(key.encode(), THINGS.partitions) != broken["partition"]
        )
        await kit.producer.send(THINGS, key="stuck", value=b"stuck")
        for number in range(20):
            await kit.producer.send(THINGS, key=well, value=b"%d" % number)
        await until(lambda: len(seen.records) == 20)
        assert b"stuck" not in seen.values
        broken["partition"] = None
        await until(lambda: b"stuck" in seen.values, 20)


async def test_what_was_not_committed_comes_again_after_a_restart(settings):
    def fail(records, letters):
        raise ConnectionError("database away")

    async with running(settings, subscription(Seen(before=fail), SINGLE)) as kit:
        for number in range(3):
            await kit.producer.send(SINGLE, key="k", value=b"%d" % number)
        await until(lambda: value(FAULTS, settings) > 0)
    seen = Seen()
    async with running(settings, subscription(seen, SINGLE)):
        await until(lambda: len(seen.records) == 3)
    assert seen.values == [b"0", b"1", b"2"]
    again = Seen()
    async with running(settings, subscription(again, SINGLE)) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"3")
        await until(lambda: again.records)
    assert again.values == [b"3"]


async def test_rewind_reads_again_from_the_committed_offset_with_an_alarm(settings):
    gone_back: list[int] = []

    def rewind_once(records, letters):
        if not gone_back and any(record.offset >= 4 for record in records):
            gone_back.append(records[0].offset)
            raise Rewind("seq 3 is missing")

    seen = Seen(before=rewind_once)
    async with running(settings, subscription(seen, SINGLE, max_records=2)) as kit:
        for number in range(8):
            await kit.producer.send(SINGLE, key="k", value=b"%d" % number)
        await until(lambda: len(seen.records) >= 8)
    assert gone_back
    assert seen.values == [b"%d" % number for number in range(8)]
    assert value(REWINDS, settings) == 1


async def test_a_group_may_read_several_topics_each_with_its_handler(settings):
    things, others = Seen(), Seen()
    async with running(settings, subscription(things), subscription(others, OTHERS)) as kit:
        await kit.producer.send(THINGS, key="a", value=b"thing")
        await kit.producer.send(OTHERS, key="a", value=b"other")
        await until(lambda: things.records and others.records)
    assert (things.values, others.values) == ([b"thing"], [b"other"])


async def test_a_stop_finishes_and_commits_the_batch_at_hand(settings):
    began, done = asyncio.Event(), []

    async def slow(records: list[Received], letters):
        began.set()
        await asyncio.sleep(0.5)
        done.extend(records)

    async with running(settings, subscription(slow, SINGLE)) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"x")
        await began.wait()
    assert len(done) == 1
    assert await committed(settings, SINGLE) == {0: 1}


async def test_a_stop_does_not_wait_longer_than_its_grace(settings):
    began = asyncio.Event()

    async def endless(records, letters):
        began.set()
        await asyncio.Event().wait()

    async with running(settings, subscription(endless, SINGLE)) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"x")
        await began.wait()
        started = asyncio.get_running_loop().time()
        await kit.stop(0.5)
        assert asyncio.get_running_loop().time() - started < 5
    assert (await committed(settings, SINGLE)).get(0, 0) <= 0
