"""From the public topics into the inbox: real Kafka, real database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import orjson
import pytest

from psasync.contracts.cloudevents import Attributes
from psasync.contracts.events import cancel, requested
from psasync.contracts.execution_id import execution_id
from psasync.contracts.topics import CANCEL_REQUESTED, SYNC_REQUESTED
from psasync.kit.kafka import KafkaRuntime
from psasync_executor.run.bell import Bell
from psasync_executor.wiring import Stores, subscriptions
from tests.support.kafka_kit import log_of
from tests.support.waiting import until

SOURCE = "tests"


@pytest.fixture
async def kafka(settings, database) -> AsyncIterator[KafkaRuntime]:
    stores = Stores.of(settings, database)
    runtime = KafkaRuntime(settings, "executor", subscriptions(stores, Bell()), [SYNC_REQUESTED, CANCEL_REQUESTED])
    await runtime.start()
    await until(lambda: runtime.ready()[0], 30)
    yield runtime
    await runtime.stop(5)


def body(**changes) -> bytes:
    return orjson.dumps({"tenant": "acme", "sync": "nightly", **changes})


async def send(kafka, value: bytes, event: str = "1", *, topic=SYNC_REQUESTED, kind=requested.TYPE, **headers) -> None:
    given = Attributes(id=event, source=SOURCE, type=kind).headers() | headers
    await kafka.producer.send(topic, key="nightly", value=value, headers={k: v for k, v in given.items() if v})


def named(event: str) -> str:
    return execution_id(source=SOURCE, event_id=event, tenant="acme", sync="nightly")


async def jobs(database) -> dict[str, dict]:
    found = await database.collection("jobs").find_list({}, limit=100)
    return {job["_id"]: job for job in found}


async def reasons(settings, topic=SYNC_REQUESTED) -> list[str]:
    letters = await log_of(settings, topic.dlq(settings.topic_prefix))
    return [dict(letter.headers)["psasync-dlq-reason"].decode() for letter in letters]


async def test_a_request_becomes_a_job_whose_id_follows_from_the_event(kafka, database):
    await send(kafka, body(trigger="manual"), "7")
    await send(kafka, body(trigger="manual"), "7")
    await until(lambda: _has(database, named("7")), 20)
    job = (await jobs(database))[named("7")]
    assert job["state"] == "queued"
    assert (job["deadline"] - job["requested_at"]).total_seconds() == 24 * 3600


async def _has(database, *ids: str) -> bool:
    return set(ids) <= set(await jobs(database))


async def test_bad_requests_become_dead_letters_and_the_consumer_goes_on(kafka, settings, database):
    await send(kafka, b"no json", "a")
    await send(kafka, body(version=2), "b")
    await send(kafka, orjson.dumps({"tenant": "acme"}), "c")
    await send(kafka, body(), "d", ce_specversion="2.0")
    await send(kafka, body(), "e", ce_id="")
    await send(kafka, body(), "f", kind="something.else")
    await send(kafka, body(requested_by="x" * 600_000), "g")
    await send(kafka, body(), "good")
    await send(kafka, body(dry_run=True), "good")
    await send(kafka, body(dry_run=True), "last")
    await until(lambda: _has(database, named("good"), named("last")), 20)
    assert set(await jobs(database)) == {named("good"), named("last")}
    found = await reasons(settings)
    assert sorted(found) == sorted(["body", "body", "body", "headers", "headers", "type", "size", "conflict"])


async def test_reversed_periods_and_foreign_tenants_are_executions_and_no_dead_letters(kafka, database):
    await send(kafka, body(period={"first": "2026-02-02", "last": "2026-02-01"}), "p")
    await until(lambda: _has(database, named("p")), 20)


async def test_a_cancel_finds_its_job_or_waits_for_it(kafka, settings, database):
    async def stop(execution: str) -> None:
        value = orjson.dumps({"tenant": "acme", "execution": execution, "reason": "enough"})
        await send(kafka, value, f"stop {execution}", topic=CANCEL_REQUESTED, kind=cancel.TYPE)

    await send(kafka, body(), "1")
    await until(lambda: _has(database, named("1")), 20)
    await stop(named("1"))
    await stop(named("later"))
    await send(kafka, b"{}", "bad", topic=CANCEL_REQUESTED, kind=cancel.TYPE)

    async def all_there() -> bool:
        found = await jobs(database)
        return found[named("1")]["state"] == "closing" and _state(found, named("later")) == "awaited"

    await until(all_there, 20)
    await until(lambda: _dead(settings), 20)


async def _dead(settings) -> bool:
    return await reasons(settings, CANCEL_REQUESTED) == ["body"]


def _state(found: dict, execution: str) -> str:
    return found.get(execution, {}).get("state", "")
