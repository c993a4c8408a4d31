"""The Python client against the running services."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from psasync_client import Addresses, AsyncClient, Client
from psasync_client.models import common

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def addresses(cluster) -> Addresses:
    return Addresses(
        scheduler=cluster.url("scheduler"),
        executor=cluster.url("executor"),
        results=cluster.url("results"),
        relay=cluster.url("tickets-relay"),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def client(platform, addresses):
    async with AsyncClient(platform.key, addresses) as reached:
        yield reached


@pytest_asyncio.fixture(loop_scope="session")
async def syncing(platform, company):
    return await platform.connect(company(), 50, entities=("company", "contact"))


async def test_a_run_from_request_to_records(client, syncing):
    accepted = await client.executions.start(syncing.sync, {"mode": "missing"})
    seen = []
    async for event in client.executions.watch(accepted.execution_id):
        seen.append(event)
    assert seen[-1].data.status is common.Status.FINISHED_WITH_WARNINGS
    records = [record async for record in client.executions.records(accepted.execution_id, limit=20)]
    assert len(records) == seen[-1].data.fetched == syncing.records
    stored = [record async for record in client.platform_records.list(syncing.tenant, "company", limit=7)]
    assert {record.entity for record in stored} == {common.Entity.COMPANY}
    assert len(stored) == sum(record.entity == "company" and record.outcome == "created" for record in records)


async def test_without_an_event_loop(platform, addresses, syncing):
    def use() -> list[str]:
        with Client(platform.key, addresses) as blocking:
            return [tenant.id for tenant in blocking.tenants.list(limit=2)]

    assert syncing.tenant in await asyncio.to_thread(use)
