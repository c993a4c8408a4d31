"""Issues of what the catalog takes away."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.contracts.internal import ResolvedConnection, ResolvedSync
from psasync.contracts.topics import CATALOG_CHANGED
from psasync.contracts.vocabulary import Entity, Outcome, System
from psasync.kit.kafka import EventProducer
from psasync.kit.mongo import Database
from psasync_results.domain.catalog import AGAIN
from psasync_results.issue_care.closing import CatalogClosing
from psasync_results.settings import ResultsSettings
from psasync_results.store.gone_issues import GoneIssues
from psasync_results.store.sync_changes import COLLECTION, SyncChanges
from tests.integration.results.conftest import Replica
from tests.integration.results.scheduling import scheduling
from tests.integration.results.service import running, until
from tests.integration.results.test_issues import issues_of
from tests.unit.results.streams import SYNC, TENANT, Stream

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
SOURCE = ResolvedConnection(
    id="c",
    tenant=TENANT,
    system=System.CONNECTWISE,
    name="c",
    version=1,
    settings={},
    secrets={},
    calls_per_minute=1,
    concurrent_calls=1,
)


def resolved(version: int, *entities: Entity) -> ResolvedSync:
    return ResolvedSync(
        id=SYNC,
        tenant=TENANT,
        name="s",
        version=version,
        time_zone="UTC",
        active=True,
        source=SOURCE,
        entities=entities,
    )


def changed(version: int, *, archived: bool = False) -> CatalogChanged:
    return CatalogChanged(
        change=CatalogChange.SYNC_CHANGED,
        tenant=TENANT,
        subject=SYNC,
        subject_version=version,
        at=NOW,
        archived=archived,
    )


class Catalog:
    def __init__(self) -> None:
        self.known: ResolvedSync | None = None

    async def sync(self, _id: str) -> ResolvedSync | None:
        return self.known

    def forget(self, _event: CatalogChanged) -> None: ...


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def catalog() -> Catalog:
    return Catalog()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def closing(database: Database, catalog: Catalog, clock: Clock) -> CatalogClosing:
    return CatalogClosing(SyncChanges(database), GoneIssues(database), catalog, clock)


async def work(closing: CatalogClosing) -> int:
    steps = 0
    while await closing.step():
        steps += 1
    return steps


async def broken(replica: Replica, fence: int = 1) -> None:
    stream = Stream(f"run-{fence}", fence=fence).started().record(Outcome.REJECTED, source_id="1")
    stream.record(Outcome.REJECTED, Entity.CONTACT, source_id="2")
    await replica.folding.apply(stream.ended().events)


async def states(database: Database) -> dict[str, tuple[str, str | None]]:
    found = await issues_of(database)
    return {issue["source_id"]: (issue["state"], issue.get("resolution")) for issue in found.values()}


async def test_an_archived_sync_has_no_issues(replica: Replica, database: Database, closing: CatalogClosing) -> None:
    await broken(replica)
    await replica.folding.apply(
        Stream("other", sync="acme-2").started().record(Outcome.REJECTED, source_id="3").ended().events
    )
    await database.collection("issues").update_one({"source_id": "1"}, {"$set": {"state": "dismissed"}})
    await closing.take([changed(4, archived=True)])
    assert await work(closing) == 1
    assert await states(database) == {"1": ("resolved", "gone"), "2": ("resolved", "gone"), "3": ("open", None)}


async def test_a_run_that_had_begun_is_followed_until_it_must_be_over(
    replica: Replica, database: Database, closing: CatalogClosing, clock: Clock
) -> None:
    await closing.take([changed(4, archived=True)])
    await work(closing)
    await broken(replica)
    assert await work(closing) == 0
    for gap in AGAIN:
        clock.at += gap - timedelta(seconds=1)
        assert await work(closing) == 0
        clock.at += timedelta(seconds=1)
        assert await work(closing) == 1
        assert set((await states(database)).values()) == {("resolved", "gone")}
    assert await database.collection(COLLECTION).count({}) == 0


async def test_an_entity_that_is_no_longer_carried(
    replica: Replica, database: Database, closing: CatalogClosing, catalog: Catalog
) -> None:
    await broken(replica)
    catalog.known = resolved(5, Entity.COMPANY)
    await closing.take([changed(5)])
    await work(closing)
    assert await states(database) == {"1": ("open", None), "2": ("resolved", "gone")}
    await broken(replica, 2)  # it is carried again
    assert (await states(database))["2"][0] == "open"


async def test_an_answer_older_than_the_change_decides_nothing(
    replica: Replica, database: Database, closing: CatalogClosing, catalog: Catalog, clock: Clock
) -> None:
    await broken(replica)
    catalog.known = resolved(4, Entity.COMPANY)
    await closing.take([changed(5)])
    await work(closing)
    assert (await states(database))["2"][0] == "open"
    catalog.known = resolved(5, Entity.CONTACT)
    clock.at += timedelta(seconds=30)
    await work(closing)
    assert await states(database) == {"1": ("resolved", "gone"), "2": ("open", None)}


async def test_versions_count_and_repetition_does_not(
    database: Database, closing: CatalogClosing, catalog: Catalog
) -> None:
    await closing.take([changed(7, archived=True), changed(6)])
    await closing.take([changed(5), changed(7, archived=True)])
    (kept,) = await database.collection(COLLECTION).find_list({}, limit=5)
    assert (kept["version"], kept["archived"]) == (7, True)


@pytest.fixture
async def producer(settings: ResultsSettings) -> AsyncIterator[EventProducer]:
    producer = EventProducer(settings)
    yield producer
    await producer.stop(5)


async def test_through_kafka_and_the_catalog(
    replica: Replica, database: Database, settings: ResultsSettings, producer: EventProducer
) -> None:
    await broken(replica)
    async with scheduling(settings) as scheduler:
        scheduler.syncs[SYNC] = resolved(5, Entity.COMPANY).model_dump(mode="json")
        at = settings.model_copy(update={"scheduler_url": scheduler.url})
        async with running(at):

            async def closed(*ids: str) -> bool:
                found = await states(database)
                return {id_ for id_, (state, _) in found.items() if state == "resolved"} == set(ids)

            await producer.send(CATALOG_CHANGED, key=TENANT, value=b"{no json", headers={})
            await producer.send(CATALOG_CHANGED, key=TENANT, value=changed(5).model_dump_json().encode(), headers={})
            await until(lambda: closed("2"), "the entity's issues are closed")
            gone = changed(6, archived=True).model_dump_json().encode()
            await producer.send(CATALOG_CHANGED, key=TENANT, value=gone, headers={})
            await until(lambda: closed("1", "2"), "the sync's issues are closed")
