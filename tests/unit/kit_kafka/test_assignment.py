import asyncio

from aiokafka import TopicPartition

from psasync.kit.kafka.assignment import Assignment

ONE, TWO = TopicPartition("t", 1), TopicPartition("t", 2)


async def nothing(_revoked) -> None:
    pass


def assignment(drain_seconds: float = 5) -> Assignment:
    return Assignment(drain_seconds, nothing)


async def test_a_batch_from_before_a_rebalance_is_not_held_even_if_the_partition_came_back():
    held = assignment()
    await held.on_partitions_assigned({ONE})
    with held.working() as before:
        assert held.holds(ONE, before)
        assert not held.holds(TWO, before)
    await held.on_partitions_revoked({ONE})
    await held.on_partitions_assigned({ONE})
    assert not held.holds(ONE, before)
    with held.working() as now:
        assert held.holds(ONE, now)


async def test_revoking_waits_for_the_batch_at_hand():
    held = assignment()
    await held.on_partitions_assigned({ONE})
    with held.working() as generation:
        revoking = asyncio.create_task(held.on_partitions_revoked({ONE}))
        await asyncio.sleep(0)
        assert held.holds(ONE, generation)
    await revoking
    assert not held.holds(ONE, generation)


async def test_revoking_does_not_wait_for_ever():
    held = assignment(drain_seconds=0.01)
    with held.working() as generation:
        await held.on_partitions_revoked({ONE})
        assert held.generation == generation + 1


async def test_waiting_and_working_are_seen_from_outside():
    held = assignment()
    assert held.waiting_since is not None
    await held.on_partitions_assigned(set())
    assert held.waiting_since is None
    assert held.working_since is None
    with held.working():
        assert held.working_since is not None
    assert held.working_since is None
