"""Puts the service together."""

from collections.abc import Sequence
from datetime import timedelta

from fastapi import FastAPI

from psasync.contracts.topics import (
    CANCEL_REQUESTED,
    CATALOG_CHANGED,
    EXECUTION_RECORDS,
    EXECUTION_STATUS,
    SYNC_REQUESTED,
)
from psasync.kit.catalog import CatalogClient
from psasync.kit.clock import RealClock
from psasync.kit.http import Authenticator, create_app
from psasync.kit.kafka import KafkaRuntime, Subscription
from psasync.kit.loops import Loops
from psasync.kit.mongo import connect
from psasync.kit.service import Parts
from psasync_results.api import (
    events,
    executions,
    feeds,
    issue_actions,
    issues,
    keeping,
    record_history,
    records,
    storage,
)
from psasync_results.closing import CatalogClosing
from psasync_results.domain.announcing import Announcement
from psasync_results.folding import Folding
from psasync_results.handlers.cancels import CancelsHandler
from psasync_results.handlers.catalog import CatalogHandler
from psasync_results.handlers.records import RecordsHandler
from psasync_results.handlers.requests import RequestsHandler
from psasync_results.keeping import KeepingLoop
from psasync_results.live.hub import Hub
from psasync_results.live.places import Places
from psasync_results.live.reader import Reader
from psasync_results.measuring import MeasuringLoop
from psasync_results.outbox import StatusOutbox
from psasync_results.probe import parse
from psasync_results.scheduler import Scheduler
from psasync_results.settings import ResultsSettings
from psasync_results.store.ageing import Ageing
from psasync_results.store.changes import Changes
from psasync_results.store.chosen_issues import ChosenIssues
from psasync_results.store.executions import Executions, Stored
from psasync_results.store.gone_issues import GoneIssues
from psasync_results.store.history import History
from psasync_results.store.indexes import indexes_of
from psasync_results.store.issue_groups import IssueGroups
from psasync_results.store.issue_pages import IssuePages
from psasync_results.store.issues import Issues
from psasync_results.store.leases import Leases
from psasync_results.store.own_keeping import OwnKeepings
from psasync_results.store.pending import PendingEvents
from psasync_results.store.record_history import RecordHistory
from psasync_results.store.record_pages import RecordPages
from psasync_results.store.record_results import RecordResults
from psasync_results.store.storage import Storage
from psasync_results.store.sync_changes import SyncChanges
from psasync_results.sweeper import DeadlineSweeper

SERVICE = "results"
TITLE = "PSA Sync results"
VERSION = "1.0.0"


async def build(settings: ResultsSettings, authenticator: Authenticator | None = None) -> FastAPI:
    """The application. Deadlines and events carry real time, so results has no use for a scaled clock."""
    clock = RealClock()
    database = await connect(settings, SERVICE)
    store = Executions(database)
    catalog, scheduler = CatalogClient(settings), Scheduler(settings)
    changes, hub = Changes(database), Hub()
    reader = Reader(changes, hub)
    places = Places(total=settings.results_watchers, per_key=settings.results_watchers_per_key)

    def changed(stored: Stored, announced: Sequence[Announcement]) -> None:
        hub.tell(stored)
        if announced:
            outbox.wake(stored.state.id)

    folding = Folding(store, RecordResults(database), Issues(database), clock, changed, parse(settings.results_probe))
    closing = CatalogClosing(SyncChanges(database), GoneIssues(database), catalog, clock)
    kafka = KafkaRuntime(
        settings,
        SERVICE,
        [
            Subscription(topic=EXECUTION_RECORDS, group="results", handler=RecordsHandler(folding)),
            Subscription(
                topic=SYNC_REQUESTED,
                group="results.requests",
                handler=RequestsHandler(folding),
                writes_dead_letters=False,
            ),
            Subscription(
                topic=CANCEL_REQUESTED,
                group="results.cancels",
                handler=CancelsHandler(folding),
                writes_dead_letters=False,
            ),
            Subscription(
                topic=CATALOG_CHANGED,
                group="results.sync-changes",
                handler=CatalogHandler(closing),
                writes_dead_letters=False,
            ),
        ],
        [EXECUTION_RECORDS, SYNC_REQUESTED, CANCEL_REQUESTED, EXECUTION_STATUS, CATALOG_CHANGED],
    )
    outbox = StatusOutbox(PendingEvents(database), kafka.producer, clock)
    sweeper = DeadlineSweeper(
        store,
        folding,
        clock,
        margin=settings.deadline_margin,
        every=timedelta(seconds=settings.results_sweep_seconds),
    )
    loops = Loops()
    loops.add("status-outbox", outbox.run)
    loops.add("status-sweep", outbox.run_sweep)
    loops.add("deadlines", sweeper.run)
    loops.add("live", reader.run)
    loops.add("catalog-closing", closing.run)
    ageing, leases, own_keepings, used = Ageing(database), Leases(database), OwnKeepings(database), Storage(database)
    retention_every = timedelta(seconds=settings.results_retention_sweep_seconds)
    keeping_loop = KeepingLoop(ageing, own_keepings, leases, clock, platform=settings.keeping, every=retention_every)
    storage_every = timedelta(seconds=settings.results_storage_sweep_seconds)
    measuring_loop = MeasuringLoop(used, ageing, leases, clock, every=storage_every)
    loops.add("keeping", keeping_loop.run)
    loops.add("storage", measuring_loop.run)
    parts = Parts(
        loops=loops,
        kafka=kafka,
        database=database,
        indexes=indexes_of(settings),
        closing=[catalog, scheduler],
    )
    return create_app(
        service=SERVICE,
        title=TITLE,
        version=VERSION,
        settings=settings,
        routers=[
            executions.routes(store, History(database), clock),
            records.routes(store, RecordPages(database)),
            record_history.routes(RecordHistory(database)),
            events.routes(store, hub, reader, places, clock),
            feeds.routes(changes, hub, reader, places),
            issues.routes(IssuePages(database), IssueGroups(database)),
            storage.routes(used),
            keeping.routes(own_keepings, settings.keeping, clock),
            issue_actions.routes(ChosenIssues(database), scheduler, clock),
        ],
        ready=parts.ready,
        lifespan=parts.lifespan,
        authenticator=authenticator or catalog,
    )
