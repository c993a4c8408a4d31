"""Executors side by side on real servers, and what they said."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import orjson

from psasync.contracts.events.cancel import CancelRequested
from psasync.contracts.events.catalog import CatalogChanged
from psasync.contracts.events.records import RECORDS_EVENT
from psasync.contracts.events.requested import SyncRequested
from psasync.contracts.internal import ResolvedConnection, ResolvedSync
from psasync.contracts.topics import EXECUTION_RECORDS
from psasync.contracts.vocabulary import Entity, System
from psasync.kit.catalog import CatalogUnavailable
from psasync.kit.kafka import EventProducer
from psasync.kit.mongo import Database
from psasync_executor.domain.priority import Busy
from psasync_executor.probe import Point, Probe, ProbeAt
from psasync_executor.run.bell import Bell
from psasync_executor.run.control import Control
from psasync_executor.run.dispatcher import Dispatcher
from psasync_executor.run.execution import Execution
from psasync_executor.run.lease import Lease
from psasync_executor.settings import ExecutorSettings
from psasync_executor.store.claims import Seat
from psasync_executor.store.documents import NO_LEASE
from psasync_executor.wiring import Stores, dispatcher
from tests.support.kafka_kit import log_of
from tests.support.waiting import until

from .fake_psa import FakePsa

TENANT = "acme"
ENTITIES = (Entity.COMPANY, Entity.COMPANY_SITE, Entity.CONTACT)


@dataclass
class FakeCatalog:
    syncs: dict[str, ResolvedSync] = field(default_factory=dict)
    down: bool = False

    def add(self, sync: str, *, connection: str | None = None, **changes) -> ResolvedSync:
        resolved = ResolvedSync(
            id=sync,
            tenant=changes.pop("tenant", TENANT),
            name=sync,
            version=1,
            time_zone=changes.pop("time_zone", "Europe/Berlin"),
            active=changes.pop("active", True),
            source=ResolvedConnection(
                id=connection or f"connection-of-{sync}",
                tenant=TENANT,
                system=changes.pop("system", System.CONNECTWISE),
                name="PSA",
                version=1,
                settings={},
                secrets={},
                calls_per_minute=6000,
                concurrent_calls=5,
            ),
            entities=changes.pop("entities", ENTITIES),
            **changes,
        )
        self.syncs[sync] = resolved
        return resolved

    async def sync(self, sync_id: str) -> ResolvedSync | None:
        if self.down:
            raise CatalogUnavailable("down")
        return self.syncs.get(sync_id)

    def forget(self, _event: CatalogChanged) -> None:
        return


@dataclass
class Node:
    """One executor process, as far as its guarantees go."""

    stores: Stores
    bell: Bell
    stopping: asyncio.Event
    task: asyncio.Task[None]

    async def stop(self) -> None:
        self.stopping.set()
        await asyncio.wait_for(self.task, 20)

    async def kill(self) -> None:
        """As kill -9: nothing is handed back."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@dataclass
