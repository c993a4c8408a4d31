"""The Python client's Kafka part against the running services."""

from __future__ import annotations

import asyncio
import uuid

import pytest
import pytest_asyncio

from psasync_client import ConnectionFailed, PsaSyncError
from psasync_client.kafka import KafkaConnection, Requests, Statuses
from psasync_client.models import common

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECONDS = 60


@pytest.fixture
def connection(cluster) -> KafkaConnection:
    return KafkaConnection(
        cluster.environment["PSASYNC_KAFKA_BOOTSTRAP"], prefix=cluster.environment["PSASYNC_TOPIC_PREFIX"]
    )


@pytest_asyncio.fixture(loop_scope="session")
async def requests(connection):
    async with Requests(connection, source="example.org/billing") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def syncing(platform, company):
    return await platform.connect(company(), 50, entities=("company",))


async def test_asked_for_and_followed(platform, requests, connection, syncing):
    order = f"order-{uuid.uuid4()}"
    request = {"tenant": syncing.tenant, "sync": syncing.sync, "requested_by": "billing"}
    async with Statuses(connection) as statuses, asyncio.timeout(SECONDS):
        first = await requests.start(request, event_id=order)
        again = await requests.start(request, event_id=order)
        assert first == again
        events = [event async for event in statuses.of(first.execution_id)]
    assert [event.data.status.value for event in events] == ["queued", "in_progress", "finished_with_warnings"]
    assert len({event.id for event in events}) == len(events)
    last = events[-1].data
    assert (last.trigger, last.requested_by, last.outcome) == (common.Trigger.EVENT, "billing", "failure")
    assert sum(last.counts.values()) == syncing.records
    document = await platform.execution(first.execution_id)
    assert document["totals"] == {outcome.value: count for outcome, count in last.counts.items()}
    history = await platform.call("GET", "results", "/v1/executions", params={"sync": syncing.sync})
    assert [each["id"] for each in history["items"]] == [first.execution_id]


async def test_a_group_goes_on_where_it_was(requests, connection, syncing):
    group = f"{connection.prefix}-test-{uuid.uuid4()}"
    asked = await requests.start({"tenant": syncing.tenant, "sync": syncing.sync})
    seen: list[str] = []
    async with asyncio.timeout(SECONDS):
        while not seen or seen[-1] != "finished_with_warnings":
            # A new group reads what the topic holds; each look takes one event further and is done with the one before.
            async with Statuses(connection, group=group) as statuses:
                event = await anext(statuses.of(asked.execution_id))
                if event.data.status.value in seen:
                    event = await anext(statuses.of(asked.execution_id))
                seen.append(event.data.status.value)
    assert seen == ["queued", "in_progress", "finished_with_warnings"]


async def test_an_event_that_was_not_done_with_comes_again(requests, connection, syncing):
    group = f"{connection.prefix}-test-{uuid.uuid4()}"
    asked = await requests.start({"tenant": syncing.tenant, "sync": syncing.sync})

    async def first() -> str:
        async with Statuses(connection, group=group) as statuses:
            event = await anext(statuses.of(asked.execution_id))
            raise RuntimeError(event.id)

    async with asyncio.timeout(SECONDS):
        with pytest.raises(RuntimeError) as failed:
            await first()
        with pytest.raises(RuntimeError) as once_more:
            await first()
    assert str(failed.value) == str(once_more.value)


async def test_stopped(platform, requests, connection, syncing):
    await platform.fault(syncing.company, "slow", "companies", seconds=5, count=1000)
    async with Statuses(connection) as statuses, asyncio.timeout(SECONDS):
        asked = await requests.start({"tenant": syncing.tenant, "sync": syncing.sync})
        async for event in statuses.of(asked.execution_id):
            if event.data.status is common.Status.IN_PROGRESS:
                await requests.cancel(syncing.tenant, asked.execution_id, reason="withdrawn", requested_by="billing")
                await platform.no_faults()
    await platform.no_faults()
    assert event.data.status is common.Status.CANCELED
    assert event.data.canceled is not None
    assert (event.data.canceled.by, event.data.canceled.reason) == ("billing", "withdrawn")


@pytest.mark.parametrize("opened", [lambda c: Requests(c, source="x"), Statuses], ids=["requests", "statuses"])
async def test_nobody_there(free_port, opened):
    with pytest.raises(PsaSyncError) as caught:
        async with opened(KafkaConnection(f"127.0.0.1:{free_port()}", within=10)):
            pass
    assert isinstance(caught.value, ConnectionFailed)
