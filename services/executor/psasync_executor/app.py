"""The composition root of the executor's process."""

from fastapi import FastAPI

from psasync.contracts.topics import CANCEL_REQUESTED, CATALOG_CHANGED, EXECUTION_RECORDS, SYNC_REQUESTED
from psasync.kit.catalog import CatalogClient
from psasync.kit.clock import clock_from
from psasync.kit.http import create_app
from psasync.kit.kafka import KafkaRuntime, TailConsumer
from psasync.kit.keyring import Keyring
from psasync.kit.loops import Loops
from psasync.kit.mongo import MongoError, connect
from psasync.kit.service import Parts
from psasync.psa.registry import SYSTEMS
from psasync_executor.api.internal import internal_router
from psasync_executor.api.outlook import outlook_router
from psasync_executor.api.records import records_router
from psasync_executor.handlers.catalog import CatalogWatch
from psasync_executor.probe import probe_of
from psasync_executor.run.bell import Bell
from psasync_executor.run.prepare import Preparation
from psasync_executor.settings import ExecutorSettings
from psasync_executor.sources import RegisteredSources
from psasync_executor.store.indexes import INDEXES
from psasync_executor.wiring import Stores, dispatcher, subscriptions

SERVICE = "executor"
TOPICS = (SYNC_REQUESTED, CANCEL_REQUESTED, EXECUTION_RECORDS, CATALOG_CHANGED)


async def build(settings: ExecutorSettings) -> FastAPI:
    database = await connect(settings, SERVICE)
    stores, bell, loops = Stores.of(settings, database), Bell(), Loops()
    kafka = KafkaRuntime(settings, SERVICE, subscriptions(stores, bell), TOPICS)
    catalog = CatalogClient(settings)
    keyring = Keyring.from_secret(settings.keyring.get_secret_value())
    sources = RegisteredSources(SYSTEMS, keyring, stores.budgets, settings.psa_plain_http_hosts)
    preparation = Preparation(catalog, sources, stores.ledger, stores.cursors, clock_from(settings))
    workers = dispatcher(
        settings,
        stores,
        bell,
        producer=kafka.producer,
        catalog=catalog,
        sources=sources,
        probe=probe_of(settings.executor_probe),
        stopping=loops.stopping,
    )
    loops.add("dispatcher", workers.run, drains=True)
    loops.add("catalog", CatalogWatch(TailConsumer(settings, CATALOG_CHANGED).events, catalog.forget).run)
    parts = Parts(loops=loops, kafka=kafka, database=database, indexes=INDEXES, closing=[catalog])
    return create_app(
        service=SERVICE,
        title="PSA Sync executor",
        version="0.1.0",
        settings=settings,
        routers=[
            records_router(stores.records, stores.record_lists),
            internal_router(stores.overview, stores.ledger, catalog),
            outlook_router(stores.queue, stores.overview, stores.ledger, preparation),
        ],
        ready=parts.ready,
        lifespan=parts.lifespan,
        authenticator=catalog,
        unavailable_errors=(MongoError,),
    )
