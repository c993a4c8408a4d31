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
    card_pages,
    comparisons,
    executions,
    exports,
    record_history,
    records,
    statistics,
)
from psasync_results.domain.announcing import Announcement
from psasync_results.export.pages import ExportPlaces
from psasync_results.folding import Folding
from psasync_results.handlers.cancels import CancelsHandler
from psasync_results.handlers.records import RECORDS_AT_ONCE, RecordsHandler
from psasync_results.handlers.requests import RequestsHandler
from psasync_results.issue_care.assembly import IssueParts
from psasync_results.live.assembly import LiveParts
from psasync_results.notices.assembly import NoticeParts
from psasync_results.outbox import StatusOutbox
from psasync_results.probe import parse
from psasync_results.retention.assembly import RetentionParts
from psasync_results.settings import ResultsSettings
from psasync_results.store.cards import Cards
from psasync_results.store.comparison import Comparisons
from psasync_results.store.daily import Daily
from psasync_results.store.executions import Executions, Stored
from psasync_results.store.history import History
from psasync_results.store.indexes import indexes_of
from psasync_results.store.issues import Issues
from psasync_results.store.open_issues import OpenIssues
from psasync_results.store.pending import PendingEvents
from psasync_results.store.record_history import RecordHistory
from psasync_results.store.record_pages import RecordPages
from psasync_results.store.record_results import RecordResults
from psasync_results.store.running import RunningExecutions
from psasync_results.store.untallied import Untallied
from psasync_results.sweeper import DeadlineSweeper
from psasync_results.tallying import Tallying

SERVICE = "results"
TITLE = "PSA Sync results"
VERSION = "1.0.0"


async def build(settings: ResultsSettings, authenticator: Authenticator | None = None) -> FastAPI:
    """The application. Deadlines and events carry real time, so results has no use for a scaled clock."""
    clock = RealClock()
    database = await connect(settings, SERVICE)
    store, cards, daily = Executions(database), Cards(database), Daily(database)
    catalog = CatalogClient(settings)
    live = LiveParts(settings, database, store, cards, clock)
    issue_parts = IssueParts(settings, database, catalog, clock)
    retention = RetentionParts(settings, database, catalog, clock)

    def changed(stored: Stored, announced: Sequence[Announcement]) -> None:
        live.tell(stored)
        if stored.state.ended:
            tallying.wake(stored.state.id)
        if announced:
            outbox.wake(stored.state.id)

    loops = Loops()
    notices = NoticeParts(settings, database, catalog, clock, loops)
    folding = Folding(store, RecordResults(database), Issues(database), clock, changed, parse(settings.results_probe))
    kafka = KafkaRuntime(
        settings,
        SERVICE,
        [
            Subscription(
                topic=EXECUTION_RECORDS, group="results", handler=RecordsHandler(folding), max_records=RECORDS_AT_ONCE
            ),
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
            issue_parts.subscription,
            notices.subscription,
        ],
        [EXECUTION_RECORDS, SYNC_REQUESTED, CANCEL_REQUESTED, EXECUTION_STATUS, CATALOG_CHANGED],
    )
    outbox = StatusOutbox(PendingEvents(database), kafka.producer, clock)
    tallying = Tallying(Untallied(database), cards, daily, clock)
    sweeper = DeadlineSweeper(
        store,
        folding,
        clock,
        margin=settings.deadline_margin,
        every=timedelta(seconds=settings.results_sweep_seconds),
    )
    loops.add("status-outbox", outbox.run)
    loops.add("status-sweep", outbox.run_sweep)
    loops.add("deadlines", sweeper.run)
    loops.add("tallying", tallying.run)
    loops.add("tally-sweep", tallying.run_sweep)
    for each in (live, issue_parts, retention):
        each.add_to(loops)
    history, pages = History(database, clock), RecordPages(database)
    parts = Parts(
        loops=loops,
        kafka=kafka,
        database=database,
        indexes=indexes_of(settings),
        closing=[issue_parts, notices, catalog],
    )
    return create_app(
        service=SERVICE,
        title=TITLE,
        version=VERSION,
        settings=settings,
        routers=[
            # Before the single execution: "export" is nobody's id.
            exports.routes(store, history, pages, ExportPlaces(settings.results_exports)),
            executions.routes(store, history, cards, clock),
            records.routes(store, pages),
            comparisons.routes(store, Comparisons(database)),
            record_history.routes(RecordHistory(database)),
            card_pages.routes(cards, RunningExecutions(database), OpenIssues(database)),
            statistics.routes(daily, clock),
            *live.routers,
            *issue_parts.routers,
            *retention.routers,
            *notices.routers,
        ],
        ready=parts.ready,
        lifespan=parts.lifespan,
        authenticator=authenticator or catalog,
    )