class Lab:
    settings: ExecutorSettings
    database: Database
    producer: EventProducer
    psa: FakePsa
    catalog: FakeCatalog
    nodes: list[Node] = field(default_factory=list)
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.stores = Stores.of(self.settings, self.database)

    def node(self, probe: Probe | None = None, **changes) -> Node:
        settings = self.settings.model_copy(update={f"executor_{name}": value for name, value in changes.items()})
        stores, bell, stopping = Stores.of(settings, self.database), Bell(), asyncio.Event()
        worker = self._dispatcher(settings, stores, bell, stopping, probe or Probe())
        node = Node(stores, bell, stopping, asyncio.create_task(worker.run()))
        self.nodes.append(node)
        return node

    async def dies_at(self, point: Point, nth: int) -> None:
        """An executor takes the next job and dies there, as its process would: nothing is handed back."""
        reached = asyncio.Event()

        async def hang() -> None:
            reached.set()
            await asyncio.sleep(3600)

        node = self.node(at(point, nth, hang), workers=1)
        await asyncio.wait_for(reached.wait(), 30)
        await node.kill()
        self.nodes.remove(node)

    async def lapse(self, execution: str) -> None:
        """The time of a dead executor's lease passes."""
        await self.database.collection("jobs").update_one({"_id": execution}, {"$set": {"lease_until": NO_LEASE}})

    async def believer(self, execution: str, probe: Probe) -> asyncio.Task[None]:
        """An executor that claims this queued job, keeps no heartbeat and believes in its lease for ever."""
        stores, stopping = Stores.of(self.settings, self.database), asyncio.Event()
        queued = next(job for job in await stores.claims.queued(Busy((), ())) if job.id == execution)
        job = await stores.claims.take_queued(queued, Seat(self.catalog.syncs[queued.sync].source.id))
        assert job is not None
        ports = self._dispatcher(self.settings, stores, Bell(), stopping, probe)._ports
        lease = Lease(3600, time.monotonic())
        return asyncio.create_task(Execution(job, ports, lease, Control(stopping)).run())

    def _dispatcher(self, settings, stores, bell, stopping, probe) -> Dispatcher:
        return dispatcher(
            settings,
            stores,
            bell,
            producer=self.producer,
            catalog=self.catalog,
            sources=self.psa,
            probe=probe,
            stopping=stopping,
        )

    async def request(self, sync: str = "nightly", *, execution: str | None = None, at=None, **fields) -> str:
        execution = execution or f"{sync}-{next(self.numbers)}"
        request = SyncRequested(tenant=fields.pop("tenant", TENANT), sync=sync, **fields)
        await self.stores.inbox.request(execution, request, at or datetime.now(UTC), None)
        for node in self.nodes:
            node.bell.wake()
        return execution

    async def cancel(self, execution: str, **fields) -> None:
        request = CancelRequested(tenant=fields.pop("tenant", TENANT), execution=execution, **fields)
        await self.stores.inbox.cancel(request)
        for node in self.nodes:
            node.bell.nudge(execution)

    async def job(self, execution: str) -> dict:
        return await self.database.collection("jobs").find_one({"_id": execution}) or {}

    async def in_state(self, execution: str, state: str, within: float = 20) -> dict:
        async def there() -> dict | None:
            job = await self.job(execution)
            return job if job.get("state") == state else None

        return await until(there, within, f"{execution} is {state}")

    async def finished(self, execution: str, within: float = 30) -> Story:
        await self.in_state(execution, "closed", within)
        return await self.story(execution)

    async def run(self, sync: str = "nightly", **fields) -> Story:
        return await self.finished(await self.request(sync, **fields))

    async def story(self, execution: str) -> Story:
        topic = EXECUTION_RECORDS.name(self.settings.topic_prefix)
        received = await log_of(self.settings, topic, EXECUTION_RECORDS.partitions)
        return Story.of([record.value for record in received if record.key == execution.encode()])

    async def documents(self, collection: str, **wanted) -> list[dict]:
        return await self.database.collection(collection).find_list(wanted, sort=[("_id", 1)], limit=10_000)

    async def close(self) -> None:
        for node in self.nodes:
            await node.kill()
        await self.producer.stop(2)


@dataclass(frozen=True)
class Story:
    """What the topic holds of one execution, by seq; repetitions must be the very same bytes."""

    events: list[dict]

    @classmethod
    def of(cls, values: list[bytes]) -> Story:
        by_seq: dict[int, bytes] = {}
        last = 0
        for value in values:
            seq = orjson.loads(value)["seq"]
            assert seq <= last + 1, f"a gap: {seq} after {last}"
            assert by_seq.setdefault(seq, value) == value, f"two meanings of seq {seq}"
            last = max(last, seq)
            RECORDS_EVENT.validate_json(value)
        return cls([orjson.loads(by_seq[seq]) for seq in sorted(by_seq)])

    def of_type(self, kind: str) -> list[dict]:
        return [event for event in self.events if event["type"] == kind]

    @property
    def end(self) -> dict:
        (end,) = self.of_type("execution.ended")
        assert self.events[-1] is end
        return end

    @property
    def records(self) -> list[tuple[str, str, str]]:
        return [(one["entity"], one["id"], one["outcome"]) for one in self.of_type("record.result")]

    @property
    def outcomes(self) -> Counter:
        return Counter(outcome for _, _, outcome in self.records)

    @property
    def contents(self) -> list[tuple]:
        return sorted(
            (one["entity"], one["id"], one["outcome"], one.get("hash"), str(one["issues"]))
            for one in self.of_type("record.result")
        )

    def consistent(self) -> Story:
        """The completeness gate, as results applies it."""
        counted: dict[str, Counter] = {}
        for entity, _, outcome in self.records:
            counted.setdefault(entity, Counter())[outcome] += 1
        totals = {entity: {k: n for k, n in counts.items() if n} for entity, counts in self.end["totals"].items()}
        assert {entity: dict(counts) for entity, counts in counted.items()} == {k: v for k, v in totals.items() if v}
        for entity, n in self.end["fetched"].items():
            assert n == sum(count for outcome, count in totals.get(entity, {}).items() if outcome != "deleted")
        ids = [(entity, source_id) for entity, source_id, _ in self.records]
        assert len(ids) == len(set(ids)), "a source id is reported twice"
        return self


def at(point: Point, nth: int, act: Callable[[], Awaitable[None]]) -> ProbeAt:
    return ProbeAt(point, nth, act)
