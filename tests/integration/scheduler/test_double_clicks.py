"""Many identical requests at once, over two replicas: one execution."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from psasync.contracts.topics import SYNC_REQUESTED
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.service import Client, Published, as_, running
from tests.integration.scheduler.siblings import Siblings
from tests.integration.scheduler.test_executions import requests_of
from tests.support.waiting import until

QUEUE = {"position": 5, "alike": None, "queued": 1, "of_sync": None, "of_connection": None}


def distinct(events: list[dict]) -> set[str]:
    """An event may be sent by two replicas: under one id it is one."""
    return {event["ce"].id for event in events}


@pytest.fixture
async def replicas(api: Client, settings: SchedulerSettings) -> AsyncIterator[list[Client]]:
    key = api.headers["authorization"].removeprefix("Bearer ")
    async with running(settings, key) as second:
        yield [api, second]


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "click"}], ids=["without a key", "with a key"])
async def test_twenty_at_once_are_one_execution(replicas: list[Client], published: Published, headers: dict[str, str]):
    sync = await replicas[0].sync()
    path, body = f"/v1/syncs/{sync}/executions", {"entities": ["company"]}
    answers = await asyncio.gather(
        *(replicas[number % 2].post(path, json=body, headers=headers) for number in range(20))
    )
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["execution_id"] for answer in answers}) == 1
    assert len(distinct(await requests_of(published, 1))) == 1
    joined = [answer.json()["joined"] for answer in answers]
    assert joined.count(False) == (20 if headers else 1)

    later = await replicas[1].post(path, json=body)
    assert later.json()["joined"] is False, "what was sent before is under way, and may not see what is new"

    async def another() -> bool:
        return len(distinct(await published.events(SYNC_REQUESTED))) == 2

    await until(another, within=30, what="the later request in Kafka")


async def test_one_that_waits_at_the_executor_is_named(api: Client, beside: Siblings, published: Published):
    tenant = await api.tenant()
    sync = await api.sync(tenant)
    path = f"/v1/syncs/{sync}/executions"
    beside.queue = QUEUE
    assert (await api.post(path)).json()["queue_position"] == 5
    await requests_of(published, 1)
    beside.queue = QUEUE | {"alike": "waiting-run", "position": 2}
    for headers in ({}, {"Idempotency-Key": "one"}, {"Idempotency-Key": "one"}):
        answer = (await api.post(path, headers=headers)).json()
        assert (answer["execution_id"], answer["joined"], answer["queue_position"]) == ("waiting-run", True, 2)
    assert {question["join"] for question in beside.questions} == {True}
    assert len(await published.events(SYNC_REQUESTED)) == 1
    entries = (await api.get("/v1/audit", params={"limit": 500})).json()["items"]
    joins = [entry for entry in entries if entry["action"] == "execution.joined"]
    assert [entry["subject"] for entry in joins] == ["waiting-run"] * 2, "each is somebody's act, a repetition is not"

    beside.executions["waiting-run"] = {"tenant": tenant, "status": "queued"}
    await api.post("/v1/executions/waiting-run/cancel", headers=as_(await api.key("operator")))
    assert (await api.post(path)).json()["joined"] is False, "nobody joins what is canceled"


async def test_a_list_of_records_stays_below_what_the_executor_takes(api: Client):
    sync = await api.sync()
    records = [{"entity": "company", "source_id": f"{number:04}" + "ä" * 190 + "x"} for number in range(1000)]
    answer = await api.post(f"/v1/syncs/{sync}/executions", json={"records": records[:1000]})
    assert answer.status_code == 202
    records = [{"entity": "company", "source_id": f"{number:04}" + "漢" * 190} for number in range(1000)]
    answer = await api.post(f"/v1/syncs/{sync}/executions", json={"records": records})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "records")
