"""Members that come and go."""

import asyncio
from collections import Counter

from psasync.kit.kafka.metrics import LOST_COMMITS
from tests.support.kafka_kit import SINGLE, THINGS, Seen, committed, running, subscription
from tests.support.waiting import until


async def test_members_join_and_leave_under_load_and_nothing_is_lost(settings):
    first, second = Seen(), Seen()
    sent: list[bytes] = []
    enough = asyncio.Event()

    async def handler_of(seen, records, letters):
        await asyncio.sleep(0.01)
        await seen(records, letters)

    async def produce(kit):
        while not enough.is_set():
            value = b"%05d" % len(sent)
            await kit.producer.send(THINGS, key=str(len(sent) % 50), value=value)
            sent.append(value)

    def member(seen):
        return subscription(lambda records, letters: handler_of(seen, records, letters), max_records=20)

    def handled():
        return Counter(first.values) + Counter(second.values)

    async with running(settings, member(first)) as kit:
        load = asyncio.create_task(produce(kit))
        await until(lambda: len(first.records) > 50, 20)
        async with running(settings, member(second), service="second"):
            await until(lambda: len(second.records) > 50, 20)
        left_at = len(first.records)
        await until(lambda: len(first.records) > left_at + 50, 20)
        enough.set()
        await load
        await until(lambda: set(handled()) == set(sent), 20)
    # Joining and leaving are orderly here: the batch at hand is committed before its partition is given away.
    assert max(handled().values()) == 1
    assert sum((await committed(settings)).values()) == len(sent)


async def test_work_that_outlives_its_partition_is_not_committed_and_is_done_again_elsewhere(settings):
    began, finish = asyncio.Event(), asyncio.Event()
    attempts = Counter()

    async def held_up(records, letters):
        attempts.update(record.value for record in records)
        began.set()
        await finish.wait()

    second = Seen()
    async with running(settings, subscription(held_up, SINGLE)) as kit:
        await kit.producer.send(SINGLE, key="k", value=b"x")
        await began.wait()
        # The newcomer's join takes the partition away while the first one works on, longer than it is waited for.
        async with running(settings, subscription(second, SINGLE), service="second"):
            finish.set()
            await until(lambda: second.records or attempts[b"x"] > 1, 20)

            async def committed_once():
                return await committed(settings, SINGLE) == {0: 1}

            await until(committed_once, 20)
    assert attempts[b"x"] + len(second.records) >= 2


async def test_a_commit_that_fails_does_not_stop_the_consumer(settings):
    lost = LOST_COMMITS.labels(SINGLE.name(settings.topic_prefix), f"{settings.topic_prefix}.readers")
    seen = Seen()
    async with running(settings, subscription(seen, SINGLE)) as kit:
        # The group forgets its member behind its back, as after a pause longer than the session.
        coordinator = kit._loops[0]._subscriber.consumer._coordinator
        await kit.producer.send(SINGLE, key="k", value=b"1")
        await until(lambda: len(seen.records) == 1)
        coordinator.generation += 7
        await kit.producer.send(SINGLE, key="k", value=b"2")
        await until(lambda: lost._value.get() >= 1, 20)
        await kit.producer.send(SINGLE, key="k", value=b"3")
        await until(lambda: b"3" in seen.values, 20)

        async def all_committed():
            return await committed(settings, SINGLE) == {0: 3}

        await until(all_committed, 20)


async def test_a_client_whose_coordination_has_died_is_replaced(settings, monkeypatch):
    """As it does when a connection closes between two of its steps; every poll fails from then on."""
    seen = Seen()
    async with running(settings, subscription(seen)) as kit:
        await kit.producer.send(THINGS, key="a", value=b"before")
        await until(lambda: seen.values == [b"before"])
        coordinator = kit._loops[0]._consumer()._coordinator

        async def broken() -> None:
            raise RuntimeError("unable to perform operation on a closed transport")

        monkeypatch.setattr(coordinator, "ensure_coordinator_known", broken)
        coordinator.coordinator_dead()
        await until(coordinator._coordination_task.done, 20, "the coordination dies")
        await kit.producer.send(THINGS, key="a", value=b"after")
        await until(lambda: b"after" in seen.values, 45, "what comes afterwards is read")
        await until(lambda: kit.ready()[0], 20, "ready again")
