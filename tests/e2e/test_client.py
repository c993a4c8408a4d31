"""The Python client against the running services."""

from __future__ import annotations

import asyncio
import csv
import io
import uuid

import pytest
import pytest_asyncio

from psasync_client import Addresses, AsyncClient, Client, Conflict, Invalid, NotFound, StillRunning, Unauthorized
from psasync_client.models import common, results
from psasync_client.models.scheduler import PreflightView

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


async def test_a_run_and_what_it_did(client, syncing):
    seen: list[results.ExecutionView] = []
    done = await client.run_and_wait(syncing.sync, {"mode": "missing"}, on_progress=seen.append)
    assert done.status is common.Status.FINISHED_WITH_WARNINGS
    assert done == seen[-1] == await client.executions.get(done.id)
    assert done.trigger is common.Trigger.MANUAL

    records = [record async for record in client.executions.records(done.id, limit=20)]
    assert len(records) == done.fetched == syncing.records
    stored = [record async for record in client.platform_records.list(syncing.tenant, "company", limit=7)]
    assert {record.entity for record in stored} == {common.Entity.COMPANY}
    assert len(stored) == sum(record.entity == "company" and record.outcome == "created" for record in records)

    rows = b"".join([piece async for piece in client.executions.export_records(done.id, format=results.Format.CSV)])
    exported = list(csv.DictReader(io.StringIO(rows.decode("utf-8-sig"))))
    assert [(row["source_id"], row["outcome"]) for row in exported] == [
        (record.source_id, record.outcome.value) for record in records
    ]
    history = b"".join([piece async for piece in client.executions.export(format="jsonl", sync=syncing.sync)])
    assert history.count(b"\n") == 1

    unchanged = await client.executions.get(done.id)
    assert await client.executions.get(done.id, if_none_match=unchanged.etag) is None


async def test_without_an_event_loop(platform, addresses, syncing):
    def use() -> tuple[results.ExecutionView, list[str], list[str]]:
        with Client(platform.key, addresses) as blocking:
            done = blocking.run_and_wait(syncing.sync)
            records = [record.source_id for record in blocking.executions.records(done.id, entity="company", limit=3)]
            with blocking.executions.watch(done.id) as events:
                return done, records, [event.event for event in events]

    done, records, events = await asyncio.to_thread(use)
    assert done.status == "finished_with_warnings"
    assert len(records) == syncing.counts["companies"]
    assert events == ["snapshot"]


async def test_results_is_restarted_while_it_is_waited(platform, cluster, client, syncing):
    """One stream goes on behind its last event, and the one who waits is told of the end."""
    await platform.fault(syncing.company, "slow", "contacts", seconds=8, count=1000)
    accepted = await client.executions.start(syncing.sync)
    waiting = asyncio.create_task(client.wait(accepted.execution_id, within=100))
    await platform.until(accepted.execution_id, lambda document: document["status"] == "in_progress")
    revisions: list[int] = []
    async with client.executions.watch(accepted.execution_id) as events:
        async for event in events:
            revisions.append(int(event.id or 0))
            if len(revisions) == 1:
                await cluster.restart("results")
            if event.data.current_entity == "contact":
                await platform.no_faults()
    await platform.no_faults()
    await cluster.wait_ready("results")
    done = await waiting
    assert done.status == "finished_with_warnings"
    assert revisions == sorted(set(revisions))
    assert len(revisions) > 1


async def test_a_request_is_one_execution_however_often_it_is_sent(client, syncing):
    order = f"order-{uuid.uuid4()}"
    first, second = [
        await client.executions.start(syncing.sync, {"entities": ["company"]}, idempotency_key=order) for _ in range(2)
    ]
    assert first.execution_id == second.execution_id
    done = await client.run_and_wait(syncing.sync, {"entities": ["company"]}, idempotency_key=order)
    assert done.id == first.execution_id
    assert len([each async for each in client.executions.list(sync=syncing.sync)]) == 1
    with pytest.raises(Invalid):
        await client.executions.start(syncing.sync, {"entities": ["contact"]}, idempotency_key=order)


async def test_everything_again_needs_to_be_confirmed(client, syncing):
    done = await client.run_and_wait(syncing.sync, {"entities": ["company"]})
    again = {"mode": "force", "entities": ["company"]}
    weighed = await client.executions.start(syncing.sync, again, preflight=True)
    assert isinstance(weighed, PreflightView)
    assert weighed.needs_confirmation is True
    with pytest.raises(Conflict) as caught:
        await client.executions.start(syncing.sync, again)
    assert caught.value.code == "confirmation-needed"
    assert caught.value.extra["records"] == done.totals["created"]
    forced = await client.run_and_wait(syncing.sync, {**again, "confirmed": True})
    assert forced.totals["updated"] == done.totals["created"]


async def test_one_that_takes_too_long_goes_on(platform, client, syncing):
    await platform.fault(syncing.company, "slow", ".", seconds=5, count=1000)
    with pytest.raises(StillRunning) as caught:
        await client.run_and_wait(syncing.sync, within=1)
    await platform.no_faults()
    await client.executions.cancel(caught.value.execution_id, {"reason": "not worth it"})
    done = await client.wait(caught.value.execution_id, within=60)
    assert done.status == "canceled"
    assert done.canceled is not None
    assert done.canceled.reason == "not worth it"


async def test_a_version_that_is_not_the_latest(client, syncing):
    tenant = await client.tenants.get(syncing.tenant)
    changed = await client.tenants.change(tenant.id, {"name": f"{tenant.name} 2"}, if_match=tenant.version)
    assert changed.version == tenant.version + 1
    with pytest.raises(Conflict) as caught:
        await client.tenants.change(tenant.id, {"name": "x"}, if_match=tenant.version)
    assert (caught.value.status, caught.value.extra["version"]) == (412, changed.version)


async def test_wrong_keys_and_things_that_are_not_there(platform, addresses, client, syncing):
    with pytest.raises(NotFound):
        await client.syncs.get("none")
    async with AsyncClient("psk_0000000000_nobodys", addresses) as nobody:
        with pytest.raises(Unauthorized):
            await nobody.syncs.get(syncing.sync)
    async with AsyncClient(None, addresses) as stranger:
        assert (await stranger.sign_in.options()).etag is None
        with pytest.raises(Unauthorized):
            await anext(stranger.executions.follow(syncing.tenant))


async def test_tickets_live(platform, client, syncing, eventually):
    await platform.register_callback(syncing)

    async def change() -> None:
        await eventually(listening)
        await platform.control("POST", syncing.company, "/tickets", {"fields": {"summary": "No dial tone"}})

    async def listening() -> int:
        return (await client.tickets.streams(tenant=syncing.tenant)).open

    changing = asyncio.create_task(change())
    async with client.tickets.follow(syncing.tenant) as events:
        event = await asyncio.wait_for(anext(events), 30)
    await changing
    assert isinstance(event.data, common.TicketChanged)
    assert (event.data.tenant, event.data.title) == (syncing.tenant, "No dial tone")
