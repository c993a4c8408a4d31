"""Real servers under the cluster: what is acknowledged survives a kill, and nothing survives the cluster."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient, WriteConcern

from tests.support import dummies
from tests.support.cluster import KAFKA, MONGO, Cluster


async def _create_topic(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic("kept", 1, 1)])
    finally:
        await admin.close()


async def _send(bootstrap: str, value: bytes) -> int:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
    await producer.start()
    try:
        return (await producer.send_and_wait("kept", value, partition=0)).offset
    finally:
        await producer.stop()


async def test_kills_lose_nothing_acknowledged_and_stop_leaves_no_process(tmp_path: Path) -> None:
    async with Cluster(tmp_path) as cluster:
        await _kill_the_broker_between_two_records(cluster)
        await _kill_the_database_after_a_journaled_write(cluster)
        last = [cluster.pid(name) for name in (KAFKA, MONGO)]
        assert all(psutil.pid_exists(pid) for pid in last)
    assert not any(psutil.pid_exists(pid) for pid in last)


async def _kill_the_broker_between_two_records(cluster: Cluster) -> None:
    bootstrap = cluster.environment["PSASYNC_KAFKA_BOOTSTRAP"]
    await _create_topic(bootstrap)
    assert await _send(bootstrap, b"before") == 0
    await cluster.kill(KAFKA)
    assert not cluster.alive(KAFKA)
    await cluster.restart(KAFKA)
    await cluster.wait_ready(KAFKA)
    assert await _send(bootstrap, b"after") == 1


async def _kill_the_database_after_a_journaled_write(cluster: Cluster) -> None:
    async with AsyncMongoClient(cluster.environment["PSASYNC_MONGO_URI"]) as client:
        kept = client["kept"].get_collection("things", write_concern=WriteConcern("majority", j=True))
        await kept.insert_one({"_id": 1})
        await cluster.restart(MONGO)
        await cluster.wait_ready(MONGO)
        assert await kept.count_documents({}) == 1


async def test_a_process_that_ends_before_it_is_ready_is_told_with_its_log(tmp_path: Path) -> None:
    async with Cluster(tmp_path, {"PSASYNC_KAFKA_BOOTSTRAP": "nowhere:1"}) as cluster:
        await cluster.spawn_command(dummies.crashing("broken", tmp_path))
        with pytest.raises(AssertionError, match="broken ended with 7 before it was ready\nout of cheese"):
            await cluster.wait_ready("broken")
