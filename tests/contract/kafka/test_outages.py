"""The broker is away, frozen or killed. One private broker lives through all of it."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import aclosing

import pytest

from psasync.kit.kafka import Arrived, EventProducer, KafkaRuntime, Outbound, ProduceError, TailConsumer
from tests.support.kafka_kit import SINGLE, TOPICS, KafkaTestSettings, Seen, log_of, running, subscription
from tests.support.private_kafka import PrivateKafka
from tests.support.waiting import until

pytestmark = pytest.mark.xdist_group("private-kafka")


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory):
    kafka = PrivateKafka(tmp_path_factory.mktemp("private-kafka"))
    yield kafka
    kafka.kill()


@pytest.fixture
def settings(broker: PrivateKafka, monkeypatch: pytest.MonkeyPatch) -> KafkaTestSettings:
    monkeypatch.setattr("psasync.kit.kafka.runtime.PING_EVERY_SECONDS", 0.5)
    monkeypatch.setattr("psasync.kit.kafka.runtime.PING_SECONDS", 1)
    return KafkaTestSettings(broker.bootstrap, f"t-{secrets.token_hex(5)}")


async def test_a_service_starts_without_kafka_and_works_once_it_is_there(broker, settings):
    broker.kill()
    seen = Seen()
    runtime = KafkaRuntime(settings, "t", [subscription(seen, SINGLE)], TOPICS)
    await runtime.start()
    try:
        await until(lambda: "KafkaConnectionError" in runtime.ready()[1], 10)
        with pytest.raises(ProduceError):
            await runtime.producer.send(SINGLE, key="k", value=b"too early", timeout=0.3)
        await broker.start()
        await until(lambda: runtime.ready()[0], 60, "Kafka kit is ready")
        await runtime.producer.send(SINGLE, key="k", value=b"1")
        await until(lambda: seen.values == [b"1"])
    finally:
        await runtime.stop(5)


async def test_a_late_batch_of_a_discarded_producer_repeats_but_never_leaves_a_hole(broker, settings):
    """A frozen broker does, once it thaws, what timed-out callers have given up and published again."""
    await broker.running()
    values = [b"%06d" % number + secrets.token_bytes(400) for number in range(6_000)]
    async with running(settings) as kit:
        await kit.producer.send_batch(SINGLE, key="k", values=[b"page before"])
        broker.freeze()
        try:
            for _ in range(2):
                with pytest.raises(ProduceError):
                    await kit.producer.send_batch(SINGLE, key="k", values=values, timeout=0.7)
        finally:
            broker.thaw()

        async def published() -> bool:
            try:
                await kit.producer.send_batch(SINGLE, key="k", values=values, timeout=10)
            except ProduceError:
                return False
            return True

        await until(published, 30)
        await kit.producer.send_batch(SINGLE, key="k", values=[b"page after"])
        log = [record.value for record in await log_of(settings, SINGLE.name(settings.topic_prefix))]
    expected = [b"page before", *values, b"page after"]
    seqs = {value: seq for seq, value in enumerate(expected)}
    watermark = -1
    for value in log:
        assert seqs[value] <= watermark + 1, "a reader would have met a gap"
        watermark = max(watermark, seqs[value])
    assert watermark == len(expected) - 1
    assert len(log) > len(expected), "nothing came late: the test has not tested anything"


async def test_a_frozen_broker_costs_a_caller_no_more_than_its_time(broker, settings):
    await broker.running()
    producer = EventProducer(settings)
    async with running(settings):
        await producer.send(SINGLE, key="k", value=b"1")
        broker.freeze()
        try:
            now = asyncio.get_running_loop().time
            started = now()
            calls = (producer.send(SINGLE, key="k", value=b"2", timeout=1) for _ in range(20))
            answers = await asyncio.gather(*calls, return_exceptions=True)
            assert all(isinstance(answer, ProduceError) for answer in answers)
            assert now() - started < 2
        finally:
            broker.thaw()
        await producer.send(SINGLE, key="k", value=b"3")
    await producer.stop(2)


async def test_nothing_is_lost_or_out_of_order_over_a_killed_broker(broker, settings):
    await broker.running()
    seen, sent, stop = Seen(), [], asyncio.Event()
    tailed: list[bytes] = []

    async def produce(kit: KafkaRuntime) -> None:
        while not stop.is_set():
            value = b"%06d" % len(sent)
            try:
                await kit.producer.send(SINGLE, key="k", value=value, timeout=2)
            except ProduceError:
                continue
            sent.append(value)
            await asyncio.sleep(0.005)

    async def tail() -> None:
        async with aclosing(TailConsumer(settings, SINGLE).events()) as events:
            async for event in events:
                if isinstance(event, Arrived):
                    tailed.extend(record.value or b"" for record in event.records)

    async with running(settings, subscription(seen, SINGLE)) as kit:
        load, tailing = asyncio.create_task(produce(kit)), asyncio.create_task(tail())
        try:
            await until(lambda: len(seen.records) > 50 and len(tailed) > 50)
            broker.kill()
            await until(lambda: not kit.ready()[0], 15, "readiness tells of it")
            await broker.start()
            at_restart = len(sent)
            await until(lambda: len(sent) > at_restart + 100, 60, "producing goes on")
            await until(lambda: kit.ready()[0], 30, "ready again")
            stop.set()
            await load
            await until(lambda: set(sent) <= set(seen.values), 30, "all was consumed")
            await until(lambda: set(sent) <= set(tailed), 30, "all was tailed")
        finally:
            tailing.cancel()
    first_times = list(dict.fromkeys(seen.values))
    assert first_times == sorted(first_times)
    assert list(dict.fromkeys(tailed)) == sorted(set(tailed))


async def test_of_many_events_those_are_known_that_a_frozen_broker_has_acknowledged(broker, settings):
    await broker.running()
    before = [Outbound(f"k{number}", b"before", {}) for number in range(50)]
    after = [Outbound(f"k{number}", b"after", {}) for number in range(50)]
    async with running(settings) as kit:
        assert all(await kit.producer.send_many(SINGLE, before))
        broker.freeze()
        try:
            assert not any(await kit.producer.send_many(SINGLE, after, timeout=0.7))
        finally:
            broker.thaw()
        assert all(await kit.producer.send_many(SINGLE, after))
        found = await log_of(settings, SINGLE.name(settings.topic_prefix))
    assert {(record.key, record.value) for record in found} == {
        (event.key.encode(), event.value) for event in (*before, *after)
    }


async def test_a_stop_does_not_hang_on_a_dead_broker(broker, settings):
    await broker.running()
    async with running(settings, subscription(Seen(), SINGLE)) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"x")
        broker.kill()
        started = asyncio.get_running_loop().time()
        await kit.stop(2)
        assert asyncio.get_running_loop().time() - started < 20
