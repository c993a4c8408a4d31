"""The composition root: which parts there are and how they hang together."""

import time
from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI

from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.catalog import CatalogClient
from psasync.kit.clock import RealClock
from psasync.kit.http import create_app
from psasync.kit.kafka import KafkaRuntime, TailConsumer
from psasync.kit.keyring import Keyring
from psasync.kit.loops import Loops
from psasync.kit.mongo import Index, IndexLoop, connect
from psasync.kit.rate import Buckets, Rate
from psasync.kit.service import Parts
from psasync.psa import registry
from psasync_tickets_relay.api.events import events_router
from psasync_tickets_relay.api.farewells import farewells_router
from psasync_tickets_relay.api.health import health_router
from psasync_tickets_relay.api.hooks import hooks_router
from psasync_tickets_relay.api.listening import Listening
from psasync_tickets_relay.api.sockets import sockets_router
from psasync_tickets_relay.api.stream_tokens import StreamTokenMiddleware, stream_tokens_router
from psasync_tickets_relay.api.streams import streams_router
from psasync_tickets_relay.api.webhooks import webhooks_router
from psasync_tickets_relay.inbound.door import Door
from psasync_tickets_relay.inbound.health import Health
from psasync_tickets_relay.inbound.publishing import TicketPublisher
from psasync_tickets_relay.inbound.replays import Replays
from psasync_tickets_relay.inbound.turns import Turns
from psasync_tickets_relay.inbound.webhook import WebhookIntake
from psasync_tickets_relay.outbound import loops as clockwork
from psasync_tickets_relay.outbound.hub import Hub, HubLimits
from psasync_tickets_relay.outbound.sessions import Sessions
from psasync_tickets_relay.outbound.stream_tokens import StreamTokens
from psasync_tickets_relay.outbound.tail import TicketTail
from psasync_tickets_relay.settings import RelaySettings
from psasync_tickets_relay.store.indexes import indexes
from psasync_tickets_relay.store.recorder import Recorder, write_health
from psasync_tickets_relay.store.webhook_health import WebhookHealthStore
from psasync_tickets_relay.upkeep.assembly import UpkeepParts
from psasync_tickets_relay.upkeep.changes import KnownChanges
from psasync_tickets_relay.upkeep.trial import Trials
from psasync_tickets_relay.vault import Vault

# A declared length far above the webhooks' own limit is refused before anything else is looked at.
_LARGEST_BODY = 8_388_608


async def build(settings: RelaySettings) -> FastAPI:
    """The relay, ready to be served. It starts whether or not Kafka, MongoDB and the scheduler are there."""
    topic = settings.tickets_topic
    database = await connect(settings, "relay")
    catalog = CatalogClient(settings)
    kafka = KafkaRuntime(settings, "tickets-relay", (), (topic, CATALOG_CHANGED))
    replays = Replays(seconds=settings.webhook_replay_seconds, size=settings.webhook_replay_entries)
    hub = Hub(_hub_limits(settings), now_ms=lambda: round(time.time() * 1000))
    changes = KnownChanges(seconds=settings.repair_memory_hours * 3600, size=settings.repair_memory_entries)
    tickets = TailConsumer(settings, topic, max_records=200)
    tail = TicketTail(tickets, hub, seen=replays.remember, heard=changes.heard)
    sessions = Sessions(per_key=settings.streams_per_key, total=settings.streams_total)
    listening = Listening(tail, hub, sessions)
    keyring, clock = Keyring.from_secret(settings.keyring.get_secret_value()), RealClock()
    tokens = StreamTokens(keyring)
    health, store = Health(), WebhookHealthStore(database)
    index_loop = IndexLoop(database, _indexes(settings), clock)
    loops = Loops()
    vault, trials = Vault(keyring, settings.psa_plain_http_hosts), Trials(keyring, tickets.end_offsets)
    publisher = TicketPublisher(kafka.producer, topic, replays, changes, seconds=settings.webhook_publish_seconds)
    upkeep = UpkeepParts(settings, database, catalog, registry.SYSTEMS, vault, publisher, changes, tail)
    intake = WebhookIntake(
        publisher=publisher,
        vault=vault,
        verifiers={system: entry.verifier() for system, entry in registry.SYSTEMS.items() if entry.verifier},
        aftercare=upkeep.aftercare,
        verify_seconds=settings.webhook_verify_seconds,
    )
    # The indexes only tidy up: tickets are relayed before they stand, and with the database away.
    parts = Parts(
        loops=loops, kafka=kafka, database=database, closing=(upkeep.whole, intake, catalog), kafka_first=True
    )
    rates = Buckets(Rate(settings.webhook_per_minute, settings.webhook_burst))
    turns = Turns(
        total=settings.webhook_in_flight,
        per_name=settings.webhook_in_flight_per_connection,
        queue=settings.webhook_queue,
        seconds=settings.webhook_queue_seconds,
    )

    async def ready() -> dict[str, str]:
        return {**await parts.ready(), "indexes": index_loop.state, "tickets topic": tail.ready()}

    app = create_app(
        service="tickets-relay",
        title="PSA Sync tickets relay",
        version="1.0",
        settings=settings,
        routers=(
            hooks_router(settings, Door(catalog, rates), turns, intake, health, trials),
            events_router(listening),
            sockets_router(listening),
            stream_tokens_router(tokens, clock),
            streams_router(sessions),
            health_router(catalog, store),
            webhooks_router(catalog, upkeep, trials),
            farewells_router(catalog, upkeep),
        ),
        ready=ready,
        lifespan=parts.lifespan,
        authenticator=catalog,
        max_body_bytes=_LARGEST_BODY,
    )
    app.add_middleware(StreamTokenMiddleware, tokens=tokens, clock=clock)
    writing = (partial(write_health, health, store), upkeep.aftercare.write)
    recorder = Recorder(*writing, every=settings.health_flush_seconds, stopping=loops.stopping)
    catalog_changes = TailConsumer(settings, CATALOG_CHANGED)
    loops.add("tickets", tail.run)
    loops.add("catch-up", tail.catch_up)
    loops.add("catalog", partial(clockwork.follow_catalog, catalog_changes, catalog))
    loops.add("heartbeats", partial(clockwork.tick, hub))
    loops.add("keys", partial(clockwork.recheck, sessions, settings.stream_recheck_seconds))
    loops.add("farewell", partial(clockwork.close_at, app.state.stopping, hub))
    loops.add("indexes", index_loop.run)
    loops.add("webhook health", recorder.run, drains=True)
    upkeep.add_to(loops)
    return app


def _indexes(settings: RelaySettings) -> dict[str, Sequence[Index]]:
    return indexes(
        health_days=settings.health_retention_days,
        refusal_days=settings.refusal_retention_days,
        seen_hours=settings.repair_memory_hours,
    )


def _hub_limits(settings: RelaySettings) -> HubLimits:
    return HubLimits(
        retention_ms=settings.tickets_topic.retention_ms,
        window_bytes=settings.window_bytes,
        backlog_events=settings.stream_backlog_events,
        backlog_bytes=settings.stream_backlog_bytes,
        heartbeat_seconds=settings.stream_heartbeat_seconds,
        send_seconds=settings.stream_send_seconds,
    )
