"""The scheduler's composition root."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, FastAPI

from psasync.contracts.events import cancel, requested
from psasync.contracts.topics import CANCEL_REQUESTED, CATALOG_CHANGED, EXECUTION_STATUS, SYNC_REQUESTED
from psasync.kit.clock import Clock, clock_from
from psasync.kit.http import create_app
from psasync.kit.kafka import KafkaRuntime, Subscription
from psasync.kit.keyring import Keyring
from psasync.kit.loops import Loops
from psasync.kit.mongo import connect
from psasync.kit.probe import probe_of
from psasync.kit.service import Parts
from psasync.psa.registry import SYSTEMS
from psasync_scheduler.actions.context import Context, Systems
from psasync_scheduler.actions.keys import StoredKeys
from psasync_scheduler.actions.oidc.provider import Provider
from psasync_scheduler.actions.rekeying import Rekeying
from psasync_scheduler.actions.siblings import Siblings
from psasync_scheduler.api import (
    archiving,
    audit,
    bulk,
    bulk_executions,
    connections,
    discovery,
    executions,
    internal,
    keyring,
    keys,
    occurrences,
    pausing,
    previews,
    problems,
    resync,
    samples,
    schedules,
    sign_in,
    syncs,
    systems,
    tenants,
    topics,
    upcoming,
    whoami,
)
from psasync_scheduler.domain.key_uses import KeyUses
from psasync_scheduler.handlers.statuses import StatusHandler
from psasync_scheduler.loops.archiving import ArchivingLoop
from psasync_scheduler.loops.key_uses import NoteKeyUses
from psasync_scheduler.loops.publisher import Publisher
from psasync_scheduler.loops.rekeying import KeyringWatch
from psasync_scheduler.loops.settling import Settling
from psasync_scheduler.loops.tick import Tick
from psasync_scheduler.loops.upgrading import Upgrading
from psasync_scheduler.loops.waking import Wakeups
from psasync_scheduler.probe import Point
from psasync_scheduler.settings import SchedulerSettings
from psasync_scheduler.store.indexes import INDEXES
from psasync_scheduler.store.stores import Stores

SERVICE = "scheduler"
ROUTERS: tuple[APIRouter, ...] = (
    tenants.router,
    connections.router,
    syncs.router,
    pausing.router,
    archiving.router,
    bulk.router,
    resync.router,
    schedules.router,
    previews.router,
    upcoming.router,
    occurrences.router,
    executions.router,
    bulk_executions.router,
    keys.router,
    sign_in.router,
    systems.router,
    audit.router,
    internal.router,
    keyring.router,
    discovery.router,
    samples.router,
    topics.router,
    whoami.router,
)


async def build(settings: SchedulerSettings, *, adapters: Systems = SYSTEMS, clock: Clock | None = None) -> FastAPI:
    """The application, ready to be served. Kafka and MongoDB may come later."""
    database = await connect(settings, SERVICE)
    used = [SYNC_REQUESTED, CANCEL_REQUESTED, CATALOG_CHANGED, EXECUTION_STATUS]
    context = Context(
        stores=Stores.of(database),
        keyring=Keyring.from_secret(settings.keyring.get_secret_value()),
        systems=adapters,
        settings=settings,
        siblings=Siblings(settings),
        clock=clock or clock_from(settings),
        wakeups=Wakeups(),
        provider=Provider.of(settings),
        probe=probe_of(settings.scheduler_probe, Point),
    )
    uses = KeyUses(timedelta(seconds=settings.key_use_seconds))
    statuses = Subscription(topic=EXECUTION_STATUS, group="scheduler.streaks", handler=StatusHandler(context))
    kafka = KafkaRuntime(settings, SERVICE, [statuses], used)
    loops = _loops(context, kafka)
    loops.add("key-uses", NoteKeyUses(context.stores, uses).run)
    watch = KeyringWatch(Rekeying(context.stores, context.keyring), context.wakeups.keyring)
    loops.add("keyring", watch.run)
    closing: list[Siblings | Provider] = [context.siblings]
    if context.provider is not None:
        closing.append(context.provider)
    parts = Parts(loops=loops, kafka=kafka, database=database, indexes=INDEXES, closing=closing)

    async def ready() -> dict[str, str]:
        return {**await parts.ready(), "keyring": watch.state}

    app = create_app(
        service=SERVICE,
        title="PSA Sync scheduler",
        version="1",
        settings=settings,
        routers=ROUTERS,
        ready=ready,
        lifespan=parts.lifespan,
        authenticator=StoredKeys(context, uses),
    )
    app.state.context = context
    problems.install(app)
    return app


def _loops(context: Context, kafka: KafkaRuntime) -> Loops:
    settings, stores, wakeups, probe = context.settings, context.stores, context.wakeups, context.probe
    poll = settings.outbox_poll_seconds
    requests = Publisher(
        stores.requests,
        stores.audit,
        SYNC_REQUESTED,
        requested.TYPE,
        kafka.producer,
        wakeups.requests,
        poll,
        _now,
        probe,
    )
    cancels = Publisher(
        stores.cancels,
        stores.audit,
        CANCEL_REQUESTED,
        cancel.TYPE,
        kafka.producer,
        wakeups.cancels,
        poll,
        _now,
        probe,
    )
    loops = Loops()
    loops.add("requests", requests.run)
    loops.add("cancels", cancels.run)
    loops.add("catalog", Settling(stores, kafka.producer, wakeups.catalog, poll, probe).run)
    loops.add("tick", Tick(context).run)
    loops.add("archiving", ArchivingLoop(context).run)
    loops.add("upgrading", Upgrading(stores).run)
    return loops


def _now() -> datetime:
    return datetime.now(UTC)
