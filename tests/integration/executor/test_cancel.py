"""Guarantee 8: a cancel is honoured wherever it meets the execution, and nothing is written after it."""

from __future__ import annotations

import asyncio

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.port import PsaError
from psasync_executor.probe import Point

from .lab import at

BUSY = PsaError(
    ErrorKind.CONNECTIVITY, IssueCode.SOURCE_THROTTLED, "Slow down.", permanent=False, retry_after=3000, status=429
)


async def canceled(lab, execution: str, *, by: str = "ann"):
    story = (await lab.finished(execution)).consistent()
    assert story.end["result"] == "canceled"
    assert story.end["canceled"]["by"] == by
    assert story.end["canceled"]["reason"] == "enough"
    before = await lab.documents("records")
    await lab.cancel(execution, reason="again", requested_by="bob")
    assert await lab.documents("records") == before
    assert (await lab.story(execution)).events == story.events
    return story


async def test_while_queued(lab):
    execution = await lab.request()
    await lab.cancel(execution, reason="enough", requested_by="ann")
    lab.node()
    story = await canceled(lab, execution)
    assert story.events == [story.end]
    assert lab.psa.scopes == []


async def test_before_the_request(lab):
    await lab.cancel("early", reason="enough", requested_by="ann")
    assert (await lab.job("early"))["expires_at"]
    await lab.request(execution="early")
    lab.node()
    await canceled(lab, "early")
    assert lab.psa.scopes == []


async def test_while_the_source_is_read(lab):
    lab.psa.gate = asyncio.Event()
    lab.node()
    execution = await lab.request()
    await lab.in_state(execution, "running")
    await lab.cancel(execution, reason="enough", requested_by="ann")
    await canceled(lab, execution)


async def test_seen_by_the_heartbeat_of_another_process(lab):
    lab.psa.gate = asyncio.Event()
    lab.node()
    execution = await lab.request()
    await lab.in_state(execution, "running")
    for node in lab.nodes:
        node.bell.nudge = lambda _execution: None
    await lab.cancel(execution, reason="enough", requested_by="ann")
    await canceled(lab, execution)


async def test_between_pages_what_is_written_is_reported_and_the_cursor_stays(lab):
    lab.psa.fill(Entity.COMPANY, 50)
    stored, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        stored.set()
        await go_on.wait()

    lab.node(at(Point.AFTER_OUTBOX_WRITE, 2, hold))
    execution = await lab.request()
    await asyncio.wait_for(stored.wait(), 20)
    await lab.cancel(execution, reason="enough", requested_by="ann")
    go_on.set()

    story = await canceled(lab, execution)

    assert story.outcomes == {"created": 20}
    assert len(await lab.documents("records")) == 20
    assert await lab.documents("cursors") == []
    assert story.end["completed_entities"] == []
    assert (await lab.run()).consistent().outcomes == {"created": 30, "unchanged": 20}


async def test_inside_the_writes_of_a_page(lab, monkeypatch):
    """With pieces of seven records, a page of twenty is cut after the first piece."""
    monkeypatch.setattr("psasync_executor.run.destinations.platform._PIECE", 7)
    lab.psa.fill(Entity.COMPANY, 20)
    node = lab.node()
    write = node.stores.records.write
    execution = await lab.request()

    async def cancel_after(*args) -> None:
        await write(*args)
        await lab.cancel(execution, reason="enough", requested_by="ann")
        for _ in range(100):
            job = await lab.job(execution)
            await asyncio.sleep(0.05)
            if job["lease_until"] != first["lease_until"]:
                return

    first = await lab.in_state(execution, "running")
    node.stores.records.write = cancel_after
    story = await canceled(lab, execution)
    assert story.outcomes in ({"created": 7}, {"created": 14})
    assert len(await lab.documents("records")) == sum(story.outcomes.values())
    assert story.end["fetched"] == {"company": sum(story.outcomes.values())}


async def test_while_parked(lab):
    lab.psa.faults = [BUSY]
    lab.node()
    execution = await lab.request()
    await lab.in_state(execution, "parked")
    await lab.cancel(execution, reason="enough", requested_by="ann")
    await canceled(lab, execution)


async def test_of_a_dead_executors_run(lab):
    lab.psa.fill(Entity.COMPANY, 50)
    execution = await lab.request()
    await lab.dies_at(Point.MID_PUBLISH, 4)
    await lab.cancel(execution, reason="enough", requested_by="ann")
    await lab.lapse(execution)
    lab.node()
    story = await canceled(lab, execution)
    assert len(await lab.documents("records")) == story.outcomes["created"]


async def test_another_tenant_cannot_cancel(lab):
    execution = await lab.request()
    await lab.cancel(execution, tenant="other", reason="enough")
    lab.node()
    assert (await lab.finished(execution)).end["result"] == "completed"


async def test_a_marker_of_another_tenant_does_not_hit_the_request(lab):
    await lab.cancel("early", tenant="other", reason="enough")
    await lab.request(execution="early")
    lab.node()
    assert (await lab.finished("early")).end["result"] == "completed"


@pytest.mark.parametrize("first", ["finish", "cancel"])
async def test_one_compare_and_set_decides_between_finish_and_cancel(lab, first):
    lab.psa.fill(Entity.COMPANY, 5)
    node = lab.node()
    store_end = node.stores.jobs.store_end

    async def raced(job, page, *, canceled):
        if first == "cancel" and not canceled:
            await lab.cancel(job.id, reason="enough", requested_by="ann")
        result = await store_end(job, page, canceled=canceled)
        if first == "finish":
            await lab.cancel(job.id, reason="enough", requested_by="ann")
        return result

    node.stores.jobs.store_end = raced
    execution = await lab.request()
    story = (await lab.finished(execution)).consistent()
    assert story.end["result"] == {"finish": "completed", "cancel": "canceled"}[first]
