"""The executor without its process: what tests make several of, side by side."""

import asyncio
import os
import socket
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from psasync.contracts.topics import CANCEL_REQUESTED, SYNC_REQUESTED
from psasync.kit.clock import Clock, RealClock, clock_from
from psasync.kit.ids import new_id
from psasync.kit.kafka import Subscription
from psasync.kit.keyring import Keyring
from psasync.kit.mongo import Database
from psasync.psa.budgets import Budgets
from psasync.psa.registry import SYSTEMS
from psasync_executor.handlers.cancels import CancelHandler
from psasync_executor.handlers.requests import RequestHandler
from psasync_executor.probe import Probe
from psasync_executor.run.bell import Bell
from psasync_executor.run.destinations.kept import Books
from psasync_executor.run.destinations.open import RegisteredDestinations
from psasync_executor.run.dispatcher import Dispatcher
from psasync_executor.run.ports import Ports
from psasync_executor.run.prepare import Catalog, Preparation
from psasync_executor.run.publisher import Producer, Publisher
from psasync_executor.run.settle import Settler
from psasync_executor.settings import ExecutorSettings
from psasync_executor.sources import Sources
from psasync_executor.store.claims import Claims
from psasync_executor.store.cursors import Cursors
from psasync_executor.store.fences import Fences
from psasync_executor.store.inbox import Inbox
from psasync_executor.store.intents import Intents
from psasync_executor.store.jobs import Jobs
from psasync_executor.store.ledger import Ledger
from psasync_executor.store.overview import Overview
from psasync_executor.store.queue import Queue
from psasync_executor.store.record_list import RecordLists
from psasync_executor.store.records import PlatformRecords
from psasync_executor.store.seen import SeenPages
from psasync_executor.store.turns import Turns
from psasync_executor.vault import Vault

GROUP = "executor"


@dataclass(frozen=True, slots=True)
class Stores:
    """Every collection of the executor's database."""

    inbox: Inbox
    claims: Claims
    jobs: Jobs
    ledger: Ledger
    cursors: Cursors
    records: PlatformRecords
    record_lists: RecordLists
    intents: Intents
    seen: SeenPages
    budgets: Budgets
    overview: Overview
    queue: Queue

    @classmethod
    def of(cls, settings: ExecutorSettings, database: Database) -> Self:
        # What the database forgets goes by real time, whatever the clock of schedules and waits does.
        real, turns = RealClock(), Turns(database)
        lease_seconds = settings.executor_lease_seconds
        return cls(
            inbox=Inbox(
                database,
                turns,
                real,
                marker_retention=timedelta(days=settings.executor_marker_retention_days),
            ),
            claims=Claims(
                database,
                Fences(database),
                turns,
                lease_seconds=lease_seconds,
                process=f"{process_name()}/{new_id()}",
            ),
            jobs=Jobs(
                database,
                real,
                lease_seconds=lease_seconds,
                retention=timedelta(days=settings.executor_job_retention_days),
            ),
            ledger=Ledger(database),
            cursors=Cursors(database),
            records=PlatformRecords(database),
            record_lists=RecordLists(database),
            intents=Intents(database, real, retention=timedelta(days=settings.executor_job_retention_days)),
            seen=SeenPages(database, real, retention=timedelta(days=settings.executor_seen_retention_days)),
            budgets=Budgets(database, part=settings.executor_budget_part),
            overview=Overview(database),
            queue=Queue.of(database, turns),
        )


def process_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def subscriptions(stores: Stores, bell: Bell) -> list[Subscription]:
    return [
        Subscription(topic=SYNC_REQUESTED, group=GROUP, handler=RequestHandler(stores.inbox, bell.wake)),
        Subscription(topic=CANCEL_REQUESTED, group=GROUP, handler=CancelHandler(stores.inbox, bell.nudge)),
    ]


def destinations(settings: ExecutorSettings, stores: Stores, clock: Clock, probe: Probe) -> RegisteredDestinations:
    keyring = Keyring.from_secret(settings.keyring.get_secret_value())
    return RegisteredDestinations(
        systems=SYSTEMS,
        vault=Vault(keyring, settings.psa_plain_http_hosts),
        budgets=stores.budgets,
        records=stores.records,
        books=Books(stores.ledger, stores.intents),
        clock=clock,
        probe=probe,
        lease_seconds=settings.executor_lease_seconds,
    )


def dispatcher(
    settings: ExecutorSettings,
    stores: Stores,
    bell: Bell,
    *,
    producer: Producer,
    catalog: Catalog,
    sources: Sources,
    probe: Probe,
    stopping: asyncio.Event,
) -> Dispatcher:
    clock = clock_from(settings)
    publisher = Publisher(producer, probe)
    ports = Ports(
        jobs=stores.jobs,
        ledger=stores.ledger,
        seen=stores.seen,
        preparation=Preparation(catalog, sources, stores.ledger, stores.cursors, clock),
        sources=sources,
        destinations=destinations(settings, stores, clock, probe),
        settler=Settler(stores.ledger, stores.cursors, stores.seen, publisher),
        publisher=publisher,
        probe=probe,
        clock=clock,
        limits=settings.limits(),
        executor=process_name(),
    )
    return Dispatcher(
        stores.claims,
        catalog,
        ports,
        clock,
        bell,
        stopping,
        workers=settings.executor_workers,
        poll_seconds=settings.executor_sweep_seconds,
    )
