"""The hub's clockwork."""

import asyncio

from pydantic import ValidationError

from psasync.contracts.events.catalog import CatalogChanged
from psasync.kit.catalog import CatalogClient
from psasync.kit.kafka import Arrived, TailConsumer
from psasync_tickets_relay.outbound.hub import Hub
from psasync_tickets_relay.outbound.sessions import Sessions

_TICK_SECONDS = 1.0


async def tick(hub: Hub) -> None:
    """Heartbeats and forgetting."""
    while True:
        hub.tick()
        await asyncio.sleep(_TICK_SECONDS)


async def recheck(sessions: Sessions, every: float) -> None:
    """Whether the keys of open streams are still valid."""
    while True:
        await asyncio.sleep(every)
        await sessions.recheck()


async def close_at(stopping: asyncio.Event, hub: Hub) -> None:
    """Sends everybody away when the server is told to stop: it waits for open connections before anything else."""
    await stopping.wait()
    hub.close()


async def follow_catalog(consumer: TailConsumer, catalog: CatalogClient) -> None:
    """Drops catalog answers that a change makes doubtful. Every replica reads all changes for its own cache."""
    async for event in consumer.events():
        if isinstance(event, Arrived):
            for record in event.records:
                _forget(record.value or b"", catalog)


def _forget(value: bytes, catalog: CatalogClient) -> None:
    try:
        catalog.forget(CatalogChanged.model_validate_json(value))
    except ValidationError:
        # A newer version or not ours: answers expire by themselves as well.
        return
